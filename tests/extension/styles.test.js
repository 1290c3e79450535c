/** The look of what stands in pages. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

test("in pages only generic fonts are used: a page can put its own in the place of any other, and read along", () => {
  const read = (/** @type {string} */ name) =>
    readFileSync(new URL(`../../extension/page/${name}`, import.meta.url), "utf8");
  const code = ["styles.js", "look.js", "highlights.css"].map(read).join("\n");
  const families = [...code.matchAll(/const (?:SERIF|SANS) = [`"](.*?)[`"];/g)].map(([, list]) => list);
  const used = [...code.matchAll(/font-family: ([^;]+);/g)].map(([, value]) => value);
  assert.equal(families.length, 2);
  assert.ok(used.every((value) => ["${SERIF}", "${SANS}", "${mastheadStyles.SERIF}", "inherit"].includes(value)));
  const generic = new Set(["serif", "sans-serif", "system-ui"]);
  assert.deepEqual(
    families
      .join(", ")
      .split(", ")
      .filter((name) => !generic.has(name)),
    [],
  );
});
