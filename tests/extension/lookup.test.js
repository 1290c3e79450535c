/**
 * What is said of found articles, and whose an address is. That whole lookups agree with Python's is shown by
 * tests/feed/test_lookup.py, on feeds that Python publishes.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, worthSaying } from "../../extension/background/lookup.js";
import { RANK } from "../../extension/matching/compare.js";
import { HashList } from "../../extension/matching/hashlist.js";

/** @typedef {import("../../extension/background/lookup.js").Found} Found */
/** @typedef {import("../../extension/background/shapes.js").DirectoryAddress} DirectoryAddress */

const [SAME, LARGE, QUOTE] = RANK;
const nothing = new Uint32Array(0);
const flags = new Uint8Array(0);

/**
 * @param {number} id
 * @param {string} found class of the match
 * @param {{outlet?: string | null, sharedWords?: number, publishedOn?: string | null, origin?: string}} [more]
 * @returns {Found}
 */
function match(id, found, { outlet = "ledger", sharedWords = 100, publishedOn = "2024-05-01", origin } = {}) {
  return {
    article: {
      id,
      title: `Article ${id}`,
      outlet,
      language: "en",
      publishedOn,
      url: null,
      placements: origin ? [{ url: origin, role: "origin", firstSeen: null }] : [],
      notes: [],
      text: { hi: nothing, end: nothing, common: flags, weight: flags, quoted: flags },
    },
    comparison: {
      class: found,
      sharedWords,
      longestRun: sharedWords,
      articleShare: 0.5,
      pageShare: 0.5,
      passages: [],
      pageCovered: flags,
    },
  };
}

/** @param {string} held @param {AddressRole} role @returns {DirectoryAddress} */
function address(held, role = "official") {
  return { address: held, outlet: "ledger", role, since: null, until: null, sourceUrl: null, statedOn: null };
}

/** @param {Found[]} found @param {DirectoryAddress | null} at @param {string} [url] */
const said = (found, at, url = "https://elsewhere.example/") =>
  worthSaying(found, at, url).map(({ article }) => article.id);

test("the strongest class comes first, then more words, then the older article, then the lower number", () => {
  const found = [
    match(1, QUOTE, { outlet: "a" }),
    match(2, LARGE, { outlet: "b", sharedWords: 50 }),
    match(3, LARGE, { outlet: "c", sharedWords: 60 }),
    match(6, SAME, { outlet: "d", publishedOn: null }),
    match(5, SAME, { outlet: "e", publishedOn: "2021-01-01" }),
    match(4, SAME, { outlet: "f", publishedOn: "2021-01-01" }),
  ];
  assert.deepEqual(said(found, null), [4, 5, 6, 3, 2, 1]);
});

test("on the outlet's own address only the same article is said", () => {
  assert.deepEqual(said([match(1, SAME), match(2, LARGE), match(3, QUOTE)], address("ledger.example")), [1]);
  assert.deepEqual(said([match(2, LARGE)], address("ledger.example", "mirror")), []);
});

test("an impersonator's address is not the outlet's own", () => {
  assert.deepEqual(said([match(2, LARGE)], address("1edger.example", "impersonator")), [2]);
});

test("beside an outlet's whole article nothing less of that outlet is said", () => {
  assert.deepEqual(said([match(1, SAME), match(2, QUOTE), match(3, QUOTE, { outlet: "other" })], null), [1, 3]);
});

test("articles of no known outlet do not silence one another", () => {
  assert.deepEqual(said([match(1, SAME, { outlet: null }), match(2, QUOTE, { outlet: null })], null), [1, 2]);
});

test("an article of no known outlet is at home on the host it was taken from", () => {
  const found = [LARGE, SAME].map((one, id) => match(id, one, { outlet: null, origin: "https://home.example/1" }));
  for (const { article } of found) article.url = "https://home.example/1";
  assert.deepEqual(said(found, null, "https://home.example/2"), [1]);
  assert.deepEqual(said(found, null, "https://elsewhere.example/"), [1, 0]);
});

test("nothing is said on the host of the origin, unless it is the outlet's own", () => {
  const found = [match(1, SAME, { origin: "https://AGENCY.example/wire" })];
  assert.deepEqual(said(found, null, "https://agency.example:8443/other"), []);
  assert.deepEqual(said(found, null, "https://www.agency.example/wire"), [1]);
  assert.deepEqual(said(found, { ...address("agency.example"), outlet: "ledger" }, "https://agency.example/"), [1]);
  assert.deepEqual(said(found, { ...address("agency.example"), outlet: "agency" }, "https://agency.example/"), []);
});

test("an origin without a host silences no page without a host", () => {
  assert.deepEqual(said([match(1, SAME, { origin: "urn:isbn:0" })], null, "about:blank"), [1]);
});

test("the most specific address wins", () => {
  const held = ["platform.example", "platform.example/name", "deep.platform.example"];
  const index = {
    name: "",
    version: 1,
    asOf: null,
    articles: 0,
    refreshSeconds: 60,
    bucketBits: 0,
    groups: 0,
    list: { path: "", sha256: "", bits: 16, entries: 1, strayRate: 0 },
    directory: { path: "", sha256: "" },
  };
  const empty = Uint8Array.from([0x4d, 0x48, 0x4c, 0x31, 16, 0, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const addresses = new Map(held.map((one) => [one, address(one)]));
  const loaded = { index, list: new HashList(empty.buffer), directory: { outlets: new Map(), addresses } };
  /** @param {string} url */
  const owner = (url) => addressOf(loaded, url)?.address;
  assert.equal(owner("https://www.platform.example/other"), "platform.example");
  assert.equal(owner("https://platform.example/name/story"), "platform.example/name");
  assert.equal(owner("https://platform.example/name2"), "platform.example");
  assert.equal(owner("https://deep.platform.example/name"), "deep.platform.example");
  assert.equal(owner("https://example/"), undefined);
  assert.equal(owner("about:blank"), undefined);
});
