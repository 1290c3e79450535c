/**
 * Where a reader can get by scrolling, in the coordinates of the window.
 * @typedef {{left: number, top: number, right: number, bottom: number}} Reach
 *
 * What is known of an element and of all that stands in it.
 * @typedef {object} Place
 * @property {Element} element
 * @property {Place | null} parent in the tree as it is shown: a slot for what is slotted, a frame for its document
 * @property {CSSStyleDeclaration | null} style where it was needed
 * @property {boolean} shut nothing in it is seen, whatever its descendants say
 * @property {boolean} folded a closed <details>: only its summary is seen
 * @property {Element | null} summary the first one of such
 * @property {boolean} inline
 * @property {boolean} canvas whether its box is the page itself: html and body
 * @property {Element} block that its text belongs to
 * @property {Element} boxed the element whose box is where its text is
 * @property {number} opacity with that of its ancestors
 * @property {Colour | null} paper what lies behind its text, where that is known
 * @property {Place} paperOwner whose background that is
 * @property {Reach} reach
 * @property {boolean} lost in a box that shows nothing; what is positioned can still stand outside of it
 * @property {Place | null} clipper the box that cuts off what does not fit and is not scrolled by readers
 * @property {Place} holder the one that absolutely positioned descendants depend on
 * @property {Place} root of the document
 */

/**
 * Whether a reader can see the text in an element, as far as the browser tells cheaply: what it knows is asked once per
 * element that holds text and per ancestor of such, never per text.
 *
 * The classic ways of hiding are recognised. Where a real page may look the same as a trick, the text is read: what lies
 * further down or aside in something that scrolls, slides of a carousel, paragraphs that wait to fade in.
 */
const mastheadVisible = (() => {
  const { bodyOf, boxOf, documentOf, has, scrollLeftOf, scrollTopOf, tagOf, viewOf } = mastheadGenuine;

  /** Opacity, with that of all ancestors, below which nobody reads. */
  const FAINTEST = 0.05;
  /** Pixels of letters, and of a box that cuts off what does not fit, below which nobody reads. */
  const SMALLEST = 3;
  /** Pixels of a first line's indent that no paragraph has. */
  const FARTHEST_INDENT = 500;
  const MAX_LEVELS = 50;

  /** @type {Reach} */
  const EVERYWHERE = { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity };

  /**
   * An element that nothing is known of yet is what its parent is.
   * @param {Element} element
   * @param {Place | null} parent
   * @returns {Place}
   */
  function inherit(element, parent) {
    const own = {
      element,
      parent,
      style: null,
      shut: false,
      folded: false,
      summary: null,
      inline: true,
      canvas: false,
    };
    if (parent) {
      const { block, boxed, opacity, paper, paperOwner, reach, lost, clipper, holder, root } = parent;
      return { ...own, block, boxed, opacity, paper, paperOwner, reach, lost, clipper, holder, root };
    }
    const first = { ...own, block: element, boxed: element, opacity: 1, paper: null, reach: EVERYWHERE, lost: false };
    /** @type {any} */
    const place = { ...first, clipper: null };
    place.paperOwner = place.holder = place.root = place;
    return place;
  }

  /**
   * @param {Element} element
   * @param {Place | null} parent
   * @param {boolean} isRoot whether the element is the root of its document
   */
  function judge(element, parent, isRoot) {
    const place = inherit(element, parent);
    place.shut = parent !== null && (parent.shut || isFoldedAway(element, parent));
    if (place.shut) return place;
    const style = (place.style = getComputedStyle(element));
    const { display } = style;
    place.shut = display === "none";
    // An element without a box of its own passes on what it got.
    if (place.shut || display === "contents") return place;
    place.inline = display.startsWith("inline") || display.startsWith("ruby");
    place.boxed = element;
    if (!place.inline || isRoot) place.block = element;
    place.canvas = isRoot || (parent === place.root && tagOf(element).toUpperCase() === "BODY");
    if (isRoot) enterDocument(place, style);
    if (display !== "inline") enterBox(place, style);
    fade(place, style);
    const paper = mastheadInk.paper(style, place.paper);
    if (paper !== place.paper) place.paperOwner = place;
    place.paper = paper;
    return place;
  }

  /** @param {Element} element @param {Place} parent */
  function isFoldedAway(element, parent) {
    if (!parent.folded) return false;
    if (tagOf(element) === "SUMMARY") parent.summary ??= element;
    return parent.summary !== element;
  }

  /**
   * The page scrolls down and, with the script, to one side; up and to the other side of its beginning nobody gets.
   * @param {Place} place
   * @param {CSSStyleDeclaration} style
   */
  function enterDocument(place, style) {
    const view = viewOf(documentOf(place.element));
    place.root = place.holder = place;
    place.clipper = null;
    if (!place.parent) {
      place.paper = mastheadInk.blank(place.element, style);
      place.paperOwner = place;
    }
    const left = -view.scrollX;
    const right = left + Math.max(view.innerWidth, boxOf(place.element).width);
    const top = -view.scrollY;
    const body = bodyOf(documentOf(place.element));
    const overflow = `${style.overflowX} ${body ? getComputedStyle(body).overflowX : ""}`;
    place.reach = { ...EVERYWHERE, left, right, top };
    if (/hidden|clip/.test(overflow)) return;
    const backwards = runsBackwards(style) || (body !== null && runsBackwards(getComputedStyle(body)));
    place.reach = backwards ? { ...EVERYWHERE, top, right } : { ...EVERYWHERE, top, left };
  }

  /** Whether lines, or columns, run to the left: then a box scrolls there. @param {CSSStyleDeclaration} style */
  function runsBackwards({ direction, writingMode }) {
    return writingMode === "horizontal-tb" ? direction === "rtl" : writingMode.endsWith("-rl");
  }

  /**
   * Positions, and boxes that cut off or scroll what does not fit.
   * @param {Place} place
   * @param {CSSStyleDeclaration} style
   */
  function enterBox(place, style) {
    const { position } = style;
    const positioned = position !== "static";
    const from = position === "absolute" ? place.holder : position === "fixed" ? place.root : null;
    if (from) {
      place.reach = from.reach;
      place.lost = from.lost;
      place.clipper = from.clipper;
      if (position === "fixed") place.reach = windowOf(place);
      if (mastheadCut.cutToNothing(style.clip)) place.shut = true;
    }
    if (positioned) place.holder = place;
    place.folded = tagOf(place.element) === "DETAILS" && !has(place.element, "open");
    if (style.contentVisibility === "hidden") place.shut = true;
    const { overflow } = style;
    if (overflow !== "visible" && !place.canvas && !style.display.startsWith("table-"))
      enterClip(place, style, overflow);
  }

  /** What is fixed stays where it is, but scripts may move it downwards. @param {Place} place @returns {Reach} */
  function windowOf(place) {
    return { ...EVERYWHERE, left: 0, top: 0, right: viewOf(documentOf(place.element)).innerWidth };
  }

  /**
   * @param {Place} place
   * @param {CSSStyleDeclaration} style
   * @param {string} overflow "hidden", or one word for each axis
   */
  function enterClip(place, style, overflow) {
    const [x, y = x] = overflow.split(" ");
    const box = boxOf(place.element);
    const thin = (x !== "visible" && box.width < SMALLEST) || (y !== "visible" && box.height < SMALLEST);
    if (thin || isBeyond(place, box)) place.lost = true;
    const scrolls = /auto|scroll/;
    if (scrolls.test(x) || scrolls.test(y)) place.reach = reachIn(place, style, box, scrolls.test(x), scrolls.test(y));
    if (/hidden|clip/.test(overflow)) place.clipper = place;
  }

  /**
   * All that a box scrolls to can be seen, but not what lies before its beginning.
   * @param {Place} place
   * @param {CSSStyleDeclaration} style
   * @param {DOMRect} box
   * @param {boolean} sideways
   * @param {boolean} downwards
   * @returns {Reach}
   */
  function reachIn(place, style, box, sideways, downwards) {
    let { left, top, right, bottom } = place.reach;
    if (sideways) {
      const backwards = runsBackwards(style) !== (style.flexDirection === "row-reverse");
      left = backwards ? -Infinity : box.left - scrollLeftOf(place.element);
      right = backwards ? box.right - scrollLeftOf(place.element) : Infinity;
    }
    if (downwards) {
      const upwards = style.flexDirection === "column-reverse" || !style.writingMode.startsWith("horizontal");
      top = upwards ? -Infinity : box.top - scrollTopOf(place.element);
      bottom = Infinity;
    }
    return { left, top, right, bottom };
  }

  /**
   * Whether more than half of a box lies where nobody can scroll to: a long text that was sent away to the left still
   * ends in the window.
   * @param {Place} place
   * @param {DOMRect} box
   */
  function isBeyond(place, box) {
    const { left, top, right, bottom } = place.reach;
    const x = (box.left + box.right) / 2;
    const y = (box.top + box.bottom) / 2;
    return (x < left || x > right || y < top || y > bottom) && !isCarried(place);
  }

  /**
   * Slides of a carousel lie outside of their window, too, but a script moves them past it.
   * @param {Place} place
   */
  function isCarried(place) {
    const { clipper } = place;
    if (!clipper) return false;
    if (scrollLeftOf(clipper.element) || scrollTopOf(clipper.element)) return true;
    /** @type {Place | null} */
    let at = place;
    for (let level = 0; at && at !== clipper && level < MAX_LEVELS; level++, at = at.parent) {
      const { transform, translate } = getComputedStyle(at.element);
      if (transform !== "none" || translate !== "none") return true;
    }
    return false;
  }

  /**
   * What makes an element and all in it invisible: no opacity, or a shape that leaves nothing.
   * @param {Place} place
   * @param {CSSStyleDeclaration} style
   */
  function fade(place, style) {
    // A page that is all invisible hides nothing: it waits for its fonts, or for a script.
    const opacity = place.canvas ? 1 : Number(style.opacity);
    const { clipPath } = style;
    const gone =
      opacity * place.opacity < FAINTEST || (clipPath !== "none" && mastheadCut.leavesNothing(clipPath, place.element));
    if (!gone) place.opacity *= opacity;
    else if (!isArriving(style)) place.shut = true;
  }

  /**
   * Paragraphs that fade in when they are scrolled to take their room from the beginning; menus and dialogs that wait,
   * and most hidden text, lie over the page.
   * @param {CSSStyleDeclaration} style
   */
  function isArriving({ position, animationName, transitionDuration, transitionProperty }) {
    if (position === "absolute" || position === "fixed") return false;
    const moves = /[1-9]/.test(transitionDuration) && /all|opacity|clip-path/.test(transitionProperty);
    return moves || animationName !== "none";
  }

  /**
   * Whether a frame can be seen.
   * @param {Place} place
   */
  function showsFrame(place) {
    if (place.shut || place.lost || place.style?.visibility !== "visible") return false;
    const box = boxOf(place.element);
    return Math.min(box.width, box.height) >= SMALLEST && !isBeyond(place, box);
  }

  /**
   * Whether the text that stands directly in an element can be seen.
   * @param {Place} place
   */
  function showsText(place) {
    const { style } = place;
    if (place.shut || place.lost || place.folded || !style) return false;
    if (style.visibility !== "visible" || parseFloat(style.fontSize) < SMALLEST) return false;
    const indent = style.textIndent;
    if (Math.abs(parseFloat(indent)) >= (indent.endsWith("%") ? 100 : FARTHEST_INDENT)) return false;
    let box = boxOf(place.boxed);
    if (isSpeck(box)) {
      // A box without a size lets its text hang out of it, unless it has been scaled down with all that is in it.
      const range = new Range();
      range.selectNodeContents(place.boxed);
      box = range.getBoundingClientRect();
      if (isSpeck(box)) return false;
    }
    return !isBeyond(place, box) && !mastheadInk.hidden(place, style, box);
  }

  /** A letter can be a pixel wide, but not a pixel high too. @param {DOMRect} box */
  const isSpeck = ({ width, height }) => Math.min(width, height) < 0.5 || Math.max(width, height) < SMALLEST;

  return { judge, showsFrame, showsText };
})();
