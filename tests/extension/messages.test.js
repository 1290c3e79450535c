/** The messages and the sources that ask for them. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../../extension/", import.meta.url);
/** @param {string} path */
const read = (path) => readFileSync(new URL(path, root), "utf8");

/** @type {Record<string, {message: string, description: string, placeholders?: Record<string, {content: string}>}>} */
const messages = JSON.parse(read("_locales/en/messages.json"));

test("every message that the sources ask for exists, and none is left over", () => {
  const paths = ["page/", "ui/"].flatMap((folder) => readdirSync(new URL(folder, root)).map((file) => folder + file));
  const sources = paths.filter((path) => /\.(js|html)$/.test(path)).map(read);
  const manifest = existsSync(new URL("manifest.json", root)) ? read("manifest.json") : "";
  const text = sources.join("\n");
  const asked = new Set([
    ...[...text.matchAll(/\bsay\(\s*"(\w+)"/g), ...text.matchAll(/getMessage\("(\w+)"/g)].map(([, key]) => key),
    ...[...text.matchAll(/data-say="(\w+)"/g), ...manifest.matchAll(/__MSG_(\w+)__/g)].map(([, key]) => key),
    ...[...text.matchAll(/\bsayCount\("(\w+)"/g)].flatMap(([, key]) => [`${key}_one`, `${key}_other`]),
  ]);
  assert.ok(asked.size > 60);
  assert.deepEqual(
    [...asked].filter((key) => !messages[key]),
    [],
  );
  // Keys that are put together or chosen from stand in the sources in part; phrases.test.js proves those.
  const composed = /^(headline|address|class|status|match)[A-Z]|^extension/;
  assert.deepEqual(
    Object.keys(messages).filter((key) => !asked.has(key) && !composed.test(key)),
    [],
  );
});

test("every message has a description, and uses the placeholders it declares", () => {
  for (const [key, { message, description, placeholders = {} }] of Object.entries(messages)) {
    assert.ok(description, key);
    const used = new Set([...message.matchAll(/\$([A-Z]+)\$/g)].map(([, name]) => name.toLowerCase()));
    assert.deepEqual(Object.keys(placeholders).sort(), [...used].sort(), key);
  }
});
