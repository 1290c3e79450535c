/** What runs in every page: only what reads it, and little of that. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { test } from "node:test";

import { BANNER } from "../../extension/background/injecting.js";

const EXTENSION = new URL("../../extension/", import.meta.url);
const MOST_BYTES = 50_000;
const READING = ["genuine", "cut", "ink", "visible", "text", "watch", "main"].map((name) => `page/${name}.js`);
const { content_scripts: scripts } = JSON.parse(readFileSync(new URL("manifest.json", EXTENSION), "utf8"));

test("in every page runs what reads it, when the page stands, and nothing else", () => {
  const matches = ["http://*/*", "https://*/*"];
  assert.deepEqual(scripts, [{ matches, js: READING, run_at: "document_idle" }]);
});

test("that takes less than 50 KB, comments and all", () => {
  const bytes = READING.map((file) => statSync(new URL(file, EXTENSION)).size);
  const sum = bytes.reduce((all, one) => all + one, 0);
  assert.ok(sum < MOST_BYTES, `${sum} bytes`);
});

test("everything else that runs in pages is brought when there is something to show", () => {
  const all = readdirSync(new URL("page/", EXTENSION)).filter((name) => name.endsWith(".js"));
  assert.deepEqual(all.map((name) => `page/${name}`).sort(), [...READING, ...BANNER].sort());
});
