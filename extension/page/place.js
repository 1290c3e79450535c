/** Where the banner stands; `from` are pixels from its edge. @typedef {{edge: "top" | "bottom" | "aside", from: number}} Standing */

/**
 * Where the banner can stand without covering what the reader needs.
 *
 * The rule: at the top edge of the window, else at the bottom edge, else below what is stuck to the top. It must not cover
 * what has the focus and what the page has fixed to the window (headers, cookie dialogs): where it would do so everywhere it
 * stands nowhere, and the toolbar tells the same. Nor should it cover controls and text that cannot be scrolled out from
 * under it; on a page that has them at both edges it does, since it can be closed. It stays
 * where it is as long as that is free. Nothing at all stands over a page in full screen or beside a modal dialog.
 *
 * The window is tried at a few points, whenever something may have moved and never by the clock alone.
 */
const mastheadPlace = (() => {
  const { rootOf, bodyOf, boxOf, documentIn, documentOf, firstChildOf, nextOf, typeOf, valueOf } = mastheadGenuine;
  const { elementsFromPoint, querySelector } = Document.prototype;
  const { addEventListener } = EventTarget.prototype;
  const { matches } = Element.prototype;

  /** @typedef {{width: number, height: number}} Size */

  /** @type {Standing} */
  const ASIDE = { edge: "aside", from: 0 };
  const POINTS = { across: 9, down: 3 };
  /** How much it matters what would be covered. */
  const HARM = { none: 0, needed: 1, stuck: 2 };
  /** Elements that are climbed from a point, shadow roots that are entered at it, and children that are looked at. */
  const MOST = { climbed: 40, entered: 8, children: 50 };
  /** Share of the window's height within which something at its top is a header. */
  const HEADER = 0.4;
  const CONTROL = "a[href], button, input, select, textarea, summary, label, video, [role=button], [tabindex]";
  const EDITABLE = "input:not([type=button], [type=checkbox], [type=radio], [type=submit]), textarea, select";

  /** Milliseconds between two looks. */
  const PAUSE = 100;
  /** A look that takes longer makes the pauses longer, up to so many. */
  const LONG = { look: 16, pause: 5000 };
  /** Milliseconds after which cookie dialogs and the like have come. */
  const ARRIVED = [600, 2000, 6000];

  // Not of the element itself: where it is unknown, a field of that name stands for it in its form.
  const ENTERS = "openOrClosedShadowRoot" in Element.prototype;

  /** The page's own shadow root of an element, also a closed one. @param {Element} element @returns {ShadowRoot | null} */
  function rootIn(element) {
    const { dom } = /** @type {any} */ (globalThis.chrome ?? {});
    if (ENTERS) return /** @type {any} */ (element).openOrClosedShadowRoot;
    return element instanceof HTMLElement ? (dom?.openOrClosedShadowRoot(element) ?? null) : null;
  }

  /** @param {Element} element @returns {Element | null} */
  function parentOf(element) {
    const root = element.parentElement ?? element.getRootNode();
    if (root instanceof Element) return root;
    return root instanceof ShadowRoot ? root.host : null;
  }

  /**
   * The page's topmost element at a point, in whatever shadow root.
   * @param {Element} host our own, which does not count
   * @param {number} x
   * @param {number} y
   */
  function elementAt(host, x, y) {
    let found = elementsFromPoint.call(document, x, y).find((one) => one !== host) ?? null;
    for (let depth = 0; found && depth < MOST.entered; depth++) {
      const inner = rootIn(found)?.elementsFromPoint(x, y)[0];
      if (!inner || inner === found || inner.getRootNode() !== rootIn(found)) break;
      found = inner;
    }
    return found;
  }

  /** Whether a sticky element is held at an edge now. @param {CSSStyleDeclaration} style @param {DOMRect} box */
  function isHeld({ top, bottom }, box) {
    const near = (/** @type {string} */ wanted, /** @type {number} */ is) => Math.abs(parseFloat(wanted) - is) < 2;
    return near(top, box.top) || near(bottom, innerHeight - box.bottom);
  }

  /** Whether what is in it can be scrolled. @param {Element} element @param {CSSStyleDeclaration} style */
  const scrolls = (element, style) =>
    /auto|scroll/.test(style.overflowY) && element.scrollHeight > element.clientHeight + 1;

  /** Whether words stand in it, and not only in what it holds. @param {Element} element */
  function holdsText(element) {
    let child = firstChildOf(element);
    for (let seen = 0; child && seen < MOST.children; seen++, child = nextOf(child)) {
      if (typeOf(child) === Node.TEXT_NODE && /\S/.test(valueOf(child) ?? "")) return true;
    }
    return false;
  }

  /**
   * What an element at a point is to the banner.
   * @param {Element | null} element
   * @returns {{stuck: DOMRect | null, needed: boolean}} the box of what is fixed to the window there; and whether there is a
   *   control, or text, that cannot be scrolled away unless the whole page can
   */
  function meaningOf(element) {
    let control = false;
    const text = element !== null && holdsText(element);
    let scrollable = false;
    let at = element;
    for (let climbed = 0; at && climbed < MOST.climbed; climbed++, at = parentOf(at)) {
      control ||= matches.call(at, CONTROL);
      const style = getComputedStyle(at);
      const { position } = style;
      const box = position === "fixed" || position === "sticky" ? boxOf(at) : null;
      if (box && (position === "fixed" || isHeld(style, box))) {
        // What fills the window is a backdrop, or the page itself.
        const fills = box.width >= 0.9 * innerWidth && box.height >= 0.9 * innerHeight;
        return { stuck: fills ? null : box, needed: (control || text) && !scrollable };
      }
      scrollable ||= at !== rootOf(document) && scrolls(at, style);
    }
    return { stuck: null, needed: (control || text) && !scrollable };
  }

  /**
   * What has the focus in the page, where the reader needs to see it.
   * @param {Element} host our own, which does not count
   * @returns {DOMRect | null}
   */
  function focused(host) {
    let active = document.activeElement;
    if (active === host) return null;
    const frame = { x: 0, y: 0 };
    for (let depth = 0; active && depth < MOST.entered; depth++) {
      const inner = rootIn(active)?.activeElement ?? documentIn(active)?.activeElement;
      if (!inner) break;
      if (documentOf(inner) !== documentOf(active)) {
        const { left, top } = boxOf(active);
        frame.x += left;
        frame.y += top;
      }
      active = inner;
    }
    if (!active || [bodyOf, rootOf].some((of) => of(documentOf(active)) === active)) return null;
    const { left, top, width, height } = boxOf(active);
    const box = new DOMRect(left + frame.x, top + frame.y, width, height);
    const edits = matches.call(active, EDITABLE) || (active instanceof HTMLElement && active.isContentEditable);
    return edits || box.height < innerHeight / 2 ? box : null;
  }

  /** @param {Size} size @param {Standing} standing */
  function boxAt({ width, height }, { edge, from }) {
    const top = edge === "bottom" ? innerHeight - from - height : from;
    const left = Math.max(0, ((rootOf(document)?.clientWidth ?? innerWidth) - width) / 2);
    return new DOMRect(left, top, width, height);
  }

  /** @param {DOMRect} one @param {DOMRect | null} other */
  const meets = (one, other) =>
    other !== null &&
    one.top < other.bottom &&
    one.bottom > other.top &&
    one.left < other.right &&
    one.right > other.left;

  /**
   * What harm the banner would do, and how far down what is stuck there reaches.
   * @param {Element} host
   * @param {DOMRect} box
   * @param {boolean} free whether the page can be scrolled so that what is under the banner comes free
   */
  function tryOut(host, box, free) {
    let harm = meets(box, focused(host)) ? HARM.stuck : HARM.none;
    let reach = 0;
    for (let row = 0; row < POINTS.down; row++) {
      for (let column = 0; column < POINTS.across; column++) {
        const x = box.left + ((column + 0.5) * box.width) / POINTS.across;
        const y = Math.max(0, box.top) + 1 + (row * Math.max(0, box.height - 2)) / (POINTS.down - 1);
        const { stuck, needed } = meaningOf(elementAt(host, x, y));
        if (stuck) reach = Math.max(reach, stuck.bottom);
        harm = Math.max(harm, stuck ? HARM.stuck : needed && !free ? HARM.needed : HARM.none);
      }
    }
    return { harm, reach };
  }

  /** Whether the page shows something beside which nothing else may stand: full screen, or a modal dialog. */
  const isModal = () => querySelector.call(document, ":modal, :fullscreen") !== null;

  /**
   * Where the banner is to stand.
   * @param {Element} host
   * @param {Size} size
   * @param {Standing} now where it stands
   * @returns {Standing}
   */
  function choose(host, size, now) {
    if (isModal()) return ASIDE;
    const room = { top: scrollY, bottom: (rootOf(document)?.scrollHeight ?? 0) - innerHeight - scrollY };
    /** @type {Standing[]} */
    const places = [
      { edge: "top", from: 0 },
      { edge: "bottom", from: 0 },
    ];
    if (now.edge === "bottom") places.reverse();
    let below = 0;
    /** @type {Standing | null} */
    let bearable = null;
    for (const place of places) {
      const edge = place.edge === "top" ? "top" : "bottom";
      const { harm, reach } = tryOut(host, boxAt(size, place), room[edge] >= size.height);
      if (harm === HARM.none) return place;
      if (harm === HARM.needed) bearable ??= place;
      if (edge === "top") below = reach;
    }
    if (bearable) return bearable;
    if (below <= 0 || below > HEADER * innerHeight) return ASIDE;
    /** @type {Standing} */
    const under = { edge: "top", from: Math.ceil(below) };
    return tryOut(host, boxAt(size, under), true).harm === HARM.none ? under : ASIDE;
  }

  /**
   * Whether the banner as it stands now covers what has the focus.
   * @param {Element} host
   */
  const coversFocus = (host) => meets(boxOf(host), focused(host));

  /**
   * Has the place looked at whenever something may have moved.
   * @param {() => void} look
   * @returns {() => void} ends it
   */
  function watch(look) {
    const end = new AbortController();
    const { signal } = end;
    let pause = PAUSE;
    let asked = false;
    let last = -Infinity;
    const run = () => {
      asked = false;
      if (signal.aborted) return;
      const began = performance.now();
      look();
      last = performance.now();
      pause = last - began > LONG.look ? Math.min(2 * pause, LONG.pause) : pause;
    };
    const soon = () => {
      if (asked || signal.aborted) return;
      asked = true;
      setTimeout(() => requestAnimationFrame(run), Math.max(0, last + pause - performance.now()));
    };
    /** @param {EventTarget} target @param {string[]} types */
    const listen = (target, types) => {
      for (const type of types) addEventListener.call(target, type, soon, { capture: true, passive: true, signal });
    };
    listen(document, ["scroll", "focusin", "focusout", "fullscreenchange", "toggle", "close"]);
    listen(window, ["resize"]);
    // Cookie dialogs and the like are put into the body itself.
    const children = new MutationObserver(soon);
    for (const parent of [rootOf(document), bodyOf(document)]) {
      if (parent) children.observe(parent, { childList: true });
    }
    for (const after of ARRIVED) setTimeout(soon, after);
    return () => {
      end.abort();
      children.disconnect();
    };
  }

  return { ASIDE, isModal, choose, coversFocus, watch };
})();
