/** The English messages, and the sources that ask for them. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../../extension/", import.meta.url);
/** @param {string} path */
const read = (path) => readFileSync(new URL(path, root), "utf8");

/** @type {Record<string, {message: string, description: string, placeholders?: Record<string, {content: string}>}>} */
const messages = JSON.parse(read("_locales/en/messages.json"));

const FOLDERS = ["background/", "page/", "ui/"];
const sources = FOLDERS.flatMap((folder) => readdirSync(new URL(folder, root)).map((file) => folder + file))
  .filter((path) => /\.(js|html)$/.test(path))
  .map(read)
  .join("\n");

/**
 * Every word made of one part of each list.
 * @param {...string[]} parts
 * @returns {string[]}
 */
const every = (...parts) => parts.reduce((made, part) => made.flatMap((start) => part.map((end) => start + end)), [""]);

/** Keys that stand nowhere in the sources as a whole, but are put together there. */
const COMPOSED = [
  // page/phrases.js, sharesSentence
  ...every(["headline"], ["Shares", "Quotes"], ["", "Archived"], ["", "Undated"]),
  // page/phrases.js, headline: `ROLES.both`
  ...every(["headlineBoth"], ["Official", "Mirror", "Account"], ["Undated"]),
  // page/phrases.js, addressSentence and addressLine: `ROLES.head` and `ROLES.line` of a time that is over
  "headlineImpersonatorPast",
  ...every(["address"], ["Official", "Mirror", "Account", "Impersonator"], ["Past"]),
];

/**
 * The strings in the first argument of every call of a function: there are several where it is chosen from.
 * @param {string} name
 */
function asked(name) {
  const strings = [];
  for (const { index } of sources.matchAll(new RegExp(`\\b${name}\\(`, "g"))) {
    let depth = 0;
    let at = index + name.length;
    do {
      if ("([{".includes(sources[at])) depth++;
      if (")]}".includes(sources[at])) depth--;
      at++;
    } while (depth > 0 && !(depth === 1 && sources[at] === ","));
    const argument = sources.slice(index + name.length + 1, at);
    // What is compared with is no key: say(kind === "site" ? "hideSite" : "hidePage").
    const chosen = argument.replaceAll(/[!=]==\s*"\w+"/g, "");
    strings.push(...[...chosen.matchAll(/"(\w+)"/g)].map(([, key]) => key));
  }
  return strings;
}

const counted = asked("sayCount").flatMap((key) => [`${key}_one`, `${key}_other`]);
const inDocuments = [...sources.matchAll(/data-say(?:-\w+)?="(\w+)"/g)].map(([, key]) => key);
const inManifest = [...read("manifest.json").matchAll(/__MSG_(\w+)__/g)].map(([, key]) => key);

test("every message that the sources ask for exists", () => {
  const wanted = [...asked("say"), ...asked("getMessage"), ...counted, ...inDocuments, ...inManifest, ...COMPOSED];
  assert.ok(wanted.length > 100);
  assert.deepEqual(
    wanted.filter((key) => !messages[key]),
    [],
  );
});

test("no message is left over that nothing asks for", () => {
  // Keys are also kept in tables, so any string counts.
  const strings = [...sources.matchAll(/"(\w+)"/g)].flatMap(([, key]) => [key, `${key}_one`, `${key}_other`]);
  const used = new Set([...strings, ...counted, ...inManifest, ...COMPOSED]);
  assert.deepEqual(
    Object.keys(messages).filter((key) => !used.has(key)),
    [],
  );
});

test("every message has a description, and an example of everything that stands in it", () => {
  for (const [key, { message, description, placeholders = {} }] of Object.entries(messages)) {
    assert.ok(description, key);
    assert.equal(message, message.trim(), key);
    for (const placeholder of Object.values(placeholders)) assert.ok("example" in placeholder, key);
  }
});
