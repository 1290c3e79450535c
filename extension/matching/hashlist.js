// The list a reader holds: sorted fingerprint prefixes in blocked Rice coding. Twin of matching/hashlist.py.
// A lookup decodes one block of 128 entries, never the whole; nothing the bytes say is believed.

const HEADER = 16;
const BLOCK = 128;
const MAX_BITS = 32;
/** A longer list is refused. */
export const MAX_BYTES = 64 * 1024 * 1024;

export class HashList {
  /** @type {DataView} */
  #view;
  /** @type {number} */
  #rice;
  /** @type {number} */
  #blocks;
  /** @type {number} */
  #dataBits;
  /** Bits per entry. @type {number} */
  bits;
  /** Number of entries. @type {number} */
  entries;

  /**
   * @param {ArrayBuffer} buffer
   * @throws {Error} when the bytes are not a well-formed list
   */
  constructor(buffer) {
    if (buffer.byteLength < HEADER || buffer.byteLength > MAX_BYTES)
      throw new Error("The list is cut short or too large.");
    const view = new DataView(buffer);
    this.bits = view.getUint8(4);
    this.#rice = view.getUint8(5);
    this.entries = view.getUint32(8, true);
    this.#dataBits = view.getUint32(12, true);
    this.#blocks = Math.ceil(this.entries / BLOCK);
    this.#view = view;
    const known =
      view.getUint32(0, false) === 0x4d484c31 && // "MHL1"
      this.bits >= 1 &&
      this.bits <= MAX_BITS &&
      this.#rice <= this.bits &&
      view.getUint16(6, true) === BLOCK;
    if (!known) throw new Error("The list has a header this reader does not know.");
    if (buffer.byteLength !== HEADER + 8 * this.#blocks + Math.ceil(this.#dataBits / 8)) {
      throw new Error("The list is not as long as it says.");
    }
    if (this.#dataBits < (this.entries - this.#blocks) * (this.#rice + 1)) {
      throw new Error("The list has not the bits for as many entries as it says.");
    }
    for (let block = 1; block < this.#blocks; block++) {
      if (this.#first(block) <= this.#first(block - 1)) throw new Error("The list is not in order.");
    }
  }

  /** @param {number} block */
  #first(block) {
    return this.#view.getUint32(HEADER + 8 * block, true);
  }

  /**
   * The block that would hold a prefix: the last one whose first value is not above it, or -1.
   * @param {number} prefix
   */
  #blockOf(prefix) {
    let low = 0;
    let high = this.#blocks;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#first(middle) <= prefix) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /**
   * All entries of one block.
   * @param {number} block
   * @returns {number[]}
   * @throws {Error} when the block runs past the data
   */
  block(block) {
    const size = Math.min(BLOCK, this.entries - block * BLOCK);
    const data = HEADER + 8 * this.#blocks;
    let at = this.#view.getUint32(HEADER + 8 * block + 4, true);
    const bit = () => {
      if (at >= this.#dataBits) throw new Error("The list ends in the middle of an entry.");
      const value = (this.#view.getUint8(data + (at >>> 3)) >>> (7 - (at & 7))) & 1;
      at++;
      return value;
    };
    let value = this.#first(block);
    const values = [value];
    for (let i = 1; i < size; i++) {
      let quotient = 0;
      while (!bit()) quotient++;
      let remainder = 0;
      for (let j = 0; j < this.#rice; j++) remainder = remainder * 2 + bit();
      value += quotient * 2 ** this.#rice + remainder + 1;
      values.push(value);
    }
    const bound = block + 1 < this.#blocks ? this.#first(block + 1) : 2 ** this.bits;
    if (value >= bound) throw new Error("The list is not in order.");
    return values;
  }

  /**
   * Which fingerprints, given by their upper halves, begin with a listed prefix.
   * @param {Iterable<number>} hi unsigned 32-bit
   * @returns {boolean[]}
   */
  contains(hi) {
    /** @type {Map<number, Set<number>>} */
    const decoded = new Map();
    return Array.from(hi, (value) => {
      const prefix = value >>> (MAX_BITS - this.bits);
      const block = this.#blockOf(prefix);
      if (block < 0) return false;
      let values = decoded.get(block);
      if (!values) decoded.set(block, (values = new Set(this.block(block))));
      return values.has(prefix);
    });
  }
}
