/** Why the server left out a piece of a page: curators read it in their own language. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

/** @param {string} path */
const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("the extension has words for each reason that the server gives", () => {
  const [, declared] = /class Reason\(StrEnum\):([^]*?)\n\n\n/.exec(read("server/masthead/intake/segments.py")) ?? [];
  const reasons = [...declared.matchAll(/^ {4}[A-Z_]+ = "(.+)"$/gm)].map(([, words]) => words);
  const said = [...read("extension/ui/segments.js").matchAll(/^ {2}"?([a-z ]+)"?: say\("reason/gm)].map(
    ([, one]) => one,
  );
  assert.ok(reasons.length > 10);
  assert.deepEqual(said.sort(), reasons.sort());
});
