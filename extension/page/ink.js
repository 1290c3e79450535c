/** Red, green, blue, and alpha from 0 to 1. @typedef {[number, number, number, number]} Colour */

/**
 * Ink and paper: whether a text has a colour that can be told from what lies behind it.
 *
 * Only what is certain counts as hidden. Letters on a picture are white on whatever the picture shows, so a text that
 * has the colour of its paper is taken for hidden only where nothing else can lie between the two.
 */
const mastheadInk = (() => {
  const { boxOf, documentOf, find, nextElementOf, previousElementOf, tagOf, viewOf } = mastheadGenuine;

  /** Difference in the strongest channel, of 255, up to which nobody sees a letter. */
  const ALIKE = 12;
  const FAINTEST = 0.05;
  /** How far around a suspicious text we look for pictures behind it, and how often on one page. */
  const MAX_LEVELS = 30;
  const MAX_NEIGHBOURS = 40;
  const MAX_LOOKS = 3000;
  const PICTURES = "img, video, canvas, svg, iframe, object, embed";

  /** Pages use few colours, and often. @type {Map<string, Colour | null>} */
  const parsed = new Map();
  let looks = 0;

  /** Forgets what an earlier reading has cost. */
  function begin() {
    parsed.clear();
    looks = 0;
  }

  /**
   * @param {string} text a computed colour
   * @returns {Colour | null} null for the newer notations, of which we only want to know whether they are transparent
   */
  function colour(text) {
    const known = parsed.get(text);
    if (known !== undefined) return known;
    const rgb = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/.exec(text);
    /** @type {Colour | null} */
    let found = null;
    if (rgb) found = [Number(rgb[1]), Number(rgb[2]), Number(rgb[3]), Number(rgb[4] ?? 1)];
    else if (/ \/ 0\)$/.test(text)) found = [0, 0, 0, 0];
    parsed.set(text, found);
    return found;
  }

  /** @param {Colour} over @param {Colour} under */
  function blend(over, under) {
    const share = over[3];
    /** @param {0 | 1 | 2} channel */
    const mix = (channel) => over[channel] * share + under[channel] * (1 - share);
    return /** @type {Colour} */ ([mix(0), mix(1), mix(2), 1]);
  }

  /**
   * What an empty page is painted with; null where that may be dark.
   * @param {Element} root
   * @param {CSSStyleDeclaration} style of the root
   * @returns {Colour | null}
   */
  function blank(root, style) {
    const declared = find(root, "meta[name=color-scheme]") ? "light dark" : style.colorScheme;
    const mayBeDark = declared.includes("dark");
    return mayBeDark || matchMedia("(forced-colors: active)").matches ? null : [255, 255, 255, 1];
  }

  /**
   * The colour behind what stands in an element; null where it is not known.
   * @param {CSSStyleDeclaration} style
   * @param {Colour | null} under what lies behind the element
   */
  function paper(style, under) {
    if (style.backgroundImage !== "none") return null;
    const text = style.backgroundColor;
    if (text === "rgba(0, 0, 0, 0)") return under;
    const own = colour(text);
    if (!own) return null;
    if (own[3] === 1) return own;
    return own[3] === 0 ? under : under && blend(own, under);
  }

  /**
   * Whether the letters directly in an element cannot be told from what is behind them.
   * @param {Place} place
   * @param {CSSStyleDeclaration} style
   * @param {DOMRect} box of the text
   */
  function hidden(place, style, box) {
    const ink = colour(style.webkitTextFillColor);
    if (!ink) return false;
    if (ink[3] < FAINTEST) return !drawnOtherwise(place, style);
    if (!place.paper) return false;
    const mixed = blend(ink, place.paper);
    for (const channel of /** @type {const} */ ([0, 1, 2])) {
      if (Math.abs(mixed[channel] - place.paper[channel]) > ALIKE) return false;
    }
    return style.textShadow === "none" && style.webkitTextStrokeWidth === "0px" && !somethingBehind(place, box);
  }

  /**
   * Letters without a fill still show by their outline, their shadow, or a background that is cut to their shape.
   * @param {Place} place
   * @param {CSSStyleDeclaration} style
   */
  function drawnOtherwise(place, style) {
    if (style.textShadow !== "none" || style.webkitTextStrokeWidth !== "0px") return true;
    /** @type {Place | null} */
    let at = place;
    for (let level = 0; at && level < MAX_LEVELS; level++, at = at.parent) {
      if (getComputedStyle(at.element).backgroundClip.includes("text")) return true;
    }
    return false;
  }

  /**
   * Whether something may lie between a text and its paper: a picture, an overlay, a neighbour in the same place. Also
   * when we have looked too often to go on, since a text is not to be called hidden on a guess.
   * @param {Place} place
   * @param {DOMRect} box
   */
  function somethingBehind(place, box) {
    const owner = place.paperOwner;
    const x = (box.left + box.right) / 2;
    const y = (box.top + box.bottom) / 2;
    // A box that does not reach its text, as that of a parent of floats, is not what lies behind the text.
    if (!owner.canvas && !holds(boxOf(owner.element), x, y)) return true;
    /** @type {Place | null} */
    let at = place;
    for (let level = 0; at && level < MAX_LEVELS; level++, at = at.parent) {
      if (blended(at.element) || overlaid(at.element)) return true;
      if (at === owner) return false;
      for (const step of [previousElementOf, nextElementOf]) {
        let neighbour = step(at.element);
        for (let n = 0; neighbour && n < MAX_NEIGHBOURS; n++, neighbour = step(neighbour)) {
          if (++looks > MAX_LOOKS || lies(neighbour, x, y)) return true;
        }
      }
    }
    return true;
  }

  /** @param {DOMRect} box @param {number} x @param {number} y */
  const holds = (box, x, y) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;

  /** White letters that are subtracted from a white page are black. @param {Element} element */
  const blended = (element) => getComputedStyle(element).mixBlendMode !== "normal";

  /** Whether a pseudo-element is laid over or under the whole element. @param {Element} element */
  function overlaid(element) {
    return ["::before", "::after"].some((name) => {
      const { content, position } = getComputedStyle(element, name);
      return content !== "none" && content !== "normal" && (position === "absolute" || position === "fixed");
    });
  }

  /**
   * Whether a neighbour lies where the text lies. Boxes in the flow of a page never do, except lines of the same text.
   * @param {Element} neighbour
   * @param {number} x
   * @param {number} y
   */
  function lies(neighbour, x, y) {
    const box = boxOf(neighbour);
    const { display, position } = getComputedStyle(neighbour);
    if (display === "none") return false;
    const { innerWidth, innerHeight } = viewOf(documentOf(neighbour));
    if (position === "fixed" && box.width > innerWidth / 2 && box.height > innerHeight / 2) return true;
    const wraps = display === "inline" || display === "contents" || box.width === 0 || box.height === 0;
    if (!wraps || PICTURES.includes(tagOf(neighbour).toLowerCase())) return holds(box, x, y);
    const picture = find(neighbour, PICTURES);
    return picture !== null && holds(boxOf(picture), x, y);
  }

  return { begin, blank, paper, hidden };
})();
