/**
 * A place in the page's text that a feed tells of, and what it tells. `ranges` are empty where it stands in no part of
 * the page that can be marked, such as another site's frame.
 * @typedef {{key: string, place: [number, number], kind: "passage" | "quote", of: {feed: FeedState, match: Match, note: Note | null}[],
 *   ranges: Range[]}} Spot
 */
/** What is marked; `at` is the one in view, or -1. @typedef {{on: boolean, spots: Spot[], at: number, changed: boolean}} Marked */

/**
 * The shared passages and the quoted claims, marked in the page where they stand. The page's own elements stay as they
 * are: the browser paints ranges that it is given (CSS custom highlights), and the background brings the colours.
 */
const mastheadHighlights = (() => {
  const { api } = mastheadGenuine;

  /** Where several lie on one another the last one shows: a claim, in the passage it stands in. */
  const NAMES = ["masthead-passage", "masthead-passage-current", "masthead-quote", "masthead-quote-current"];
  /** Places that are marked. */
  const MOST = 400;
  /** Notes and articles that one place belongs to. */
  const MOST_OF_ONE = 5;
  /** How often in a row a page is read again because it has changed. */
  const MOST_LOOKS = 2;

  let on = false;
  /** @type {Spot[]} */
  let spots = [];
  let at = -1;
  /** The page is no longer as it was read. */
  let changed = false;
  let looks = 0;
  /** Documents in which something is marked: a frame has its own registry. @type {Set<Window>} */
  const windows = new Set();
  /** @type {(marked: Marked) => void} */
  let told = () => {};

  /**
   * Everything of a page that can be marked, in the order of the page.
   * @param {Knowledge | null} knowledge
   */
  function spotsOf(knowledge) {
    /** @type {Map<string, Spot>} */
    const found = new Map();
    /** @param {Spot["kind"]} kind @param {Spot["place"] | null | undefined} place @param {Spot["of"][0]} told */
    const add = (kind, place, told) => {
      if (!place) return;
      const key = `${kind} ${place}`;
      const spot = found.get(key) ?? { key, place, kind, of: [], ranges: [] };
      if (spot.of.length < MOST_OF_ONE) spot.of.push(told);
      if (found.size < MOST) found.set(key, spot);
    };
    for (const { feed, matches } of knowledge?.voices ?? []) {
      for (const match of matches) {
        for (const note of match.article.notes) add("quote", note.place, { feed, match, note });
        for (const { place } of match.passages) add("passage", place, { feed, match, note: null });
      }
    }
    return [...found.values()].sort((one, other) => one.place[0] - other.place[0] || other.place[1] - one.place[1]);
  }

  /** How many places there are to mark. @param {Knowledge} knowledge */
  const countOf = (knowledge) => spotsOf(knowledge).length;

  /** Finds the places in the page as it stands. */
  function find() {
    const found = mastheadRanges.of(spots.map(({ place }) => place));
    changed = found === null;
    if (found) looks = 0;
    spots.forEach((spot, index) => (spot.ranges = found?.[index] ?? []));
    if (found) spots = spots.filter(({ ranges }) => ranges.length > 0);
    at = Math.min(at, spots.length - 1);
    paint();
  }

  /** @param {Range} range */
  const windowOf = (range) => /** @type {any} */ (range.startContainer.ownerDocument)?.defaultView ?? window;

  function paint() {
    clear();
    spots.forEach(({ ranges, kind }, index) => {
      for (const range of ranges) {
        add(range, `masthead-${kind}${index === at ? "-current" : ""}`);
      }
    });
  }

  /** @param {Range} range @param {string} name */
  function add(range, name) {
    const view = windowOf(range);
    windows.add(view);
    const { highlights } = view.CSS;
    const known = highlights.get(name);
    if (known) known.add(range);
    else {
      const highlight = new view.Highlight(range);
      highlight.priority = NAMES.indexOf(name);
      highlights.set(name, highlight);
    }
  }

  function clear() {
    for (const view of windows) {
      for (const name of NAMES) /** @type {any} */ (view).CSS?.highlights.delete(name);
    }
    windows.clear();
  }

  /**
   * Marks what a feed tells of, or takes the marks away.
   * @param {boolean} wanted
   * @param {Knowledge | null} [knowledge] what is known of the page; without, what was known before
   * @returns {{on: boolean, passages: number}}
   */
  function set(wanted, knowledge) {
    if (knowledge !== undefined) spots = spotsOf(knowledge);
    const before = on;
    on = wanted && spots.length > 0;
    // Once the extension has gone, there is nobody to tell.
    if (on !== before && api.runtime?.id) api.runtime.sendMessage({ type: "highlight-look", on }).catch(() => {});
    if (on) find();
    else {
      clear();
      at = -1;
      changed = false;
      looks = 0;
    }
    tell();
    return { on, passages: on ? spots.length : 0 };
  }

  /**
   * What is known of the page is something else, or the page is.
   * @param {Knowledge} knowledge
   */
  function renew(knowledge) {
    const shown = spots[at]?.key;
    spots = spotsOf(knowledge);
    if (!on) return;
    at = spots.findIndex(({ key }) => key === shown);
    set(spots.length > 0);
  }

  /** Goes on to another place. @param {number} by */
  function step(by) {
    go(at < 0 ? (by > 0 ? 0 : spots.length - 1) : (at + by + spots.length) % spots.length);
  }

  /** Marks what there is, and shows one place of it. @param {[number, number]} place */
  function show(place) {
    if (!on) set(true);
    const index = spots.findIndex((spot) => spot.place.join() === place.join());
    if (index >= 0 || changed) go(index);
  }

  /** @param {number} index */
  function go(index) {
    find();
    at = Math.min(index, spots.length - 1);
    paint();
    const [first] = spots[at]?.ranges ?? [];
    if (first) bring(first);
    tell();
  }

  /** Scrolls a range into the middle of the window, without moving anything smoothly. @param {Range} range */
  function bring(range) {
    const { startContainer: node } = range;
    const holder = node instanceof windowOf(range).Element ? node : node.parentElement;
    /** @type {Element | null} */ (holder)?.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    // In a long block the passage may still be out of sight.
    const view = windowOf(range);
    const [first] = range.getClientRects();
    if (first && (first.top < view.innerHeight * 0.15 || first.bottom > view.innerHeight * 0.7)) {
      view.scrollBy({ top: first.top - view.innerHeight / 3, behavior: "instant" });
    }
  }

  /** The places at a point of a window, the shortest first. @param {Window} view @param {number} x @param {number} y */
  function spotsAt(view, x, y) {
    const holds = (/** @type {DOMRect} */ box) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
    const isAt = (/** @type {Range} */ range) =>
      windowOf(range) === view && holds(range.getBoundingClientRect()) && [...range.getClientRects()].some(holds);
    return spots
      .filter(({ ranges }) => ranges.some(isAt))
      .sort((one, other) => one.place[1] - one.place[0] - (other.place[1] - other.place[0]));
  }

  /** Has a place that the reader has pointed at be the one in view. @param {Spot} spot */
  function point(spot) {
    at = spots.indexOf(spot);
    paint();
    tell();
  }

  function tell() {
    told({ on, spots, at, changed });
    if (!on || !changed || looks >= MOST_LOOKS) return;
    looks++;
    mastheadMain.again();
  }

  /** @param {(marked: Marked) => void} listener told of every change */
  function listen(listener) {
    told = listener;
  }

  return { countOf, set, renew, step, show, spotsAt, point, listen, windows, windowOf };
})();
