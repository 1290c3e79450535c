// A page's text made ready for looking it up: once for all feeds, whatever each of them asks for.
import { PageIndex } from "../matching/compare.js";
import { shingles, winnow } from "../matching/fingerprint.js";
import { fold, wordSpans, wordsOf } from "../matching/words.js";

/** Folded units of a page that are read: some characters stand for a whole sentence. */
export const MAX_UNITS = 3_000_000;
/** Words of a page that are read: comparisons count no further. */
const MAX_WORDS = 2 ** 21 - 1;
/** Longer texts are not searched for where their words stand. */
const MAX_SPANNED = 400_000;

export class Page {
  #text;
  /** @type {Map<number, number[]>} */
  #kept = new Map();
  /** @type {PageIndex | null} */
  #index = null;
  /** @type {[number, number][] | null} */
  #spans = null;

  /** @param {string} text visible text of the page */
  constructor(text) {
    this.#text = text;
    const folded = fold(text);
    const { a, b, weight, length } = wordsOf(folded.slice(0, MAX_UNITS));
    /** Whether only the beginning is read. */
    this.cutShort = folded.length > MAX_UNITS || length > MAX_WORDS;
    this.words = {
      a: a.subarray(0, MAX_WORDS),
      b: b.subarray(0, MAX_WORDS),
      weight: weight.subarray(0, MAX_WORDS),
      length: Math.min(length, MAX_WORDS),
    };
    this.shingles = shingles(this.words);
  }

  /**
   * Positions of the shingles that winnowing keeps.
   * @param {number} w the feed's window
   */
  kept(w) {
    const kept = this.#kept.get(w) ?? winnow(this.shingles.lo, w);
    this.#kept.set(w, kept);
    return kept;
  }

  /** What was read of the page. */
  get text() {
    return this.#text;
  }

  /** All its shingles, ready for comparisons. */
  get index() {
    this.#index ??= new PageIndex(this.shingles, this.words.weight);
    return this.#index;
  }

  /** Where each word stands in the text; empty where the text is too long to say. */
  get spans() {
    this.#spans ??= this.#text.length <= MAX_SPANNED ? wordSpans(this.#text) : [];
    return this.#spans;
  }
}
