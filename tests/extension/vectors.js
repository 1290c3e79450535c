/**
 * The vectors of fixtures/vectors, run on the extension's own modules. No API of Node: browsers run this file too.
 */
import { candidates } from "../../extension/matching/address.js";
import { compare, PageIndex } from "../../extension/matching/compare.js";
import { shingles, winnow } from "../../extension/matching/fingerprint.js";
import { HashList } from "../../extension/matching/hashlist.js";
import { spots } from "../../extension/matching/pairs.js";
import { words } from "../../extension/matching/words.js";

/** @typedef {{[field: string]: any}} Case */
/** @typedef {{[list: string]: any}} Vectors one file of fixtures/vectors */

/** @param {unknown} one @param {unknown} other */
const equal = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/**
 * The words of a text as [a, b, weight], unsigned.
 * @param {string} text
 */
export function wordTriples(text) {
  const cut = words(text);
  return Array.from({ length: cut.length }, (_, at) => [cut.a[at] >>> 0, cut.b[at] >>> 0, cut.weight[at]]);
}

/**
 * All shingles of a text, and which of them are kept.
 * @param {string} text
 */
export function fingerprint(text) {
  const { hi, lo, end } = shingles(words(text));
  return { hi: [...hi], lo: [...lo], end: [...end], kept: winnow(lo) };
}

/** @param {ArrayLike<number>} flags @returns {number[][]} [first, one past the last] of each run of ones */
export function ranges(flags) {
  /** @type {number[][]} */
  const found = [];
  for (let at = 0; at < flags.length; at++) {
    if (!flags[at]) continue;
    if (at && flags[at - 1]) found[found.length - 1][1] = at + 1;
    else found.push([at, at + 1]);
  }
  return found;
}

/** @param {number} size @param {number[][]} runs */
function flags(size, runs) {
  const out = new Uint8Array(size);
  for (const [first, last] of runs) out.fill(1, first, last);
  return out;
}

/**
 * What a page shares with an article.
 * @param {{page: string, article: string, common: number[][], quoted: number[][]}} given
 */
export function comparison({ page, article, common, quoted }) {
  const pageWords = words(page);
  const { weight, ...cut } = words(article);
  const { hi, end } = shingles({ weight, ...cut });
  const text = { hi, end, weight, common: flags(hi.length, common), quoted: flags(weight.length, quoted) };
  const found = compare(new PageIndex(shingles(pageWords), pageWords.weight), text);
  return {
    class: found.class,
    shared_words: found.sharedWords,
    longest_run: found.longestRun,
    article_share: found.articleShare,
    page_share: found.pageShare,
    passages: found.passages.map((one) => [
      one.articleStart,
      one.articleEnd,
      one.pageStart,
      one.pageEnd,
      one.words,
      one.longestRun,
      one.unquoted,
    ]),
    page_covered: ranges(found.pageCovered),
  };
}

/** @param {string} hex */
export function listOf(hex) {
  return new HashList(Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16)).buffer);
}

/**
 * Every entry of a list, block by block.
 * @param {HashList} list
 */
export function entriesOf(list) {
  return Array.from({ length: Math.ceil(list.entries / 128) }, (_, block) => list.block(block)).flat();
}

/** @param {Case} given @returns {string | null} what is wrong with a list, if anything */
function checkList({ bits, values, hex }) {
  const list = listOf(hex);
  if (list.bits !== bits || !equal(entriesOf(list), values)) return "holds other entries";
  const listed = new Set(values);
  const neighbours = values.flatMap((/** @type {number} */ value) => [value - 1, value, value + 1]);
  const asked = neighbours.filter((/** @type {number} */ value) => value >= 0 && value < 2 ** bits);
  const rest = 2 ** (32 - bits);
  const answers = list.contains(
    asked.map((/** @type {number} */ value, /** @type {number} */ i) => value * rest + (i % rest)),
  );
  const expected = asked.map((/** @type {number} */ value) => listed.has(value));
  return equal(answers, expected) ? null : "answers wrongly whether it contains a prefix";
}

/** @param {Case} given @returns {string | null} */
function checkRefused({ hex }) {
  try {
    entriesOf(listOf(hex));
  } catch {
    return null;
  }
  return "was not refused";
}

/** @param {string[][]} cuts @param {boolean} same */
function checkGroup(cuts, same) {
  for (let one = 1; one < cuts.length; one++) {
    for (let other = 0; other < one; other++) {
      if (equal(cuts[one], cuts[other]) !== same) return `text ${other} and text ${one} are ${same ? "un" : ""}equal`;
    }
  }
  return null;
}

/** @param {Case} got @param {Case} given @returns {string | null} the first field that differs */
function differs(got, given) {
  const field = Object.keys(got).find((name) => !equal(got[name], given[name]));
  return field ? `${field} is ${JSON.stringify(got[field])}, not ${JSON.stringify(given[field])}` : null;
}

/** What checks a case of each list of each file. @type {Record<string, Record<string, (given: any) => string | null>>} */
const CHECKS = {
  words: {
    cases: (given) => differs({ words: wordTriples(given.text) }, given),
    same_as: ({ texts }) => checkGroup(texts.map(wordTriples), true),
    different: ({ texts }) => checkGroup(texts.map(wordTriples), false),
  },
  fingerprint: {
    cases: (given) => differs(fingerprint(given.text), given),
    winnow: (given) => differs({ kept: winnow(Uint32Array.from(given.lo), given.w) }, given),
  },
  list: { cases: checkList, refused: checkRefused },
  pairs: {
    cases: (given) =>
      differs({ spots: spots(given.positions, given.prefixes, given.checked, given.stray_rate) }, given),
  },
  compare: { cases: (given) => differs(comparison(given), given) },
  address: { cases: (given) => differs({ candidates: candidates(given.url) }, given) },
};

/** Names of the files of vectors. */
export const FILES = Object.keys(CHECKS);

/**
 * Run all vectors.
 * @param {Record<string, Vectors>} vectors the parsed files of fixtures/vectors by name: words, fingerprint, list, ...
 * @returns {string[]} what failed, in words; empty when all is well
 */
export function failures(vectors) {
  const found = [];
  for (const [name, checks] of Object.entries(CHECKS)) {
    for (const [list, check] of Object.entries(checks)) {
      const cases = vectors[name]?.[list] ?? [];
      if (!cases.length) found.push(`${name}.json: there are no vectors in ${list}`);
      for (const given of cases) {
        const wrong = check(given);
        if (wrong) found.push(`${name}.json: ${given.reason}: ${wrong}`);
      }
    }
  }
  return found;
}
