/** Pages and feeds that pile up combining marks: to put them in order, as Unicode wants it, must not take for ever. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Page } from "../../extension/background/page.js";
import { passagesOf, placed, ROOM_OF_FEED } from "../../extension/background/passages.js";
import { articleText } from "../../extension/background/shapes.js";
import { compare } from "../../extension/matching/compare.js";
import { words, wordSpans } from "../../extension/matching/words.js";
import { articleOf, prose } from "./making.js";

/** @typedef {import("../../extension/background/shapes.js").FeedArticle} FeedArticle */

/** In an order that is not theirs. */
const PILE = "\u0301\u0323";
/** Marks that are put in order with what stands before them; two of them Unicode counts among the letters. */
const WANDERING = "𝅥ﾟﾞཱིආ ";
/** Milliseconds: on a slow and busy machine, and far below what the square of them takes. */
const SOON = 5000;

/** @param {() => void} work */
function took(work) {
  const began = performance.now();
  work();
  return performance.now() - began;
}

test("a page that piles up marks keeps nobody busy", () => {
  const pile = `a${PILE.repeat(200_000)}`;
  assert.ok(took(() => new Page(`${prose(1)} ${pile} ${prose(2)}`)) < SOON);
  const page = new Page(`${prose(1)} ${pile.slice(0, 300_000)} ${prose(2)}`);
  assert.ok(took(() => page.spans) < SOON);
  assert.equal(page.spans.length, page.words.length);
});

test("nor does a feed that piles them up in what it quotes", () => {
  const page = new Page(prose(1));
  const quote = `a${PILE.repeat(2499)}`;
  const notes = Array.from({ length: 50 }, () => /** @type {Note} */ (/** @type {unknown} */ ({ quote })));
  // Ten times, so that a moment in which the machine is busy with something else counts for less.
  const often = () => {
    for (let round = 0; round < 10; round++) placed(notes, page);
  };
  assert.ok(took(often) < SOON);
});

test("of a pile the first marks are read, and every word behind it", () => {
  assert.deepEqual(words(`a${PILE.repeat(150)}`), words(`a${PILE.repeat(150_000)}`));
  assert.deepEqual(words(`so ${PILE.repeat(9000)} it\u0301 goes`), words("so it goes"));
});

test("marks that change places by being put in order leave every word where it stands", () => {
  const text = prose(1);
  const before = WANDERING.repeat(100);
  assert.equal(wordSpans(before).length, words(before).length);
  const page = new Page(before + text);
  const made = articleOf(1, { text }).article;
  const { passages } = compare(page.index, articleText(made.shingles, made.words));
  const article = /** @type {FeedArticle} */ (/** @type {unknown} */ ({ id: 1, licence: null, body: null }));
  const [{ place }] = passagesOf(passages, article, page, { ...ROOM_OF_FEED });
  assert.deepEqual(place, [before.length, before.length + text.length]);
});
