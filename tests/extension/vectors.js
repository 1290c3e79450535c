/**
 * The vectors of fixtures/vectors, run on the extension's own modules. No API of Node: browsers run this file too.
 */
import { checkSignature } from "../../extension/background/signature.js";
import { readIndex } from "../../extension/background/shapes.js";
import { candidates, placeOf } from "../../extension/matching/address.js";
import { compare, PageIndex } from "../../extension/matching/compare.js";
import { shingles, winnow } from "../../extension/matching/fingerprint.js";
import { HashList } from "../../extension/matching/hashlist.js";
import { encodeList } from "../../extension/matching/listwriter.js";
import { leads } from "../../extension/matching/pairs.js";
import { applyTableUpdate, Table } from "../../extension/matching/tables.js";
import { applyListUpdate } from "../../extension/matching/updates.js";
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
export const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));

/** @param {Uint8Array} bytes */
export const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * A list that a reader would use.
 * @param {string} hex
 */
export function listOf(hex) {
  const list = new HashList(bytesOf(hex));
  list.validate();
  return list;
}

/**
 * Every entry of a list.
 * @param {HashList} list
 */
export function entriesOf(list) {
  const { prefixes, groups } = list.all();
  return { prefixes: [...prefixes], groups: [...groups] };
}

/** @param {Case} given @returns {string | null} what is wrong with a list, if anything */
function checkList({ bits, prefixes, groups, hex }) {
  const list = listOf(hex);
  if (list.bits !== bits || !equal(entriesOf(list), { prefixes, groups })) return "holds other entries";
  if (hexOf(encodeList(prefixes, groups, bits)) !== hex) return "is coded otherwise";
  /** @type {Map<number, number[]>} */
  const expected = new Map();
  prefixes.forEach((/** @type {number} */ prefix, /** @type {number} */ at) => {
    expected.set(prefix, [...(expected.get(prefix) ?? []), groups[at]]);
  });
  const neighbours = prefixes.flatMap((/** @type {number} */ prefix) => [prefix + 1, prefix, prefix - 1]);
  const asked = [...neighbours, 0].filter((/** @type {number} */ prefix) => prefix >= 0 && prefix < 2 ** bits);
  const rest = 2 ** (32 - bits);
  const answers = list.groupsOf(
    asked.map((/** @type {number} */ prefix, /** @type {number} */ i) => prefix * rest + (i % rest)),
  );
  const right = equal(
    answers,
    asked.map((prefix) => expected.get(prefix) ?? []),
  );
  return right ? null : "answers wrongly which groups a prefix stands in";
}

/** @param {() => unknown} attempt @returns {string | null} */
function checkRefused(attempt) {
  try {
    attempt();
  } catch {
    return null;
  }
  return "was not refused";
}

/** @param {Case} given the list that follows from an update */
const listAfter = ({ old, update }) => hexOf(applyListUpdate(bytesOf(old), bytesOf(update)));

/** @param {Case} given the table that follows from an update */
function tableAfter({ old, update }) {
  const bytes = applyTableUpdate(bytesOf(old), bytesOf(update));
  new Table(bytes); // as whoever takes it does: it may be no table
  return hexOf(bytes);
}

/**
 * What a page's hits lead to.
 * @param {{w: number, hits: [number, number, number[]][], checked: number, entries: number, bits: number, groups: number}} given
 */
export function leadsOf({ w, hits, ...chance }) {
  const found = leads(
    hits.map(([position, prefix, groups]) => ({ position, prefix, groups })),
    w,
    chance,
  );
  return found.map(({ group, kind, hits: chosen }) => ({ group, kind, hits: chosen }));
}

/**
 * The key in force after an index, or null where it is refused.
 * @param {{index: string, pinned: string | null}} given
 */
export async function keyAfter({ index, pinned }) {
  try {
    return await checkSignature(readIndex(new TextEncoder().encode(index)).signed, pinned);
  } catch {
    return null;
  }
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

/**
 * What checks a case of each list of each file.
 * @type {Record<string, Record<string, (given: any) => string | null | Promise<string | null>>>}
 */
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
  list: {
    cases: checkList,
    refused: ({ hex }) => checkRefused(() => listOf(hex)),
    dense: ({ hex }) => {
      entriesOf(new HashList(bytesOf(hex)));
      return checkRefused(() => listOf(hex));
    },
  },
  pairs: { cases: (given) => differs({ leads: leadsOf(given) }, given) },
  updates: {
    lists: (given) => differs({ new: listAfter(given) }, given),
    tables: (given) => differs({ new: tableAfter(given) }, given),
    refused_lists: (given) => checkRefused(() => listOf(listAfter(given))),
    refused_tables: (given) => checkRefused(() => tableAfter(given)),
  },
  index: { cases: async (given) => differs({ key: await keyAfter(given) }, given) },
  compare: { cases: (given) => differs(comparison(given), given) },
  address: { cases: ({ url, ...given }) => differs({ candidates: candidates(url), place: placeOf(url) }, given) },
};

/** Names of the files of vectors. */
export const FILES = Object.keys(CHECKS);

/** @param {() => string | null | Promise<string | null>} check @returns {Promise<string | null>} */
async function attempt(check) {
  try {
    return await check();
  } catch (error) {
    return String(error);
  }
}

/**
 * Run all vectors.
 * @param {Record<string, Vectors>} vectors the parsed files of fixtures/vectors by name: words, fingerprint, list, ...
 * @returns {Promise<string[]>} what failed, in words; empty when all is well
 */
export async function failures(vectors) {
  const found = [];
  for (const [name, checks] of Object.entries(CHECKS)) {
    for (const [list, check] of Object.entries(checks)) {
      const cases = vectors[name]?.[list] ?? [];
      if (!cases.length) found.push(`${name}.json: there are no vectors in ${list}`);
      for (const given of cases) {
        const wrong = await attempt(() => check(given));
        if (wrong) found.push(`${name}.json: ${given.reason}: ${wrong}`);
      }
    }
  }
  return found;
}
