// What the reader chose: which feeds, in which order. Kept in storage.local.

/**
 * A feed as it was chosen: `also` are folders that hold the same feed, `pin` is the fingerprint that its first key must
 * have.
 * @typedef {{url: string, on: boolean, also: string[], pin: string | null}} Choice
 */
/** @typedef {Pick<chrome.storage.StorageArea, "get" | "set" | "remove">} Area */

/** @type {Choice} */
const DEFAULT = { url: "http://127.0.0.1:8080/feed/", on: true, also: [], pin: null };
const MOST_FEEDS = 10;

/** Something that cannot be chosen; the message is for the reader. */
export class Refused extends Error {}

/**
 * @param {Area} area
 * @returns {Promise<Choice[]>}
 */
export async function readChoices(area) {
  const { feeds, feed } = await area.get(["feeds", "feed"]);
  if (Array.isArray(feeds)) return feeds.map((one) => ({ ...DEFAULT, ...one }));
  // Before there could be several, one address was kept.
  return [typeof feed === "string" ? { ...DEFAULT, url: feed } : DEFAULT];
}

/**
 * @param {Area} area
 * @param {Choice[]} choices
 */
export async function keepChoices(area, choices) {
  await area.set({ feeds: choices });
  await area.remove("feed");
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
    throw new Refused("This is not a web address. Give one like https://example.org/feed/");
  }
  if (!["http:", "https:"].includes(url.protocol) || url.username || url.password) {
    throw new Refused("A feed's address begins with https:// or http:// and holds no password.");
  }
  // People copy fingerprints as they are shown: in groups.
  const digits = url.hash.replace(/^#|%20|[\s:-]/g, "").toLowerCase();
  if (digits && !/^[0-9a-f]{32}$/.test(digits)) {
    throw new Refused(
      "What follows # in a feed's address is the fingerprint of its key: 32 digits, 0 to 9 and a to f.",
    );
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
  if (choices.length >= MOST_FEEDS) throw new Refused(`There are ${MOST_FEEDS} feeds already. Remove one first.`);
  return [...choices, { url, on: true, also: [], pin }];
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
