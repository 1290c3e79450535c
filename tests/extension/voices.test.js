/** What is said where several feeds speak, and of the feeds themselves. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, feedOf, knowledgeOf, ledger, matchOf, now, phrases, voiceOf } from "./knowledge.js";

const quote = matchOf({ class: "quotes a passage", sharedWords: 42 });
const other = { ...ledger, slug: "other", name: "Other Paper", summary: "" };
const tidewatch = feedOf({ url: "https://tidewatch.example/feed/", name: "Tidewatch" });
const third = feedOf({ url: "https://third.example/feed/", name: "Third" });

test("the headline is that of the first feed that warns, else speaks up, else knows anything", () => {
  const silent = voiceOf({ feed: feedOf({ name: "Silent" }) });
  const quoting = voiceOf({ feed: third, matches: [quote] });
  const sharing = voiceOf({ matches: [matchOf()] });
  const owning = voiceOf({ feed: tidewatch, address: addressOf({ outlet: other }) });
  const warning = voiceOf({ feed: tidewatch, address: addressOf({ role: "impersonator" }) });
  const said = (/** @type {Voice[]} */ ...voices) => {
    const knowledge = knowledgeOf({ voices });
    return [phrases.headline(knowledge, now), ...phrases.attribution(knowledge)].join(" ");
  };
  const shares =
    "The text of this page shares 412 words with an article that The Harbour Ledger published on 7 August 2021. From the feed Harbour Curators.";
  assert.equal(said(silent, sharing), shares);
  assert.equal(said(sharing, owning), `${shares} The feed Tidewatch knows this page too.`);
  assert.equal(
    said(owning, silent, sharing),
    "Published by Other Paper. From the feed Tidewatch. The feed Harbour Curators knows this page too.",
  );
  assert.equal(said(quoting, sharing), `${shares} The feed Third knows this page too.`);
  assert.equal(said(quoting, sharing, owning), `${shares} 2 more feeds know this page too.`);
  assert.equal(
    said(silent, quoting),
    "This page quotes 42 words of an article that The Harbour Ledger published on 7 August 2021. From the feed Third.",
  );
  assert.equal(
    said(sharing, warning),
    "This address imitates The Harbour Ledger. It is not one of its addresses. From the feed Tidewatch. The feed Harbour Curators knows this page too.",
  );
});

test("what feeds know is never mixed: the same slug is another outlet in another feed", () => {
  const namesake = { ...ledger, name: "Another Ledger" };
  const voices = [
    voiceOf({ matches: [matchOf(), quote] }),
    voiceOf({ feed: tidewatch, address: addressOf({ outlet: namesake }), matches: [matchOf()] }),
  ];
  const knowledge = knowledgeOf({ voices });
  assert.match(phrases.headline(knowledge, now), /^The text of this page shares/);
  assert.deepEqual(
    [...phrases.asides(knowledge, now)],
    ["This text is from August 2021.", "It also shares text with 1 more article."],
  );
});

test("a disagreement is told calmly, without who is right", () => {
  const said = (/** @type {Disagreement[]} */ ...disagreements) => phrases.disagreement(knowledgeOf({ disagreements }));
  assert.equal(said(), "");
  assert.equal(said("address"), "The feeds disagree about whose address this is.");
  assert.equal(said("publisher"), "The feeds disagree about who published this text.");
  assert.equal(said("date"), "The feeds disagree about when it was published.");
  assert.equal(
    said("address", "publisher", "date"),
    "The feeds disagree about whose address this is, who published this text and when it was published.",
  );
});

test("a feed is called by its name, by its address before it has one, and by both beside a namesake", () => {
  const nameless = feedOf({ url: "https://new.example/feed/#0f3a", name: "" });
  assert.equal(phrases.feedName(nameless), "new.example/feed");
  const namesake = feedOf({ url: "http://copy.example/", name: "harbour  curators\u200b" });
  const among = knowledgeOf({ voices: [voiceOf(), voiceOf({ feed: namesake })] });
  assert.equal(phrases.feedName(feedOf(), among), "Harbour Curators (curators.example/feed)");
  assert.match(phrases.feedName(namesake, among), / \(copy\.example\)$/);
  assert.equal(phrases.feedName(tidewatch, among), "Tidewatch");
});

test("a feed is told with its version and day, where it has them", () => {
  const knowledge = knowledgeOf();
  assert.equal(phrases.feedLine(feedOf(), knowledge), "From the feed Harbour Curators, version 12, as of 30 May 2025.");
  assert.equal(phrases.feedLine(feedOf({ asOf: "" }), knowledge), "From the feed Harbour Curators, version 12.");
  assert.equal(phrases.versionLine(feedOf()), "Version 12, as of 30 May 2025.");
  assert.equal(phrases.versionLine(feedOf({ asOf: "" })), "Version 12.");
  assert.equal(phrases.versionLine(feedOf({ name: "", version: 0, asOf: "" })), "Not loaded yet.");
});

test("of a feed that knows nothing beside others it is told why", () => {
  const knowledge = knowledgeOf({ voices: [voiceOf({ matches: [matchOf()] }), voiceOf({ feed: tidewatch })] });
  const line = (/** @type {Partial<FeedState>} */ state) =>
    phrases.silentLine({ ...tidewatch, ...state }, knowledge, now);
  assert.equal(line({}), "The feed Tidewatch knows nothing about this page.");
  assert.equal(
    line({ problem: "No answer." }),
    "The feed Tidewatch knows nothing about this page. The list, refreshed 4 minutes ago, holds 1,204 articles. Last problem: No answer.",
  );
  assert.equal(
    line({ name: "", fingerprint: null, problem: "No answer." }),
    "The feed tidewatch.example/feed has not been loaded yet. Last problem: No answer.",
  );
});

test("an old list is said to be old, and sooner where it could not be refreshed", () => {
  const late = (/** @type {string} */ fetchedAt, /** @type {string | null} */ problem) =>
    phrases.listLine(feedOf({ fetchedAt, problem }), now).includes("It may be out of date.");
  assert.equal(late("2025-06-01T11:30:00Z", "No answer."), false);
  assert.equal(late("2025-06-01T10:30:00Z", "No answer."), true);
  assert.equal(late("2025-06-01T10:30:00Z", null), false);
  assert.equal(late("2025-05-31T11:30:00Z", null), true);
});

test("a refused key is told with the problem", () => {
  const feed = feedOf({ problem: "The key is another.", refusedFingerprint: "ffff" });
  assert.equal(
    phrases.listLine(feed, now),
    "The list, refreshed 4 minutes ago, holds 1,204 articles. It was offered with another key, which is refused until you decide in the options. Last problem: The key is another.",
  );
});
