/** Which languages articles are told of in, and in which scripts pages are matched. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { isInLanguages, isInScripts, languageOf, scriptOf } from "../../extension/background/languages.js";

test("a language is known by its primary subtag, however it is written", () => {
  /** @type {[unknown, string | null][]} */
  const tags = [
    ["de", "de"],
    ["DE-at", "de"],
    ["zh-Hant-TW", "zh"],
    ["iw", "he"],
    ["yue", "yue"],
    ["und", null],
    ["", null],
    ["english", null],
    ["x-y", null],
    ["de_AT", null],
    [null, null],
    [{}, null],
  ];
  for (const [tag, language] of tags) assert.equal(languageOf(tag), language, String(tag));
});

test("a script is known by its four letters, if its letters can be told", () => {
  /** @type {[unknown, string | null][]} */
  const codes = [
    ["latn", "Latn"],
    ["CYRL", "Cyrl"],
    ["Jpan", "Jpan"],
    ["Hant", "Hant"],
    ["Zyyy", null],
    ["Abcd", null],
    ["Latin", null],
    ["]L&", null],
    [4, null],
  ];
  for (const [code, script] of codes) assert.equal(scriptOf(code), script, String(code));
});

const texts = {
  Latn: "Ein Blatt über Häfen, gegründet 1921. Prix : 3 €.",
  Cyrl: "Северный вестник — газета о портах, 1921 год.",
  Grek: "Μια εφημερίδα για τα λιμάνια.",
  Arab: "صحيفة عن الموانئ والسفن.",
  Jpan: "港と船についての日刊新聞、ローマ字はありません。",
  Kore: "항구와 배에 관한 신문.",
  Hans: "关于港口和船舶的报纸。",
};
for (const [script, text] of Object.entries(texts)) {
  test(`a text in ${script} is matched by whoever chose ${script}, and not by whoever chose another`, () => {
    assert.ok(isInScripts(text, [script]));
    assert.ok(isInScripts(text, ["Thai", script]));
    assert.ok(!isInScripts(text, ["Thai", script === "Latn" ? "Cyrl" : "Latn"]));
    assert.ok(isInScripts(text, null));
  });
}

test("what most of a text is in counts, wherever it stands", () => {
  const mixed = (/** @type {number} */ latin) => `${"abc ".repeat(latin)}${"абв ".repeat(100)}`;
  assert.ok(isInScripts(mixed(101), ["Latn"]));
  assert.ok(!isInScripts(mixed(99), ["Latn"]));
  assert.ok(isInScripts(mixed(99), ["Latn", "Cyrl"]));
  const menu = "menu ".repeat(20_000);
  assert.ok(!isInScripts(menu + "статья ".repeat(40_000), ["Latn"]));
  assert.ok(isInScripts("1921: 3 € — 4 %", ["Latn"]), "a text without letters is in no other script");
  assert.ok(isInScripts("", ["Latn"]));
});

test("the longest page takes no time", () => {
  const text = "статья abc ".repeat(180_000);
  const began = performance.now();
  isInScripts(text, ["Latn", "Jpan"]);
  assert.ok(performance.now() - began < 100);
});

test("an article is told of in the languages that were chosen, and where nobody knows its language", () => {
  assert.ok(isInLanguages("de-CH", ["de", "fr"]));
  assert.ok(!isInLanguages("ru", ["de", "fr"]));
  assert.ok(isInLanguages("", ["de"]));
  assert.ok(isInLanguages("ru", null));
});

test("every language and script that the options offer can be told", () => {
  const codes = readFileSync(new URL("../../extension/ui/codes.js", import.meta.url), "utf8");
  const [languages, scripts] = [...codes.matchAll(/`([^`]+)`/g)].map(([, list]) => list.split(/\s+/));
  assert.ok(languages.length > 50 && scripts.length > 20);
  for (const code of languages) assert.ok(languageOf(code), code);
  for (const code of scripts) assert.equal(scriptOf(code), code);
});
