// Writes lists: the other half of hashlist.js, for updates of a list that is held. Twin of what writes in
// matching/hashlist.py.
import { BitWriter, MAX_RICE } from "./bits.js";
import { BLOCK, HEADER, isPossible, MAGIC, MAX_BYTES, require, widthOf } from "./hashlist.js";

/**
 * The Rice parameter that codes evenly spread keys shortest.
 * @param {number} entries
 * @param {number} bits
 * @param {number} radix
 */
export function riceFor(entries, bits, radix) {
  const meanGap = Math.max(1, (2 ** bits * radix) / Math.max(entries, 1));
  return Math.min(MAX_RICE, Math.max(0, Math.floor(Math.log2(meanGap * Math.LN2) + 0.5)));
}

/** Codes a list, entry by entry. */
export class ListWriter {
  /** @type {Uint8Array} */
  #head;
  /** @type {DataView} */
  #view;
  /** @type {BitWriter} */
  #data;
  /** The entries of the block that is being filled. */
  #keys = new Float64Array(BLOCK);
  #filled = 0;
  #blocks = 0;
  #last = -1;

  /**
   * @param {number} bits of a prefix
   * @param {number} radix the highest group number plus one
   * @param {number} rice bits of remainder
   * @param {number} entries that will be added
   */
  constructor(bits, radix, rice, entries) {
    require(isPossible(bits, radix, rice, entries), "There can be no such list.");
    this.bits = bits;
    this.radix = radix;
    this.rice = rice;
    this.entries = entries;
    this.#head = new Uint8Array(HEADER + 8 * Math.ceil(entries / BLOCK));
    this.#view = new DataView(this.#head.buffer);
    this.#data = new BitWriter(entries * (rice + 3), 8 * (MAX_BYTES - this.#head.length));
  }

  /**
   * Add the next entry.
   * @param {number} key prefix * G + group, above the last one
   */
  add(key) {
    this.#keys[this.#filled++] = key;
    if (this.#filled === BLOCK) this.#flush();
  }

  /** Write the block that has been filled. */
  #flush() {
    const keys = this.#keys;
    const size = this.#filled;
    for (let i = 0, last = this.#last; i < size; last = keys[i++]) require(keys[i] > last, "The list is not in order.");
    this.#last = keys[size - 1];
    require(this.#last < this.radix * 2 ** this.bits, "The list is not in order.");
    const at = HEADER + 8 * this.#blocks++;
    require(at < this.#head.length, "The list has not as many entries as it says.");
    const prefix = Math.floor(keys[0] / this.radix);
    this.#view.setUint32(at, prefix, true);
    this.#view.setUint32(at + 4, this.#data.length, true);
    this.#data.number(keys[0] - prefix * this.radix, widthOf(this.radix));
    this.#data.gaps(keys, size, this.rice);
    this.#filled = 0;
  }

  /** The bytes of the list. */
  end() {
    const entries = this.#blocks * BLOCK + this.#filled;
    require(entries === this.entries, "The list has not as many entries as it says.");
    if (this.#filled) this.#flush();
    const bytes = new Uint8Array(this.#head.length + Math.ceil(this.#data.length / 8));
    const view = new DataView(bytes.buffer);
    bytes.set(this.#head);
    view.setUint32(0, MAGIC, false);
    view.setUint8(4, this.bits);
    view.setUint8(5, this.rice);
    view.setUint32(8, this.radix, true);
    view.setUint32(12, this.entries, true);
    view.setUint32(16, this.#data.length, true);
    this.#data.copyTo(bytes.subarray(this.#head.length));
    return bytes;
  }
}

/**
 * Code entries that are sorted by prefix, then group.
 * @param {ArrayLike<number>} prefixes
 * @param {ArrayLike<number>} groups the group of each
 * @param {number} bits of a prefix
 */
export function encodeList(prefixes, groups, bits) {
  let radix = 0;
  for (let at = 0; at < groups.length; at++) radix = Math.max(radix, groups[at] + 1);
  const writer = new ListWriter(bits, radix, riceFor(groups.length, bits, radix), groups.length);
  for (let at = 0; at < groups.length; at++) writer.add(prefixes[at] * radix + groups[at]);
  return writer.end();
}
