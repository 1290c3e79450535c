/** The shared passages as readers get to see them, and where the quotes of notes stand on a page. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Page } from "../../extension/background/page.js";
import { passagesOf, placed, ROOM_OF_FEED } from "../../extension/background/passages.js";
import { articleText } from "../../extension/background/shapes.js";
import { compare } from "../../extension/matching/compare.js";
import { articleOf, prose } from "./making.js";

/** @typedef {import("../../extension/background/shapes.js").FeedArticle} FeedArticle */

const around = prose(1000, 60);

/**
 * What a page and an article share.
 * @param {string} onPage
 * @param {string} text of the article
 * @param {{licence?: string | null, body?: string | null, bytes?: number}} [more]
 */
function shared(onPage, text, { licence = null, body = null, bytes = 1e6 } = {}) {
  const page = new Page(onPage);
  const made = articleOf(1, { text }).article;
  const { passages } = compare(page.index, articleText(made.shingles, made.words));
  const room = { bytes, archived: 1e6 };
  const article = /** @type {FeedArticle} */ (/** @type {unknown} */ ({ id: 1, licence, body }));
  return { told: passagesOf(passages, article, page, room), page, room };
}

test("a passage is told as it stands on the page, with its place", () => {
  const text = prose(1);
  const onPage = `${around}. “${text.toUpperCase()}” ${around}`;
  const [passage, ...more] = shared(onPage, text).told;
  assert.deepEqual([more, passage.words, passage.archived], [[], 200, null]);
  assert.deepEqual(passage.place, [around.length + 3, around.length + 3 + text.length]);
  assert.ok(text.toUpperCase().startsWith(String(passage.page?.slice(0, -2))));
});

test("a long passage is told in part, in whole words", () => {
  const text = prose(1, 400);
  const [{ page, place }] = shared(text, text).told;
  assert.ok(page && page.length <= 1502 && page.length > 1400);
  assert.match(page, / …$/);
  assert.equal(text[page.length - 2], " ", "the next word begins behind it");
  assert.deepEqual(place, [0, text.length], "its place is that of all of it");
});

test("where the archived text is free to publish it stands beside the page's own", () => {
  const body = prose(1, 100).replace(/ /g, ",  ");
  const given = { licence: "CC BY 4.0", body };
  const [{ page, archived }] = shared(`${around} ${prose(1, 100)}`, body, given).told;
  assert.equal(page, prose(1, 100));
  assert.equal(archived, body);
  for (const lacking of [{ body }, { licence: "CC BY 4.0" }]) {
    assert.equal(shared(`${around} ${prose(1, 100)}`, body, lacking).told[0].archived, null);
  }
});

test("an archived text that is not the one that was compared is left out, and breaks nothing", () => {
  const [{ page, archived }] = shared(prose(1), prose(1), { licence: "CC0", body: "Too short." }).told;
  assert.equal(archived, null);
  assert.ok(page);
});

test("many long archived texts take no time: those are left out that would be too much", () => {
  const body = "\ufdfa".repeat(100_000);
  const article = /** @type {FeedArticle} */ (/** @type {unknown} */ ({ id: 1, licence: "CC0", body }));
  const room = { ...ROOM_OF_FEED };
  const began = performance.now();
  for (let match = 0; match < 100; match++) passagesOf([], article, null, room);
  assert.ok(performance.now() - began < 5000);
  assert.equal(room.archived, 0);
});

test("only the first passages are told in full, and no more of them than fits", () => {
  const pieces = Array.from({ length: 40 }, (_, at) => prose(at, 40));
  const onPage = pieces.map((piece, at) => `${piece} ${prose(2000 + at, 30)}`).join("\n");
  const { told } = shared(onPage, pieces.join(" "));
  assert.equal(told.length, 40);
  assert.deepEqual(
    told.map(({ page }) => page !== null),
    told.map((_, at) => at < 30),
  );
  assert.ok(told.every(({ place }) => place));
  const little = shared(onPage, pieces.join(" "), { bytes: 1000 });
  const kept = little.told.filter(({ page }) => page);
  assert.ok(kept.length >= 2 && kept.length <= 6);
  assert.equal(little.room.bytes, 1000 - kept.reduce((sum, { page }) => sum + String(page).length, 0));
});

test("of a page too long to say where its words stand, passages are counted only", () => {
  const { told } = shared(`${prose(1)} ${"あ".repeat(400_000)}`, prose(1));
  assert.deepEqual(told, [{ words: 200, place: null, page: null, archived: null }]);
});

/** @param {string | null} quote @returns {Note} */
const noteOn = (quote) => ({ id: "1", text: "So.", language: null, quote, publishedOn: "2024-05-01", sources: [] });

test("a note's quote is found where it stands on the page word for word, however it is set", () => {
  const page = new Page(`${around}\nELEVEN thousand  sacks,\ncrossed the “planks”. ${around}`);
  const find = (/** @type {string | null} */ quote) => placed([noteOn(quote)], page)[0].place;
  const start = around.length + 1;
  assert.deepEqual(find("eleven thousand sacks crossed the planks"), [start, start + 43]);
  assert.deepEqual(find("sacks"), [start + 17, start + 22]);
  assert.equal(find("eleven thousand sacks crossed the quay"), undefined);
  assert.equal(find("…"), undefined);
  assert.equal(find(null), undefined);
  assert.equal(placed([noteOn("sacks")], null)[0].place, undefined);
});

test("quotes that nearly stand everywhere take no time", () => {
  const page = new Page("so ".repeat(100_000));
  const notes = Array.from({ length: 500 }, () => noteOn(`${"so ".repeat(1000)}it goes`));
  const began = performance.now();
  assert.ok(placed(notes, page).every(({ place }) => !place));
  assert.ok(performance.now() - began < 3000);
});
