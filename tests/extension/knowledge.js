/** Samples of knowledge, and the phrases that speak of it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import vm from "node:vm";

const root = new URL("../../extension/", import.meta.url);
/** @param {string} path */
const read = (path) => readFileSync(new URL(path, root), "utf8");

/** @type {Record<string, {message: string, description: string, placeholders?: Record<string, {content: string}>}>} */
const messages = JSON.parse(read("_locales/en/messages.json"));

/**
 * As browsers do it: a named placeholder stands for the substitution its content names.
 * @param {string} key
 * @param {string[]} parts
 */
function getMessage(key, parts = []) {
  assert.ok(messages[key], `no message ${key}`);
  const { message, placeholders = {} } = messages[key];
  return message.replace(/\$([A-Z]+)\$/g, (_, name) => {
    return parts[Number(placeholders[name.toLowerCase()].content.slice(1)) - 1] ?? "";
  });
}

const scripts = ["page/language.js", "page/feeds.js", "page/phrases.js"].map(read).join("\n");

/** phrases.js as a content script has it, with the real messages. @type {typeof mastheadPhrases} */
export const phrases = vm.runInNewContext(`${scripts}; mastheadPhrases`, { chrome: { i18n: { getMessage } } });

/** The day on which the tests take place. */
export const now = new Date("2025-06-01T12:00:00Z");

/** @type {OutletCard} */
export const ledger = {
  slug: "harbour-ledger",
  name: "The Harbour Ledger",
  summary: "A daily on shipping.",
  kind: null,
  country: null,
  homepage: null,
  reviewedOn: null,
  statements: [],
  notes: [],
};

/**
 * @param {number} words
 * @param {[number, number] | null} place
 * @returns {Passage}
 */
export const passageOf = (words, place) => ({ words, place, page: null, archived: null });

/**
 * @param {Partial<Match>} [match]
 * @param {Partial<Article>} [article]
 * @returns {Match}
 */
export function matchOf(match, article) {
  return {
    class: "same article",
    sharedWords: 412,
    longestRun: 380,
    articleShare: 0.97,
    pageShare: 0.6,
    passages: [passageOf(380, [10, 2400]), passageOf(32, [2600, 2800])],
    article: {
      id: "a1",
      title: "Grain terminal closed",
      publishedOn: "2021-08-07",
      language: "en",
      url: null,
      outlet: ledger,
      placements: [],
      notes: [],
      licence: null,
      ...article,
    },
    ...match,
  };
}

/**
 * @param {Partial<AddressKnowledge>} [address]
 * @returns {AddressKnowledge}
 */
export function addressOf(address) {
  return {
    address: "ledger.example",
    role: "official",
    since: null,
    until: null,
    sourceUrl: null,
    statedOn: null,
    outlet: ledger,
    ...address,
  };
}

/**
 * @param {Partial<FeedState>} [feed]
 * @returns {FeedState}
 */
export function feedOf(feed) {
  return {
    url: "https://curators.example/feed/",
    name: "Harbour Curators",
    version: "12",
    asOf: "2025-05-30T08:00:00Z",
    fetchedAt: "2025-06-01T11:56:00Z",
    articles: 1204,
    problem: null,
    fingerprint: "0f3a 91c2 77de 4b08 5c6e 12ab 9d40 e8f1",
    refusedFingerprint: null,
    mirrors: [],
    server: null,
    ...feed,
  };
}

/**
 * @param {Partial<Voice>} [voice]
 * @returns {Voice}
 */
export function voiceOf(voice) {
  return { feed: feedOf(), address: null, matches: [], ...voice };
}

/**
 * What one feed knows, or several.
 * @param {Partial<Knowledge> & Partial<Voice>} [knowledge]
 * @returns {Knowledge}
 */
export function knowledgeOf({ feed = feedOf(), address = null, matches = [], ...rest } = {}) {
  const voices = [voiceOf({ feed, address, matches })];
  return { url: "https://x.example/", status: "known", voices, disagreements: [], unread: null, ...rest };
}
