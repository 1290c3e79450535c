/** What the reader has chosen: what holds at first, what can be chosen, and what becomes of damaged choices. */
import "./wording.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Choices, offSiteOf, sift, withOnly, withSite, withSurface } from "../../extension/background/choices.js";
import { isOver, MOST_MUTES, muted, muteOf, newMute } from "../../extension/background/mutes.js";
import { newArea } from "./serving.js";

/** @typedef {import("./making.js").Raw} Raw */

const now = new Date("2025-06-01T12:00:00Z");
const page = { kind: "page", what: "https://example.org/a?b=c", label: "A page" };
const site = { kind: "site", what: "example.org", label: "example.org" };
const outlet = { kind: "outlet", what: "ledger", feed: "https://curators.example/feed/", label: "The Ledger" };
const everything = { kind: "everything", what: "", label: "" };
const { choices: untouched } = sift(undefined);

/** @param {Raw} [kept] */
function choicesWith(kept = {}) {
  const area = newArea(kept);
  const given = { area, changes: 0, choices: new Choices(/** @type {any} */ (area), async () => void given.changes++) };
  return given;
}

test("at first all is told on the page by one line, but for quotations; nothing is muted, off, left out or sent away", async () => {
  const { choices } = choicesWith();
  assert.deepEqual(await choices.now(), {
    surfaces: {
      impersonator: "slim",
      "same article": "slim",
      "large part": "slim",
      "quotes a passage": "badge",
      outlet: "slim",
    },
    languages: null,
    scripts: null,
    sync: false,
    mutes: [],
    off: [],
  });
});

test("what was chosen is there after a restart", async () => {
  const { choices, area, changes } = choicesWith();
  assert.equal(changes, 0);
  await choices.change((held) => withSurface(held, "outlet", "panel"));
  await choices.change((held) => withOnly(held, "languages", ["de-AT", "FR", "de"]));
  await choices.change((held) => withOnly(held, "scripts", ["latn", "Jpan"]));
  await choices.change((held) => withSite(held, "www.bank.example", false, now));
  await choices.change((held) => ({ ...held, mutes: muted(held.mutes, newMute(page, now)) }));
  const held = await choicesWith(area.kept).choices.now();
  assert.deepEqual(held, await choices.now());
  assert.deepEqual(
    [held.languages, held.scripts],
    [
      ["de", "fr"],
      ["Latn", "Jpan"],
    ],
  );
  assert.deepEqual([held.surfaces.outlet, held.off], ["panel", [{ host: "bank.example", since: now.toISOString() }]]);
});

test("a change that is refused, or that cannot be kept, changes nothing, and the next one has its turn", async () => {
  const { choices, area } = choicesWith();
  await assert.rejects(
    choices.change((held) => withSurface(held, "outlet", "loud")),
    /cannot be chosen/,
  );
  area.set = () => Promise.reject(new Error("full"));
  await assert.rejects(
    choices.change((held) => withSurface(held, "outlet", "panel")),
    /full/,
  );
  assert.deepEqual(await choices.now(), untouched);
});

const good = { id: "1", since: "2025-06-01T12:00:00.000Z", until: null, feed: null, ...page };
const damaged = {
  nothing: null,
  "a number": 7,
  "a text": "choices",
  "a list": [1, 2],
  "lists that are none": { mutes: 3, off: "x", languages: {}, scripts: 1, surfaces: [] },
  "entries that are none": {
    mutes: [null, 1, [], {}],
    off: [null, "example.org", { host: 1 }],
    languages: [1],
    scripts: [{}],
  },
  "occasions and surfaces that there are not": { surfaces: { outlet: "siren", weather: "slim", constructor: "slim" } },
  "languages and scripts that there are not": {
    languages: ["klingonese", "", "und"],
    scripts: ["Latin", "Zzzz", "Qaax"],
  },
  "a mute of another kind": {
    mutes: [
      { ...good, kind: "world" },
      { ...good, kind: "toString" },
      { ...good, kind: ["page"] },
    ],
  },
  "mutes of what is no page": {
    mutes: ["javascript:alert(1)", "about:blank", "", `https://example.org/${"a".repeat(4000)}`].map((what) => ({
      ...good,
      what,
    })),
  },
  "mutes of what is no site": {
    mutes: ["", "a b", "example.org/a", "www.example.org", "EXAMPLE.org"].map((what) => ({
      ...good,
      kind: "site",
      what,
    })),
  },
  "an outlet without a feed": { mutes: [{ ...good, kind: "outlet", what: "ledger" }] },
  "silence for ever": { mutes: [{ ...good, ...everything }] },
  "times that are none": {
    mutes: [
      { ...good, since: "yesterday" },
      { ...good, until: 5 },
      { ...good, since: "2025-99-01T12:00:00Z" },
    ],
  },
  "labels that are none": {
    mutes: [
      { ...good, label: null },
      { ...good, label: "a".repeat(5000) },
    ],
  },
  "synchronisation that nobody has switched on": { sync: "yes" },
};
for (const [what, kept] of Object.entries(damaged)) {
  test(`${what} in the place of choices: what cannot be is left out, the rest is as at first`, async () => {
    assert.deepEqual(await choicesWith({ choices: kept }).choices.now(), untouched);
  });
}

test("what is right beside something damaged is kept", () => {
  const { choices, leftOut } = sift({
    languages: ["de", 5],
    mutes: [null, good, { ...good, id: "2" }],
    surfaces: { outlet: "panel" },
  });
  assert.deepEqual(
    [choices.languages, choices.mutes.map(({ id }) => id), choices.surfaces.outlet],
    [["de"], ["2"], "panel"],
  );
  assert.deepEqual(leftOut, ["languages[1]", "mutes[0]"]);
});

test("the language or script of nobody, or none at all, cannot be chosen", () => {
  for (const wanted of [[], ["xx-!"], "de", 5, ["de", null]]) {
    assert.throws(() => withOnly(untouched, "languages", wanted), /cannot be chosen/);
  }
  assert.throws(() => withOnly(untouched, "scripts", ["Zyyy"]), /cannot be chosen/);
  assert.equal(withOnly({ ...untouched, languages: ["de"] }, "languages", null).languages, null);
});

test("a site that is switched off is off with all hosts below it, and on again with all of them", () => {
  let choices = withSite(withSite(untouched, "bank.example", false, now), "https://mail.example/inbox", false, now);
  assert.deepEqual(
    choices.off.map(({ host }) => host),
    ["bank.example", "mail.example"],
  );
  for (const url of ["https://bank.example/", "http://www.bank.example/a", "https://login.bank.example:8443/"]) {
    assert.equal(offSiteOf(choices, url), "bank.example", url);
  }
  for (const url of ["https://riverbank.example/", "https://bank.example.org/", "about:blank", "nonsense"]) {
    assert.equal(offSiteOf(choices, url), null, url);
  }
  choices = withSite(choices, "login.bank.example", true);
  assert.deepEqual(
    choices.off.map(({ host }) => host),
    ["mail.example"],
  );
  for (const given of ["", " ", "a b", "ftp://"])
    assert.throws(() => withSite(choices, given, false), /no site/, given);
});

test("nobody's settings switch off half of the web at once", () => {
  const off = ["example", "org"].map((host) => ({ host, since: now.toISOString() }));
  for (const url of ["https://news.example/", "https://www.news.org/a"]) assert.equal(offSiteOf({ off }, url), null);
  assert.equal(offSiteOf({ off }, "http://example/"), "example", "a machine of the reader's own network");
});

test("of a thousand sites and mutes no more is taken, and the reader is told why", () => {
  const many = Array.from({ length: 1000 }, (_, at) => ({ host: `a${at}.example`, since: now.toISOString() }));
  assert.throws(() => withSite({ ...untouched, off: many }, "b.example", false), /More than 1000 sites/);
  assert.equal(withSite({ ...untouched, off: many }, "a1.example", false).off.length, 1000);
  const mutes = Array.from({ length: MOST_MUTES }, (_, at) => newMute({ ...site, what: `a${at}.example` }, now));
  assert.throws(() => muted(mutes, newMute(site, now)), /More than 1000 things/);
  assert.equal(muted(mutes, newMute({ ...site, what: "a1.example" }, now)).length, MOST_MUTES);
  assert.equal(sift({ mutes: [...mutes, newMute(site, now)] }).choices.mutes.length, MOST_MUTES);
});

test("a mute says what it is of, since when, and until when; of the same there is one", () => {
  for (const wanted of [page, site, outlet, everything]) {
    const mute = newMute(wanted, now);
    assert.deepEqual(muteOf(JSON.parse(JSON.stringify(mute))), mute);
    assert.deepEqual([mute.what, mute.since], [wanted.what, now.toISOString()]);
    assert.equal(mute.until, wanted === everything ? "2025-06-01T13:00:00.000Z" : null);
    assert.deepEqual(muted([mute], newMute(wanted, now)).length, 1);
  }
  for (const wanted of [
    { ...page, what: "about:reader?url=x" },
    { ...site, what: "" },
    { ...page, kind: undefined },
  ]) {
    assert.throws(() => newMute(wanted, now), /cannot be hidden/);
  }
});

test("silence lasts an hour, whatever is done to the clock", () => {
  const mute = newMute(everything, now);
  const after = (/** @type {number} */ minutes) => new Date(now.getTime() + minutes * 60_000);
  assert.deepEqual(
    [0, 59, 60, 61].map((minutes) => isOver(mute, after(minutes))),
    [false, false, true, true],
  );
  assert.ok(isOver(mute, after(-24 * 60)), "a clock that was set back does not make a day of it");
  assert.ok(!isOver(newMute(page, now), after(60 * 24 * 365)));
});

test("what is over is told no more, and no clock has to run for it", async () => {
  const hourAgo = newMute(everything, new Date(Date.now() - 3_600_001));
  const { choices } = choicesWith({ choices: { mutes: [hourAgo, newMute(page, now)] } });
  assert.deepEqual(
    (await choices.now()).mutes.map(({ kind }) => kind),
    ["page"],
  );
});
