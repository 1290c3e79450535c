/** Tokens of curators: each for one server, and for nobody else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { publisher } from "./calling.js";
import { makeFeed, newKey } from "./making.js";
import { newArea, newStore, serve } from "./serving.js";
import "./wording.js";

const { curatorMessages } = await import("../../extension/background/curating.js");
const { reportMessages } = await import("../../extension/background/reports.js");
const { Feeds } = await import("../../extension/background/feeds.js");

const token = "a-token-of-ann";

/** A server that knows Ann. @param {import("node:test").TestContext} t */
const knowsAnn = (t) =>
  publisher(t, ({ headers }) =>
    headers.authorization === `Bearer ${token}`
      ? { json: { id: 1, name: "Ann", role: "editor", items: [], capture: {} } }
      : { status: 401, json: { detail: "Nobody has this token." } },
  );

/** A reader of a feed whose publisher has a server. @param {import("node:test").TestContext} t */
async function reading(t) {
  const server = await knowsAnn(t);
  const key = await newKey();
  const folder = await serve(t, (await makeFeed(key, { content: { server: server.url, version: 1 } })).files);
  const area = newArea({ feeds: [{ url: folder.url, on: true, also: [], pin: null }] });
  const feeds = new Feeds(/** @type {any} */ (area), newStore(), () => {});
  const [feed] = await feeds.on();
  await feed.refresh();
  const messages = curatorMessages(feeds, /** @type {any} */ (area));
  /** @param {string} type @param {object} [more] @returns {Promise<any>} */
  const send = (type, more = {}) => messages[type]({ type, feed: folder.url, ...more });
  /** The publisher names another server. @param {string} url */
  const moveTo = async (url) => {
    folder.files = (await makeFeed(key, { content: { server: url, version: 2 } })).files;
    await feed.refresh();
  };
  return { server, folder, area, feeds, send, moveTo };
}

test("a token is kept once its server has said whose it is", async (t) => {
  const { server, folder, send } = await reading(t);
  const { url } = folder;
  const stranger = { feed: url, name: "Curators", server: server.url, curator: null, role: null };
  assert.deepEqual(await send("curator"), { feeds: [stranger] });
  assert.deepEqual(server.asked, [], "nobody is asked who has not said anything");
  const refused = await send("set-token", { token: "a-token-of-nobody" });
  assert.deepEqual(refused, { error: "Nobody has this token.", errors: [] });
  assert.deepEqual(await send("curator"), { feeds: [stranger] });
  const ann = { feeds: [{ ...stranger, curator: "Ann", role: "editor" }] };
  assert.deepEqual(await send("set-token", { token: ` ${token}\n` }), ann);
  assert.deepEqual(await send("curator"), ann);
  assert.deepEqual(await send("set-token", { token: "" }), { feeds: [stranger] });
});

test("what can stand in no header is not sent as a token", async (t) => {
  const { server, send } = await reading(t);
  for (const given of ["short", "two words of it", "naïve-token", "x".repeat(201)]) {
    await assert.rejects(send("set-token", { token: given }), /This is no token/);
  }
  assert.deepEqual(server.asked, []);
});

test("where a feed names another server, the token is not sent there", async (t) => {
  const { send, moveTo } = await reading(t);
  await send("set-token", { token });
  const other = await knowsAnn(t);
  await moveTo(other.url);
  assert.equal((await send("curator")).feeds[0].curator, null);
  await assert.rejects(send("find-outlets", { words: "ledger" }), /No token is kept/);
  assert.deepEqual(other.asked, []);
});

test("with a feed that is removed goes its token", async (t) => {
  const { area, feeds, folder, send } = await reading(t);
  await send("set-token", { token });
  assert.ok(JSON.stringify(area.kept).includes(token));
  await feeds.remove(folder.url);
  assert.deepEqual(await send("curator"), { feeds: [] });
  assert.ok(!JSON.stringify(area.kept).includes(token));
});

test("a report to a publisher without a server, or about a feed that has gone, is refused", async (t) => {
  const folder = await serve(t, (await makeFeed(await newKey())).files);
  const area = newArea({ feeds: [{ url: folder.url, on: true, also: [], pin: null }] });
  const feeds = new Feeds(/** @type {any} */ (area), newStore(), () => {});
  await (await feeds.on())[0].refresh();
  const { report } = reportMessages(feeds);
  await assert.rejects(report({ feed: folder.url, report: { kind: "wrong match" } }), /has no server/);
  await assert.rejects(report({ feed: "https://gone.example/", report: {} }), /no such feed any more/);
});

test("neither a report nor a token goes to another server than the one that was shown", async (t) => {
  const { server, folder, feeds, send, moveTo } = await reading(t);
  const other = await knowsAnn(t);
  await moveTo(other.url);
  const moved = new RegExp(`another one: ${other.url}`);
  await assert.rejects(send("set-token", { token, server: server.url }), moved);
  const report = { kind: "wrong match", article: 1 };
  await assert.rejects(reportMessages(feeds).report({ feed: folder.url, server: server.url, report }), moved);
  assert.deepEqual([server.asked, other.asked], [[], []]);
});
