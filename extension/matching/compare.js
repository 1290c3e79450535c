// Compare a page with an archived article. Twin of matching/compare.py; rules and thresholds in docs/protocol.md.
// Lengths are weighed (4 letters, 2 Han or Kana, 1 South-East Asian); what is reported is that weight divided by 4.
import { FULL_WEIGHT, W } from "./fingerprint.js";

const SAME_SHARE = 0.5;
const SAME_UNQUOTED = 30;
const LARGE_SHARE = 0.2;
const LARGE_UNQUOTED = 50;
const QUOTE_RUN = 40;
const QUOTE_UNQUOTED = 25;

export const NOTHING = "nothing worth saying";
/** Classes from most to least. */
export const RANK = ["same article", "large part", "quotes a passage", NOTHING];

/**
 * What the feed tells of an article's text: hi, end and common have one element per shingle, weight and quoted one per
 * word; common and quoted hold 0 or 1.
 * @typedef {{hi: Uint32Array, end: Uint32Array, common: Uint8Array, weight: Uint8Array, quoted: Uint8Array}} ArticleText
 */
/** @typedef {import("./fingerprint.js").Shingles} Shingles */
/**
 * A stretch that stands on both sides in the same order at the same distance, as word positions.
 * @typedef {{articleStart: number, articleEnd: number, pageStart: number, pageEnd: number, words: number,
 *   longestRun: number, unquoted: number}} SharedPassage
 */
/**
 * What a page shares with an article; pageCovered has one element, 0 or 1, per word of the page.
 * @typedef {{class: string, sharedWords: number, longestRun: number, articleShare: number, pageShare: number,
 *   passages: SharedPassage[], pageCovered: Uint8Array}} Comparison
 */

/** @param {number} weight */
const inWords = (weight) => Math.floor((weight + FULL_WEIGHT / 2) / FULL_WEIGHT);

/**
 * Words that lie in one of the stretches from a start to its end; starts increase, and so do their ends.
 * @param {ArrayLike<number>} starts
 * @param {Uint32Array} end
 * @param {number} n
 */
function covered(starts, end, n) {
  const mask = new Uint8Array(n);
  let done = 0;
  for (let i = 0; i < starts.length; i++) {
    for (let at = Math.max(starts[i], done); at < end[starts[i]]; at++) mask[at] = 1;
    done = Math.max(done, end[starts[i]]);
  }
  return mask;
}

/**
 * Compare all shingles of a page with all shingles of an article.
 * @param {PageIndex} page
 * @param {ArticleText} article
 * @returns {Comparison}
 */
export function compare(page, article) {
  const n = article.weight.length;
  const live = [];
  const matched = [];
  /** @type {number[]} */
  const onPage = [];
  const seen = new Set();
  for (let i = 0; i < article.hi.length; i++) {
    if (article.common[i]) continue;
    live.push(i);
    if (page.place(article.hi[i]) < 0) continue;
    matched.push(i);
    if (seen.has(article.hi[i])) continue;
    seen.add(article.hi[i]);
    for (const place of page.places(article.hi[i])) onPage.push(place);
  }
  // Most articles of a group have nothing to do with the page.
  if (!matched.length) return nothing(page);
  onPage.sort((one, other) => one - other);
  const articleCovered = covered(matched, article.end, n);
  const living = covered(live, article.end, n);
  const pageCovered = covered(onPage, page.shingles.end, page.weight.length);
  let shared = 0;
  let sharedUnquoted = 0;
  let alive = 0;
  let aliveUnquoted = 0;
  for (let at = 0; at < n; at++) {
    const weight = article.weight[at];
    const unquoted = article.quoted[at] ? 0 : weight;
    shared += articleCovered[at] * weight;
    sharedUnquoted += articleCovered[at] * unquoted;
    alive += living[at] * weight;
    aliveUnquoted += living[at] * unquoted;
  }
  const onPageWeight = pageCovered.reduce((sum, one, at) => sum + one * page.weight[at], 0);
  const passages = findPassages(page, article, matched);
  const articleShare = shared / Math.max(alive, 1);
  return {
    class: classify(articleShare, sharedUnquoted, sharedUnquoted / Math.max(aliveUnquoted, 1), passages),
    sharedWords: inWords(shared),
    longestRun: passages.reduce((longest, passage) => Math.max(longest, passage.longestRun), 0),
    articleShare,
    pageShare: onPageWeight / Math.max(page.totalWeight, 1),
    passages,
    pageCovered,
  };
}

/** @param {PageIndex} page @returns {Comparison} */
function nothing({ weight: { length } }) {
  const pageCovered = new Uint8Array(length);
  return { class: NOTHING, sharedWords: 0, longestRun: 0, articleShare: 0, pageShare: 0, passages: [], pageCovered };
}

/** @param {number} share @param {number} unquoted @param {number} unquotedShare @param {SharedPassage[]} passages */
function classify(share, unquoted, unquotedShare, passages) {
  if (share >= SAME_SHARE && unquoted >= SAME_UNQUOTED * FULL_WEIGHT) return RANK[0];
  if (unquotedShare >= LARGE_SHARE && unquoted >= LARGE_UNQUOTED * FULL_WEIGHT) return RANK[1];
  if (passages.some(({ words, unquoted }) => words >= QUOTE_RUN && unquoted >= QUOTE_UNQUOTED)) return RANK[2];
  return NOTHING;
}

/** Room for positions beside a shingle in one exact number: pages have fewer words than this. */
const POSITIONS = 2 ** 21;

/** A page made ready for many comparisons: all its shingles sorted, so that a page of any kind costs the same. */
export class PageIndex {
  /** Each shingle and its position, sorted. @type {Float64Array} */
  #sorted;

  /**
   * @param {Shingles} shingles
   * @param {Uint8Array} weight of each word
   * @throws {Error} when the page has 2^21 words or more
   */
  constructor(shingles, weight) {
    if (shingles.length >= POSITIONS) throw new Error("The page has too many words.");
    this.shingles = shingles;
    this.weight = weight;
    this.totalWeight = weight.reduce((sum, one) => sum + one, 0);
    this.#sorted = new Float64Array(shingles.length);
    for (let at = 0; at < shingles.length; at++) this.#sorted[at] = shingles.hi[at] * POSITIONS + at;
    this.#sorted.sort();
  }

  /** @param {number} value @returns {number} how many are below it */
  #below(value) {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sorted[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * The first position of a shingle that is not before another position, or -1.
   * @param {number} hi
   * @param {number} [from]
   */
  place(hi, from = 0) {
    const found = this.#sorted[this.#below(hi * POSITIONS + Math.max(from, 0))];
    return found < (hi + 1) * POSITIONS ? found - hi * POSITIONS : -1;
  }

  /**
   * All positions of a shingle, increasing.
   * @param {number} hi
   */
  *places(hi) {
    const end = (hi + 1) * POSITIONS;
    for (let at = this.#below(hi * POSITIONS); this.#sorted[at] < end; at++) yield this.#sorted[at] - hi * POSITIONS;
  }
}

/**
 * Join matched shingles that keep their distance on both sides, over gaps of at most W words.
 * @param {PageIndex} page
 * @param {ArticleText} article
 * @param {number[]} matched
 */
function findPassages(page, article, matched) {
  const pageHi = page.shingles.hi;
  /** @type {{shift: number, chain: number[]}[]} */
  const chains = [];
  let last = -W - 1;
  let shift = 0;
  for (const i of matched) {
    const hi = article.hi[i];
    const follows = i + shift >= 0 && i + shift < pageHi.length && pageHi[i + shift] === hi;
    const current = chains.at(-1);
    if (current && i - last <= W && follows) current.chain.push(i);
    else {
      // The nearest place after the previous passage, else the first one.
      const next = page.place(hi, last + shift + 1);
      shift = (next < 0 ? page.place(hi) : next) - i;
      chains.push({ shift, chain: [i] });
    }
    last = i;
  }
  return chains.map(({ shift: distance, chain }) => measure(page, article, distance, chain));
}

/**
 * Measure one chain of matched shingles.
 * @param {PageIndex} page
 * @param {ArticleText} article
 * @param {number} shift
 * @param {number[]} chain
 * @returns {SharedPassage}
 */
function measure(page, article, shift, chain) {
  let words = 0;
  let unquoted = 0;
  let run = 0;
  let longest = 0;
  let done = chain[0];
  for (const i of chain) {
    if (i > done) run = 0;
    for (let at = Math.max(i, done); at < article.end[i]; at++) {
      words += article.weight[at];
      run += article.weight[at];
      if (!article.quoted[at]) unquoted += article.weight[at];
    }
    longest = Math.max(longest, run);
    done = Math.max(done, article.end[i]);
  }
  return {
    articleStart: chain[0],
    articleEnd: done,
    pageStart: chain[0] + shift,
    pageEnd: page.shingles.end[chain[chain.length - 1] + shift],
    words: inWords(words),
    longestRun: inWords(longest),
    unquoted: inWords(unquoted),
  };
}
