// The list a reader holds: prefixes of fingerprints and the groups they stand in, in blocked Rice coding. Twin of
// matching/hashlist.py; rules in docs/protocol.md, "lists/H.bin". A lookup decodes one block of 128 entries, never the
// whole; nothing the bytes say is believed.
import { MAX_RICE, readGaps, readNumber } from "./bits.js";

export const MAGIC = 0x4d484c32; // "MHL2"
export const HEADER = 20;
/** Entries that are coded together. */
export const BLOCK = 128;
const MIN_BITS = 16;
const MAX_BITS = 32;
/** Bits of a key: numbers hold no more exactly. */
const EXACT = 52;
/** Groups that one prefix stands with, at most. */
const GROUPS_OF_ONE = 16;
/** Two unrelated fingerprints agree on a group with a chance below 2^-15, or the list is refused. */
const AGREE = 15;
/** A longer list is refused. */
export const MAX_BYTES = 128 * 1024 * 1024;
export const MAX_ENTRIES = 2 ** 26;
export const MAX_GROUPS = 2 ** 24;

/** Bits in which a group is coded at the beginning of a block. @param {number} radix */
export const widthOf = (radix) => (radix > 1 ? 32 - Math.clz32(radix - 1) : 0);

/** @param {boolean} holds @param {string} what */
export function require(holds, what) {
  if (!holds) throw new Error(what);
}

/**
 * Whether there may be such a list: numbers must hold its keys exactly.
 * @param {number} bits of a prefix
 * @param {number} radix the highest group number plus one
 * @param {number} rice bits of remainder
 * @param {number} entries
 */
export function isPossible(bits, radix, rice, entries) {
  const keys = bits >= MIN_BITS && bits <= MAX_BITS && radix <= MAX_GROUPS && bits + widthOf(radix) <= EXACT;
  return keys && rice <= MAX_RICE && entries <= MAX_ENTRIES && entries > 0 === radix > 0;
}

export class HashList {
  /** The list as it came. @type {Uint8Array} */
  bytes;
  /** @type {DataView} */
  #view;
  /** @type {Uint8Array} */
  #data;
  /** @type {number} */
  #dataBits;
  /** @type {number} */
  #blocks;
  /** Bits of a prefix. @type {number} */
  bits;
  /** @type {number} */
  #rice;
  /** G: the highest group number plus one. @type {number} */
  radix;
  /** Number of entries. @type {number} */
  entries;
  /**
   * The sum over all groups of the square of how many entries each has; null until all were counted.
   * @type {number | null}
   */
  squares = null;

  /**
   * @param {Uint8Array} bytes
   * @throws {Error} when header or length are not those of a list; the entries are looked at by `validate`
   */
  constructor(bytes) {
    require(bytes.length >= HEADER && bytes.length <= MAX_BYTES, "The list is cut short or too large.");
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.bytes = bytes;
    this.#view = view;
    this.bits = view.getUint8(4);
    this.#rice = view.getUint8(5);
    this.radix = view.getUint32(8, true);
    this.entries = view.getUint32(12, true);
    this.#dataBits = view.getUint32(16, true);
    this.#blocks = Math.ceil(this.entries / BLOCK);
    const width = widthOf(this.radix);
    const known =
      view.getUint32(0, false) === MAGIC &&
      view.getUint16(6, true) === 0 &&
      isPossible(this.bits, this.radix, this.#rice, this.entries);
    require(known, "The list has a header this reader does not know.");
    const begin = HEADER + 8 * this.#blocks;
    require(bytes.length === begin + Math.ceil(this.#dataBits / 8), "The list is not as long as it says.");
    const fewest = (this.entries - this.#blocks) * (this.#rice + 1) + this.#blocks * width;
    require(this.#dataBits >= fewest, "The list has not the bits for as many entries as it says.");
    this.#data = bytes.subarray(begin);
  }

  /** @param {number} block */
  #first(block) {
    return this.#view.getUint32(HEADER + 8 * block, true);
  }

  /** @param {number} block */
  #offset(block) {
    return this.#view.getUint32(HEADER + 8 * block + 4, true);
  }

  /** @param {number} block */
  #size(block) {
    return Math.min(BLOCK, this.entries - block * BLOCK);
  }

  /**
   * The last block whose first prefix is below another one, or -1.
   * @param {number} prefix
   */
  #blockBelow(prefix) {
    let low = 0;
    let high = this.#blocks;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#first(middle) < prefix) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /**
   * Decode a block to keys: prefix * G + group, increasing.
   * @param {number} block
   * @param {Float64Array} keys takes them
   * @returns {number} the bit after the block
   * @throws {Error} when the block is malformed
   */
  #decode(block, keys) {
    const size = this.#size(block);
    const width = widthOf(this.radix);
    const at = this.#offset(block);
    const group = readNumber(this.#data, at, width);
    require(at + width <= this.#dataBits, "The list ends in the middle of an entry.");
    require(group < this.radix, "The list has a group it says it has not.");
    keys[0] = this.#first(block) * this.radix + group;
    const end = readGaps(this.#data, this.#dataBits, at + width, this.#rice, size, keys);
    require(keys[size - 1] < this.radix * 2 ** this.bits, "The list is not in order.");
    return end;
  }

  /**
   * All blocks in order: each is decoded into the same array, which holds for one round.
   * @returns {Generator<{keys: Float64Array, first: number, size: number}>} first: number of its first entry
   * @throws {Error} when a block is malformed, or does not follow the one before
   */
  *#inOrder() {
    const keys = new Float64Array(BLOCK);
    let at = 0;
    let last = -1;
    for (let block = 0; block < this.#blocks; block++) {
      require(this.#offset(block) === at, "The list has blocks that do not follow one another.");
      at = this.#decode(block, keys);
      require(keys[0] > last, "The list is not in order.");
      const size = this.#size(block);
      last = keys[size - 1];
      yield { keys, first: block * BLOCK, size };
    }
    require(at === this.#dataBits, "The list holds more than its entries.");
  }

  /**
   * Look at everything once, as a reader does before a list comes into force.
   * @throws {Error} when the list is malformed, or so dense that readers would ask for pages it does not know
   */
  validate() {
    const { radix } = this;
    const entriesOf = new Uint32Array(radix);
    let squares = 0;
    let previous = -1;
    let run = 0;
    for (const { keys, size } of this.#inOrder()) {
      for (let i = 0; i < size; i++) {
        const prefix = Math.floor(keys[i] / radix);
        squares += 2 * entriesOf[keys[i] - prefix * radix]++ + 1;
        run = prefix === previous ? run + 1 : 1;
        previous = prefix;
        if (run > GROUPS_OF_ONE) throw new Error("The list has a prefix of too many groups.");
      }
    }
    require(radix === 0 || entriesOf[radix - 1] > 0, "The list says that it has other groups than it has.");
    const padding = 8 * this.#data.length - this.#dataBits;
    require(padding === 0 ||
      (this.#data[this.#data.length - 1] & (2 ** padding - 1)) === 0, "The list is not padded with zeros.");
    const sparse = this.entries <= 2 ** (this.bits - 1) && squares <= 2 ** (2 * this.bits - AGREE);
    require(sparse, "The list is so dense that readers would ask for pages it does not know.");
    this.squares = squares;
  }

  /** As many groups, if all had equally many entries, would meet two unrelated fingerprints as often as those there are. */
  get evenGroups() {
    if (this.squares === null) this.validate();
    return this.entries && this.entries ** 2 / Number(this.squares);
  }

  /**
   * Every entry.
   * @returns {{prefixes: Uint32Array, groups: Uint32Array}}
   */
  all() {
    const prefixes = new Uint32Array(this.entries);
    const groups = new Uint32Array(this.entries);
    let at = 0;
    for (const [prefix, group] of this.each()) {
      prefixes[at] = prefix;
      groups[at++] = group;
    }
    return { prefixes, groups };
  }

  /**
   * Every entry in turn, with little memory; the pair that is handed out is the same one each time.
   * @returns {Generator<[number, number]>}
   */
  *each() {
    /** @type {[number, number]} */
    const entry = [0, 0];
    for (const { keys, size } of this.#inOrder()) {
      for (let i = 0; i < size; i++) {
        entry[0] = Math.floor(keys[i] / this.radix);
        entry[1] = keys[i] - entry[0] * this.radix;
        yield entry;
      }
    }
  }

  /**
   * The groups in which fingerprints, given by their upper halves, are listed.
   * @param {Iterable<number>} hi unsigned 32-bit
   * @returns {number[][]} the groups of each, none where it is not listed
   */
  groupsOf(hi) {
    const asked = Uint32Array.from(hi, (value) => value >>> (MAX_BITS - this.bits));
    /** @type {Map<number, number[]>} */
    const found = new Map();
    // In order, so that each block is decoded once and forgotten.
    let decoded = -1;
    const keys = new Float64Array(BLOCK);
    for (const prefix of asked.slice().sort()) {
      if (found.has(prefix) || this.#blocks === 0) continue;
      const from = Math.max(this.#blockBelow(prefix), 0);
      const to = this.#blockBelow(prefix + 1);
      require(to - from <= 1, "The list has a prefix of too many groups.");
      for (let block = from; block <= to; block++) {
        if (block !== decoded) this.#decode(block, keys);
        decoded = block;
        this.#collect(keys.subarray(0, this.#size(block)), prefix, found);
      }
    }
    return Array.from(asked, (prefix) => found.get(prefix) ?? []);
  }

  /**
   * @param {Float64Array} keys of a block
   * @param {number} prefix
   * @param {Map<number, number[]>} found takes the groups of the prefix
   */
  #collect(keys, prefix, found) {
    const least = prefix * this.radix;
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (keys[middle] < least) low = middle + 1;
      else high = middle;
    }
    for (; low < keys.length && keys[low] < least + this.radix; low++) {
      const groups = found.get(prefix);
      if (groups) groups.push(keys[low] - least);
      else found.set(prefix, [keys[low] - least]);
    }
  }
}
