// Which feeds the reader chose, and in which order. Kept in storage.local.
import { say } from "./words.js";

/**
 * A feed as it was chosen: `also` are folders that hold the same feed, `pin` is the fingerprint that its first key must
 * have.
 * @typedef {{url: string, on: boolean, also: string[], pin: string | null}} Choice
 */
/** @typedef {Pick<chrome.storage.StorageArea, "get" | "set" | "remove">} Area */

/** @type {Choice} */
const DEFAULT = { url: "http://127.0.0.1:8080/feed/", on: true, also: [], pin: null };
export const MOST_FEEDS = 10;
/** Further addresses of one feed. */
const MOST_ALSO = 1000;

const FINGERPRINT = /^[0-9a-f]{32}$/;

/** Something that cannot be chosen; the message is for the reader. */
export class Refused extends Error {}

/**
 * @param {Area} area
 * @returns {Promise<Choice[]>}
 */
export async function readChoices(area) {
  const { feeds, feed } = await area.get(["feeds", "feed"]);
  if (Array.isArray(feeds)) return feeds.flatMap((one) => choiceOf({ on: true, also: [], pin: null, ...one }) ?? []);
  // Before there could be several, one address was kept.
  return [typeof feed === "string" ? { ...DEFAULT, url: feed } : DEFAULT];
}

/**
 * @param {Area} area
 * @param {Choice[]} choices
 * @param {object} [together] what is to be kept in the same write
 */
export async function keepChoices(area, choices, together = {}) {
  await area.set({ ...together, feeds: choices });
  await area.remove("feed");
}

/**
 * A feed as it was kept, or as it comes from elsewhere.
 * @param {any} raw
 * @returns {Choice | null} null where it is none
 */
export function choiceOf(raw) {
  const { url, on, also, pin } = Object(raw);
  if (!isAddress(url) || typeof on !== "boolean" || !isPin(pin)) return null;
  if (!Array.isArray(also) || also.length > MOST_ALSO || !also.every(isAddress)) return null;
  return { url, on, also, pin };
}

/** @param {unknown} pin @returns {pin is string | null} */
const isPin = (pin) => pin === null || (typeof pin === "string" && FINGERPRINT.test(pin));

/** Whether it is an address as `addressOf` tells it. @param {unknown} url @returns {url is string} */
function isAddress(url) {
  try {
    return typeof url === "string" && addressOf(url).url === url;
  } catch {
    return false;
  }
}

/**
 * The address of a feed's folder, and the fingerprint that may stand behind it.
 * @param {string} given what the reader typed
 * @returns {{url: string, pin: string | null}}
 * @throws {Refused} when it is no address of a folder on the web
 */
export function addressOf(given) {
  let url;
  try {
    url = new URL(given.trim());
  } catch {
    throw new Refused(say("addressWrong"));
  }
  if (!["http:", "https:"].includes(url.protocol) || url.username || url.password) {
    throw new Refused(say("addressKind"));
  }
  // People copy fingerprints as they are shown: in groups.
  const digits = url.hash.replace(/^#|%20|[\s:-]/g, "").toLowerCase();
  if (digits && !FINGERPRINT.test(digits)) {
    throw new Refused(say("addressFingerprint"));
  }
  url.search = url.hash = "";
  url.pathname = url.pathname.replace(/index\.json$/, "");
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return { url: url.href, pin: digits || null };
}

/**
 * @param {Choice[]} choices
 * @param {{url: string, pin: string | null}} address
 * @returns {Choice[]} the same where it is there already
 * @throws {Refused} when there are too many
 */
export function added(choices, { url, pin }) {
  if (choices.some((one) => one.url === url || one.also.includes(url))) return choices;
  if (choices.length >= MOST_FEEDS) throw new Refused(say("refusedFeeds", String(MOST_FEEDS)));
  return [...choices, { url, on: true, also: [], pin }];
}

/**
 * With feeds from elsewhere after those that are there, which stay as they are.
 * @param {Choice[]} choices
 * @param {Choice[]} others
 * @returns {Choice[]} the same where all are there already
 * @throws {Refused} when there are too many
 */
export function joined(choices, others) {
  const known = new Set(choices.flatMap(({ url, also }) => [url, ...also]));
  const more = others.filter(({ url, also }, at) => {
    const isFirst = others.findIndex((one) => one.url === url) === at;
    return isFirst && ![url, ...also].some((address) => known.has(address));
  });
  if (choices.length + more.length > MOST_FEEDS) {
    throw new Refused(say("refusedFeeds", String(MOST_FEEDS)));
  }
  return more.length ? [...choices, ...more] : choices;
}

/**
 * Without a feed, or without an address that the reader added to one.
 * @param {Choice[]} choices
 * @param {string} url
 * @returns {Choice[]}
 */
export function removed(choices, url) {
  return choices
    .filter((one) => one.url !== url)
    .map((one) => ({ ...one, also: one.also.filter((address) => address !== url) }));
}

/**
 * @param {Choice[]} choices
 * @param {string} url
 * @param {boolean} on
 * @returns {Choice[]}
 */
export const switched = (choices, url, on) => choices.map((one) => (one.url === url ? { ...one, on } : one));

/**
 * @param {Choice[]} choices
 * @param {string} url
 * @param {number} by -1: speaks one place earlier; 1: one later
 * @returns {Choice[]}
 */
export function moved(choices, url, by) {
  const at = choices.findIndex((one) => one.url === url);
  const to = at + Math.sign(by);
  if (to === at || !choices[at] || !choices[to]) return choices;
  const next = [...choices];
  [next[at], next[to]] = [next[to], next[at]];
  return next;
}

/**
 * With feeds of one key made one, in the place of the first, of which the others become further addresses.
 * @param {Choice[]} choices
 * @param {(url: string) => {key: string, version: number} | null} standingOf by which key a feed is known by itself, and
 *   its version; null while that is unknown
 * @returns {{choices: Choice[], newest: Map<string, number>}} the same choices where there are none; the newest version
 *   that was seen of each of those that stay
 */
export function merged(choices, standingOf) {
  /** @type {Map<string, number>} */
  const placeOf = new Map();
  /** @type {Map<string, number>} */
  const newest = new Map();
  /** @type {Choice[]} */
  const next = [];
  for (const choice of choices) {
    const standing = standingOf(choice.url);
    const place = standing ? placeOf.get(standing.key) : undefined;
    if (!standing || place === undefined) {
      if (standing) placeOf.set(standing.key, next.length);
      next.push(choice);
      continue;
    }
    const first = next[place];
    const also = [...new Set([...first.also, choice.url, ...choice.also])];
    next[place] = { ...first, on: first.on || choice.on, also };
    newest.set(first.url, Math.max(standing.version, newest.get(first.url) ?? 0));
  }
  return { choices: next.length < choices.length ? next : choices, newest };
}
