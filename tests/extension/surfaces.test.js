/** How loudly a page's knowledge is told on it, and what keeps a banner away. */
import "./wording.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { sift } from "../../extension/background/choices.js";
import { newMute } from "../../extension/background/mutes.js";
import { answerOf, surfaceOf } from "../../extension/background/surfaces.js";
import { addressOf, feedOf, knowledgeOf, ledger, matchOf, now, voiceOf } from "./knowledge.js";

const { choices } = sift({});
const URL_ = "https://www.digest.example/world?id=3#top";
const feed = feedOf().url;
const other = { ...ledger, slug: "other", name: "Other Paper" };
const quote = matchOf({ class: "quotes a passage" });
const debunk = matchOf({ class: "large part", pageShare: 0.2 });

/** @param {Knowledge} knowledge @param {Partial<import("../../extension/background/choices.js").Chosen>} [chosen] */
const told = (knowledge, chosen) => surfaceOf(knowledge, { ...choices, ...chosen }, URL_, now);
/** @param {Partial<ReaderChoices["surfaces"]>} surfaces */
const with_ = (surfaces) => ({ surfaces: { ...choices.surfaces, ...surfaces } });

/** @type {[string, Parameters<typeof knowledgeOf>[0], Surface][]} */
const atFirst = [
  ["a page of which nothing is known", {}, "badge"],
  ["the same article", { matches: [matchOf()] }, "slim"],
  ["a large part of an article", { matches: [matchOf({ class: "large part", pageShare: 0.25 })] }, "slim"],
  ["a large part on a page that discusses it", { matches: [debunk] }, "badge"],
  ["a quotation", { matches: [quote] }, "badge"],
  ["an outlet's own page", { address: addressOf({}) }, "slim"],
  ["an outlet's own page that quotes", { address: addressOf({}), matches: [quote] }, "slim"],
  ["an imitation", { address: addressOf({ role: "impersonator" }) }, "slim"],
];
for (const [what, known, surface] of atFirst) {
  test(`at first ${what} gets "${surface}"`, () => {
    assert.deepEqual(told(knowledgeOf(known)), { surface, hiddenBy: null });
  });
}

test("each occasion is as loud as the reader chose", () => {
  /** @type {[Occasion, Parameters<typeof knowledgeOf>[0]][]} */
  const occasions = [
    ["impersonator", { address: addressOf({ role: "impersonator" }) }],
    ["same article", { matches: [matchOf()] }],
    ["large part", { matches: [matchOf({ class: "large part" })] }],
    ["quotes a passage", { matches: [quote] }],
    ["quotes a passage", { matches: [debunk] }],
    ["outlet", { address: addressOf({ role: "mirror" }) }],
  ];
  for (const [occasion, known] of occasions) {
    for (const surface of /** @type {Surface[]} */ (["badge", "slim", "panel"])) {
      assert.equal(told(knowledgeOf(known), with_({ [occasion]: surface })).surface, surface, occasion);
    }
  }
});

test("of all that feeds tell, the loudest counts", () => {
  const voices = [voiceOf({ address: addressOf({}) }), voiceOf(), voiceOf({ matches: [quote, matchOf()] })];
  assert.equal(told({ ...knowledgeOf(), voices }, with_({ "same article": "panel" })).surface, "panel");
  assert.equal(told({ ...knowledgeOf(), voices }, with_({ "same article": "badge" })).surface, "slim");
});

const article = knowledgeOf({ matches: [matchOf()] });
/** @type {[string, Parameters<typeof newMute>[0], boolean][]} */
const mutes = [
  ["the page, wherever on it", { kind: "page", what: "https://www.digest.example/world?id=3", label: "" }, true],
  ["another page of the site", { kind: "page", what: "https://www.digest.example/world?id=4", label: "" }, false],
  ["the site", { kind: "site", what: "digest.example", label: "" }, true],
  ["another site", { kind: "site", what: "gest.example", label: "" }, false],
  ["everything", { kind: "everything", what: "", label: "" }, true],
  ["the outlet", { kind: "outlet", what: ledger.slug, feed, label: ledger.name }, true],
  ["another outlet", { kind: "outlet", what: "other", feed, label: "Other" }, false],
  [
    "the outlet, as another feed calls it",
    { kind: "outlet", what: "hl", feed: "https://x.example/", label: "the harbour ledger" },
    true,
  ],
  [
    "another outlet of the same slug in another feed",
    { kind: "outlet", what: ledger.slug, feed: "https://x.example/", label: "Ledger of Harbours" },
    false,
  ],
];
for (const [what, wanted, hides] of mutes) {
  test(`whoever mutes ${what} sees ${hides ? "no banner, and why" : "the banner"}`, () => {
    const mute = newMute(wanted, now);
    assert.deepEqual(told(article, { mutes: [mute] }), {
      surface: hides ? "badge" : "slim",
      hiddenBy: hides ? mute : null,
    });
  });
}

test("where there is nothing to hide, nothing is hidden", () => {
  const all = mutes.map(([, wanted]) => newMute(wanted, now));
  assert.deepEqual(told(knowledgeOf(), { mutes: all }), { surface: "badge", hiddenBy: null });
  assert.deepEqual(told(knowledgeOf({ matches: [quote] }), { mutes: all }), { surface: "badge", hiddenBy: null });
});

test("of several mutes the widest is named, so that taking it back goes on to the next", () => {
  const [page, , site, , everything, outlet] = mutes.map(([, wanted]) => newMute(wanted, now));
  const left = [outlet, page, site, everything];
  for (const widest of ["everything", "site", "page", "outlet"]) {
    assert.equal(told(article, { mutes: left }).hiddenBy?.kind, widest);
    left.pop();
  }
});

test("a mute that is over hides nothing", () => {
  const past = newMute({ kind: "everything", what: "", label: "" }, new Date(now.getTime() - 3_600_000));
  assert.deepEqual(told(article, { mutes: [past] }), { surface: "slim", hiddenBy: null });
});

test("a muted outlet leaves what others published, and lowers what is told to that", () => {
  const mute = newMute({ kind: "outlet", what: ledger.slug, feed, label: ledger.name }, now);
  const both = knowledgeOf({ matches: [matchOf(), matchOf({ class: "large part" }, { outlet: other })] });
  assert.deepEqual(told(both, { mutes: [mute] }), { surface: "slim", hiddenBy: null });
  const louder = with_({ "same article": "panel" });
  assert.deepEqual(told(both, { ...louder, mutes: [mute] }), { surface: "slim", hiddenBy: null });
  const archived = knowledgeOf({ matches: [matchOf({}, { outlet: null })] });
  assert.equal(told(archived, { mutes: [mute] }).surface, "slim");
  const home = knowledgeOf({ address: addressOf({}), matches: [matchOf()] });
  assert.deepEqual(told(home, { mutes: [mute] }), { surface: "badge", hiddenBy: mute });
});

test("whoever mutes an outlet is still told of those who imitate it", () => {
  const mute = newMute({ kind: "outlet", what: ledger.slug, feed, label: ledger.name }, now);
  const imitation = knowledgeOf({ address: addressOf({ role: "impersonator" }), matches: [matchOf()] });
  assert.deepEqual(told(imitation, { mutes: [mute] }), { surface: "slim", hiddenBy: null });
});

const ledgerMuted = newMute({ kind: "outlet", what: ledger.slug, feed, label: ledger.name }, now);
/** @param {Knowledge} knowledge @param {Mute[]} [mutes] */
const answered = (knowledge, mutes = [ledgerMuted]) => answerOf(knowledge, { ...choices, mutes }, URL_, now);

test("beside another's article nothing is said on the page of an outlet that is muted", () => {
  const both = knowledgeOf({ address: addressOf({}), matches: [matchOf(), matchOf({}, { outlet: other })] });
  const { knowledge, said, surface } = answered(both);
  const [{ address, matches }] = said.voices;
  assert.deepEqual([surface, address], ["slim", null]);
  assert.deepEqual(
    matches.map(({ article }) => article.outlet?.name),
    [other.name],
  );
  assert.deepEqual(knowledge, both, "what is marked is marked all the same");
  assert.deepEqual(answered(both, []).said, both);
  const imitation = knowledgeOf({ address: addressOf({ role: "impersonator" }), matches: [matchOf()] });
  assert.equal(answered(imitation).said.voices[0].address?.role, "impersonator");
});

test("a feed that spoke of muted outlets alone is neither called ignorant nor contradicted", () => {
  const theirs = voiceOf({
    feed: feedOf({ url: "https://theirs.example/feed/" }),
    matches: [matchOf({}, { outlet: other })],
  });
  const knowledge = { ...knowledgeOf({ matches: [matchOf()] }), disagreements: /** @type {any} */ (["publisher"]) };
  knowledge.voices.push(theirs);
  const { said, surface } = answered(knowledge);
  assert.equal(surface, "slim");
  assert.deepEqual(
    said.voices.map((voice) => voice.feed.url),
    ["https://theirs.example/feed/"],
  );
  assert.deepEqual(said.disagreements, []);
});
