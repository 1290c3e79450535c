/** The text of an article is read where its licence says that it is free to publish, and nowhere else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readGroup } from "../../extension/background/shapes.js";
import { json } from "./making.js";

/** @typedef {{[field: string]: unknown}} Raw */

/** @param {Raw} changes what is said of an article besides */
function read(changes) {
  const empty = { outlet: null, language: null, published_on: null, url: null, placements: [], notes: [] };
  const article = { id: 4, title: "Grain", shingles: "", words: "", ...empty, ...changes };
  const [{ licence, body }] = readGroup(json({ format: "masthead-group/2", group: 1, articles: [article] }), 1, 1);
  return [licence, body];
}

test("an article without a licence has no text", () => {
  assert.deepEqual(read({}), [null, null]);
  assert.deepEqual(read({ licence: null, text: null }), [null, null]);
});

test("the text comes with its licence, unless it was left out", () => {
  const text = "\u{1f4f0}".repeat(100_000);
  assert.deepEqual(read({ licence: "CC BY 4.0", text }), ["CC BY 4.0", text]);
  assert.deepEqual(read({ licence: "CC0" }), ["CC0", null]);
});

/** @type {[string, Raw][]} */
const wrong = [
  ["a text that is not said to be free", { text: "Whose is it?" }],
  ["a text of no licence", { text: "x", licence: null }],
  ["a text too long", { text: "x".repeat(100_001), licence: "CC0" }],
  ["a text that is a number", { text: 7, licence: "CC0" }],
  ["half of a character in the text", { text: "\ud83d", licence: "CC0" }],
  ["a licence too long", { licence: "x".repeat(2001) }],
  ["a licence of another kind", { licence: ["CC0"] }],
];
for (const [what, changes] of wrong) {
  test(`${what} is refused`, () => assert.throws(() => read(changes), { code: "broken" }));
}
