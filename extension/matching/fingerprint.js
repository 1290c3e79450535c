// From words to a fingerprint: shingles, and the few that winnowing keeps. Twin of matching/fingerprint.py.
import { fmix } from "./words.js";

/** @typedef {import("./words.js").Words} Words */

/** Words in a shingle. */
export const K = 6;
/** Consecutive shingles in a window, unless the feed states another number. */
export const W = 16;
/** The widest window that a feed may state. */
export const WIDEST = 64;
/** Weight of a word of letters. */
export const FULL_WEIGHT = 4;

/**
 * T: every shared run of this many words of evidence puts two listed fingerprints at most w words apart.
 * @param {number} w
 */
export const guaranteedRun = (w) => 2 * w + K - 1;

const LANE_A = 0x9e3779b1 | 0;
const LANE_B = 0x27d4eb2f | 0;

/**
 * Overlapping runs of words; shingle i begins at word i and ends before word end[i].
 * @typedef {{hi: Uint32Array, lo: Uint32Array, end: Uint32Array, length: number}} Shingles
 */

/**
 * End word of each shingle: from each word onward as many words as reach the weight of k full ones.
 * @param {Uint8Array} weight
 * @param {number} [k]
 * @returns {Uint32Array}
 */
export function shingleEnds(weight, k = K) {
  const ends = new Uint32Array(weight.length);
  let end = 0;
  let sum = 0;
  for (let start = 0; start < weight.length; start++) {
    while (end < weight.length && sum < FULL_WEIGHT * k) sum += weight[end++];
    if (sum < FULL_WEIGHT * k) return ends.slice(0, start);
    ends[start] = end;
    sum -= weight[start];
  }
  return ends;
}

/** @param {number} base @param {number} count */
function powers(base, count) {
  const out = new Int32Array(count + 1);
  out[0] = 1;
  for (let i = 1; i <= count; i++) out[i] = Math.imul(out[i - 1], base);
  return out;
}

/**
 * All shingles of a text; none when it is shorter than one.
 * @param {Words} words
 * @param {number} [k]
 * @returns {Shingles}
 */
export function shingles(words, k = K) {
  const end = shingleEnds(words.weight, k);
  const length = end.length;
  const hi = new Uint32Array(length);
  const lo = new Uint32Array(length);
  const powA = powers(LANE_A, FULL_WEIGHT * k);
  const powB = powers(LANE_B, FULL_WEIGHT * k);
  let a = 0;
  let b = 0;
  let next = 0;
  for (let start = 0; start < length; start++) {
    while (next < end[start]) {
      a = (Math.imul(a, LANE_A) + words.a[next]) | 0;
      b = (Math.imul(b, LANE_B) + words.b[next]) | 0;
      next++;
    }
    const top = fmix(a ^ fmix(b));
    hi[start] = top;
    lo[start] = fmix(b ^ top);
    const rest = end[start] - start - 1;
    a = (a - Math.imul(words.a[start], powA[rest])) | 0;
    b = (b - Math.imul(words.b[start], powB[rest])) | 0;
  }
  return { hi, lo, end, length };
}

/**
 * Positions of the shingles kept: in every window of w the smallest lo, the rightmost on a tie.
 * @param {Uint32Array} lo
 * @param {number} [w]
 * @returns {number[]}
 */
export function winnow(lo, w = W) {
  const n = lo.length;
  const window = Math.min(w, n);
  const queue = new Uint32Array(n);
  const kept = [];
  let head = 0;
  let tail = 0;
  let last = -1;
  for (let i = 0; i < n; i++) {
    while (tail > head && lo[queue[tail - 1]] >= lo[i]) tail--;
    queue[tail++] = i;
    if (queue[head] + window <= i) head++;
    if (i >= window - 1 && queue[head] !== last) kept.push((last = queue[head]));
  }
  return kept;
}
