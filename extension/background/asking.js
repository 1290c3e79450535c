// All feeds are asked of a page; one that fails or is slow does not lose what others tell.
import { lookUp, NOTHING_FOUND } from "./lookup.js";
import { Page } from "./page.js";

/** @typedef {import("./lists.js").Feed} Feed */
/** @typedef {import("./lookup.js").Looked} Looked */

/** Milliseconds that a feed has for its answer. What comes later is held for the next look. */
const PATIENCE = 20_000;

/**
 * @param {Feed[]} feeds those that are switched on, in the reader's order
 * @param {import("./groups.js").Groups} groups
 * @param {string} text of a page
 * @param {string} url
 * @param {number} [patience] milliseconds
 * @returns {Promise<{feed: Feed, looked: Looked}[]>}
 */
export async function askAll(feeds, groups, text, url, patience = PATIENCE) {
  if (!feeds.some((feed) => feed.loaded)) return feeds.map((feed) => ({ feed, looked: NOTHING_FOUND }));
  const page = new Page(text);
  return Promise.all(
    feeds.map(async (feed) => {
      if (!feed.loaded) return { feed, looked: NOTHING_FOUND };
      try {
        const answer = lookUp(feed.loaded, (number) => groups.articles(feed, number), page, url);
        return { feed, looked: await within(patience, answer) };
      } catch (error) {
        return { feed, looked: { ...NOTHING_FOUND, problem: error instanceof Error ? error.message : String(error) } };
      }
    }),
  );
}

/**
 * @template T
 * @param {number} patience milliseconds
 * @param {Promise<T>} answer
 * @returns {Promise<T>}
 */
async function within(patience, answer) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("its answer takes too long")), patience);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
