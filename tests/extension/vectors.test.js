/** The vectors of fixtures/vectors hold for the extension's modules, as they do for Python's. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { failures, FILES } from "./vectors.js";

const folder = new URL("../../fixtures/vectors/", import.meta.url);
/** @param {string} name @returns {import("./vectors.js").Vectors} */
const read = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
const vectors = Object.fromEntries(FILES.map((name) => [name, read(name)]));

test("every vector holds", async () => {
  assert.deepEqual(await failures(vectors), []);
});

test("a missing file of vectors is a failure", async () => {
  const { words, ...others } = vectors;
  assert.ok(words.cases.length > 0);
  const wrong = (await failures(others)).filter((one) => one.startsWith("words.json"));
  assert.equal(wrong.length, ["cases", "same_as", "different"].length);
});

/** @type {[string, string, (given: import("./vectors.js").Case) => import("./vectors.js").Case][]} */
const changes = [
  ["words", "cases", (given) => ({ ...given, words: [[1, 2, 4]] })],
  ["fingerprint", "cases", (given) => ({ ...given, kept: [0, 1, 2] })],
  ["list", "cases", (given) => ({ ...given, prefixes: [...given.prefixes, 1], groups: [...given.groups, 0] })],
  ["list", "cases", (given) => ({ ...given, hex: `${given.hex}00` })],
  ["list", "refused", () => vectors.list.cases[0]],
  ["list", "dense", () => vectors.list.cases[0]],
  ["pairs", "cases", (given) => ({ ...given, leads: [...given.leads, { group: 99, kind: "rows", hits: [99] }] })],
  ["updates", "lists", (given) => ({ ...given, new: "00" })],
  ["updates", "tables", (given) => ({ ...given, new: "00" })],
  ["updates", "refused_lists", () => vectors.updates.lists[0]],
  ["updates", "refused_tables", () => vectors.updates.tables[0]],
  ["index", "cases", (given) => ({ ...given, key: given.key ? null : "0".repeat(64) })],
  ["compare", "cases", (given) => ({ ...given, page_share: given.page_share + 2 ** -52 })],
  ["address", "cases", (given) => ({ ...given, candidates: ["elsewhere.example"] })],
];
for (const [name, list, change] of changes) {
  test(`a wrong value in ${list} of ${name}.json is found`, async () => {
    const cases = vectors[name][list].map(change);
    const wrong = await failures({ ...vectors, [name]: { ...vectors[name], [list]: cases } });
    assert.equal(wrong.length, cases.length);
  });
}
