/** What went wrong with a feed, as the reader is told it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Trouble, troubleOf, unreadable } from "../../extension/background/trouble.js";
import { phrases } from "./knowledge.js";

/** @type {[unknown, string][]} */
const told = [
  [new Trouble("unreachable", "the list could not be fetched"), "Its server cannot be reached."],
  [
    new Trouble("answered", "the list could not be fetched: 404", { args: [404] }),
    "Its server answered with the status 404.",
  ],
  [
    new Trouble("older", "version 4", { args: [4, 5] }),
    "It offers version 4, older than version 5 that was seen before.",
  ],
  [new Error("a record was expected"), "It is not as a feed should be (a record was expected)."],
  [new SyntaxError('Unexpected token "your bank"'), "It is not as a feed should be (it is not valid JSON)."],
  [new TypeError("x is not a function"), "Something went wrong in the extension (x is not a function)."],
  ["<b>odd</b>: or not", "It is not as a feed should be (<b>odd</b>: or not)."],
];
for (const [trouble, words] of told) {
  test(`a feed's trouble is told so: ${words}`, () => {
    assert.equal(phrases.problemWords(troubleOf(trouble)).replace(/[\u2068\u2069]/g, ""), words);
  });
}

test("what an earlier version of the extension has kept is told as it stands", () => {
  assert.equal(phrases.problemWords("the server answered 503"), "the server answered 503");
  assert.equal(phrases.problemWords(unreadable(new Error("x"))), "What was kept of it cannot be read.");
});

test("a server that is not there is told apart from one whose answer is refused", () => {
  const isOutOfReach = (/** @type {string | null} */ problem) =>
    phrases.isOutOfReach(/** @type {FeedState} */ (/** @type {unknown} */ ({ problem })));
  assert.deepEqual(["unreachable: x", "answered 503: x", "slow: x"].map(isOutOfReach), [true, true, true]);
  assert.deepEqual(["key: x", "signature: x", "slowly", null].map(isOutOfReach), [false, false, false, false]);
});
