/**
 * The banner on a page: one line, and a panel under it for those who ask.
 *
 * It lives in a closed shadow root in the top layer, over the page and moving nothing of it. A hostile page can still
 * remove it; that is why the toolbar always tells the same.
 */
const mastheadBanner = (() => {
  const { say } = mastheadPhrases;
  const { element } = mastheadCard;

  /** Long enough for a screen reader to notice that the live region was filled after it was there. */
  const ANNOUNCE_AFTER = 200;
  const ANNOUNCED_AFTER = 5000;

  /** @typedef {{host: HTMLElement, shadow: ShadowRoot, live: HTMLElement, bar: HTMLElement}} Frame */

  /** @type {Frame | null} */
  let frame = null;
  /** What is known now; the panel is drawn from it when it is first asked for. @type {Knowledge | null} */
  let known = null;
  /** What is drawn now, to tell an update from a repetition. */
  let drawn = "";
  let drawnUrl = "";
  /** What the reader closed; it stays closed until something else is to be said. */
  let dismissed = "";
  let announced = "";
  /** Where the keyboard was before it came to the banner. @type {HTMLElement | null} */
  let cameFrom = null;

  /** The line itself, and that feeds contradict it. @param {Knowledge} knowledge */
  const lineOf = (knowledge) =>
    `${mastheadPhrases.headline(knowledge)} ${mastheadPhrases.disagreement(knowledge)}`.trim();

  /** @param {Knowledge} knowledge */
  const saying = (knowledge) => `${knowledge.url}\n${lineOf(knowledge)}`;

  /**
   * What would be worth drawing anew. A feed that was merely refreshed is not: the reader may be in the middle of the
   * panel.
   * @param {Knowledge} knowledge
   */
  function contentOf({ url, voices, disagreements, unread }) {
    const said = voices.map(({ feed, address, matches }) => [feed.url, feed.name, feed.problem, address, matches]);
    return JSON.stringify([url, said, disagreements, unread]);
  }

  /**
   * Shows what is known of this page, in place of what was shown before. What the reader has closed stays closed.
   * @param {Knowledge} knowledge
   */
  function show(knowledge) {
    const content = contentOf(knowledge);
    if (saying(knowledge) === dismissed) {
      hide(); // another line may still stand there
      return;
    }
    known = knowledge;
    if (frame?.host.isConnected && content === drawn) return;
    if (!(document.documentElement instanceof HTMLElement)) return; // an image or a bare XML file
    const arriving = !frame;
    frame ??= build();
    const { host, shadow, bar, live } = frame;
    const old = shadow.querySelector("#panel");
    const open = knowledge.url === drawnUrl && old instanceof HTMLElement && !old.hidden;
    const scrolled = open ? old.scrollTop : 0;
    const hadFocus = shadow.activeElement !== null;
    old?.remove();
    const panel = fill(bar, knowledge, open);
    bar.parentElement?.classList.toggle("arriving", arriving);
    drawn = content;
    drawnUrl = knowledge.url;
    if (!host.isConnected) {
      document.documentElement.append(host);
      rise(host);
    }
    panel.scrollTop = scrolled;
    if (hadFocus) bar.querySelector("button")?.focus();
    announce(lineOf(knowledge), live);
  }

  /** Takes the banner away. It comes back with the next `show`. */
  function hide() {
    if (!frame) return;
    const hadFocus = frame.shadow.activeElement !== null;
    document.removeEventListener("keydown", onPageKey);
    frame.host.remove();
    frame = known = null;
    drawn = announced = "";
    if (hadFocus && cameFrom?.isConnected) cameFrom.focus({ preventScroll: true });
    cameFrom = null;
  }

  /** @returns {Frame} */
  function build() {
    const host = document.createElement("masthead-banner");
    const shadow = host.attachShadow({ mode: "closed" });
    mastheadStyles.wear(shadow, mastheadStyles.base, mastheadStyles.card, mastheadStyles.banner);
    const bar = element("div", "bar");
    const live = element("p", "silent");
    live.setAttribute("role", "status");
    const region = element("section", "masthead banner", bar, live);
    region.setAttribute("role", "region");
    region.setAttribute("aria-label", say("bannerLabel"));
    region.lang = mastheadPhrases.locale;
    region.dir = mastheadPhrases.direction;
    for (const type of /** @type {const} */ (["keydown", "keyup", "keypress"])) region.addEventListener(type, onOwnKey);
    region.addEventListener("focusin", onFocus);
    shadow.append(region);
    document.addEventListener("keydown", onPageKey);
    return { host, shadow, live, bar };
  }

  /**
   * @param {HTMLElement} bar
   * @param {Knowledge} knowledge
   * @param {boolean} open whether the panel stands open
   */
  function fill(bar, knowledge, open) {
    const panel = element("div", "panel");
    panel.id = "panel";
    panel.tabIndex = 0; // a keyboard must be able to scroll it
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", say("bannerPanel"));

    const details = element("button", "", say("bannerDetails"));
    details.type = "button";
    details.setAttribute("aria-controls", panel.id);
    /** @param {boolean} wanted */
    const unfold = (wanted) => {
      // Drawn when first asked for: most readers of most pages never open it.
      if (wanted && !panel.hasChildNodes()) panel.append(mastheadPanel.panel(known ?? knowledge));
      panel.hidden = !wanted;
      details.setAttribute("aria-expanded", String(wanted));
    };
    details.addEventListener("click", () => unfold(panel.hidden));
    unfold(open);

    const close = element("button", "", say("bannerClose"));
    close.type = "button";
    close.addEventListener("click", () => dismiss(knowledge));

    const wordmark = element("span", "wordmark", say("extensionName"));
    bar.replaceChildren(wordmark, mastheadPanel.said(knowledge), element("div", "buttons", details, close));
    bar.after(panel);
    onEscape = () => dismiss(knowledge);
    return panel;
  }

  /** Set with each drawing, so that Escape closes what is shown. */
  let onEscape = () => {};

  /** @param {Knowledge} knowledge */
  function dismiss(knowledge) {
    dismissed = saying(knowledge);
    hide();
  }

  /**
   * Into the top layer, above whatever the page piles up. Where that does not exist, the banner is merely fixed.
   * @param {HTMLElement} host
   */
  function rise(host) {
    if (typeof host.showPopover !== "function") return;
    host.popover = "manual";
    host.showPopover();
  }

  /**
   * Says the line once to screen readers, and takes the text away again so that nobody reads it twice.
   * @param {string} line
   * @param {HTMLElement} live
   */
  function announce(line, live) {
    if (line === announced) return;
    announced = line;
    setTimeout(() => {
      if (announced === line) live.textContent = line;
    }, ANNOUNCE_AFTER);
    setTimeout(() => {
      if (announced === line) live.textContent = "";
    }, ANNOUNCED_AFTER);
  }

  /**
   * Keys pressed in the banner are not the page's business: many pages have shortcuts on single letters.
   * @param {KeyboardEvent} event
   */
  function onOwnKey(event) {
    event.stopPropagation();
    if (event.type === "keydown" && event.key === "Escape" && event.isTrusted) onEscape();
  }

  /**
   * Escape closes the banner from the page too, unless the page uses the key itself or the reader is typing.
   * @param {KeyboardEvent} event
   */
  function onPageKey(event) {
    const idle = document.activeElement === null || document.activeElement === document.body;
    if (event.key === "Escape" && event.isTrusted && !event.defaultPrevented && idle) onEscape();
  }

  /** @param {FocusEvent} event */
  function onFocus(event) {
    if (event.relatedTarget instanceof HTMLElement && !frame?.shadow.contains(event.relatedTarget)) {
      cameFrom = event.relatedTarget;
    }
  }

  return { show, hide };
})();
