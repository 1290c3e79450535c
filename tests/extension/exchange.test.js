/** Settings as a text: written, read again, and refused where it is not what it should be. */
import "./wording.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { sift } from "../../extension/background/choices.js";
import { readAll, readSettings, settingsText } from "../../extension/background/exchange.js";
import { Feeds } from "../../extension/background/feeds.js";
import { newMute } from "../../extension/background/mutes.js";
import { newArea, newStore } from "./serving.js";

const now = new Date("2025-06-01T12:00:00Z");
const PIN = "0123456789abcdef0123456789abcdef";
const ours = { url: "https://ours.example/feed/", on: true, also: [], pin: null };
const theirs = { url: "https://theirs.example/feed/", on: false, also: ["https://mirror.example/feed/"], pin: PIN };
const { choices } = sift({
  surfaces: { outlet: "badge", "same article": "panel" },
  languages: ["de", "ru"],
  scripts: ["Latn", "Cyrl"],
  sync: true,
  mutes: [newMute({ kind: "page", what: "https://example.org/a", label: "Страница" }, now)],
  off: [{ host: "bank.example", since: now.toISOString() }],
});
const text = settingsText(choices, [ours, theirs], 1);
/** @param {(raw: any) => void} change */
const changed = (change) => {
  const raw = JSON.parse(text);
  change(raw);
  return JSON.stringify(raw);
};

test("all that was chosen is written and read again, but not whether this browser synchronises", () => {
  const { sync, ...taken } = choices;
  assert.ok(sync);
  assert.deepEqual(readAll(text), { choices: taken, feeds: [ours, theirs] });
  assert.deepEqual(readSettings(text).leftOut, []);
  assert.ok(!text.includes("sync"));
});

test("what gives access is never written, whatever lies beside a feed", () => {
  const held = { ...ours, token: "secret-token" };
  assert.ok(!settingsText(choices, [held]).includes("secret"));
});

const others = {
  "no JSON": ["<html>", /no settings of Masthead/],
  "other JSON": ["[1, 2]", /no settings of Masthead/],
  nothing: ["", /no settings of Masthead/],
  null: ["null", /no settings of Masthead/],
  "a deep hole": ["[".repeat(1_000_000), /no settings of Masthead/],
  "very much": [`"${"a".repeat(10_000_001)}"`, /no settings of Masthead/],
  "settings of another version": [changed((raw) => (raw.format = "masthead-settings/2")), /another version/],
  "a surface that there is not": [changed((raw) => (raw.choices.surfaces.outlet = "siren")), /surfaces\.outlet/],
  "languages that are none": [changed((raw) => (raw.choices.languages = ["de", "x"])), /languages\[1\]/],
  "choices that are none": [changed((raw) => (raw.choices = { languages: [] })), /languages/],
  "a mute that is none": [changed((raw) => (raw.mutes[0].what = "javascript:alert(1)")), /mutes\[0\]/],
  "a site that is none": [changed((raw) => raw.off.push({ host: "a/b", since: now.toISOString() })), /off\[1\]/],
  "a feed that is none": [changed((raw) => (raw.feeds[1].url = "file:///etc/passwd")), /feeds\[1\]/],
  "a feed with a password": [changed((raw) => (raw.feeds[1].url = "https://a:b@x.example/")), /feeds\[1\]/],
  "a further address that is none": [changed((raw) => (raw.feeds[1].also = ["data:,"])), /feeds\[1\]/],
  "a fingerprint that is none": [changed((raw) => (raw.feeds[1].pin = [PIN])), /feeds\[1\]/],
  "a feed twice": [changed((raw) => (raw.feeds[1] = raw.feeds[0])), /feeds\[1\]/],
  "too many feeds": [changed((raw) => (raw.feeds = Array(11).fill(ours))), /feeds/],
  "no feeds": [changed((raw) => delete raw.feeds), /feeds/],
  "very much that is wrong": [changed((raw) => (raw.mutes = Array(9).fill(0))), /mutes\[4\], …$/],
};
for (const [what, [given, why]] of Object.entries(others)) {
  test(`${what}: refused, and said why`, () => {
    assert.throws(() => readAll(String(given)), /** @type {RegExp} */ (why));
  });
}

test("of what another device wrote, what is not known is left out and the rest taken", () => {
  const read = readSettings(
    changed((raw) => Object.assign(raw.choices.surfaces, { outlet: "siren", weather: "slim" })),
  );
  assert.equal(read.choices.surfaces.outlet, "slim");
  assert.equal(read.choices.surfaces["same article"], "panel");
  assert.deepEqual(read.feeds, [ours, theirs]);
});

/** @param {object[]} feeds */
function feedsWith(feeds) {
  const area = newArea({ feeds });
  return { area, feeds: new Feeds(/** @type {any} */ (area), newStore(), () => {}) };
}

test("feeds of a file come after those that are there, which stay as they are, in one write with the choices", async () => {
  const { feeds, area } = feedsWith([{ ...theirs, on: true, pin: null }]);
  await feeds.join([theirs, ours, ours], { choices: "chosen" });
  assert.deepEqual(await feeds.chosen(), [{ ...theirs, on: true, pin: null }, ours]);
  assert.deepEqual(Object.keys(area.kept), ["feeds", "choices"]);
  await feeds.join([{ ...ours, url: "https://mirror.example/feed/" }]);
  assert.equal((await feeds.chosen()).length, 2, "a further address of one that is there");
});

test("where there would be too many feeds, nothing is written", async () => {
  const many = Array.from({ length: 9 }, (_, at) => ({ ...ours, url: `https://a${at}.example/` }));
  const { feeds, area } = feedsWith(many);
  await assert.rejects(feeds.join([ours, theirs], { choices: "chosen" }), /more than 10 feeds/);
  assert.deepEqual(area.kept, { feeds: many });
});

test("feeds that were kept damaged are left out, the others stay", async () => {
  const { feeds } = feedsWith([/** @type {any} */ (null), { url: 3 }, { url: "https://x.example/a", on: true }, ours]);
  assert.deepEqual(await feeds.chosen(), [ours]);
});
