/** Whom a reader believes: keys, hand-overs, fingerprints and mirrors, on feeds with real signatures. */
import assert from "node:assert/strict";
import { test } from "node:test";
import "./wording.js";
import { Folders } from "../../extension/background/folders.js";
import { Feed } from "../../extension/background/lists.js";
import { mayBeMirror, Pauses } from "../../extension/background/mirrors.js";
import { fingerprintOf } from "../../extension/background/signature.js";
import { handover, makeFeed, newKey } from "./making.js";
import { newStore, serve } from "./serving.js";

/** @typedef {Awaited<ReturnType<typeof serve>>} Folder */
/** @typedef {import("./making.js").Key} Key */

/** @param {string} url @param {{also?: string[], pin?: string | null, store?: ReturnType<typeof newStore>}} [more] */
const feedAt = (url, { also = [], pin = null, store = newStore() } = {}) =>
  new Feed({ url, also, pin }, store, () => {});

/** @param {Key} key @param {number} version @param {import("./making.js").Raw} [more] */
const files = async (key, version, { handovers = [], ...content } = {}) =>
  (await makeFeed(key, { content: { version, name: `Version ${version}`, ...content }, envelope: { handovers } }))
    .files;

test("another key is refused and its fingerprint told, until the reader trusts it", async (t) => {
  const [first, second] = [await newKey(), await newKey()];
  const folder = await serve(t, await files(first, 5));
  const store = newStore();
  const feed = feedAt(folder.url, { store });
  await feed.refresh();
  await assert.rejects(() => feed.trustKey(""), /Meanwhile another key was offered, or none any more/);
  folder.files = await files(second, 1);
  await feed.refresh();
  const { fingerprint, refusedFingerprint, name } = feed.state();
  assert.deepEqual(
    [fingerprint, refusedFingerprint, name],
    [await fingerprintOf(first.public), await fingerprintOf(second.public), "Version 5"],
  );
  // The worker is stopped and comes back: the reader may still decide.
  const again = feedAt(folder.url, { store });
  await assert.rejects(() => again.trustKey("1234"), /Meanwhile another key was offered/);
  await again.trustKey(String(refusedFingerprint));
  const state = again.state();
  assert.deepEqual([state.fingerprint, state.refusedFingerprint, state.problem], [refusedFingerprint, null, null]);
  assert.equal(state.name, "Version 1", "versions begin anew with a key");
  folder.files = await files(first, 6);
  await again.refresh();
  assert.equal(again.state().refusedFingerprint, fingerprint, "the key before is another one now");
});

test("a key that was refused is forgotten when the known one is offered again", async (t) => {
  const key = await newKey();
  const folder = await serve(t, await files(key, 1));
  const feed = feedAt(folder.url);
  await feed.refresh();
  folder.files = await files(await newKey(), 2);
  await feed.refresh();
  folder.files = await files(key, 2);
  await feed.refresh();
  assert.deepEqual([feed.state().refusedFingerprint, feed.problem], [null, null]);
  await assert.rejects(() => feed.trustKey(""), /Meanwhile another key was offered, or none any more/);
});

test("a hand-over leads from the known key to the next one, which is then the known one", async (t) => {
  const [first, second, third] = [await newKey(), await newKey(), await newKey()];
  const folder = await serve(t, await files(first, 1));
  const feed = feedAt(folder.url);
  await feed.refresh();
  const handovers = [await handover(first, second), await handover(second, third)];
  folder.files = await files(third, 2, { handovers });
  await feed.refresh();
  assert.deepEqual([feed.problem, feed.key, feed.state().name], [null, third.public, "Version 2"]);
  folder.files = await files(first, 3, { handovers });
  await feed.refresh();
  assert.match(feed.problem ?? "", /another key/, "who had the key cannot take it back");
});

test("a signature that is not that of the content is refused, whoever is said to have made it", async (t) => {
  const key = await newKey();
  const folder = await serve(t, await files(key, 1));
  const feed = feedAt(folder.url);
  await feed.refresh();
  const other = await makeFeed(key, { content: { version: 2 }, envelope: { signature: "0".repeat(128) } });
  folder.files = other.files;
  await feed.refresh();
  assert.match(feed.problem ?? "", /signature is wrong/);
  assert.equal(feed.state().refusedFingerprint, null, "it is not shown that it was made with this key");
});

test("the first key must have the fingerprint that stood in the feed's address", async (t) => {
  const key = await newKey();
  const folder = await serve(t, await files(key, 1));
  const fingerprint = await fingerprintOf(key.public);
  const right = feedAt(folder.url, { pin: fingerprint.replaceAll(" ", "") });
  await right.refresh();
  assert.equal(right.problem, null);
  const wrong = feedAt(folder.url, { pin: "0123456789abcdef".repeat(2) });
  await wrong.refresh();
  assert.match(wrong.problem ?? "", /^pin: /);
  assert.deepEqual([wrong.loaded, wrong.key, wrong.state().refusedFingerprint], [null, null, fingerprint]);
  await wrong.trustKey(fingerprint);
  assert.deepEqual([wrong.problem, wrong.key], [null, key.public], "the reader may decide otherwise");
});

test("where the reader's address does not answer, a mirror of the last good index does", async (t) => {
  const key = await newKey();
  const mirror = await serve(t);
  const folder = await serve(t, await files(key, 1, { mirrors: [mirror.url] }));
  const store = newStore();
  const feed = feedAt(folder.url, { store });
  await feed.refresh();
  assert.deepEqual([feed.folder, feed.state().mirrors], [folder.url, [mirror.url]]);
  await folder.stop();
  mirror.files = await files(key, 2, { mirrors: [mirror.url] });
  await feed.refresh();
  assert.deepEqual([feed.problem, feed.state().name, feed.folder], [null, "Version 2", mirror.url]);
  const again = feedAt(folder.url, { store });
  await again.ready();
  assert.equal(again.folder, mirror.url, "which one answered is remembered");
});

test("a mirror with another key, or with an older version, is passed over for the next one", async (t) => {
  const key = await newKey();
  const [stranger, old, good] = [await serve(t), await serve(t), await serve(t)];
  const mirrors = [stranger.url, old.url, good.url];
  const folder = await serve(t, await files(key, 3, { mirrors }));
  const feed = feedAt(folder.url);
  await feed.refresh();
  stranger.files = await files(await newKey(), 9);
  old.files = await files(key, 2);
  good.files = await files(key, 4, { mirrors });
  await folder.stop();
  await feed.refresh();
  assert.deepEqual([feed.problem, feed.state().name, feed.folder], [null, "Version 4", good.url]);
  assert.equal(feed.state().refusedFingerprint, null, "what a mirror has is not offered to the reader");
  await good.stop();
  await feed.refresh();
  assert.match(feed.problem ?? "", /index.json could not be fetched: the server could not be reached/);
});

test("a mirror that failed is left alone for a quarter of an hour, the reader's own address is not", async (t) => {
  const key = await newKey();
  const [mirror, own] = [await serve(t), await serve(t)];
  const folder = await serve(t, await files(key, 1, { mirrors: [mirror.url] }));
  const feed = feedAt(folder.url, { also: [own.url] });
  await feed.refresh();
  await folder.stop();
  own.asked.length = 0;
  for (let time = 0; time < 3; time++) await feed.refresh();
  assert.deepEqual([mirror.asked, own.asked], [["index.json"], Array(3).fill("index.json")]);
  let now = 0;
  const pauses = new Pauses(() => now);
  pauses.add(mirror.url);
  now = 899_999;
  assert.ok(pauses.has(mirror.url) && !pauses.has(own.url));
  const again = new Pauses(() => now);
  again.restore(pauses.paused);
  assert.ok(again.has(mirror.url), "a worker that was stopped in between remembers it");
  now = 900_000;
  assert.ok(!pauses.has(mirror.url) && !again.has(mirror.url));
  assert.deepEqual(again.paused, {});
});

/** @type {[string, string, boolean][]} */
const mirrors = [
  ["https://feed.example/", "https://mirror.example/feed/", true],
  ["https://feed.example/", "http://mirror.example/feed/", false],
  ["http://feed.example/", "http://mirror.example/feed/", true],
  ["http://feed.example/", "https://mirror.example:8443/", true],
  ["http://feed.example/", "http://192.168.0.1/", false],
  ["http://feed.example/", "http://0x7f000001/", false],
  ["http://feed.example/", "http://2130706433/", false],
  ["http://feed.example/", "http://[::1]:8080/", false],
  ["http://feed.example/", "http://localhost/", false],
  ["http://feed.example/", "http://router/", false],
  ["http://feed.example/", "http://router./", false],
  ["http://feed.example/", "http://printer.local/", false],
  ["http://feed.example/", "http://printer.LOCAL./", false],
  ["http://feed.example/", "http://nas.home.arpa/", false],
  ["http://feed.example/", "http://home.arpa.example/", true],
  ["http://feed.example/", "http://printer.local../", false],
  ["http://feed.example/", "http://a..example/", false],
  ["http://feed.example/", "http://fritz.box/", false],
  ["http://feed.example/", "http://wpad.intra/", false],
  ["http://127.0.0.1:8080/feed/", "http://127.0.0.1:9090/feed/", true],
  ["http://newsroom.local/feed/", "http://192.168.0.7/feed/", true],
];
for (const [own, mirror, may] of mirrors) {
  test(`a feed at ${own} may ${may ? "" : "not "}send its readers to ${mirror}`, () => {
    assert.equal(mayBeMirror(own, new URL(mirror).href), may);
  });
}

test("the publisher's server is told, unless it is none that a feed may send its readers to", async (t) => {
  const key = await newKey();
  const server = "http://127.0.0.1:8080/";
  const folder = await serve(t, await files(key, 1));
  const feed = feedAt(folder.url);
  assert.equal(feed.state().server, null);
  await feed.refresh();
  assert.equal(feed.state().server, null);
  folder.files = await files(key, 2, { server });
  await feed.refresh();
  assert.equal(feed.state().server, server);
  const folders = new Folders("https://feed.example/", []);
  const asked = [server, "http://curators.example/", "https://router.local/", "https://curators.example/masthead/"];
  assert.deepEqual(
    asked.map((one) => folders.server({ server: one })),
    [null, null, null, "https://curators.example/masthead/"],
  );
});

test("an address that the reader added is asked before those that the feed names", async (t) => {
  const key = await newKey();
  const named = await serve(t, await files(key, 2));
  const own = await serve(t, await files(key, 2, { mirrors: [named.url] }));
  const folder = await serve(t, await files(key, 1, { mirrors: [named.url] }));
  const feed = feedAt(folder.url, { also: [own.url] });
  await feed.refresh();
  assert.deepEqual(feed.state().mirrors, [own.url, named.url]);
  await folder.stop();
  await feed.refresh();
  assert.deepEqual([feed.folder, named.asked], [own.url, []]);
});

test("another key at the reader's own address is told even where a mirror has the known one", async (t) => {
  const [key, other] = [await newKey(), await newKey()];
  const mirror = await serve(t);
  const folder = await serve(t, await files(key, 1, { mirrors: [mirror.url] }));
  const feed = feedAt(folder.url);
  await feed.refresh();
  folder.files = await files(other, 2);
  mirror.files = await files(key, 2);
  await feed.refresh();
  const state = feed.state();
  assert.deepEqual([state.problem, state.name], [null, "Version 2"]);
  assert.equal(state.refusedFingerprint, await fingerprintOf(other.public));
});
