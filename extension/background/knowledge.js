// From what feeds know to what banner and popup say: the shapes of types.d.ts.
import { disagreementsOf } from "./disagreements.js";
import { addressOf } from "./lookup.js";
import { passagesOf, placed, ROOM_OF_FEED } from "./passages.js";

/** Matches of one feed that are told, the most telling ones: each comes with the whole card of its outlet. */
const MOST_MATCHES = 20;
/** Units of JSON of a feed's matches, but for the first: browsers refuse messages that are too long. */
const MOST_TOLD = 512 * 1024;
const MORE = "texts";

/** @typedef {import("./lists.js").Feed} Feed */
/** @typedef {import("./files.js").Loaded} Loaded */
/** @typedef {import("./lookup.js").Looked} Looked */

/** A feed that could not be refreshed for this many of its own intervals is out of date. */
const LATE = 3;

/**
 * @param {string} url
 * @param {string | null} unread what was not read of the page
 * @param {{feed: Feed, looked: Looked}[]} asked every feed that is switched on, in the reader's order
 * @param {Date} [now]
 * @returns {Knowledge}
 */
export function knowledgeOf(url, unread, asked, now = new Date()) {
  const voices = asked.map(({ feed, looked }) => voiceOf(url, feed, looked));
  const more = asked.some(({ looked }, at) => looked.found.length > voices[at].matches.length) ? MORE : null;
  const parts = [unread, more, ...asked.map(({ looked }) => looked.unread)].flatMap((one) => one?.split("; ") ?? []);
  return {
    url,
    status: statusOf(voices, asked, now),
    voices,
    disagreements: disagreementsOf(voices),
    unread: [...new Set(parts)].join("; ") || null,
  };
}

/**
 * @param {Voice[]} voices
 * @param {{feed: Feed, looked: Looked}[]} asked
 * @param {Date} now
 * @returns {KnowledgeStatus}
 */
function statusOf(voices, asked, now) {
  if (!asked.length) return "no-feed";
  if (asked.every(({ feed }) => !feed.loaded)) return "never-loaded";
  if (voices.some(({ address, matches }) => address || matches.length)) return "known";
  if (voices.some(({ feed }) => feed.problem !== null) || asked.some(({ feed }) => isLate(feed, now))) return "offline";
  return asked.every(({ looked }) => looked.tooShort) ? "too-short" : "nothing";
}

/** @param {Feed} feed @param {Date} now */
function isLate({ loaded, fetchedAt }, now) {
  if (!loaded || fetchedAt === null) return true;
  return now.getTime() - Date.parse(fetchedAt) > 1000 * LATE * loaded.index.refreshSeconds;
}

/**
 * What one feed says of a page.
 * @param {string} url
 * @param {Feed} feed
 * @param {Looked} looked
 * @returns {Voice}
 */
function voiceOf(url, feed, { found, page, problem }) {
  const state = feed.state();
  const { loaded } = feed;
  const told = { ...state, problem: state.problem ?? problem };
  if (!loaded) return { feed: told, address: null, matches: [] };
  const held = addressOf(loaded, url);
  return {
    feed: told,
    address: held && { ...held, outlet: /** @type {OutletCard} */ (cardOf(loaded, held.outlet)) },
    matches: mostTelling(loaded, found, page),
  };
}

/**
 * As many as are told.
 * @param {Loaded} loaded
 * @param {import("./lookup.js").Found[]} found
 * @param {import("./page.js").Page | null} page
 */
function mostTelling(loaded, found, page) {
  const told = [];
  const room = { ...ROOM_OF_FEED };
  let left = MOST_TOLD;
  for (const one of found.slice(0, MOST_MATCHES)) {
    const match = matchOf(loaded, one, page, room);
    left -= JSON.stringify(match).length;
    if (told.length && left < 0) break;
    told.push(match);
  }
  return told;
}

/** @param {Loaded} loaded @param {string | null} slug */
const cardOf = ({ directory }, slug) => (slug === null ? null : (directory.outlets.get(slug) ?? null));

/**
 * @param {Loaded} loaded
 * @param {import("./lookup.js").Found} found
 * @param {import("./page.js").Page | null} page
 * @param {import("./passages.js").Room} room
 * @returns {Match}
 */
function matchOf(loaded, { article, comparison }, page, room) {
  return {
    class: /** @type {MatchClass} */ (comparison.class),
    sharedWords: comparison.sharedWords,
    longestRun: comparison.longestRun,
    articleShare: comparison.articleShare,
    pageShare: comparison.pageShare,
    passages: passagesOf(comparison.passages, article, page, room),
    article: {
      id: String(article.id),
      title: article.title,
      publishedOn: article.publishedOn,
      language: article.language,
      url: article.url,
      outlet: cardOf(loaded, article.outlet),
      placements: article.placements,
      notes: placed(article.notes, page),
      licence: article.licence,
    },
  };
}
