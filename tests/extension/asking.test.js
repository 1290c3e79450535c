/** All feeds are asked of a page: what one of them does must not cost what the others tell. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { askAll } from "../../extension/background/asking.js";
import { Groups } from "../../extension/background/groups.js";
import { Feed } from "../../extension/background/lists.js";
import { articleOf, makeFeed, newKey, prose } from "./making.js";
import { newStore, serve } from "./serving.js";

const articles = Array.from({ length: 24 }, (_, id) => articleOf(id));

/**
 * A feed that has been loaded, on a server that keeps groups waiting.
 * @param {import("node:test").TestContext} t
 * @param {(answer: import("node:http").ServerResponse, bytes: Uint8Array) => void} onGroup
 */
async function slowFeed(t, onGroup) {
  const { files } = await makeFeed(await newKey(), { articles });
  const server = createServer((request, answer) => {
    const path = (request.url ?? "").replace(/^\/feed\//, "");
    const bytes = /** @type {Uint8Array} */ (files.get(path));
    if (path.startsWith("articles/")) onGroup(answer, bytes);
    else answer.writeHead(200).end(bytes);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  t.after(() => (server.closeAllConnections(), server.close()));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return loadedFeed(`http://127.0.0.1:${port}/feed/`);
}

/** @param {string} url */
async function loadedFeed(url) {
  const feed = new Feed({ url, also: [], pin: null }, newStore(), () => {});
  await feed.refresh();
  return feed;
}

/** @param {Awaited<ReturnType<typeof askAll>>} answers */
const told = (answers) => answers.map(({ looked }) => [looked.found.map(({ article }) => article.id), looked.problem]);
const URL_ = "https://elsewhere.example/";
const TOO_LATE = "busy: its answer takes too long";

test("a feed that never sends the group it is asked for does not silence the others", async (t) => {
  const good = await serve(t, (await makeFeed(await newKey(), { articles })).files);
  const feeds = [await slowFeed(t, (answer) => answer.writeHead(200).write("x")), await loadedFeed(good.url)];
  const groups = new Groups();
  const began = performance.now();
  assert.deepEqual(told(await askAll(feeds, groups, prose(5), URL_, { patience: 60_000, grace: 200 })), [
    [[], TOO_LATE],
    [[5], null],
  ]);
  assert.ok(performance.now() - began < 20_000, "whoever knows something is not kept waiting by another");
  assert.deepEqual(told(await askAll([feeds[0]], groups, prose(5), URL_, { patience: 300, grace: 200 })), [
    [[], TOO_LATE],
  ]);
});

test("what a slow feed found after all is told of, and found at the next look", async (t) => {
  const good = await serve(t, (await makeFeed(await newKey(), { articles })).files);
  /** @type {(() => void)[]} */
  const waiting = [];
  const slow = await slowFeed(t, (answer, bytes) => waiting.push(() => answer.writeHead(200).end(bytes)));
  const feeds = [slow, await loadedFeed(good.url)];
  const groups = new Groups();
  /** @type {() => void} */
  let onLate = () => {};
  const late = new Promise((resolve) => (onLate = () => resolve(null)));
  const first = await askAll(feeds, groups, prose(5), URL_, { grace: 200, onLate });
  assert.deepEqual(told(first), [
    [[], TOO_LATE],
    [[5], null],
  ]);
  for (const answer of waiting) answer();
  await late;
  assert.deepEqual(told(first)[0], [[], TOO_LATE], "what was told stays as it was");
  assert.deepEqual(told(await askAll(feeds, groups, prose(5), URL_, { grace: 200 })), [
    [[5], null],
    [[5], null],
  ]);
});

test("a look that another one has ended keeps nobody waiting, though no feed knows anything", async (t) => {
  const feeds = [await slowFeed(t, (answer) => answer.writeHead(200).write("x"))];
  const end = new AbortController();
  const ended = askAll(feeds, new Groups(), prose(5), URL_, { patience: 2 ** 31 - 1, signal: end.signal });
  end.abort();
  assert.deepEqual(told(await ended), [[[], TOO_LATE]]);
});
