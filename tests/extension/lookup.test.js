/**
 * What is said of found articles, and whose an address is. That whole lookups agree with Python's is shown by
 * tests/feed/test_lookup.py, on feeds that Python publishes.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { receive } from "../../extension/background/files.js";
import { addressOf, lookUp, worthSaying } from "../../extension/background/lookup.js";
import { Page } from "../../extension/background/page.js";
import { readGroup, readIndex } from "../../extension/background/shapes.js";
import { RANK } from "../../extension/matching/compare.js";
import { articleOf, makeFeed, newKey, prose } from "./making.js";

/** @typedef {import("../../extension/background/lookup.js").Found} Found */
/** @typedef {import("../../extension/background/shapes.js").DirectoryAddress} DirectoryAddress */

const [SAME, LARGE, QUOTE] = RANK;
const nothing = new Uint32Array(0);
const flags = new Uint8Array(0);

/**
 * @param {number} id
 * @param {string} found class of the match
 * @param {{outlet?: string | null, sharedWords?: number, publishedOn?: string | null, origin?: string,
 *   disputed?: string}} [more]
 * @returns {Found}
 */
function match(id, found, { outlet = "ledger", sharedWords = 100, publishedOn = "2024-05-01", origin, disputed } = {}) {
  const places = [
    { url: origin, role: "origin" },
    { url: disputed, role: "disputed" },
  ];
  return {
    article: {
      id,
      title: `Article ${id}`,
      outlet,
      language: "en",
      publishedOn,
      url: null,
      placements: places.flatMap(({ url, role }) => (url ? [{ url, role, firstSeen: null }] : [])),
      notes: [],
      licence: null,
      body: null,
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

test("at a page that was taken for an article by mistake it is not said, and everything else is", () => {
  const url = "https://reader.example/collected?page=2";
  const found = [match(1, SAME, { disputed: url }), match(2, LARGE)];
  for (const at of [url, `${url}#the-middle`, "http://WWW.Reader.example:80/collected?page=2"]) {
    assert.deepEqual(said(found, null, at), [2], at);
  }
  for (const path of ["collected?page=3", "collected", "Collected?page=2", "collected/?page=2"]) {
    assert.deepEqual(said(found, null, `https://reader.example/${path}`), [1], path);
  }
  assert.deepEqual(said(found, null, "about:blank"), [1]);
});

test("at home it is not said either", () => {
  const found = [match(1, SAME, { disputed: "https://ledger.example/1" })];
  assert.deepEqual(said(found, address("ledger.example"), "https://ledger.example/1"), []);
  assert.deepEqual(said(found, address("ledger.example"), "https://ledger.example/2"), [1]);
});

test("a disputed place that is none of the web silences no page", () => {
  assert.deepEqual(said([match(1, SAME, { disputed: "about:blank" })], null, "about:blank"), [1]);
});

test("an origin without a host silences no page without a host", () => {
  assert.deepEqual(said([match(1, SAME, { origin: "urn:isbn:0" })], null, "about:blank"), [1]);
});

test("the most specific address wins", () => {
  const held = ["platform.example", "platform.example/name", "deep.platform.example"];
  const addresses = new Map(held.map((one) => [one, address(one)]));
  const loaded = { directory: { outlets: new Map(), addresses } };
  /** @param {string} url */
  const owner = (url) => addressOf(loaded, url)?.address;
  assert.equal(owner("https://www.platform.example/other"), "platform.example");
  assert.equal(owner("https://platform.example/name/story"), "platform.example/name");
  assert.equal(owner("https://platform.example/name2"), "platform.example");
  assert.equal(owner("https://deep.platform.example/name"), "deep.platform.example");
  assert.equal(owner("https://example/"), undefined);
  assert.equal(owner("about:blank"), undefined);
});

/**
 * A feed's files in force, and its groups with what was asked of them.
 * @param {Parameters<typeof makeFeed>[1]} given
 */
async function feedOf(given) {
  const { files } = await makeFeed(await newKey(), given);
  const get = async (/** @type {string} */ path) => /** @type {Uint8Array<ArrayBuffer>} */ (files.get(path));
  const { loaded } = await receive(readIndex(await get("index.json")), null, get);
  /** @type {number[]} */
  const asked = [];
  const articles = async (/** @type {number} */ number) => {
    asked.push(number);
    return readGroup(await get(loaded.table.pathOf(number) ?? ""), number, 1);
  };
  return { loaded, asked, articles };
}

const elsewhere = "https://elsewhere.example/";
const around = prose(1000, 300);
/** Pieces of many texts, too short to be told, so that none explains another. */
const pieces = Array.from({ length: 80 }, (_, id) => prose(id).split(" ").slice(20, 57).join(" "));
const ten = Array.from({ length: 80 }, (_, id) => articleOf(id));

/** @param {import("../../extension/background/lookup.js").Looked} looked */
const idsOf = ({ found }) => found.map(({ article }) => article.id);

test("a page with the text of an article leads to its group alone, and to the article", async () => {
  const { loaded, asked, articles } = await feedOf({ articles: ten });
  const looked = await lookUp(loaded, articles, new Page(`${around}\n${prose(42)}`), elsewhere);
  assert.deepEqual([idsOf(looked), asked], [[42], [5]]);
  assert.equal(looked.found[0].comparison.class, SAME);
  assert.deepEqual([looked.unread, looked.problem, looked.tooShort], [null, null, false]);
});

test("a page with nothing of the feed costs nothing", async () => {
  const { loaded, asked, articles } = await feedOf({ articles: ten });
  const looked = await lookUp(loaded, articles, new Page(around), elsewhere);
  assert.deepEqual([idsOf(looked), asked, looked.page], [[], [], null]);
});

test("a page costs eight groups at most, and says that there would be more", async () => {
  const { loaded, asked, articles } = await feedOf({ articles: ten });
  const text = pieces.join(`\n${around}\n`);
  const looked = await lookUp(loaded, articles, new Page(text), elsewhere);
  assert.equal(asked.length, 8);
  assert.equal(looked.unread, "pieces");
});

test("what an article explains is not asked about again, unless it is as much as another copy would be", async () => {
  const copied = prose(3).split(" ");
  const partly = [...copied.slice(0, 50), ...prose(77).split(" ")].join(" ");
  const twice = copied.slice(0, 180).join(" ");
  const make = (/** @type {string} */ text) =>
    feedOf({ articles: [...ten.slice(0, 16), articleOf(16, { text }), ...ten.slice(17, 24)] });
  const [little, much] = [await make(partly), await make(twice)];
  const page = new Page(`${around}\n${prose(3)}`);
  await lookUp(little.loaded, little.articles, page, elsewhere);
  await lookUp(much.loaded, much.articles, page, elsewhere);
  assert.deepEqual([little.asked, much.asked], [[0], [0, 2]]);
});

test("a group that cannot be had does not lose what others tell", async () => {
  const { loaded, articles } = await feedOf({ articles: ten });
  const page = new Page([prose(3), around, prose(42), around, prose(77)].join("\n"));
  const failing = (/** @type {number} */ number) =>
    number === 5 ? Promise.reject(new Error("the server answered 503")) : articles(number);
  const looked = await lookUp(loaded, failing, page, elsewhere);
  assert.deepEqual([idsOf(looked).sort(), looked.problem], [[3, 77], "broken: the server answered 503"]);
});

test("the feed's own window decides which shingles are looked up, and which pages are too short", async () => {
  const { loaded, articles } = await feedOf({ articles: ten, content: { w: 64 } });
  const page = new Page(prose(42));
  const looked = await lookUp(loaded, articles, page, elsewhere);
  assert.deepEqual([idsOf(looked), looked.tooShort], [[42], false]);
  assert.ok(page.kept(64).length < page.kept(16).length);
  const short = await lookUp(loaded, articles, new Page(prose(42, 132)), elsewhere);
  assert.equal(short.tooShort, true);
  loaded.index.w = 16;
  assert.equal((await lookUp(loaded, articles, new Page(prose(42, 37)), elsewhere)).tooShort, false);
  assert.equal((await lookUp(loaded, articles, new Page(prose(42, 36)), elsewhere)).tooShort, true);
});

test("a page with more words than are read is read in part, and says so", async () => {
  const { loaded, articles } = await feedOf({ articles: ten });
  const page = new Page(`${prose(42)} ${"\u3042".repeat(2 ** 21)}`);
  const looked = await lookUp(loaded, articles, page, elsewhere);
  assert.deepEqual(idsOf(looked), [42]);
  assert.match(looked.unread ?? "", /long/);
});
