/** The choices on two devices, with the browser's synchronisation between them. */
import "./wording.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Choices, withSite, withSurface } from "../../extension/background/choices.js";
import { Feeds } from "../../extension/background/feeds.js";
import { muted, newMute } from "../../extension/background/mutes.js";
import { Sync } from "../../extension/background/sync.js";
import { newArea, newStore } from "./serving.js";

/** @typedef {import("./making.js").Raw} Raw */
/** @typedef {ReturnType<typeof newArea>} Area */

const feed = (/** @type {string} */ name) => ({ url: `https://${name}.example/feed/`, on: true, also: [], pin: null });

/**
 * A device that takes part.
 * @param {Area} remote
 * @param {object[]} [feeds]
 */
async function device(remote, feeds = [feed("ours")]) {
  const local = newArea({ feeds });
  const choices = new Choices(/** @type {any} */ (local), async () => {});
  const held = new Feeds(/** @type {any} */ (local), newStore(), () => {});
  const sync = new Sync(/** @type {any} */ (remote), /** @type {any} */ (local), choices, held);
  const change = async (/** @type {Parameters<Choices["change"]>[0]} */ make) => {
    await choices.change(make);
    await sync.settle();
  };
  const switchOn = (/** @type {boolean} */ on = true) => change((now) => ({ ...now, sync: on }));
  return { local, choices, feeds: held, sync, change, switchOn };
}

/** @param {string} what */
const muting = (what) => (/** @type {import("../../extension/background/choices.js").Chosen} */ now) => ({
  ...now,
  mutes: muted(now.mutes, newMute({ kind: "site", what, label: what }, new Date())),
});

/** @param {Awaited<ReturnType<typeof device>>} one */
const mutesOf = async (one) => (await one.choices.now()).mutes.map(({ what }) => what);

test("nothing leaves a device on which it is not switched on", async () => {
  const remote = newArea();
  const one = await device(remote);
  await one.change(muting("a.example"));
  assert.deepEqual(remote.kept, {});
  assert.deepEqual(Object.keys(one.local.kept).sort(), ["choices", "feeds"]);
});

test("what one device has chosen holds on the other, and the other way round", async () => {
  const remote = newArea();
  const [one, other] = [await device(remote), await device(remote)];
  await one.change(muting("a.example"));
  await one.switchOn();
  await other.switchOn();
  assert.deepEqual(await mutesOf(other), ["a.example"]);
  await other.change((now) => withSite(withSurface(now, "outlet", "panel"), "bank.example", false));
  await other.feeds.join([feed("theirs")]);
  await other.feeds.move(feed("theirs").url, -1);
  await other.sync.settle();
  await one.sync.settle();
  const chosen = await one.choices.now();
  assert.deepEqual([chosen.surfaces.outlet, chosen.off.length, chosen.sync], ["panel", 1, true]);
  assert.deepEqual(await one.feeds.chosen(), [feed("theirs"), feed("ours")]);
  await one.feeds.remove(feed("ours").url);
  await one.sync.settle();
  await other.sync.settle();
  assert.deepEqual(await other.feeds.chosen(), [feed("theirs")]);
  assert.equal(await other.sync.problem(), null);
});

test("whoever joins brings along what was there, and loses none of it", async () => {
  const remote = newArea();
  const [one, other] = [await device(remote), await device(remote, [feed("theirs")])];
  await one.change(muting("a.example"));
  await one.switchOn();
  await other.change(muting("b.example"));
  await other.switchOn();
  await one.sync.settle();
  for (const device of [one, other]) {
    assert.deepEqual((await mutesOf(device)).sort(), ["a.example", "b.example"]);
    assert.deepEqual((await device.feeds.chosen()).map(({ url }) => url).sort(), [
      feed("ours").url,
      feed("theirs").url,
    ]);
  }
});

test("once all agree, nobody writes any more", async () => {
  const remote = newArea();
  const [one, other] = [await device(remote), await device(remote, [feed("theirs")])];
  await one.switchOn();
  await other.switchOn();
  await one.sync.settle();
  let writes = 0;
  const { set } = remote;
  remote.set = async (values) => (writes++, set(values));
  for (const device of [one, other, one, other]) await device.sync.settle();
  assert.equal(writes, 0);
});

test("the last writer wins, also with a clock that is behind", async (t) => {
  const remote = newArea();
  const [one, other] = [await device(remote), await device(remote)];
  await one.switchOn();
  await other.switchOn();
  await one.sync.settle();
  t.mock.method(Date, "now", () => 1000);
  await other.change(muting("late.example"));
  t.mock.restoreAll();
  await one.sync.settle();
  assert.deepEqual(await mutesOf(one), ["late.example"]);
});

test("switched off, all stays as it is, here and on devices that still take part", async () => {
  const remote = newArea();
  const [one, other] = [await device(remote), await device(remote)];
  await one.change(muting("a.example"));
  await one.switchOn();
  await other.switchOn();
  const there = structuredClone(remote.kept);
  await other.switchOn(false);
  await other.change(muting("b.example"));
  await one.sync.settle();
  assert.deepEqual(remote.kept, there);
  assert.deepEqual([await mutesOf(one), await mutesOf(other)], [["a.example"], ["a.example", "b.example"]]);
  assert.deepEqual(Object.keys(other.local.kept).sort(), ["choices", "feeds"]);
});

test("what the last device leaves behind is gone, and nothing that is not ours", async () => {
  const remote = newArea({ elsewhere: 1 });
  const one = await device(remote);
  await one.change(muting("a.example"));
  await one.switchOn();
  assert.ok(remote.kept.settings);
  await one.switchOn(false);
  assert.deepEqual(remote.kept, { elsewhere: 1 });
});

test("as long as it cannot be taken back from the browser's account, that is told and tried again", async () => {
  const remote = newArea();
  const one = await device(remote);
  await one.switchOn();
  const { remove } = remote;
  remote.remove = () => Promise.reject(new Error("offline"));
  await one.switchOn(false);
  assert.match((await one.sync.problem()) ?? "", /offline/);
  remote.remove = remove;
  await one.sync.settle();
  assert.deepEqual([remote.kept, await one.sync.problem()], [{}, null]);
});

test("much goes in pieces that browsers take, and pieces that are left over go", async () => {
  const remote = newArea();
  const [one, other] = [await device(remote), await device(remote)];
  await one.switchOn();
  const long = Array.from({ length: 120 }, (_, at) => `https://x.example/${at}/${'ж<&"'.repeat(20)}`);
  await one.change((now) =>
    long.reduce(
      (all, what) => ({
        ...all,
        mutes: muted(all.mutes, newMute({ kind: "page", what, label: "Ж" }, new Date())),
      }),
      now,
    ),
  );
  const sizes = Object.entries(remote.kept).map(([key, value]) => key.length + JSON.stringify(value).length);
  assert.ok(sizes.length > 5 && Math.max(...sizes) <= 8192, String(sizes));
  await other.switchOn();
  assert.deepEqual(await mutesOf(other), long);
  await one.change((now) => ({ ...now, mutes: [] }));
  assert.deepEqual(Object.keys(remote.kept).sort(), ["settings", "settings-0"]);
  await other.sync.settle();
  assert.deepEqual(await mutesOf(other), []);
});

test("too much for the browser: said, kept here, and tried again when it is less", async () => {
  const remote = newArea();
  const one = await device(remote);
  await one.switchOn();
  const before = structuredClone(remote.kept);
  const all = Array.from({ length: 900 }, (_, at) =>
    newMute({ kind: "site", what: `${"a".repeat(50)}${at}.example`, label: "x" }, new Date()),
  );
  await one.change((now) => ({ ...now, mutes: all }));
  assert.match((await one.sync.problem()) ?? "", /more than the browser can synchronise/);
  assert.deepEqual([remote.kept, (await mutesOf(one)).length], [before, 900]);
  await one.change((now) => ({ ...now, mutes: [] }));
  assert.equal(await one.sync.problem(), null);
});

test("a browser that cannot synchronise: said in its words, and forgotten once it can", async () => {
  const remote = newArea();
  const one = await device(remote);
  const { set } = remote;
  remote.set = () => Promise.reject(new Error("QuotaExceededError"));
  await one.switchOn();
  assert.match((await one.sync.problem()) ?? "", /QuotaExceededError/);
  remote.set = set;
  await one.sync.settle();
  assert.equal(await one.sync.problem(), null);
  assert.ok(remote.kept.settings);
});

const others = {
  "no head": (/** @type {Raw} */ kept) => delete kept.settings,
  "a head that is none": (/** @type {Raw} */ kept) => (kept.settings = "x"),
  "a stamp from the end of time": (/** @type {Raw} */ kept) => (kept.settings.stamp = Number.MAX_SAFE_INTEGER),
  "very many pieces": (/** @type {Raw} */ kept) => (kept.settings.pieces = 1e9),
  "a piece that has not come yet": (/** @type {Raw} */ kept) => delete kept["settings-0"],
  "a piece of something else": (/** @type {Raw} */ kept) => (kept["settings-0"] = "AAAA"),
  "a piece that is none": (/** @type {Raw} */ kept) => (kept["settings-0"] = { a: 1 }),
};
for (const [what, damage] of Object.entries(others)) {
  test(`${what}: it is not taken, and whoever has the last word whole writes it again`, async () => {
    const remote = newArea();
    const [one, other] = [await device(remote), await device(remote)];
    await one.switchOn();
    await other.switchOn();
    await one.change(muting("a.example"));
    damage(remote.kept);
    await other.sync.settle();
    assert.deepEqual([await mutesOf(other), await other.sync.problem()], [[], null]);
    await one.sync.settle();
    await other.sync.settle();
    assert.deepEqual(await mutesOf(other), ["a.example"]);
  });
}

test("of two devices that write at the same moment both take the same for the last", async (t) => {
  const remote = newArea();
  const [one, other] = [await device(remote), await device(remote)];
  await one.switchOn();
  await other.switchOn();
  const before = structuredClone(remote.kept);
  t.mock.method(Date, "now", () => Date.UTC(2100, 0));
  await one.change(muting("a.example"));
  Object.assign(remote.kept, before);
  await other.change(muting("b.example"));
  for (const device of [one, other, one, other]) await device.sync.settle();
  assert.deepEqual(await mutesOf(one), await mutesOf(other));
  assert.equal((await mutesOf(one)).length, 1);
});
