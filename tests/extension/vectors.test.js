/** The vectors of fixtures/vectors hold for the extension's modules, as they do for Python's. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { failures, FILES } from "./vectors.js";

const folder = new URL("../../fixtures/vectors/", import.meta.url);
/** @param {string} name @returns {import("./vectors.js").Vectors} */
const read = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
const vectors = Object.fromEntries(FILES.map((name) => [name, read(name)]));

test("every vector holds", () => {
  assert.deepEqual(failures(vectors), []);
});

test("a missing file of vectors is a failure", () => {
  const { words, ...others } = vectors;
  assert.ok(words.cases.length > 0);
  assert.deepEqual(
    failures(others).filter((wrong) => wrong.startsWith("words.json")).length,
    ["cases", "same_as", "different"].length,
  );
});

/** @type {[string, (given: import("./vectors.js").Case) => import("./vectors.js").Case][]} */
const changes = [
  ["words", (given) => ({ ...given, words: [[1, 2, 4]] })],
  ["fingerprint", (given) => ({ ...given, kept: [0, 1, 2] })],
  ["list", (given) => ({ ...given, values: [1, 2, 3] })],
  ["pairs", (given) => ({ ...given, spots: [[99]] })],
  ["compare", (given) => ({ ...given, page_share: given.page_share + 2 ** -52 })],
  ["address", (given) => ({ ...given, candidates: ["elsewhere.example"] })],
];
for (const [name, change] of changes) {
  test(`a wrong value in ${name}.json is found`, () => {
    const cases = vectors[name].cases.map(change);
    assert.equal(failures({ ...vectors, [name]: { ...vectors[name], cases } }).length, cases.length);
  });
}
