/** The feeds that the reader chose: what may be chosen, in which order they speak, and what is kept of them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import "./wording.js";
import { Feeds } from "../../extension/background/feeds.js";
import { addressOf, moved } from "../../extension/background/settings.js";
import { handover, makeFeed, newKey } from "./making.js";
import { newArea, newStore, serve } from "./serving.js";

/** @typedef {import("./making.js").Raw} Raw */

/** @param {Raw} [kept] settings */
function feedsWith(kept = { feeds: [] }) {
  const [area, store] = [newArea(kept), newStore()];
  const given = { area, store, changes: 0, feeds: new Feeds(/** @type {any} */ (area), store, () => given.changes++) };
  return given;
}

/** @param {Feeds} feeds */
const urls = async (feeds) => (await feeds.settings()).feeds.map(({ url }) => url);

/** @param {import("node:test").TestContext} t @param {string} [name] */
async function published(t, name = "Curators") {
  const key = await newKey();
  const { files } = await makeFeed(key, { content: { name } });
  return { key, files, folder: await serve(t, files) };
}

const DIGITS = "0123456789abcdef0123456789abcdef";
/** @type {[string, string, string | null][]} */
const addresses = [
  ["https://example.org/feed/", "https://example.org/feed/", null],
  ["  https://example.org/feed ", "https://example.org/feed/", null],
  ["https://EXAMPLE.org", "https://example.org/", null],
  ["http://127.0.0.1:8080/feed/index.json", "http://127.0.0.1:8080/feed/", null],
  ["https://example.org/feed/?from=mail", "https://example.org/feed/", null],
  [`https://example.org/feed/#${DIGITS}`, "https://example.org/feed/", DIGITS],
  [`https://example.org/feed/index.json?x#${DIGITS.toUpperCase()}`, "https://example.org/feed/", DIGITS],
  [`https://example.org/feed/#0123 4567 89ab cdef 0123 4567 89ab cdef`, "https://example.org/feed/", DIGITS],
  ["https://example.org/feed/#", "https://example.org/feed/", null],
];
for (const [given, url, pin] of addresses) {
  test(`${given} is the feed at ${url}`, () => assert.deepEqual(addressOf(given), { url, pin }));
}
for (const given of [
  "",
  "example.org",
  "ftp://example.org/feed/",
  "javascript:alert(1)",
  "https://reader@example.org/feed/",
  "https://reader:secret@example.org/feed/",
  "https://:secret@example.org/feed/",
  "https://example.org/feed/#0123",
  `https://example.org/feed/#${DIGITS}0`,
  `https://example.org/feed/#${DIGITS.replace("a", "g")}`,
]) {
  test(`${given || "nothing"} is no address of a feed`, () => assert.throws(() => addressOf(given)));
}

test("at first there is one feed, on one's own computer", async () => {
  const { feeds } = feedsWith({});
  assert.deepEqual(await urls(feeds), ["http://127.0.0.1:8080/feed/"]);
  assert.equal((await feeds.on()).length, 1);
});

test("the one feed of earlier versions is still there", async () => {
  const { feeds, area } = feedsWith({ feed: "https://example.org/feed/" });
  assert.deepEqual(await urls(feeds), ["https://example.org/feed/"]);
  await feeds.switch("https://example.org/feed/", false);
  assert.deepEqual(area.kept, { feeds: [{ url: "https://example.org/feed/", on: false, also: [], pin: null }] });
});

test("whoever removes all feeds has none, after a restart too", async () => {
  const { feeds, area } = feedsWith({});
  await feeds.remove("http://127.0.0.1:8080/feed/");
  assert.deepEqual(await urls(feeds), []);
  assert.deepEqual(await urls(feedsWith(area.kept).feeds), []);
});

test("a feed that is added is loaded, kept and asked; removed, nothing is left of it", async (t) => {
  const { folder } = await published(t);
  const { feeds, area, store } = feedsWith();
  await feeds.add(`${folder.url}index.json`);
  const { feeds: told } = await feeds.settings();
  assert.deepEqual([told.length, told[0].on, told[0].url, told[0].state.name], [1, true, folder.url, "Curators"]);
  assert.deepEqual([...store.parts.keys()], [folder.url]);
  assert.equal((await feeds.on())[0].loaded?.index.articles, 16);
  await feeds.remove(folder.url);
  assert.deepEqual([await urls(feeds), store.parts.size, area.kept.feeds], [[], 0, []]);
});

test("a feed that cannot be had is added all the same, and says why", async (t) => {
  const folder = await serve(t);
  const { feeds } = feedsWith();
  await feeds.add(folder.url);
  const [{ state }] = (await feeds.settings()).feeds;
  assert.match(state.problem ?? "", /answered 404/);
});

test("a feed that is there already is not added again, nor an eleventh", async (t) => {
  const { folder } = await published(t);
  const { feeds } = feedsWith();
  await feeds.add(folder.url);
  await feeds.add(folder.url.slice(0, -1));
  assert.deepEqual(await urls(feeds), [folder.url]);
  const ten = Array.from({ length: 10 }, (_, at) => ({ url: `http://127.0.0.1:1/${at}/`, on: false }));
  await assert.rejects(() => feedsWith({ feeds: ten }).feeds.add(folder.url), /no more than 10 feeds/);
});

test("a change that is refused does not stop the next one", async (t) => {
  const { folder } = await published(t);
  const { feeds } = feedsWith();
  const added = feeds.add(folder.url);
  const ten = Array.from({ length: 10 }, (_, at) => feeds.add(`http://127.0.0.1:1/${at}/`));
  const outcomes = await Promise.allSettled([added, ...ten]);
  assert.equal(outcomes.filter(({ status }) => status === "rejected").length, 1);
  await feeds.switch(folder.url, false);
  assert.equal((await feeds.on()).length, 9);
});

test("an address with a key that is known already becomes another address of that feed", async (t) => {
  const { folder, files } = await published(t);
  const twin = await serve(t, files);
  const { feeds, area, store } = feedsWith();
  await feeds.add(folder.url);
  await feeds.add(twin.url);
  assert.deepEqual(await urls(feeds), [folder.url]);
  assert.deepEqual(area.kept.feeds, [{ url: folder.url, on: true, also: [twin.url], pin: null }]);
  assert.deepEqual([...store.parts.keys()], [folder.url]);
  assert.deepEqual((await feeds.settings()).feeds[0].state.mirrors, [twin.url]);
  await feeds.add(twin.url);
  assert.deepEqual(await urls(feeds), [folder.url]);
  await folder.stop();
  const [feed] = await feeds.on();
  await feed.refresh();
  assert.deepEqual([feed.problem, feed.folder], [null, twin.url]);
  await feeds.remove(twin.url);
  assert.deepEqual(area.kept.feeds[0].also, []);
});

test("an address that could not be had at first is found to be a known feed later", async (t) => {
  const { folder, files } = await published(t);
  const twin = await serve(t);
  const { feeds } = feedsWith();
  await feeds.add(folder.url);
  await feeds.add(twin.url);
  assert.equal((await urls(feeds)).length, 2);
  twin.files = files;
  await (await feeds.on())[1].refresh();
  assert.deepEqual(await urls(feeds), [folder.url]);
});

test("feeds speak in the reader's order, and those that are switched off do not", async (t) => {
  const all = [await published(t, "A"), await published(t, "B"), await published(t, "C")].map(
    ({ folder }) => folder.url,
  );
  const { feeds, area } = feedsWith({ feeds: all.map((url) => ({ url, on: true })) });
  await feeds.move(all[2], -1);
  assert.deepEqual(await urls(feeds), [all[0], all[2], all[1]]);
  await feeds.switch(all[0], false);
  const on = async (/** @type {Feeds} */ given) => (await given.on()).map(({ url }) => url);
  assert.deepEqual(await on(feeds), [all[2], all[1]]);
  assert.deepEqual(await on(feedsWith(area.kept).feeds), [all[2], all[1]]);
});

test("the first moves no further up and the last no further down", () => {
  const choices = ["a", "b"].map((url) => ({ url, on: true, also: [], pin: null }));
  for (const [url, by] of /** @type {[string, number][]} */ ([
    ["a", -1],
    ["b", 1],
    ["c", 1],
    ["a", 0],
    ["a", NaN],
  ])) {
    assert.equal(moved(choices, url, by), choices);
  }
  assert.deepEqual(
    moved(choices, "a", 5).map(({ url }) => url),
    ["b", "a"],
  );
});

test("whatever makes feeds say something else is told", async (t) => {
  const { key, folder } = await published(t);
  const given = feedsWith();
  const { feeds } = given;
  /** @param {() => Promise<unknown>} change */
  const told = async (change) => {
    given.changes = 0;
    await change();
    return given.changes > 0;
  };
  assert.equal(await told(() => feeds.add(folder.url)), true);
  const [feed] = await feeds.on();
  assert.equal(await told(() => feed.refresh()), false);
  folder.files = (await makeFeed(key, { content: { version: 2 } })).files;
  assert.equal(await told(() => feed.refresh()), true);
  assert.equal(await told(() => feeds.move(folder.url, 1)), false);
  assert.equal(await told(() => feeds.switch(folder.url, false)), true);
  assert.equal(await told(() => feeds.remove(folder.url)), true);
});

test("a feed that hands its key over to another's cannot take that one's place with its old files", async (t) => {
  const [evilKey, goodKey] = [await newKey(), await newKey()];
  const old = await makeFeed(goodKey, { content: { version: 5, name: "Old" } });
  const evil = await serve(t, (await makeFeed(evilKey, { content: { version: 1, name: "Evil" } })).files);
  const good = await serve(t, (await makeFeed(goodKey, { content: { version: 100, name: "Good" } })).files);
  const { feeds } = feedsWith();
  await feeds.add(evil.url);
  await feeds.add(good.url);
  // Everybody can have these files, and the statement needs only the key of the one who makes it.
  const signed = JSON.parse(new TextDecoder().decode(old.files.get("index.json")));
  signed.handovers = [await handover(evilKey, goodKey)];
  evil.files = new Map(old.files).set("index.json", new TextEncoder().encode(JSON.stringify(signed)));
  const [first] = await feeds.on();
  await first.refresh();
  const state = (await feeds.settings()).feeds.find(({ url }) => url === good.url)?.state;
  assert.deepEqual([state?.name, state?.version], ["Good", 100]);
  good.asked.length = 0;
  for (const feed of await feeds.on()) await feed.refresh();
  assert.deepEqual(good.asked, ["index.json"], "it is still asked at its own address");
});

test("an old copy that was added first does not take the feed itself back to its version", async (t) => {
  const key = await newKey();
  const copy = await serve(t, (await makeFeed(key, { content: { version: 5, name: "Old" } })).files);
  const good = await serve(t, (await makeFeed(key, { content: { version: 100, name: "Good" } })).files);
  const { feeds } = feedsWith();
  await feeds.add(copy.url);
  await feeds.add(good.url);
  const all = (await feeds.settings()).feeds;
  assert.deepEqual(
    all.map(({ url, state }) => [url, state.name, state.mirrors]),
    [[copy.url, "Good", [good.url]]],
  );
  await good.stop();
  for (const feed of await feeds.on()) await feed.refresh();
  const [{ state }] = (await feeds.settings()).feeds;
  assert.equal(state.version, 100, "what was seen is not forgotten when only the copy answers");
});

test("an address that stands still at what it once copied cannot hide what the feed itself says", async (t) => {
  const key = await newKey();
  const version = async (/** @type {number} */ number) =>
    (await makeFeed(key, { content: { version: number, name: `Version ${number}` } })).files;
  const good = await serve(t, await version(5));
  const copy = await serve(t);
  const { feeds } = feedsWith();
  await feeds.add(good.url);
  await feeds.add(copy.url);
  // It answers once it can be newer than what the reader holds, and then stays as it is.
  good.files = copy.files = await version(6);
  await (await feeds.on())[1].refresh();
  await feeds.settings();
  good.files = await version(7);
  for (let time = 0; time < 2; time++) for (const feed of await feeds.on()) await feed.refresh();
  const all = (await feeds.settings()).feeds;
  assert.deepEqual(
    all.map(({ url, state }) => [url, state.name, state.mirrors]),
    [[good.url, "Version 7", [copy.url]]],
  );
  assert.equal((await feeds.on())[0].folder, good.url, "groups are asked for where the newest version is");
});

test("a fingerprint that is given for a feed that is there already must be that of its key", async (t) => {
  const { folder } = await published(t);
  const { feeds } = feedsWith();
  await feeds.add(folder.url);
  const [{ state }] = (await feeds.settings()).feeds;
  await feeds.add(`${folder.url}#${state.fingerprint}`);
  await assert.rejects(() => feeds.add(`${folder.url}#${"0123456789abcdef".repeat(2)}`), /another fingerprint/);
});

test("a key is trusted where the reader says so", async (t) => {
  const { folder } = await published(t);
  const { feeds } = feedsWith();
  await feeds.add(folder.url);
  folder.files = (await makeFeed(await newKey(), { content: { name: "Heirs" } })).files;
  await (await feeds.on())[0].refresh();
  const refused = (await feeds.settings()).feeds[0].state.refusedFingerprint;
  await feeds.trust(folder.url, String(refused));
  const [{ state }] = (await feeds.settings()).feeds;
  assert.deepEqual([state.name, state.fingerprint], ["Heirs", refused]);
  await assert.rejects(() => feeds.trust("https://elsewhere.example/", ""), /no such feed/);
});
