/** A feed as the reader's browser holds it: what is asked for, what is believed, and what is kept. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { Feed } from "../../extension/background/lists.js";
import { fingerprintOf } from "../../extension/background/signature.js";
import { articleOf, handover, json, makeFeed, newKey, prose } from "./making.js";
import { newStore, serve } from "./serving.js";

/** @typedef {import("./making.js").Made} Made */
/** @typedef {Awaited<ReturnType<typeof serve>>} Folder */

const articles = Array.from({ length: 24 }, (_, id) => articleOf(id));
const other = articleOf(23, { title: "Another", text: prose(99) });
const changed = [...articles.slice(0, 23), other, ...Array.from({ length: 8 }, (_, at) => articleOf(24 + at))];

/** @param {string} url @param {{also?: string[], pin?: string | null, store?: ReturnType<typeof newStore>}} [more] */
function feedAt(url, { also = [], pin = null, store = newStore() } = {}) {
  const feed = { changes: 0, store, held: new Feed({ url, also, pin }, store, () => feed.changes++) };
  return feed;
}

/** @param {Folder} folder */
const kindsAsked = ({ asked }) => asked.splice(0).map((path) => path.replace(/[/-][0-9a-f]{32}|\d+-/g, ""));

test("a feed is loaded, kept, and in force again when the worker comes back, without asking", async (t) => {
  const key = await newKey();
  const folder = await serve(t, (await makeFeed(key, { articles })).files);
  const { held, store } = feedAt(folder.url);
  await held.refresh();
  assert.equal(held.problem, null);
  assert.deepEqual(kindsAsked(folder), ["index.json", "outlets.json", "tables.bin", "lists.bin"]);
  const again = feedAt(folder.url, { store });
  await again.held.ready();
  assert.deepEqual(again.held.state(), held.state());
  assert.deepEqual(again.held.loaded, held.loaded);
  assert.deepEqual(folder.asked, []);
  assert.deepEqual(again.held.state(), {
    url: folder.url,
    name: "Curators",
    version: 1,
    asOf: "2025-01-31T12:00:00Z",
    fetchedAt: held.fetchedAt,
    articles: 24,
    problem: null,
    fingerprint: await fingerprintOf(key.public),
    refusedFingerprint: null,
    mirrors: [],
    server: null,
  });
});

test("the tag that is sent is made of the content, never one that a server gave to tell readers apart", async (t) => {
  const folder = await serve(t, (await makeFeed(await newKey())).files);
  const { held } = feedAt(folder.url);
  await held.refresh();
  assert.equal(folder.headers["if-none-match"], undefined);
  await held.refresh();
  const bytes = /** @type {Uint8Array} */ (folder.files.get("index.json"));
  const name = createHash("sha256").update(bytes).digest("hex").slice(0, 32);
  assert.equal(folder.headers["if-none-match"], `"${name}"`);
  assert.equal(held.problem, null);
});

test("no tag is sent that a server without the key could have made this reader's own", async (t) => {
  const key = await newKey();
  const { files } = await makeFeed(key);
  const signed = JSON.parse(new TextDecoder().decode(files.get("index.json")));
  const unrelated = await handover(await newKey(), await newKey());
  const marks = [
    `${JSON.stringify(signed)} `,
    JSON.stringify({ ...signed, reader: 7 }),
    JSON.stringify({ content: signed.content, ...signed }),
    JSON.stringify({ ...signed, handovers: [unrelated] }),
  ];
  for (const marked of marks) {
    const folder = await serve(t, new Map(files).set("index.json", new TextEncoder().encode(marked)));
    const { held } = feedAt(folder.url);
    await held.refresh();
    await held.refresh();
    assert.equal(held.problem, null);
    assert.equal(folder.headers["if-none-match"], undefined, marked.slice(0, 40));
  }
});

test("where nothing has changed only the index is asked for, and no file is written again", async (t) => {
  const folder = await serve(t, (await makeFeed(await newKey())).files);
  const { held, store } = feedAt(folder.url);
  await held.refresh();
  const { loaded } = held;
  kindsAsked(folder);
  await held.refresh();
  assert.deepEqual(kindsAsked(folder), ["index.json"]);
  assert.deepEqual(store.written, [["cost", "directory", "index", "list", "mark", "table"], ["mark"]]);
  assert.equal(held.loaded, loaded);
});

test("a change is told, once", async (t) => {
  const key = await newKey();
  const folder = await serve(t, (await makeFeed(key)).files);
  const feed = feedAt(folder.url);
  await feed.held.refresh();
  await feed.held.refresh();
  assert.equal(feed.changes, 1);
  folder.files = (await makeFeed(key, { content: { version: 2, name: "Others" } })).files;
  await Promise.all([feed.held.refresh(), feed.held.refresh()]);
  assert.equal(feed.changes, 2);
  assert.equal(feed.held.state().name, "Others");
});

/** Each says what is wrong with the updates of a feed, and does it. @type {[string, (files: Made["files"]) => void][]} */
const broken = [
  ["cannot be had", (files) => updatesIn(files).forEach((path) => files.delete(path))],
  ["are other files", (files) => updatesIn(files).forEach((path) => files.set(path, json({})))],
  [
    "lead elsewhere",
    (files) => {
      const [one, other] = updatesIn(files);
      files.set(one, /** @type {Uint8Array<ArrayBuffer>} */ (files.get(other)));
    },
  ],
];
/** @param {Made["files"]} files */
const updatesIn = (files) => [...files.keys()].filter((path) => path.startsWith("updates/"));

test("a file that is held is brought up to date by its update", async (t) => {
  const key = await newKey();
  const old = await makeFeed(key, { articles });
  const folder = await serve(t, old.files);
  const { held } = feedAt(folder.url);
  await held.refresh();
  kindsAsked(folder);
  const next = await makeFeed(key, { articles: changed, old, content: { version: 2 } });
  folder.files = next.files;
  await held.refresh();
  assert.equal(held.problem, null);
  assert.deepEqual(kindsAsked(folder), ["index.json", "updates.bin", "updates.bin"]);
  assert.deepEqual(held.loaded?.list.bytes, next.bytes.list);
  assert.deepEqual(held.loaded?.table.bytes, next.bytes.table);
  assert.equal(held.loaded?.index.articles, 32);
});

for (const [what, breakThem] of broken) {
  test(`where updates ${what}, the whole files are taken`, async (t) => {
    const key = await newKey();
    const old = await makeFeed(key, { articles });
    const folder = await serve(t, old.files);
    const { held } = feedAt(folder.url);
    await held.refresh();
    kindsAsked(folder);
    const next = await makeFeed(key, { articles: changed, old, content: { version: 2 } });
    breakThem(next.files);
    folder.files = next.files;
    await held.refresh();
    assert.equal(held.problem, null);
    assert.deepEqual(held.loaded?.list.bytes, next.bytes.list);
    assert.deepEqual(held.loaded?.table.bytes, next.bytes.table);
    assert.ok(kindsAsked(folder).includes("lists.bin"));
  });
}

test("an update from a file that is not held is not asked for", async (t) => {
  const key = await newKey();
  const old = await makeFeed(key, { articles });
  const folder = await serve(t, (await makeFeed(key, { articles: changed, old })).files);
  const { held } = feedAt(folder.url);
  await held.refresh();
  assert.deepEqual(kindsAsked(folder), ["index.json", "outlets.json", "tables.bin", "lists.bin"]);
});

/** @type {[string, (made: Made) => void, RegExp][]} */
const refused = [
  ["without a list", ({ files }) => drop(files, "lists/"), /the list could not be fetched: the server answered 404/],
  ["without a table", ({ files }) => drop(files, "tables/"), /table of groups could not be fetched/],
  ["without a directory", ({ files }) => drop(files, "outlets/"), /directory of outlets could not be fetched/],
  ["without an index", ({ files }) => drop(files, "index.json"), /index.json could not be fetched/],
  ["with another list", (made) => replace(made, "lists/", made.bytes.table), /is not the file that index.json names/],
  ["with another directory", (made) => replace(made, "outlets/", json({})), /is not the file that index.json names/],
  ["that is a page", ({ files }) => files.set("index.json", Uint8Array.from([60])), /not valid JSON/],
];
/** @param {Made["files"]} files @param {string} begin */
function drop(files, begin) {
  for (const path of files.keys()) if (path.startsWith(begin)) files.delete(path);
}
/** @param {Made} made @param {string} begin @param {Uint8Array<ArrayBuffer>} bytes */
function replace({ files }, begin, bytes) {
  for (const path of files.keys()) if (path.startsWith(begin)) files.set(path, bytes);
}
for (const [what, spoil, words] of refused) {
  test(`a feed ${what} is not taken: the last good state stays in force, kept as it was`, async (t) => {
    const key = await newKey();
    const folder = await serve(t, (await makeFeed(key)).files);
    const { held, store } = feedAt(folder.url);
    await held.refresh();
    const { loaded, fetchedAt } = held;
    const next = await makeFeed(key, { articles, directory: { more: 1 }, content: { version: 2 } });
    spoil(next);
    folder.files = next.files;
    await held.refresh();
    await held.refresh();
    assert.match(held.problem ?? "", words);
    assert.equal(held.failures, 2);
    assert.equal(held.loaded, loaded);
    const again = feedAt(folder.url, { store }).held;
    await again.ready();
    assert.deepEqual(
      [again.loaded, again.problem, again.fetchedAt, again.failures],
      [loaded, held.problem, fetchedAt, 2],
    );
  });
}

test("an older version than was seen is refused, from a mirror and after a restart too", async (t) => {
  const key = await newKey();
  const folder = await serve(t, (await makeFeed(key, { content: { version: 5 } })).files);
  const { held, store } = feedAt(folder.url);
  await held.refresh();
  folder.files = (await makeFeed(key, { content: { version: 4, name: "Older" } })).files;
  for (const feed of [held, feedAt(folder.url, { store }).held]) {
    await feed.refresh();
    assert.match(feed.problem ?? "", /version 4, older than version 5/);
    assert.equal(feed.state().name, "Curators");
  }
});

test("where there is no room left, the reader is told, and the last good state stays in force", async (t) => {
  const key = await newKey();
  const folder = await serve(t, (await makeFeed(key)).files);
  const { held, store } = feedAt(folder.url);
  await held.refresh();
  const { loaded } = held;
  store.keep = async () => {
    throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
  };
  folder.files = (await makeFeed(key, { articles, content: { version: 2 } })).files;
  await held.refresh();
  assert.match(held.problem ?? "", /no room left/);
  assert.equal(held.loaded, loaded);
});

test("where the browser cannot say what it kept, no key is believed until it can", async (t) => {
  const folder = await serve(t, (await makeFeed(await newKey())).files);
  const store = newStore();
  const { load } = store;
  store.load = () => Promise.reject(new Error("the disk is out of order"));
  const { held } = feedAt(folder.url, { store });
  await held.refresh();
  assert.match(held.problem ?? "", /cannot be read: the disk is out of order/);
  assert.deepEqual([folder.asked, store.written], [[], []]);
  store.load = load;
  await held.refresh();
  assert.equal(held.problem, null);
});

test("files that are kept but not understood are fetched anew, and the key is still the known one", async (t) => {
  const key = await newKey();
  const folder = await serve(t, (await makeFeed(key)).files);
  const { held, store } = feedAt(folder.url);
  await held.refresh();
  await store.keep(folder.url, { index: json({ format: "masthead-feed/1" }) });
  const again = feedAt(folder.url, { store }).held;
  await again.ready();
  assert.deepEqual([again.loaded, again.key], [null, key.public]);
  assert.match(again.problem ?? "", /cannot be read/);
  folder.files = (await makeFeed(await newKey())).files;
  await again.refresh();
  assert.match(again.problem ?? "", /another key/);
  folder.files = (await makeFeed(key)).files;
  await again.refresh();
  assert.equal(again.problem, null);
});

test("a feed that is not wanted any more leaves nothing behind, even if it is on its way", async (t) => {
  const folder = await serve(t, (await makeFeed(await newKey())).files);
  const feed = feedAt(folder.url);
  await feed.held.refresh();
  const under = feed.held.refresh();
  await feed.held.forget();
  await under;
  assert.equal(feed.store.parts.size, 0);
});
