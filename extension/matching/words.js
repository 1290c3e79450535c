// From text to words: folding, cutting, hashing. Twin of server/masthead/matching/words.py; rules in docs/protocol.md.
import table from "./table.js";

const DELETED = 1;
const WORD = 2;
const WEIGHT = [0, 0, 4, 2, 1];
const LANE_A = 0xc2b2ae3d | 0;
const LANE_B = 0x85ebca77 | 0;
const SALT_B = 0x5bd1e995;

/** Class of every UTF-16 unit, from the frozen table. */
const KIND = new Uint8Array(0x10000);
/** Folded value of every unit of class WORD or above. */
const FOLDED = new Uint16Array(0x10000);
for (const [first, length, kind, shift] of /** @type {number[][]} */ (table.runs)) {
  KIND.fill(kind, first, first + length);
  if (kind >= WORD) for (let unit = first; unit < first + length; unit++) FOLDED[unit] = unit + shift;
}

/** Code points Unicode 14.0 had not assigned: browsers of other ages would normalise them apart. */
const UNASSIGNED = new RegExp(
  `[${
    /** @type {number[][]} */ (table.unassigned)
      .map(([first, last]) => `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`)
      .join("")
  }]`,
  "gu",
);

/** Combining marks, and two that are none to Unicode but are put in order among them. */
const MARKS = "[\\p{M}\\uff9e\\uff9f]";
/** Of more marks in a row only the first are read: to put them in order takes time with the square of them. */
const STACKED = new RegExp(`(?<!${MARKS})(${MARKS}{300})${MARKS}+`, "gu");
/** A character with its marks, which are normalised as one: that may put the marks in another order. */
const CHARACTER = new RegExp(` |.${MARKS}*`, "gsu");

/**
 * Finalise a 32-bit hash: MurmurHash3's fmix32 (Austin Appleby, public domain).
 * @param {number} h
 */
export function fmix(h) {
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * The text after compatibility decomposition; unassigned code points become spaces.
 * @param {string} text
 */
export function fold(text) {
  return text.replace(UNASSIGNED, " ").replace(/[ßẞ]/g, "ss").replace(STACKED, "$1").normalize("NFKD");
}

/** @param {number} unit a blank that may stand around the end of a line */
const isBlank = (unit) => unit === 0x20 || unit === 0x09 || unit === 0x0d;

/**
 * Whether a unit belongs to a word and is no digit: a hyphen between numbers is not one that breaks a word.
 * @param {number} unit NaN beyond the text
 */
const isLetter = (unit) => KIND[unit] === WORD && !(FOLDED[unit] >= 0x30 && FOLDED[unit] <= 0x39);

/**
 * Where a word goes on that a hyphen breaks at the end of a line.
 * @param {string} folded
 * @param {number} newline position of a newline
 * @returns {[number, number] | null} position of the hyphen and of the rest of the word
 */
function brokenAt(folded, newline) {
  const unit = (/** @type {number} */ at) => folded.charCodeAt(at);
  let hyphen = newline - 1;
  while (hyphen > 0 && isBlank(unit(hyphen))) hyphen--;
  if (hyphen < 1 || (unit(hyphen) !== 0x2d && unit(hyphen) !== 0x2010 && unit(hyphen) !== 0xad)) return null;
  let before = hyphen - 1;
  while (before > 0 && KIND[unit(before)] === DELETED) before--;
  let after = newline + 1;
  while (after < folded.length && (isBlank(unit(after)) || KIND[unit(after)] === DELETED)) after++;
  return isLetter(unit(before)) && isLetter(unit(after)) ? [hyphen, after] : null;
}

/**
 * Stretches from a hyphen at the end of a line to the rest of its word, in order, and one that is never reached.
 * @param {string} folded
 */
function lineEndHyphens(folded) {
  /** @type {[number, number][]} */
  const found = [];
  for (let newline = folded.indexOf("\n"); newline >= 0; newline = folded.indexOf("\n", newline + 1)) {
    const broken = brokenAt(folded, newline);
    if (broken) found.push(broken);
  }
  found.push([Infinity, Infinity]);
  return found;
}

/**
 * The words of a text in order: two hash lanes and a weight each (4 letters, 2 Han or Kana, 1 South-East Asian).
 * @typedef {{a: Int32Array, b: Int32Array, weight: Uint8Array, length: number}} Words
 */

/**
 * Cut a text into hashed words. Any string is accepted, lone surrogates included.
 * @param {string} text
 * @returns {Words} arrays of `length` elements
 */
export const words = (text) => wordsOf(fold(text));

/**
 * Cut a folded text into hashed words.
 * @param {string} folded
 * @returns {Words} arrays of `length` elements
 */
export function wordsOf(folded) {
  const size = folded.length;
  const a = new Int32Array(size);
  const b = new Int32Array(size);
  const weight = new Uint8Array(size);
  let count = 0;
  cut(folded, (laneA, laneB, kind) => {
    a[count] = laneA;
    b[count] = laneB;
    weight[count++] = WEIGHT[kind];
  });
  return { a: a.slice(0, count), b: b.slice(0, count), weight: weight.slice(0, count), length: count };
}

/**
 * @param {string} folded
 * @param {(laneA: number, laneB: number, kind: number, first: number, end: number) => void} take called for each word
 *   in order, with its place in the folded text
 */
function cut(folded, take) {
  const broken = lineEndHyphens(folded);
  let next = 0;
  let laneA = 0;
  let laneB = 0;
  let first = -1;
  let end = 0;
  const close = () => {
    take(fmix(laneA), fmix(laneB ^ SALT_B), WORD, first, end);
    laneA = laneB = 0;
    first = -1;
  };
  for (let at = 0; at < folded.length; at++) {
    if (at === broken[next][0]) at = broken[next++][1];
    const unit = folded.charCodeAt(at);
    const kind = KIND[unit];
    if (kind === WORD) {
      laneA = (Math.imul(laneA, LANE_A) + FOLDED[unit]) | 0;
      laneB = (Math.imul(laneB, LANE_B) + FOLDED[unit]) | 0;
      if (first < 0) first = at;
      end = at + 1;
    } else if (kind !== DELETED) {
      if (first >= 0) close();
      if (kind > WORD) take(fmix(FOLDED[unit]), fmix(FOLDED[unit] ^ SALT_B), kind, at, at + 1);
    }
  }
  if (first >= 0) close();
}

/**
 * Where each word of `words(text)` stands in the text: first unit and one past the last, marks that belong to a letter
 * included.
 * @param {string} text
 * @returns {[number, number][]}
 */
export function wordSpans(text) {
  let folded = "";
  /** Where the character of each folded unit begins and ends. @type {[number, number][]} */
  const bounds = [];
  const assigned = text.replace(UNASSIGNED, (code) => " ".repeat(code.length));
  for (const { 0: character, index } of assigned.matchAll(CHARACTER)) {
    const piece = fold(character);
    /** @type {[number, number]} */
    const bound = [index, index + character.length];
    for (let unit = 0; unit < piece.length; unit++) bounds.push(bound);
    folded += piece;
  }
  /** @type {[number, number][]} */
  const spans = [];
  cut(folded, (_a, _b, _kind, first, end) => spans.push([bounds[first][0], bounds[end - 1][1]]));
  return spans;
}
