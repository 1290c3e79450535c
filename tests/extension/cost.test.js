/** What a feed may cost its reader, and how much of what it says of itself is counted instead of believed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Budget, MOST_BYTES } from "../../extension/background/budget.js";
import { Groups } from "../../extension/background/groups.js";
import { Feed } from "../../extension/background/lists.js";
import { HashList } from "../../extension/matching/hashlist.js";
import { encodeList } from "../../extension/matching/listwriter.js";
import { articleOf, json, makeFeed, newKey, signed } from "./making.js";
import { newStore, serve } from "./serving.js";

const articles = Array.from({ length: 24 }, (_, id) => articleOf(id));

/** @param {string} url */
function feedAt(url, { store = newStore() } = {}) {
  return { store, held: new Feed({ url, also: [], pin: null }, store, () => {}) };
}

test("a feed that sends too much within an hour is not asked for more, after a restart of the worker too", async (t) => {
  const key = await newKey();
  const folder = await serve(t, (await makeFeed(key)).files);
  const { held, store } = feedAt(folder.url);
  await held.refresh();
  assert.ok(Number(held.folders.cost.spent.files?.bytes) > 0, "what has come is counted");
  assert.throws(() => held.folders.budgetOf(folder.url, "files").take(MOST_BYTES), /later/);
  folder.files = (await makeFeed(key, { articles, content: { version: 2 } })).files;
  folder.asked.length = 0;
  await held.refresh();
  assert.match(held.problem ?? "", /sent so much within an hour/);
  assert.deepEqual([held.state().version, folder.asked], [1, ["index.json"]]);
  const again = feedAt(folder.url, { store }).held;
  await again.refresh();
  assert.match(again.problem ?? "", /sent so much within an hour/);
});

test("what groups have cost is kept, and nothing else that a refresh is about to change", async (t) => {
  const key = await newKey();
  const folder = await serve(t, (await makeFeed(key, { articles })).files);
  const { held, store } = feedAt(folder.url);
  await held.refresh();
  const path = String(held.loaded?.table.pathOf(1));
  store.written.length = 0;
  await new Groups().articles(held, 1);
  assert.deepEqual(store.written, [["cost"]]);
  folder.files.set(path, json({ format: "masthead-group/2", group: 1, articles: [] }));
  const before = store.parts.get(folder.url)?.cost.spent.groups.bytes;
  await assert.rejects(() => new Groups().articles(held, 1));
  assert.ok(store.parts.get(folder.url)?.cost.spent.groups.bytes > before, "what was no good has cost as much");
});

test("what a feed may send is counted anew after an hour, and when the clock is set back", () => {
  let now = 10_000_000;
  const budget = new Budget(() => now);
  budget.part("files").require();
  budget.part("files").take(MOST_BYTES - 1);
  budget.part("files").require();
  assert.throws(() => budget.part("files").take(1), /later/, "what is on its way is cut");
  assert.throws(() => budget.part("files").require(), /later/);
  for (const other of /** @type {const} */ (["groups", "mirrors' files", "mirrors' groups"]))
    budget.part(other).require();
  const restored = new Budget(() => now);
  restored.restore(budget.spent);
  assert.throws(() => restored.part("files").require(), /later/);
  now -= 1;
  restored.part("files").require();
  now += 3_600_001;
  budget.part("files").require();
});

test("how many groups a list has is counted, whatever its feed says, and kept when the worker is stopped", async (t) => {
  const numbers = Array.from({ length: 103 }, (_, at) => at);
  const places = numbers.map((at) => at * 1000);
  const lopsided = new HashList(
    encodeList(
      places,
      numbers.map((at) => Math.max(0, at - 99)),
      24,
    ),
  );
  assert.equal(lopsided.evenGroups, 103 ** 2 / (100 ** 2 + 3));
  assert.equal(new HashList(encodeList([], [], 24)).evenGroups, 0);
  const folder = await serve(t, (await makeFeed(await newKey(), { articles })).files);
  const { held, store } = feedAt(folder.url);
  await held.refresh();
  const again = feedAt(folder.url, { store }).held;
  await again.ready();
  assert.ok(again.loaded?.list.squares, "not counted anew");
  assert.equal(again.loaded?.list.evenGroups, held.loaded?.list.evenGroups);
});

test("a list so dense that it would meet every page is refused, however well it is signed", async (t) => {
  const { files } = await makeFeed(await newKey(), { articles, bits: 16, groupSize: 24 });
  const { held } = feedAt((await serve(t, files)).url);
  await held.refresh();
  assert.match(held.problem ?? "", /dense/);
});

/** @type {[string, import("./making.js").Raw, RegExp][]} */
const lies = [
  ["another number of entries", { list: { entries: 7 } }, /list is not what index.json says/],
  ["another number of bits", { list: { bits: 25 } }, /list is not what index.json says/],
  ["another number of groups", { table: { groups: 1 } }, /table of groups is not what index.json says/],
];
for (const [what, parts, words] of lies) {
  test(`a feed that says ${what} than its files have is refused`, async (t) => {
    const key = await newKey();
    const { files } = await makeFeed(key, { articles });
    const { content } = JSON.parse(new TextDecoder().decode(files.get("index.json")));
    const said = JSON.parse(content);
    for (const [name, part] of Object.entries(parts)) Object.assign(said[name], part);
    files.set("index.json", json(await signed(key, said)));
    const { held } = feedAt((await serve(t, files)).url);
    await held.refresh();
    assert.match(held.problem ?? "", words);
    assert.equal(held.loaded, null);
  });
}
