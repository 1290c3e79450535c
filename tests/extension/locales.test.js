/** The languages of the extension: each says everything, with the plurals it has. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { faultsOf } from "./locales.js";

/** @typedef {import("./locales.js").Messages} Messages */

const root = new URL("../../extension/_locales/", import.meta.url);
const FOLDERS = readdirSync(root);
/** @param {string} folder @returns {Messages} */
const read = (folder) => JSON.parse(readFileSync(new URL(`${folder}/messages.json`, root), "utf8"));
const english = read("en");

for (const folder of FOLDERS) {
  test(`the messages of ${folder} are those of English, in its own plurals`, () => {
    assert.deepEqual(faultsOf(folder, read(folder), english), []);
  });
}

/**
 * A small translation with a change in it.
 * @param {Messages} changes
 * @returns {Messages}
 */
const russian = (changes = {}) => ({
  localeTag: { message: "ru" },
  textDirection: { message: "ltr" },
  herrings_one: count("$COUNT$ сельдь"),
  herrings_few: count("$COUNT$ сельди"),
  herrings_many: count("$COUNT$ сельдей"),
  herrings_other: count("$COUNT$ сельди"),
  swims: { message: "Она плавает." },
  ...changes,
});
/** @param {string} message @returns {import("./locales.js").Message} */
const count = (message) => ({ message, placeholders: { count: { content: "$1" } } });
/** @type {Messages} */
const MODEL = {
  localeTag: { message: "en-GB", description: "Tag." },
  textDirection: { message: "ltr", description: "Direction." },
  herrings_one: count("$COUNT$ herring"),
  herrings_other: count("$COUNT$ herrings"),
  swims: { message: "It swims.", description: "Of a herring." },
};

test("a translation that says everything has no faults", () => {
  assert.deepEqual(faultsOf("ru", russian(), MODEL), []);
});

/** @type {Record<string, [Messages, RegExp]>} */
const FAULTS = {
  "a tag of another language": [{ localeTag: { message: "uk" } }, /localeTag uk is not ru/],
  "a tag that is none": [{ localeTag: { message: "по-русски" } }, /no language tag/],
  "the wrong direction": [{ textDirection: { message: "rtl" } }, /must be ltr/],
  "a message too many": [{ flies: { message: "Она летает." } }, /flies is no message/],
  "a plural that the language has not": [{ herrings_two: count("$COUNT$ сельди") }, /herrings_two is no message/],
  "a number that is not said, though the form is for 21 too": [
    { herrings_one: { message: "одна сельдь" } },
    /herrings_one: it does not say \$COUNT\$/,
  ],
  "a placeholder that is not declared": [{ herrings_few: { message: "$COUNT$ сельди" } }, /does not declare/],
  "a placeholder that stands for another part": [
    { herrings_few: { message: "$COUNT$ сельди", placeholders: { count: { content: "$2" } } } },
    /count must be \$1/,
  ],
  "a placeholder that English has not": [
    { swims: { message: "$WHO$ плавает.", placeholders: { who: { content: "$1" } } } },
    /English has no who/,
  ],
  "a description": [{ swims: { message: "Она плавает.", description: "О сельди." } }, /descriptions/],
  "a blank at its end": [{ swims: { message: "Она плавает. " } }, /blank/],
  markup: [{ swims: { message: "<b>Она</b> плавает." } }, /markup/],
  "a word for every wave": [{ swims: { message: "Она плавает, ".repeat(5) + "и всё." } }, /much longer/],
};
for (const [what, [changes, said]] of Object.entries(FAULTS)) {
  test(`a translation with ${what} is found`, () => {
    const [fault, ...others] = faultsOf("ru", russian(changes), MODEL);
    assert.match(fault, said);
    assert.deepEqual(others, []);
  });
}

test("a message that is missing is found", () => {
  const rest = russian();
  delete rest.swims;
  assert.deepEqual(faultsOf("ru", rest, MODEL), ["swims is missing"]);
});

test("a language whose forms are for a single number may say that number in words", () => {
  const arabic = {
    ...russian({ localeTag: { message: "ar" }, textDirection: { message: "rtl" } }),
    herrings_zero: { message: "لا رنجة" },
    herrings_one: { message: "رنجة واحدة" },
    herrings_two: { message: "رنجتان" },
  };
  assert.deepEqual(faultsOf("ar", arabic, MODEL), []);
});
