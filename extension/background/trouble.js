// What went wrong with a feed: for the reader a code, of which there is a sentence in every language (page/feeds.js), and
// for whoever looks closer what happened, in English.

/**
 * `unreachable`, `answered` (and the status), `slow`, `large`, `budget`: what was asked for did not come. `signature`,
 * `key`, `pin`, `older` (and both versions), `broken`: what came is not believed. `unreadable`, `full`, `unkept`: this
 * browser's own storage. `busy`: looking a page up takes too long. `odd`: something of ours went wrong.
 * @typedef {"unreachable" | "answered" | "slow" | "large" | "budget" | "signature" | "key" | "pin" | "older" | "broken"
 *   | "unreadable" | "full" | "unkept" | "busy" | "odd"} Code
 */

export class Trouble extends Error {
  /**
   * @param {Code} code
   * @param {string} message what happened
   * @param {{args?: number[], cause?: unknown}} [more] `args`: what belongs into the sentence
   */
  constructor(code, message, { args = [], cause } = {}) {
    super(message, { cause });
    this.code = code;
    this.args = args;
  }
}

/**
 * What is kept and told of an error: its code and what belongs to it, a colon, and what happened. What no code was given
 * for is something that a feed should not contain.
 * @param {unknown} error
 */
export function troubleOf(error) {
  // What an engine says of bad JSON quotes it: nobody but the publisher is to put words into a reader's sentence.
  if (error instanceof SyntaxError) return "broken: it is not valid JSON";
  if (error instanceof Trouble) return `${[error.code, ...error.args].join(" ")}: ${error.message}`;
  const isOurs = error instanceof TypeError || error instanceof RangeError || error instanceof DOMException;
  return `${isOurs ? "odd" : "broken"}: ${wordsOf(error)}`;
}

/** As `troubleOf`, where what the browser has kept of a feed cannot be read. @param {unknown} error */
export const unreadable = (error) => `unreadable: what was kept of it cannot be read: ${wordsOf(error)}`;

/** @param {unknown} error */
export const wordsOf = (error) => (error instanceof Error ? error.message : String(error));
