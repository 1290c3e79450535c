/** What is kept of open tabs: as many as there is room for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Known } from "../../extension/background/known.js";
import { knowledgeOf } from "./knowledge.js";
import { newArea } from "./serving.js";

/** @param {number} [most] @param {number} [room] characters */
function knownWith(most, room = Infinity) {
  const area = newArea();
  const { set } = area;
  area.set = async (values) => {
    if (JSON.stringify({ ...area.kept, ...values }).length > room) throw new Error("QuotaExceededError");
    await set(values);
  };
  return { area, known: new Known(/** @type {any} */ (area), most) };
}
const page = (/** @type {number} */ at, unread = "") => knowledgeOf({ url: `https://x.example/${at}`, unread });
const room = (/** @type {number} */ pages) => pages * JSON.stringify(page(10)).length + 200;

test("what is known of a tab is there after a restart, until the tab is closed", async () => {
  const { known, area } = knownWith();
  await known.keep(7, page(7));
  await known.keep(8, page(8));
  const restarted = new Known(/** @type {any} */ (area));
  assert.deepEqual(await restarted.of(7), page(7));
  await restarted.forget(7);
  assert.deepEqual([await restarted.of(7), await restarted.tabs()], [null, [8]]);
  await restarted.forget(9);
  await restarted.forgetAll();
  assert.deepEqual(area.kept, { tabs: [] });
});

test("of very many tabs those that were looked at last are kept", async () => {
  const { known, area } = knownWith(200);
  await Promise.all(Array.from({ length: 250 }, (_, at) => known.keep(at, page(at))));
  await known.keep(60, page(60));
  await known.keep(300, page(300));
  const tabs = await known.tabs();
  assert.deepEqual([tabs.length, tabs[0], tabs.slice(-2)], [200, 51, [60, 300]]);
  assert.equal(Object.keys(area.kept).length, 201);
  assert.deepEqual([await known.of(50), await known.of(51)], [null, page(51)]);
});

test("where the browser's room is full, the older ones make place", async () => {
  const { known } = knownWith(200, room(6));
  for (let at = 10; at < 40; at++) {
    await known.keep(at, page(at));
    assert.deepEqual(await known.of(at), page(at));
  }
  const tabs = await known.tabs();
  assert.ok(tabs.length > 2 && tabs.length <= 6, String(tabs));
});

test("what does not fit at all is not kept, nor is what was known of the tab before", async () => {
  const { known, area } = knownWith(200, room(2));
  await known.keep(1, page(1));
  await known.keep(1, page(1, "x".repeat(2000)));
  assert.equal(await known.of(1), null);
  assert.deepEqual(area.kept, { tabs: [] });
});
