// What a feed knows about a page. Twin of server/masthead/feed/reader.py; rules in docs/protocol.md.
import { candidates, hostOf } from "../matching/address.js";
import { compare, NOTHING, PageIndex, RANK } from "../matching/compare.js";
import { GUARANTEED_RUN, shingles, winnow } from "../matching/fingerprint.js";
import { spots } from "../matching/pairs.js";
import { fold, wordSpans, wordsOf } from "../matching/words.js";

/** @typedef {import("./lists.js").Loaded} Loaded */
/** @typedef {import("./shapes.js").FeedArticle} FeedArticle */
/** @typedef {import("./shapes.js").DirectoryAddress} DirectoryAddress */
/** @typedef {{article: FeedArticle, comparison: import("../matching/compare.js").Comparison}} Found */
/**
 * What a feed knows of a page's text: articles, the most telling first; where each word of the page stands in its text
 * (empty where nothing was found); what was not looked into, in words.
 * @typedef {{found: Found[], spans: [number, number][], tooShort: boolean, unread: string | null}} Looked
 */
/**
 * Where buckets and groups come from; null where the page's budget is spent.
 * @typedef {{bucket: (number: number, spend: () => boolean) => Promise<Map<string, number[]> | null>,
 *   group: (number: number, spend: () => boolean) => Promise<FeedArticle[] | null>}} Files
 */

/** Places of one page that are asked about. */
const MAX_SPOTS = 6;
/** Fingerprints of one place that are asked about; those that a found article explains are not. */
const MAX_ASKED = 4;
/** Buckets and groups that one page may cost. */
const MAX_FILES = 12;
/** Folded units of a page that are read: some characters stand for a whole sentence. */
export const MAX_UNITS = 3_000_000;
/** Longer texts are not searched for where their words stand. */
const MAX_SPANNED = 400_000;

/** Knows nothing. @type {Looked} */
export const NOTHING_FOUND = { found: [], spans: [], tooShort: false, unread: null };

/**
 * Whose address a URL is: the most specific one wins.
 * @param {Loaded} loaded
 * @param {string} url
 * @returns {DirectoryAddress | null}
 */
export function addressOf(loaded, url) {
  const { addresses } = loaded.directory;
  const found = candidates(url).find((address) => addresses.has(address));
  return found === undefined ? null : /** @type {DirectoryAddress} */ (addresses.get(found));
}

/**
 * Articles that a page carries, in whole or in part, the most telling first.
 * @param {Loaded} loaded
 * @param {Files} files
 * @param {string} text visible text of the page
 * @param {string} url of the page
 * @returns {Promise<Looked>}
 * @throws {Error} when a file that was needed could not be had
 */
export async function lookUp(loaded, files, text, url) {
  const folded = fold(text);
  const pageWords = wordsOf(folded.slice(0, MAX_UNITS));
  const cut = shingles(pageWords);
  const kept = winnow(cut.lo);
  const listed = loaded.list.contains(kept.map((at) => cut.hi[at]));
  const hits = kept.filter((_, i) => listed[i]);
  const prefixes = hits.map((at) => cut.hi[at] >>> (32 - loaded.list.bits));
  const places = spots(hits, prefixes, kept.length, loaded.list.entries / 2 ** loaded.list.bits);
  const tooShort = pageWords.length < GUARANTEED_RUN;
  const unread = folded.length > MAX_UNITS ? ["the text of this page is very long: only its beginning was read"] : [];
  if (!places.length) return { ...NOTHING_FOUND, tooShort, unread: unread[0] ?? null };
  const page = new PageIndex(cut, pageWords.weight);
  const { all, spent } = await search(loaded, files, page, hits, places);
  if (spent) unread.push("this page carries pieces of more texts than are looked into");
  const found = worthSaying(all, addressOf(loaded, url), url);
  const spans = found.length && text.length <= MAX_SPANNED ? wordSpans(text) : [];
  return { found, spans, tooShort, unread: unread.join("; ") || null };
}

/**
 * @param {Loaded} loaded
 * @param {Files} files
 * @param {PageIndex} page
 * @param {number[]} hits
 * @param {number[][]} places
 */
async function search(loaded, files, page, hits, places) {
  /** @type {Map<number, Found>} */
  const found = new Map();
  const compared = new Set();
  let left = MAX_FILES;
  const spend = () => --left >= 0;
  for (const spot of places.slice(0, MAX_SPOTS)) {
    let asked = 0;
    for (const at of spot.map((i) => hits[i])) {
      const explained = [...found.values()].some(({ comparison }) => comparison.pageCovered[at]);
      if (explained || asked === MAX_ASKED) continue;
      asked++;
      for (const group of await groupsAt(loaded, files, page, at, spend)) {
        if (compared.has(group)) continue;
        compared.add(group);
        for (const article of (await files.group(group, spend)) ?? []) {
          const comparison = compare(page, article.text);
          if (comparison.class !== NOTHING) found.set(article.id, { article, comparison });
        }
      }
    }
  }
  return { all: [...found.values()], spent: left < 0 || places.length > MAX_SPOTS };
}

/**
 * The groups that hold the fingerprint at a place; a stray hit has none.
 * @param {Loaded} loaded
 * @param {Files} files
 * @param {PageIndex} page
 * @param {number} at
 * @param {() => boolean} spend
 */
async function groupsAt(loaded, files, page, at, spend) {
  const { hi, lo } = page.shingles;
  const bits = loaded.index.bucketBits;
  const bucket = await files.bucket(bits ? hi[at] >>> (32 - bits) : 0, spend);
  const hex = (/** @type {number} */ half) => half.toString(16).padStart(8, "0");
  return bucket?.get(hex(hi[at]) + hex(lo[at])) ?? [];
}

/**
 * Leave out what would mislead, and put the most telling first (docs/protocol.md, "What is said").
 * @param {Found[]} found
 * @param {DirectoryAddress | null} address
 * @param {string} url
 */
export function worthSaying(found, address, url) {
  const home = address && address.role !== "impersonator" ? address.outlet : undefined;
  const host = hostOf(url);
  /** @param {FeedArticle} article */
  const atHome = ({ outlet, url: at }) =>
    outlet === null ? host !== null && hostOf(at ?? "") === host : outlet === home;
  const own = new Set(
    found.filter(({ comparison }) => comparison.class === RANK[0]).map(({ article }) => article.outlet),
  );
  own.delete(null);
  const said = found.filter(({ article, comparison }) => {
    if (comparison.class !== RANK[0] && (atHome(article) || own.has(article.outlet))) return false;
    if (atHome(article)) return true;
    return host === null || !article.placements.some((place) => place.role === "origin" && hostOf(place.url) === host);
  });
  return said.sort(
    (one, other) =>
      RANK.indexOf(one.comparison.class) - RANK.indexOf(other.comparison.class) ||
      other.comparison.sharedWords - one.comparison.sharedWords ||
      compareText(one.article.publishedOn ?? "9999", other.article.publishedOn ?? "9999") ||
      one.article.id - other.article.id,
  );
}

/** @param {string} one @param {string} other */
const compareText = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
