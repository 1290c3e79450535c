/** What stands on the toolbar in each state, and what its tooltip says. */
import "./wording.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { badgeOf } from "../../extension/background/badge.js";
import { newMute } from "../../extension/background/mutes.js";
import { addressOf, knowledgeOf, matchOf, now, voiceOf } from "./knowledge.js";

const site = "x.example";
/** @param {Parameters<typeof knowledgeOf>[0]} known @param {Mute | null} [hiddenBy] @returns {TabState} */
const knowing = (known, hiddenBy = null) => ({
  ...{ state: "knowledge", surface: hiddenBy ? "badge" : "slim", hiddenBy, site },
  knowledge: knowledgeOf(known),
});
/** @param {KnowledgeStatus} status */
const unknown = (status) => knowing({ status });
const imitation = addressOf({ role: "impersonator" });

/** @type {[string, TabState, string, RegExp][]} */
const states = [
  ["an imitation", knowing({ address: imitation, matches: [matchOf()] }), "!", /imitates an outlet/],
  [
    "an imitation that one of several knows of",
    knowing({ voices: [voiceOf({ matches: [matchOf()] }), voiceOf({ address: imitation })] }),
    "!",
    /imitates/,
  ],
  [
    "a text",
    knowing({ matches: [matchOf({ class: "quotes a passage" })] }),
    "¶",
    /shares text with an archived article/,
  ],
  ["an address", knowing({ address: addressOf({}) }), "i", /whose address this is/],
  ["nothing known", unknown("nothing"), "", /^Nothing known here\.$/],
  ["feeds out of reach", unknown("offline"), "", /may be out of date/],
  ["feeds never loaded", unknown("never-loaded"), "", /No feed has been loaded/],
  ["too little text", unknown("too-short"), "", /too little text/],
  ["no feed", unknown("no-feed"), "", /No feed is switched on/],
  ["a site that is switched off", { state: "off", site }, "–", /Switched off on x\.example/],
  ["a page of the browser", { state: "not-allowed" }, "", /does not let extensions read/],
  ["no permission", { state: "no-permission" }, "", /no permission/],
  ["a page from before", { state: "not-read", site }, "", /has not been read/],
  ["a page that is being read", { state: "reading", site }, "", /is being read/],
];
for (const [what, state, sign, line] of states) {
  test(`${what}: "${sign}", and in words`, () => {
    const badge = badgeOf(state);
    assert.equal(badge.sign, sign);
    assert.match(badge.lines.join("\n"), line);
  });
}

/** @type {[Parameters<typeof newMute>[0], RegExp][]} */
const mutes = [
  [{ kind: "page", what: "https://x.example/", label: "" }, /on this page/],
  [{ kind: "site", what: site, label: "" }, /of this site/],
  [{ kind: "outlet", what: "a", feed: "https://f.example/", label: "A" }, /of this outlet/],
  [{ kind: "everything", what: "", label: "" }, /all banners until \d\d:\d\d/],
];
for (const [wanted, line] of mutes) {
  test(`whoever mutes (${wanted.kind}) still sees the sign, and that the banner is hidden`, () => {
    const { sign, lines } = badgeOf(knowing({ matches: [matchOf()] }, newMute(wanted, now)));
    assert.deepEqual([sign, lines.length], ["¶", 2]);
    assert.match(lines[1], line);
  });
}
