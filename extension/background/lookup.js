// What a feed knows about a page. Twin of server/masthead/feed/reader.py; rules in docs/protocol.md, "Reading a page".
import { candidates, hostOf, placeOf } from "../matching/address.js";
import { compare, NOTHING, RANK } from "../matching/compare.js";
import { guaranteedRun } from "../matching/fingerprint.js";
import { leads } from "../matching/pairs.js";
import { Trouble, troubleOf } from "./trouble.js";

/** @typedef {import("./files.js").Loaded} Loaded */
/** @typedef {import("./page.js").Page} Page */
/** @typedef {import("./shapes.js").FeedArticle} FeedArticle */
/** @typedef {import("./shapes.js").DirectoryAddress} DirectoryAddress */
/** @typedef {{article: FeedArticle, comparison: import("../matching/compare.js").Comparison}} Found */
/**
 * What a feed knows of a page's text: articles, the most telling first; the page in which they were found; what was not
 * looked into, and why a file could not be had, in words.
 * @typedef {{found: Found[], page: Page | null, tooShort: boolean, unread: string | null,
 *   problem: string | null}} Looked
 */
/**
 * Where the articles of a group come from.
 * @typedef {(number: number) => Promise<FeedArticle[]>} Articles
 */

/** Groups that one page may cost. */
const MAX_GROUPS = 8;
/** Milliseconds of work that one page may cost with one feed. */
const MAX_WORK = 5000;

/** Knows nothing. @type {Looked} */
export const NOTHING_FOUND = { found: [], page: null, tooShort: false, unread: null, problem: null };

/**
 * Whose address a URL is: the most specific one wins.
 * @param {Pick<Loaded, "directory">} loaded
 * @param {string} url
 * @returns {DirectoryAddress | null}
 */
export function addressOf({ directory: { addresses } }, url) {
  const found = candidates(url).find((address) => addresses.has(address));
  return found === undefined ? null : /** @type {DirectoryAddress} */ (addresses.get(found));
}

/**
 * Articles that a page carries, in whole or in part, the most telling first.
 * @param {Loaded} loaded
 * @param {Articles} articles a group that cannot be had does not lose what others tell
 * @param {Page} page
 * @param {string} url of the page
 * @returns {Promise<Looked>}
 */
export async function lookUp(loaded, articles, page, url) {
  const { found: all, left, problem } = await search(loaded, articles, page);
  const found = worthSaying(all, addressOf(loaded, url), url);
  const unread = [];
  if (page.cutShort) unread.push("long");
  if (left) unread.push("pieces");
  return {
    found,
    page: found.length ? page : null,
    tooShort: page.words.length < guaranteedRun(loaded.index.w),
    unread: unread.join("; ") || null,
    problem,
  };
}

/**
 * The groups that a page gives reason to ask for, the surest first.
 * @param {Loaded} loaded
 * @param {Page} page
 */
function leadsOf({ index, list }, page) {
  const kept = page.kept(index.w);
  const groups = list.groupsOf(kept.map((at) => page.shingles.hi[at]));
  const hits = kept
    .map((position, i) => ({ position, prefix: page.shingles.hi[position] >>> (32 - list.bits), groups: groups[i] }))
    .filter((hit) => hit.groups.length > 0);
  if (!hits.length) return [];
  // Counted, not as the feed says: with more groups than there are, everything would look like no chance.
  const chance = { checked: kept.length, entries: list.entries, bits: list.bits, groups: list.evenGroups };
  return leads(hits, index.w, chance).map((lead) => ({ ...lead, places: lead.hits.map((at) => hits[at].position) }));
}

/**
 * @param {Loaded} loaded
 * @param {Articles} articles
 * @param {Page} page
 */
async function search(loaded, articles, page) {
  /** By number: whatever a feed says, an article is told once. @type {Map<number, Found>} */
  const found = new Map();
  /** @type {string | null} */
  let problem = null;
  const covered = new Uint8Array(page.words.length);
  const all = leadsOf(loaded, page);
  let followed = 0;
  let work = 0;
  for (const lead of all) {
    // Another copy of a text that was found has as many prefixes as the first, or nearly; what is left has fewer.
    const explained = lead.places.every((at) => covered[at]);
    if (explained && 2 * lead.prefixes < all[0].prefixes) continue;
    if (followed === MAX_GROUPS) return { found: [...found.values()], left: true, problem };
    followed++;
    try {
      const members = await articles(lead.group);
      const began = performance.now();
      for (const article of members) {
        if (work + performance.now() - began > MAX_WORK)
          throw new Trouble("busy", "its articles take too long to compare");
        const comparison = compare(page.index, article.text);
        if (comparison.class === NOTHING) continue;
        found.set(article.id, { article, comparison });
        comparison.pageCovered.forEach((one, at) => (covered[at] |= one));
      }
      work += performance.now() - began;
    } catch (error) {
      problem ??= troubleOf(error);
    }
  }
  return { found: [...found.values()], left: false, problem };
}

/**
 * Whether a page was taken for an article by mistake, as a curator found.
 * @param {FeedArticle} article
 * @param {string} url
 */
function isDisputed({ placements }, url) {
  const place = placeOf(url);
  return place !== null && placements.some(({ role, url: at }) => role === "disputed" && placeOf(at) === place);
}

/**
 * Leave out what would mislead, and put the most telling first (docs/protocol.md, "What is said").
 * @param {Found[]} all
 * @param {DirectoryAddress | null} address
 * @param {string} url
 */
export function worthSaying(all, address, url) {
  const found = all.filter(({ article }) => !isDisputed(article, url));
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
