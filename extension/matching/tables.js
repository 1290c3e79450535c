// The table of groups: what each group's file must hash to, and so what it is called. Twin of matching/tables.py; rules
// in docs/protocol.md, "tables/H.bin".
import { MAX_GROUPS } from "./hashlist.js";

const MAGIC = 0x4d485431; // "MHT1"
const UPDATE_MAGIC = 0x4d485631; // "MHV1"
const HEADER = 8;
const DIGEST = 16;
/** A longer table is refused. */
export const MAX_BYTES = 16 * 1024 * 1024;

/** Numbers and digests as a table or its update has them. */
class Rows {
  #bytes;
  #view;

  /** @param {Uint8Array} bytes @param {number} magic */
  constructor(bytes, magic) {
    if (bytes.length < HEADER || bytes.length > MAX_BYTES) throw new Error("The table is cut short or too large.");
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.count = this.#view.getUint32(4, true);
    if (this.#view.getUint32(0, false) !== magic || bytes.length !== HEADER + this.count * (4 + DIGEST)) {
      throw new Error("The table is not as long as it says.");
    }
    let last = -1;
    for (let at = 0; at < this.count; last = this.number(at++)) {
      if (this.number(at) <= last || this.number(at) >= MAX_GROUPS) throw new Error("The table is not in order.");
    }
  }

  /** @param {number} at */
  number(at) {
    return this.#view.getUint32(HEADER + 4 * at, true);
  }

  /** @param {number} at */
  digest(at) {
    const begin = HEADER + 4 * this.count + DIGEST * at;
    return this.#bytes.subarray(begin, begin + DIGEST);
  }

  /** Whether a row says that there is no such group. @param {number} at */
  gone(at) {
    const begin = HEADER + 4 * this.count + DIGEST * at;
    return [0, 4, 8, 12].every((part) => this.#view.getUint32(begin + part) === 0);
  }

  /** @param {number} number @returns {number} the row of a group, or -1 */
  find(number) {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.number(middle) < number) low = middle + 1;
      else high = middle;
    }
    return low < this.count && this.number(low) === number ? low : -1;
  }
}

/** The groups of a feed. */
export class Table {
  /** @type {Rows} */
  #rows;

  /**
   * @param {Uint8Array} bytes
   * @throws {Error} when they are not a well-formed table
   */
  constructor(bytes) {
    this.bytes = bytes;
    this.#rows = new Rows(bytes, MAGIC);
    for (let at = 0; at < this.groups; at++) {
      if (this.#rows.gone(at)) throw new Error("The table has a group without a digest.");
    }
  }

  /** How many groups there are. */
  get groups() {
    return this.#rows.count;
  }

  /**
   * The first half of the SHA-256 of a group's file, in hexadecimal digits.
   * @param {number} number
   * @returns {string | null} null where there is no such group
   */
  digestOf(number) {
    const at = this.#rows.find(number);
    if (at < 0) return null;
    return Array.from(this.#rows.digest(at), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /**
   * @param {number} number
   * @returns {string | null} where the group's file lies in the feed's folder
   */
  pathOf(number) {
    const digest = this.digestOf(number);
    return digest && `articles/${number}-${digest}.json`;
  }
}

/**
 * The bytes of a table.
 * @param {[number, Uint8Array][]} rows numbers, increasing, and digests of 16 bytes
 */
export function encodeTable(rows) {
  const bytes = new Uint8Array(HEADER + rows.length * (4 + DIGEST));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, false);
  view.setUint32(4, rows.length, true);
  rows.forEach(([number, digest], at) => {
    view.setUint32(HEADER + 4 * at, number, true);
    bytes.set(digest, HEADER + 4 * rows.length + DIGEST * at);
  });
  return bytes;
}

/**
 * The bytes of the table that an update leads to.
 * @param {Uint8Array} old the table that is held
 * @param {Uint8Array} update
 * @throws {Error} when the update is malformed
 */
export function applyTableUpdate(old, update) {
  const held = new Rows(old, MAGIC);
  const changes = new Rows(update, UPDATE_MAGIC);
  /** @type {[number, Uint8Array][]} */
  const rows = [];
  let at = 0;
  for (let change = 0; change < changes.count; change++) {
    const number = changes.number(change);
    for (; at < held.count && held.number(at) < number; at++) rows.push([held.number(at), held.digest(at)]);
    if (at < held.count && held.number(at) === number) at++;
    if (!changes.gone(change)) rows.push([number, changes.digest(change)]);
  }
  for (; at < held.count; at++) rows.push([held.number(at), held.digest(at)]);
  return encodeTable(rows);
}
