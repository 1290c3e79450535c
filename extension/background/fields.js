// The parts that a feed's JSON is made of, each checked as it is taken. Nothing a feed says is believed: what is not as
// docs/protocol.md tells is refused, and what is too long is refused too.
import { Trouble } from "./trouble.js";

export const MAX_LINE = 2000;
const LINK = /^https?:\/\/[^/]/;
export const MAX_TEXT = 5000;

/** @typedef {{[field: string]: unknown}} Raw */

/** @param {boolean} holds @param {string} what */
export function require(holds, what) {
  if (!holds) throw new Trouble("broken", what);
}

/** @param {unknown} value @returns {Raw} */
export function record(value) {
  require(typeof value === "object" && value !== null && !Array.isArray(value), "a record was expected");
  return /** @type {Raw} */ (value);
}

/** @param {unknown} value @param {number} most @returns {unknown[]} */
export function array(value, most) {
  require(Array.isArray(value) && value.length <= most, "a list was expected, or it is too long");
  return /** @type {unknown[]} */ (value);
}

/** @param {unknown} value @param {number} [most] characters, of which some take two units @returns {string} */
export function text(value, most = MAX_LINE) {
  const fits = (/** @type {string} */ one) =>
    one.length <= most || (one.length <= 2 * most && Array.from(one).length <= most);
  require(typeof value === "string" && fits(value), "a text was expected, or it is too long");
  require(!/\p{Surrogate}/u.test(String(value)), "half of a character");
  return /** @type {string} */ (value);
}

/** @param {unknown} value @param {number} [most] @returns {string | null} */
export const optional = (value, most) => (value === null ? null : text(value, most));

/** @param {unknown} value @param {number} least @param {number} most @returns {number} */
export function whole(value, least, most) {
  require(Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most, "a number is out of range");
  return Number(value);
}

/** @param {unknown} value @param {RegExp} pattern */
export function like(value, pattern) {
  const found = text(value);
  require(pattern.test(found), "a word or number has another form than was expected");
  return found;
}

/** @param {unknown} value a day as 2021-08-07 */
export function day(value) {
  const found = like(value, /^(?!0000)\d{4}-\d{2}-\d{2}$/);
  const known = new Date(`${found}T00:00:00Z`);
  // Browsers take the 31st of February for the 3rd of March, or for none at all.
  require(!Number.isNaN(known.getTime()) && known.toISOString().startsWith(found), "a day that is none");
  return found;
}

/** @param {unknown} value a moment as 2021-08-07T12:00:00Z */
export function moment(value) {
  const found = like(value, /^[\d-]{10}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/);
  day(found.slice(0, 10));
  return found;
}

/** @param {unknown} value */
export const optionalDay = (value) => (value === null ? null : day(value));

/** @param {unknown} value a web address: whatever readers are shown must be where they can check it */
export const link = (value) => like(value, LINK);

/** @param {unknown} value */
export const isLink = (value) => typeof value === "string" && LINK.test(value);

/** @param {unknown} value a SHA-256 or a key */
export const digest = (value) => like(value, /^[0-9a-f]{64}$/);

/**
 * The JSON of a file, if it says it is of the expected format.
 * @param {Uint8Array} bytes
 * @param {string} format
 */
export function parse(bytes, format) {
  const raw = record(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  require(raw.format === format, `${format} was expected`);
  return raw;
}
