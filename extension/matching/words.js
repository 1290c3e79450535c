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
  return text.replace(UNASSIGNED, " ").replace(/[ßẞ]/g, "ss").normalize("NFKD");
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
export function words(text) {
  const folded = fold(text);
  const size = folded.length;
  const a = new Int32Array(size);
  const b = new Int32Array(size);
  const weight = new Uint8Array(size);
  let count = 0;
  let laneA = 0;
  let laneB = 0;
  let inside = false;
  const close = () => {
    a[count] = fmix(laneA);
    b[count] = fmix(laneB ^ SALT_B);
    weight[count++] = WEIGHT[WORD];
    laneA = laneB = 0;
    inside = false;
  };
  for (let at = 0; at < size; at++) {
    const unit = folded.charCodeAt(at);
    const kind = KIND[unit];
    if (kind === WORD) {
      laneA = (Math.imul(laneA, LANE_A) + FOLDED[unit]) | 0;
      laneB = (Math.imul(laneB, LANE_B) + FOLDED[unit]) | 0;
      inside = true;
    } else if (kind !== DELETED) {
      if (inside) close();
      if (kind > WORD) {
        a[count] = fmix(FOLDED[unit]);
        b[count] = fmix(FOLDED[unit] ^ SALT_B);
        weight[count++] = WEIGHT[kind];
      }
    }
  }
  if (inside) close();
  return { a: a.slice(0, count), b: b.slice(0, count), weight: weight.slice(0, count), length: count };
}
