// All feeds are asked of a page; one that fails or is slow does not lose what others tell.
import { addressOf, lookUp, NOTHING_FOUND } from "./lookup.js";
import { Page } from "./page.js";
import { troubleOf } from "./trouble.js";

/** @typedef {import("./lists.js").Feed} Feed */
/** @typedef {import("./lookup.js").Looked} Looked */

/** Milliseconds that a feed has for its answer. What comes later is held for the next look. */
const PATIENCE = 20_000;
/** Milliseconds after which the others are not waited for, once one of them knows something. */
const GRACE = 2000;

/** @type {Looked} */
const LATE = { ...NOTHING_FOUND, problem: "busy: its answer takes too long" };

/**
 * @param {Feed[]} feeds those that are switched on, in the reader's order
 * @param {import("./groups.js").Groups} groups
 * @param {string} text of a page
 * @param {string} url
 * @param {{patience?: number, grace?: number, onLate?: () => void, signal?: AbortSignal}} [waiting] in milliseconds; `onLate`
 *   is called when a feed that was not waited for has found something after all: another look finds it at once; with
 *   `signal` nobody waits any more
 * @returns {Promise<{feed: Feed, looked: Looked}[]>}
 */
export async function askAll(feeds, groups, text, url, { patience = PATIENCE, grace = GRACE, onLate, signal } = {}) {
  const answers = feeds.map((feed) => ({ feed, looked: NOTHING_FOUND }));
  if (!feeds.some((feed) => feed.loaded)) return answers;
  const page = new Page(text);
  let waiting = true;
  /** @type {Promise<void>[]} */
  const asked = [];
  /** @type {Promise<void>} */
  const known = new Promise((resolve) => {
    answers.forEach((answer) => {
      const { loaded } = answer.feed;
      if (!loaded) return;
      if (addressOf(loaded, url)) resolve();
      answer.looked = LATE;
      const done = lookUp(loaded, (number) => groups.articles(answer.feed, number), page, url).catch(failed);
      asked.push(
        done.then((looked) => {
          if (waiting) answer.looked = looked;
          else if (looked.found.length) onLate?.();
          if (looked.found.length) resolve();
        }),
      );
    });
  });
  const over = new Promise((resolve) => {
    signal?.addEventListener("abort", resolve, { once: true });
    if (signal?.aborted) resolve(null);
  });
  const all = Promise.race([Promise.all(asked), over]);
  await within(grace, all);
  await within(patience - grace, Promise.race([all, known]));
  waiting = false;
  return answers.map((answer) => ({ ...answer }));
}

/** @param {unknown} error @returns {Looked} */
const failed = (error) => ({ ...NOTHING_FOUND, problem: troubleOf(error) });

/**
 * Wait, but not for ever.
 * @param {number} patience milliseconds
 * @param {Promise<unknown>} answer
 */
async function within(patience, answer) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  await Promise.race([answer, new Promise((resolve) => (timer = setTimeout(resolve, patience)))]);
  clearTimeout(timer);
}
