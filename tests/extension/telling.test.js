/** What is made of the answers of several feeds: who speaks, what state that is, and what they contradict one another in. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { disagreementsOf } from "../../extension/background/disagreements.js";
import { knowledgeOf } from "../../extension/background/knowledge.js";
import { NOTHING_FOUND } from "../../extension/background/lookup.js";
import { addressOf, feedOf, ledger, matchOf, now, passageOf, voiceOf } from "./knowledge.js";

/** @typedef {import("../../extension/background/lists.js").Feed} Feed */
/** @typedef {import("../../extension/background/lookup.js").Looked} Looked */

const URL_ = "https://www.ledger.example/news";
const other = { ...ledger, slug: "other", name: "Other Paper" };
const directory = {
  outlets: new Map([["harbour-ledger", ledger]]),
  addresses: new Map([["ledger.example", { ...addressOf(), outlet: "harbour-ledger" }]]),
};

/**
 * A feed in a state, and what it answered.
 * @param {{loaded?: boolean, knows?: boolean, problem?: string | null, fetchedAt?: string, looked?: Partial<Looked>}} [given]
 */
function asked({ loaded = true, knows = false, problem = null, fetchedAt = "2025-06-01T11:56:00Z", looked = {} } = {}) {
  const held = {
    directory: knows ? directory : { outlets: new Map(), addresses: new Map() },
    index: { refreshSeconds: 900 },
  };
  const feed = { loaded: loaded ? held : null, fetchedAt: loaded ? fetchedAt : null, state: () => feedOf({ problem }) };
  return { feed: /** @type {Feed} */ (/** @type {unknown} */ (feed)), looked: { ...NOTHING_FOUND, ...looked } };
}

/** @type {[string, ReturnType<typeof asked>[], KnowledgeStatus][]} */
const states = [
  ["no feed is switched on", [], "no-feed"],
  ["no feed was ever loaded", [asked({ loaded: false, problem: "x" }), asked({ loaded: false })], "never-loaded"],
  ["one feed knows something and another cannot be had", [asked({ problem: "x" }), asked({ knows: true })], "known"],
  ["the only one that knows something cannot be had", [asked({ knows: true, problem: "x" })], "known"],
  ["nobody knows anything", [asked(), asked()], "nothing"],
  ["one of those that know nothing cannot be had", [asked(), asked({ problem: "x" })], "offline"],
  ["one of those that know nothing was never loaded", [asked(), asked({ loaded: false })], "offline"],
  ["one of those that know nothing is late", [asked(), asked({ fetchedAt: "2025-06-01T11:14:59Z" })], "offline"],
  ["one of those that know nothing is not quite late", [asked({ fetchedAt: "2025-06-01T11:15:00Z" })], "nothing"],
  ["a group of articles could not be had", [asked(), asked({ looked: { problem: "gone" } })], "offline"],
  ["the page is too short for every feed", [asked({ looked: { tooShort: true } })], "too-short"],
  ["the page is too short for one of the feeds", [asked({ looked: { tooShort: true } }), asked()], "nothing"],
];
for (const [what, given, status] of states) {
  test(`where ${what}, the state is "${status}"`, () => {
    const knowledge = knowledgeOf(URL_, null, given, now);
    assert.equal(knowledge.status, status);
    assert.equal(knowledge.voices.length, given.length);
  });
}

const flags = new Uint8Array(0);
const noText = { hi: new Uint32Array(0), end: new Uint32Array(0), common: flags, weight: flags, quoted: flags };
/** @param {number} id @param {Note[]} [notes] */
const foundOf = (id, notes = []) => ({
  article: {
    ...{ id, title: `${id}`, outlet: null, language: "", publishedOn: null, url: null, placements: [], notes },
    ...{ licence: null, body: null, text: noText },
  },
  comparison: {
    ...{ class: "same article", sharedWords: 100, longestRun: 100, articleShare: 1, pageShare: 1 },
    ...{ passages: [], pageCovered: flags },
  },
});

test("of very many articles the most telling ones are told, and that there are more", () => {
  const found = Array.from({ length: 4000 }, (_, id) => foundOf(id));
  const { voices, unread } = knowledgeOf(URL_, null, [asked({ looked: { found } })], now);
  assert.deepEqual(
    voices[0].matches.map(({ article }) => article.id),
    Array.from({ length: 20 }, (_, id) => `${id}`),
  );
  assert.match(unread ?? "", /texts/);
});

test("of articles with very long notes as many are told as fit between the parts of a browser, one at least", () => {
  const note = { id: "1", text: "n".repeat(5000), language: null, quote: null, publishedOn: "2024-05-01", sources: [] };
  const told = (/** @type {number} */ notes) => {
    const found = Array.from({ length: 6 }, (_, id) => foundOf(id, Array(notes).fill(note)));
    const { voices, unread } = knowledgeOf(URL_, null, [asked({ looked: { found } })], now);
    return [voices[0].matches.length, unread];
  };
  assert.deepEqual(told(10), [6, null]);
  assert.deepEqual(told(40), [2, "texts"]);
  assert.deepEqual(told(200), [1, "texts"]);
});

test("every feed that is asked is a voice, in order, with the reason why it could not be had", () => {
  const given = [
    asked({ problem: "late" }),
    asked({ knows: true, looked: { problem: "gone" } }),
    asked({ loaded: false }),
  ];
  const { voices } = knowledgeOf(URL_, null, given, now);
  assert.deepEqual(
    voices.map(({ feed, address }) => [feed.problem, address?.outlet.name]),
    [
      ["late", undefined],
      ["gone", "The Harbour Ledger"],
      [null, undefined],
    ],
  );
});

test("what was not read is told once, whoever did not read it", () => {
  const long = asked({ looked: { unread: "the text is long; there are more texts" } });
  const knowledge = knowledgeOf(URL_, "a frame", [long, asked({ looked: { unread: "the text is long" } })], now);
  assert.equal(knowledge.unread, "a frame; the text is long; there are more texts");
});

/** @param {Partial<AddressKnowledge>} address */
const owning = (address) => voiceOf({ address: addressOf(address) });
const imitation = owning({ role: "impersonator" });
/** @type {[string, Voice[], Disagreement[]][]} */
const ofAddresses = [
  ["one voice", [owning({})], []],
  ["a voice that knows the address and one that does not", [owning({}), voiceOf()], []],
  ["the same outlet", [owning({}), owning({})], []],
  ["the same outlet under another slug", [owning({}), owning({ outlet: { ...ledger, slug: "ledger" } })], []],
  ["the same outlet, spelled otherwise", [owning({}), owning({ outlet: { ...ledger, name: "Harbour Ledger" } })], []],
  ["a name in other letters", [owning({}), owning({ outlet: { ...other, name: " the harbour LEDGER" } })], []],
  ["two outlets", [owning({}), owning({ outlet: other })], ["address"]],
  ["two outlets, with one between that knows nothing", [owning({}), voiceOf(), owning({ outlet: other })], ["address"]],
  ["an official address and a mirror", [owning({}), owning({ role: "mirror" })], []],
  ["an official address and an imitation", [owning({}), imitation], ["address"]],
  [
    "an account and an imitation elsewhere on it",
    [owning({ role: "account", address: "a.example/b" }), imitation],
    ["address"],
  ],
  ["two imitations of the same", [imitation, imitation], []],
  ["imitations of two outlets", [imitation, owning({ role: "impersonator", outlet: other })], ["address"]],
  ["the part of a site and the site", [owning({ address: "ledger.example/name" }), owning({ outlet: other })], []],
];

/** @param {Partial<Article>} article @param {Partial<Match>} [match] */
const telling = (article, match) => voiceOf({ matches: [matchOf(match, article)] });
const elsewhere = { passages: [passageOf(400, [5000, 7000])] };
const nowhere = { passages: [passageOf(400, null)] };
/** @type {[string, Voice[], Disagreement[]][]} */
const ofTexts = [
  ["the same article", [telling({}), telling({})], []],
  ["two publishers", [telling({}), telling({ outlet: other })], ["publisher"]],
  ["two dates", [telling({}), telling({ publishedOn: "2021-08-08" })], ["date"]],
  [
    "two publishers and dates",
    [telling({}), telling({ outlet: other, publishedOn: "2021-08-08" })],
    ["publisher", "date"],
  ],
  ["a publisher and none", [telling({}), telling({ outlet: null })], []],
  ["a date and none", [telling({}), telling({ publishedOn: null })], []],
  ["two publishers of texts in other places of the page", [telling({}), telling({ outlet: other }, elsewhere)], []],
  ["two publishers where nobody can say of which place", [telling({}), telling({ outlet: other }, nowhere)], []],
  [
    "a publisher of the whole and one of a part",
    [telling({}), telling({ outlet: other }, { class: "large part" })],
    [],
  ],
  [
    "two publishers, of whom one voice knows both",
    [telling({}), voiceOf({ matches: [matchOf({}, { outlet: other }), matchOf()] })],
    [],
  ],
  [
    "all of it",
    [
      voiceOf({ address: addressOf(), matches: [matchOf()] }),
      voiceOf({
        address: addressOf({ outlet: other }),
        matches: [matchOf({}, { outlet: other, publishedOn: "2020-01-01" })],
      }),
    ],
    ["address", "publisher", "date"],
  ],
];
test("texts of very many passages are held against each other", () => {
  const passages = Array.from({ length: 1000 }, (_, at) =>
    passageOf(40, [300 * ((at * 7) % 1000), 300 * ((at * 7) % 1000) + 200]),
  );
  const many = () => voiceOf({ matches: Array.from({ length: 20 }, () => matchOf({ passages })) });
  const other_ = voiceOf({ matches: Array.from({ length: 20 }, () => matchOf({ passages }, { outlet: other })) });
  assert.deepEqual(disagreementsOf([many(), many(), many(), other_]), ["publisher"]);
});

for (const [what, voices, expected] of [...ofAddresses, ...ofTexts]) {
  test(`${what}: ${expected.join(", ") || "no"} contradiction`, () => {
    assert.deepEqual(disagreementsOf(voices), expected);
    assert.deepEqual(disagreementsOf([...voices].reverse()), expected);
  });
}
