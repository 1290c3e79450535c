/** The words the reader sees, as the real messages make them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, feedOf, knowledgeOf, ledger, matchOf, now, phrases, voiceOf } from "./knowledge.js";

/** @typedef {Partial<Knowledge> & Partial<Voice>} Sample */

const quote = matchOf({ class: "quotes a passage", sharedWords: 42 });
const other = { ...ledger, slug: "other", name: "Other Paper", summary: "" };

/** @type {[string, Sample, string][]} */
const headlines = [
  [
    "a shared text",
    { matches: [matchOf()] },
    "The text of this page shares 412 words with an article that The Harbour Ledger published on 7 August 2021.",
  ],
  [
    "one shared word",
    { matches: [matchOf({ sharedWords: 1 })] },
    "The text of this page shares 1 word with an article that The Harbour Ledger published on 7 August 2021.",
  ],
  [
    "a text of unknown date",
    { matches: [matchOf({}, { publishedOn: null })] },
    "The text of this page shares 412 words with an article that The Harbour Ledger published.",
  ],
  [
    "a text of which only the month is known",
    { matches: [matchOf({}, { publishedOn: "2021-08" })] },
    "The text of this page shares 412 words with an article that The Harbour Ledger published.",
  ],
  [
    "a text of no known outlet",
    { matches: [matchOf({}, { outlet: null })] },
    "The text of this page shares 412 words with an archived article of 7 August 2021.",
  ],
  [
    "a text of no known outlet or date",
    { matches: [matchOf({}, { outlet: null, publishedOn: null })] },
    "The text of this page shares 412 words with an archived article.",
  ],
  [
    "a quotation",
    { matches: [quote] },
    "This page quotes 42 words of an article that The Harbour Ledger published on 7 August 2021.",
  ],
  [
    "an imitated address, whatever its text",
    { address: addressOf({ role: "impersonator" }), matches: [matchOf()] },
    "This address imitates The Harbour Ledger. It is not one of its addresses.",
  ],
  [
    "an address that once imitated",
    { address: addressOf({ role: "impersonator", until: "2024-03-01" }) },
    "This address imitated The Harbour Ledger until 1 March 2024. It is not one of its addresses.",
  ],
  ["an own address", { address: addressOf() }, "Published by The Harbour Ledger."],
  ["an own address of another outlet", { address: addressOf({ outlet: other }) }, "Published by Other Paper."],
  ["a mirror", { address: addressOf({ role: "mirror" }) }, "A mirror of The Harbour Ledger."],
  ["an account", { address: addressOf({ role: "account" }) }, "An account of The Harbour Ledger."],
  [
    "a former address",
    { address: addressOf({ until: "2019-12-31" }) },
    "The Harbour Ledger used this address until 31 December 2019.",
  ],
  [
    "address and text of one outlet, in one sentence",
    { address: addressOf(), matches: [matchOf()] },
    "This address belongs to The Harbour Ledger, and the text of this page shares 412 words with an article it published on 7 August 2021.",
  ],
  [
    "mirror and text of one outlet",
    { address: addressOf({ role: "mirror" }), matches: [matchOf({}, { publishedOn: null })] },
    "This address is a mirror of The Harbour Ledger, and the text of this page shares 412 words with an article it published.",
  ],
  [
    "a text on another outlet's address",
    { address: addressOf({ outlet: other }), matches: [matchOf()] },
    "The text of this page shares 412 words with an article that The Harbour Ledger published on 7 August 2021.",
  ],
  [
    "a quotation on an outlet's address",
    { address: addressOf({ outlet: other }), matches: [quote] },
    "Published by Other Paper.",
  ],
];
for (const [name, knowledge, expected] of headlines) {
  test(`headline: ${name}`, () => assert.equal(phrases.headline(knowledgeOf(knowledge), now), expected));
}

test("the second line tells the other half, the age, and further matches", () => {
  const asides = (/** @type {Sample} */ knowledge) => [...phrases.asides(knowledgeOf(knowledge), now)];
  assert.deepEqual(asides({ matches: [matchOf()] }), ["This text is from August 2021."]);
  assert.deepEqual(asides({ matches: [matchOf({}, { publishedOn: "2024-06-02" })] }), []);
  assert.deepEqual(asides({ matches: [matchOf({}, { publishedOn: "2024-05-31" })] }), ["This text is from May 2024."]);
  assert.deepEqual(asides({ matches: [quote] }), []);
  assert.deepEqual(asides({ address: addressOf({ outlet: other }), matches: [matchOf(), quote, quote] }), [
    "ledger.example is an address of Other Paper.",
    "This text is from August 2021.",
    "It also shares text with 2 more articles.",
  ]);
  assert.deepEqual(asides({ address: addressOf({ role: "impersonator" }), matches: [matchOf(), quote] }), [
    "The text of this page shares 412 words with an article that The Harbour Ledger published on 7 August 2021.",
    "This text is from August 2021.",
    "It also shares text with 1 more article.",
  ]);
});

test("a page that is little of an article discusses it: the outlet's own address comes first, and the text is not old news", () => {
  const discussed = matchOf({ class: "large part", pageShare: 0.24 });
  const own = { address: addressOf({ outlet: other }), matches: [discussed] };
  assert.equal(phrases.headline(knowledgeOf(own), now), "Published by Other Paper.");
  assert.deepEqual([...phrases.asides(knowledgeOf({ matches: [discussed] }), now)], []);
  const carried = { ...own, matches: [{ ...discussed, pageShare: 0.25 }] };
  assert.match(phrases.headline(knowledgeOf(carried), now), /^The text of this page shares/);
});

test("whoever wants to hear no more is offered the outlets that the first line speaks of", () => {
  const offered = (/** @type {Sample} */ knowledge) =>
    phrases.outletsSpokenOf(knowledgeOf(knowledge)).map(({ name }) => name);
  assert.deepEqual([...offered({ matches: [matchOf()] })], ["The Harbour Ledger"]);
  assert.deepEqual([...offered({ address: addressOf(), matches: [matchOf()] })], ["The Harbour Ledger"]);
  const both = { address: addressOf({ outlet: other }), matches: [matchOf()] };
  assert.deepEqual([...offered(both)], ["Other Paper", "The Harbour Ledger"]);
  assert.deepEqual([...offered({ matches: [matchOf({}, { outlet: null })] })], []);
  const imitation = addressOf({ role: "impersonator", outlet: other });
  assert.deepEqual([...offered({ address: imitation })], [], "which is told of whatever is hidden");
  assert.deepEqual([...offered({ address: imitation, matches: [matchOf()] })], ["The Harbour Ledger"]);
  assert.deepEqual([...offered({ status: "nothing" })], []);
});

test("the match in words", () => {
  assert.equal(phrases.classLine(matchOf()), "Same article");
  assert.equal(
    phrases.matchLine(matchOf()),
    "Shares 412 words in 2 passages; the longest run has 380 words. Of the archived article, 97% is here, and it is 60% of this page.",
  );
  const quoted = matchOf({ class: "quotes a passage", passages: [], articleShare: 0.004, pageShare: 0.9999 });
  assert.equal(phrases.classLine(quoted), "Quotes a passage");
  assert.equal(
    phrases.matchLine(quoted),
    "Shares 412 words; the longest run has 380 words. Of the archived article, less than 1% is here, and it is 99% of this page.",
  );
  assert.equal(phrases.classLine(matchOf({ class: "large part" })), "Large part of an article");
});

test("the address in words", () => {
  assert.equal(
    phrases.addressLine(addressOf({ since: "2010-05-03" }), now),
    "ledger.example is an address of The Harbour Ledger. In use since 3 May 2010.",
  );
  assert.equal(
    phrases.addressLine(addressOf({ role: "mirror", until: "2020-01-01" }), now),
    "ledger.example was a mirror of The Harbour Ledger until 1 January 2020.",
  );
  assert.equal(
    phrases.addressLine(addressOf({ role: "impersonator" }), now),
    "ledger.example imitates The Harbour Ledger. It is not one of its addresses.",
  );
});

test("the status tells nothing, not fetched, never loaded, too short and no feed apart", () => {
  const line = (/** @type {KnowledgeStatus} */ status, /** @type {Partial<FeedState>} */ state = {}) =>
    phrases.statusLine(knowledgeOf({ status, feed: feedOf(state) }), now);
  assert.equal(line("nothing"), "Nothing known here. The list, refreshed 4 minutes ago, holds 1,204 articles.");
  assert.equal(line("nothing", { fetchedAt: null, articles: 1 }), "Nothing known here. The list holds 1 article.");
  assert.equal(
    line("offline", { fetchedAt: "2025-05-30T11:00:00Z", problem: "No answer." }),
    "Nothing known here, but what is kept may be out of date or incomplete. The list, refreshed 2 days ago, holds 1,204 articles. It may be out of date. Last problem: No answer.",
  );
  assert.equal(
    line("never-loaded", { name: "", fingerprint: null, fetchedAt: null, articles: 0, problem: "404" }),
    "No feed has been loaded yet, so nothing can be said about this page. Last problem: 404",
  );
  assert.match(line("too-short"), /^This page has too little text to compare\. /);
  assert.match(line("known"), /^Something is known about this page\. /);
  assert.equal(
    phrases.statusLine(knowledgeOf({ status: "no-feed", voices: [] }), now),
    "No feed is switched on: add one, or switch one on, in the options.",
  );
  const two = [voiceOf(), voiceOf()];
  assert.equal(phrases.statusLine(knowledgeOf({ status: "nothing", voices: two }), now), "Nothing known here.");
});

test("dates are as exact as they were given, and no date is invented", () => {
  assert.equal(phrases.formatDate("2021-08-07"), "7 August 2021");
  assert.equal(phrases.formatDate("2021-08-07T23:59:59Z"), "7 August 2021");
  assert.equal(phrases.formatDate("2021-08"), "August 2021");
  assert.equal(phrases.formatDate("2021"), "2021");
  for (const wrong of ["", null, "2021-13-01", "yesterday", "<b>2021</b>"]) assert.equal(phrases.formatDate(wrong), "");
});

test("strings of a feed cannot turn, pile up over or flood a sentence", () => {
  const name = `\u202eLedger${"\u0301".repeat(50)}${"x".repeat(5000)}`;
  const line = phrases.headline(knowledgeOf({ address: addressOf({ outlet: { ...other, name } }) }), now);
  assert.ok(line.length < 200);
  assert.ok(!line.includes("\u202e"));
  assert.ok(!line.includes("\u0301".repeat(5)));
  assert.equal(phrases.clean("One.\n\n \n\t\n\nTwo.\u2028\nThree.", 100), "One.\n\nTwo.\nThree.");
  const arabic = phrases.headline(knowledgeOf({ address: addressOf({ outlet: { ...other, name: "صحيفة" } }) }), now);
  assert.equal(arabic, "Published by \u2068صحيفة\u2069.");
});

test("every kind of knowledge has its words", () => {
  const days = [null, "2020-01-01"];
  for (const role of /** @type {const} */ (["official", "mirror", "account", "impersonator"])) {
    for (const until of days) {
      const address = addressOf({ role, until });
      assert.ok(phrases.addressLine(address, now));
      assert.ok(phrases.headline(knowledgeOf({ address }), now));
      assert.ok(phrases.headline(knowledgeOf({ address: { ...address, outlet: other } }), now));
    }
    for (const publishedOn of days) {
      const matches = [matchOf({}, { publishedOn })];
      assert.ok(phrases.headline(knowledgeOf({ address: addressOf({ role }), matches }), now));
    }
  }
  for (const outlet of [ledger, null]) {
    for (const publishedOn of days) {
      for (const kind of /** @type {const} */ (["same article", "large part", "quotes a passage"])) {
        const match = matchOf({ class: kind }, { outlet, publishedOn });
        assert.ok(phrases.matchLine(match));
        assert.ok(phrases.headline(knowledgeOf({ matches: [match] }), now));
      }
    }
  }
});
