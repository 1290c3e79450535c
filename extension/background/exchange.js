// The reader's choices and feeds as one text: to be kept in a file, taken to another browser, or synchronised. What gives
// access to anything, as tokens do, is never in it.
import { sift } from "./choices.js";
import { choiceOf, MOST_FEEDS, Refused } from "./settings.js";
import { say } from "./words.js";

const FORMAT = "masthead-settings/1";
/** Characters. */
const LONGEST = 10_000_000;
/** Parts that are named to the reader when they are wrong. */
const MOST_NAMED = 5;

/** @typedef {import("./choices.js").Chosen} Chosen */
/** @typedef {import("./settings.js").Choice} FeedChoice */
/** Whether this browser takes part in synchronisation is not for another one to say. @typedef {Omit<Chosen, "sync">} Taken */

/**
 * @param {Chosen} choices
 * @param {FeedChoice[]} feeds in their order
 * @param {number} [indent] for people to read
 */
export function settingsText({ surfaces, languages, scripts, mutes, off }, feeds, indent) {
  const choices = { surfaces, languages, scripts };
  const told = feeds.map(({ url, on, also, pin }) => ({ url, on, also, pin }));
  return JSON.stringify({ format: FORMAT, choices, mutes, off, feeds: told }, null, indent);
}

/**
 * What a text of settings holds, and where it holds what cannot be.
 * @param {string} text
 * @returns {{choices: Taken, feeds: FeedChoice[], leftOut: string[]}}
 * @throws {Refused} where it is none
 */
export function readSettings(text) {
  const raw = jsonOf(text);
  if (raw?.format !== FORMAT) {
    const newer = typeof raw?.format === "string" && raw.format.startsWith("masthead-settings/");
    throw new Refused(newer ? say("importNewer") : say("importOther"));
  }
  const { mutes, off } = raw;
  const { choices, leftOut } = sift({ ...Object(raw.choices), sync: false, mutes, off });
  const given = Array.isArray(raw.feeds) ? raw.feeds : [];
  if (given.length > MOST_FEEDS || !Array.isArray(raw.feeds)) leftOut.push("feeds");
  /** @type {Map<string, FeedChoice>} */
  const feeds = new Map();
  given.slice(0, MOST_FEEDS).forEach((/** @type {unknown} */ one, /** @type {number} */ at) => {
    const feed = choiceOf(one);
    if (feed && !feeds.has(feed.url)) feeds.set(feed.url, feed);
    else leftOut.push(`feeds[${at}]`);
  });
  return { choices: withoutSync(choices), feeds: [...feeds.values()], leftOut };
}

/** @param {Chosen} choices @returns {Taken} */
function withoutSync({ surfaces, languages, scripts, mutes, off }) {
  return { surfaces, languages, scripts, mutes, off };
}

/** @param {string} text @returns {any} */
function jsonOf(text) {
  if (text.length > LONGEST) throw new Refused(say("importOther"));
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused(say("importOther"));
  }
}

/**
 * As `readSettings`, of a text in which all must be as it should.
 * @param {string} text
 * @throws {Refused} that says where it is not
 */
export function readAll(text) {
  const { choices, feeds, leftOut } = readSettings(text);
  if (!leftOut.length) return { choices, feeds };
  const named = leftOut.slice(0, MOST_NAMED).join(", ");
  throw new Refused(say("importWrong", leftOut.length > MOST_NAMED ? `${named}, …` : named));
}
