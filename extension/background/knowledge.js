// From what the feed knows to what banner and popup say: the shapes of types.d.ts.
import { addressOf } from "./lookup.js";

/** A list that could not be refreshed for this many of its own intervals is out of date. */
const LATE = 3;

/**
 * @param {import("./lists.js").Feed} feed
 * @param {string} url
 * @param {string | null} unread what was not read of the page
 * @param {import("./lookup.js").Looked} looked
 * @param {Date} [now]
 * @returns {Knowledge}
 */
export function knowledgeOf(feed, url, unread, { found, spans, tooShort, unread: unsearched }, now = new Date()) {
  const { loaded } = feed;
  unread = [unread, unsearched].filter(Boolean).join("; ") || null;
  if (!loaded) return { url, status: "never-loaded", feed: feed.state(), address: null, matches: [], unread };
  const held = addressOf(loaded, url);
  /** @param {string | null} slug */
  const card = (slug) => (slug === null ? null : (loaded.directory.outlets.get(slug) ?? null));
  const address = held && { ...held, outlet: /** @type {OutletCard} */ (card(held.outlet)) };
  const matches = found.map(({ article, comparison }) => ({
    class: /** @type {MatchClass} */ (comparison.class),
    sharedWords: comparison.sharedWords,
    longestRun: comparison.longestRun,
    articleShare: comparison.articleShare,
    pageShare: comparison.pageShare,
    passages: comparison.passages.map(({ words, pageStart, pageEnd }) => ({
      words,
      // Where it stands in the text that the page was read as; null in a text too long to say.
      place: spans.length ? /** @type {[number, number]} */ ([spans[pageStart][0], spans[pageEnd - 1][1]]) : null,
    })),
    article: {
      id: String(article.id),
      title: article.title,
      publishedOn: article.publishedOn,
      language: article.language,
      url: article.url,
      outlet: card(article.outlet),
      placements: article.placements,
      notes: article.notes,
    },
  }));
  const age = feed.fetchedAt ? (now.getTime() - Date.parse(feed.fetchedAt)) / 1000 : Infinity;
  const offline = feed.problem !== null && (age > LATE * loaded.index.refreshSeconds || !matches.length);
  const status = address || matches.length ? "known" : offline ? "offline" : tooShort ? "too-short" : "nothing";
  return { url, status, feed: feed.state(), address, matches, unread };
}
