/** Groups of articles: asked for once, checked, and looked for anew where they have gone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Folders } from "../../extension/background/folders.js";
import { Groups } from "../../extension/background/groups.js";
import { Feed } from "../../extension/background/lists.js";
import { articleOf, json, makeFeed, newKey } from "./making.js";
import { newStore, serve } from "./serving.js";

const articles = Array.from({ length: 24 }, (_, id) => articleOf(id));

/**
 * A feed that has been loaded, and its folder.
 * @param {import("node:test").TestContext} t
 * @param {import("./making.js").Raw} [content]
 */
async function loaded(t, content = {}) {
  const key = await newKey();
  const folder = await serve(t, (await makeFeed(key, { articles, content })).files);
  const feed = new Feed({ url: folder.url, also: [], pin: null }, newStore(), () => {});
  await feed.refresh();
  folder.asked.length = 0;
  return { key, folder, feed, groups: new Groups() };
}

/** @param {Feed} feed @param {number} number */
const pathOf = (feed, number) => /** @type {string} */ (feed.loaded?.table.pathOf(number));
/** @param {{id: number}[]} found */
const idsOf = (found) => found.map(({ id }) => id);

test("a group is asked for once, even by several at a time", async (t) => {
  const { folder, feed, groups } = await loaded(t);
  const answers = await Promise.all([groups.articles(feed, 1), groups.articles(feed, 1), groups.articles(feed, 2)]);
  assert.deepEqual(answers.map(idsOf), [
    [8, 9, 10, 11, 12, 13, 14, 15],
    idsOf(answers[0]),
    [16, 17, 18, 19, 20, 21, 22, 23],
  ]);
  await groups.articles(feed, 1);
  assert.deepEqual(folder.asked, [pathOf(feed, 1), pathOf(feed, 2)]);
});

test("a number that the table does not name is no group, and is not asked for", async (t) => {
  const { folder, feed, groups } = await loaded(t);
  assert.deepEqual(await groups.articles(feed, 3), []);
  assert.deepEqual(folder.asked, []);
});

test("a group that has changed since is had under its new name, after one look at the index", async (t) => {
  const { key, folder, feed, groups } = await loaded(t);
  const old = pathOf(feed, 1);
  const next = articles.map((one, id) => (id === 9 ? articleOf(9, { title: "Another" }) : one));
  folder.files = (await makeFeed(key, { articles: next, content: { version: 2 } })).files;
  assert.equal((await groups.articles(feed, 1))[1].title, "Another");
  assert.notEqual(pathOf(feed, 1), old);
  const asked = [...new Set(folder.asked)].filter((path) => !/^(tables|lists|outlets|updates)/.test(path));
  assert.deepEqual(asked, [old, "index.json", pathOf(feed, 1)]);
});

test("feeds of one content are asked each for its own: none can find out what another was asked for", async (t) => {
  const { folder, feed, groups } = await loaded(t);
  const other = await serve(t, folder.files);
  const same = new Feed({ url: other.url, also: [], pin: null }, newStore(), () => {});
  await same.refresh();
  other.asked.length = 0;
  await groups.articles(feed, 1);
  await groups.articles(same, 1);
  assert.deepEqual(other.asked, [pathOf(feed, 1)]);
});

test("a group that was withdrawn is none", async (t) => {
  const { key, folder, feed, groups } = await loaded(t);
  folder.files = (await makeFeed(key, { articles: articles.slice(0, 16), content: { version: 2 } })).files;
  assert.deepEqual(await groups.articles(feed, 2), []);
});

test("a group that is missing though the index names it is an error, and the index is asked for once", async (t) => {
  const { folder, feed, groups } = await loaded(t);
  folder.files.delete(pathOf(feed, 1));
  for (let look = 0; look < 3; look++) {
    await assert.rejects(
      () => groups.articles(feed, 1),
      /a group of articles could not be fetched: the server answered 404/,
    );
  }
  assert.equal(folder.asked.filter((path) => path === "index.json").length, 1);
});

test("a group that is not what the feed names is refused, and is not held", async (t) => {
  const { folder, feed, groups } = await loaded(t);
  const [path, good] = [pathOf(feed, 1), folder.files.get(pathOf(feed, 1))];
  folder.files.set(path, json({ format: "masthead-group/2", group: 1, articles: [] }));
  await assert.rejects(() => groups.articles(feed, 1), /is not the file that the feed names/);
  folder.files.set(path, /** @type {Uint8Array<ArrayBuffer>} */ (good));
  assert.equal((await groups.articles(feed, 1)).length, 8);
});

test("a group that is malformed is refused, however well its digest fits", async (t) => {
  const { key, folder, feed, groups } = await loaded(t);
  const wrong = articles.map((one) => (one.article.id === 8 ? articleOf(8, { words: "" }) : one));
  folder.files = (await makeFeed(key, { articles: wrong, content: { version: 2 } })).files;
  await feed.refresh();
  await assert.rejects(() => groups.articles(feed, 1), { code: "broken" });
  assert.equal((await groups.articles(feed, 0)).length, 8);
});

test("where the folder that answered last is silent, a group is had from a mirror", async (t) => {
  const mirror = await serve(t);
  const { folder, feed, groups } = await loaded(t, { mirrors: [mirror.url] });
  mirror.files = folder.files;
  await folder.stop();
  assert.equal((await groups.articles(feed, 1)).length, 8);
  assert.deepEqual(mirror.asked, ["index.json", pathOf(feed, 1)]);
});

test("not more than 64 groups are held, those that were used last", async () => {
  const numbers = Array.from({ length: 66 }, (_, number) => number);
  const key = await newKey();
  const many = numbers.flatMap((number) =>
    Array.from({ length: 8 }, (_, i) => articleOf(8 * number + i, { text: "short" })),
  );
  const { files } = await makeFeed(key, { articles: many });
  /** @type {string[]} */
  const asked = [];
  const groups = new Groups(async (_, path) => {
    asked.push(path);
    return /** @type {Uint8Array<ArrayBuffer>} */ (files.get(path));
  });
  const paths = numbers.map((number) => [...files.keys()].find((path) => path.startsWith(`articles/${number}-`)));
  const table = { pathOf: (/** @type {number} */ number) => paths[number] ?? null };
  const feed = /** @type {Feed} */ (
    /** @type {unknown} */ ({
      ...{ loaded: { table }, folder: "https://x.example/" },
      ...{ folders: new Folders("https://x.example/", []), keepCost: async () => {} },
    })
  );
  for (const number of numbers.slice(0, 64)) await groups.articles(feed, number);
  await groups.articles(feed, 0);
  await groups.articles(feed, 64); // the 65th: number 1 was used longest ago
  assert.equal(asked.length, 65);
  await groups.articles(feed, 0);
  await groups.articles(feed, 2);
  assert.equal(asked.length, 65);
  await groups.articles(feed, 1);
  assert.equal(asked.length, 66);
});

test("a feed whose groups are gone and whose index is new each time is looked at anew once a minute", async (t) => {
  const { key, folder, feed } = await loaded(t);
  let now = 0;
  const groups = new Groups(undefined, () => now);
  for (let version = 2; version < 7; version++) {
    const { files } = await makeFeed(key, { articles, content: { version, name: `Version ${version}` } });
    folder.files = new Map([...files].filter(([path]) => !path.startsWith("articles/")));
    await assert.rejects(() => groups.articles(feed, 1));
  }
  assert.equal(folder.asked.filter((path) => path === "index.json").length, 1);
  now += 60_000;
  await assert.rejects(() => groups.articles(feed, 1));
  assert.equal(folder.asked.filter((path) => path === "index.json").length, 2);
});
