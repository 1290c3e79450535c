// What a page and an article have in common, as it stands on the page and in the archive; and where the quotes of notes
// stand on the page. All of it comes from texts that are here already, and is bounded.
import { words, wordSpans } from "../matching/words.js";

/** @typedef {import("./page.js").Page} Page */
/** @typedef {import("./shapes.js").FeedArticle} FeedArticle */
/** @typedef {import("../matching/compare.js").SharedPassage} SharedPassage */
/** Bytes left for texts of passages, and characters of archived texts that are searched for them. @typedef {{bytes: number, archived: number}} Room */

/** Passages of one match that are told. */
const MOST_PASSAGES = 1000;
/** Those of which the text is told, its characters, and its bytes in one match. */
const MOST_TEXTS = 30;
const LONGEST_TEXT = 1500;
const MOST_BYTES = 30 * 1024;
/** What all matches of a feed may take. @type {Room} */
export const ROOM_OF_FEED = { bytes: 90 * 1024, archived: 300_000 };
/** Notes of one article that are looked for on the page. */
const MOST_QUOTES = 50;

const encoder = new TextEncoder();

/**
 * @param {SharedPassage[]} shared
 * @param {FeedArticle} article
 * @param {Page | null} page
 * @param {Room} room of the feed
 * @returns {Passage[]}
 */
export function passagesOf(shared, article, page, room) {
  const spans = page?.spans ?? [];
  const archive = archiveOf(article, room);
  const left = { bytes: Math.min(MOST_BYTES, room.bytes) };
  room.bytes -= left.bytes;
  const told = shared
    .slice(0, MOST_PASSAGES)
    .map(({ words: count, pageStart, pageEnd, articleStart, articleEnd }, at) => {
      // Where the words of the page stand is not known of a text too long to say.
      const known = page !== null && spans.length > 0;
      const texts = at < MOST_TEXTS;
      return {
        words: count,
        place: known ? placeOf(spans, pageStart, pageEnd) : null,
        page: known && texts ? cut(page.text, spans, pageStart, pageEnd, left) : null,
        archived: archive && texts ? cut(archive.text, archive.spans, articleStart, articleEnd, left) : null,
      };
    });
  room.bytes += left.bytes;
  return told;
}

/**
 * The archived text with the places of its words, where it may be shown and is not too much with the others.
 * @param {FeedArticle} article
 * @param {Room} room
 */
function archiveOf({ licence, body }, room) {
  if (!licence || !body || body.length > room.archived) return null;
  room.archived -= body.length;
  return { text: body, spans: wordSpans(body) };
}

/** @param {[number, number][]} spans @param {number} from @param {number} to @returns {[number, number]} */
const placeOf = (spans, from, to) => [spans[from][0], spans[to - 1][1]];

/**
 * Some words of a text as they stand there: as many whole ones as fit.
 * @param {string} text
 * @param {[number, number][]} spans
 * @param {number} from
 * @param {number} to
 * @param {Pick<Room, "bytes">} left
 * @returns {string | null} null where nothing is left, or the text has no such words
 */
function cut(text, spans, from, to, left) {
  if (!spans[from] || !spans[to - 1]) return null;
  const [start, whole] = placeOf(spans, from, to);
  let last = to;
  while (last > from && spans[last - 1][1] - start > LONGEST_TEXT) last--;
  if (last === from) return null; // a single word of that length
  const end = spans[last - 1][1];
  const piece = end < whole ? `${text.slice(start, end)} …` : text.slice(start, end);
  const { length } = encoder.encode(piece);
  if (length > left.bytes) return null;
  left.bytes -= length;
  return piece;
}

/**
 * Notes with the places where what they quote stands on the page, word for word.
 * @param {Note[]} notes
 * @param {Page | null} page
 * @returns {Note[]}
 */
export function placed(notes, page) {
  if (!page?.spans.length) return notes;
  return notes.map((note, at) => {
    const run = note.quote && at < MOST_QUOTES ? find(page.words, words(note.quote)) : null;
    return run ? { ...note, place: placeOf(page.spans, ...run) } : note;
  });
}

/**
 * Where words first stand in a row among others (Knuth, Morris and Pratt: no text makes it slow).
 * @param {import("../matching/words.js").Words} all
 * @param {import("../matching/words.js").Words} wanted
 * @returns {[number, number] | null}
 */
function find(all, wanted) {
  if (!wanted.length) return null;
  /** @param {import("../matching/words.js").Words} words @param {number} at @param {number} place in what is wanted */
  const equal = (words, at, place) => words.a[at] === wanted.a[place] && words.b[at] === wanted.b[place];
  const borders = new Int32Array(wanted.length);
  for (let at = 1, length = 0; at < wanted.length; at++) {
    while (length > 0 && !equal(wanted, at, length)) length = borders[length - 1];
    if (equal(wanted, at, length)) length++;
    borders[at] = length;
  }
  for (let at = 0, length = 0; at < all.length; at++) {
    while (length > 0 && !equal(all, at, length)) length = borders[length - 1];
    if (equal(all, at, length)) length++;
    if (length === wanted.length) return [at - length + 1, at + 1];
  }
  return null;
}
