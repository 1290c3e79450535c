/**
 * The way back from places in the text that was told to the page as it stands now.
 */
const mastheadRanges = (() => {
  /** Ranges that are made at once: a passage can stand in very many pieces. */
  const MAX_RANGES = 10_000;

  /** @typedef {{node: Node, start: number, length: number}} Piece */
  /** @typedef {[number, number]} Place first character, and one past the last */

  /**
   * A place has a range for each text node it touches: these may stand in several trees, which no range could hold
   * together. Of a page that has changed since, what stands there word for word is found all the same.
   * @param {Place[]} places in the text that was told last
   * @returns {Range[][] | null} none for what no longer stands there; null where that is so of all of them
   */
  function of(places) {
    /** @type {Piece[]} */
    const pieces = [];
    const { text } = mastheadText.read(pieces);
    const told = mastheadMain.text();
    let left = MAX_RANGES;
    const found = places.map((place) => {
      const ranges = rangesIn(pieces, text === told ? place : moved(told, text, place), left);
      left -= ranges.length;
      return ranges;
    });
    return found.length && found.every((ranges) => !ranges.length) ? null : found;
  }

  /**
   * Where a passage has gone in a text that has changed: to its nearest occurrence.
   * @param {string} told
   * @param {string} text
   * @param {Place} place
   * @returns {Place} an empty one where it has gone for good
   */
  function moved(told, text, [from, to]) {
    const passage = told.slice(from, to);
    const before = text.lastIndexOf(passage, from);
    const behind = text.indexOf(passage, from);
    if (!passage || (before < 0 && behind < 0)) return [0, 0];
    const near = behind < 0 || (before >= 0 && from - before < behind - from) ? before : behind;
    return [near, near + passage.length];
  }

  /** @param {Piece[]} pieces @param {Place} place @param {number} most */
  function rangesIn(pieces, [from, to], most) {
    const ranges = [];
    for (let at = firstBehind(pieces, from); at < pieces.length && ranges.length < most; at++) {
      const { node, start, length } = pieces[at];
      if (start >= to) break;
      const range = new Range();
      range.setStart(node, Math.max(0, from - start));
      range.setEnd(node, Math.min(length, to - start));
      ranges.push(range);
    }
    return ranges;
  }

  /** The first piece that ends behind a place. @param {Piece[]} pieces @param {number} place */
  function firstBehind(pieces, place) {
    let [low, high] = [0, pieces.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pieces[middle].start + pieces[middle].length > place) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  return { of };
})();
