// Rice codes, read and written in blocks that stand by themselves. Twin of matching/bits.py; rules in
// docs/protocol.md, "lists/H.bin". What is read comes from a stranger: it may be anything.

/** Bits of a remainder, at most. */
export const MAX_RICE = 48;
/** Bits that fit beside one another in an integer of the processor, sign left out. */
const SAFE = 31;

/**
 * 32 bits from a bit onward; beyond the end there are zeros.
 * @param {Uint8Array} data
 * @param {number} at
 */
function peek(data, at) {
  const byte = at >>> 3;
  const used = at & 7;
  const whole = (data[byte] << 24) | (data[byte + 1] << 16) | (data[byte + 2] << 8) | data[byte + 3];
  return (whole << used) | (data[byte + 4] >> (8 - used));
}

/**
 * A number of so many bits, at most 48; beyond the end there are zeros.
 * @param {Uint8Array} data
 * @param {number} at
 * @param {number} width
 * @returns {number}
 */
export function readNumber(data, at, width) {
  if (width === 0) return 0;
  if (width <= 32) return peek(data, at) >>> (32 - width);
  return readNumber(data, at, width - 32) * 2 ** 32 + (peek(data, at + width - 32) >>> 0);
}

/**
 * Read the numbers that follow the first one of a block, each one more than its gap above the one before.
 * @param {Uint8Array} data
 * @param {number} total bits of the data
 * @param {number} at bit at which the gaps begin
 * @param {number} rice bits of remainder
 * @param {number} size numbers to have in the end
 * @param {Float64Array} numbers the first one is there already
 * @returns {number} the bit after the last gap
 * @throws {Error} when the data end before
 */
export function readGaps(data, total, at, rice, size, numbers) {
  const unit = 2 ** rice;
  let number = numbers[0];
  for (let i = 1; i < size; i++) {
    let window = peek(data, at);
    let quotient = 0;
    while (window === 0) {
      quotient += 32;
      at += 32;
      if (at >= total) throw new Error("The list ends in the middle of an entry.");
      window = peek(data, at);
    }
    const zeros = Math.clz32(window);
    const used = zeros + 1;
    at += used;
    const inside = used + rice <= 32 && rice > 0;
    const remainder = inside ? (window << used) >>> (32 - rice) : readNumber(data, at, rice);
    at += rice;
    number += (quotient + zeros) * unit + remainder + 1;
    numbers[i] = number;
  }
  if (at > total) throw new Error("The list ends in the middle of an entry.");
  return at;
}

/** Bits written one after the other, the most significant first. */
export class BitWriter {
  /** @type {Uint32Array} */
  #words;
  /** Bits there is room for. @type {number} */
  #room;
  /** @type {number} */
  #most;
  /** Bits written. */
  length = 0;

  /**
   * @param {number} expected bits that will be written, roughly
   * @param {number} most bits that may be written
   */
  constructor(expected, most) {
    this.#most = most;
    this.#words = new Uint32Array((Math.min(expected, most) >>> 5) + 4);
    this.#room = Math.min(most, 32 * (this.#words.length - 2));
  }

  /** @param {number} end bits that there must be room for */
  #grow(end) {
    if (end > this.#most) throw new Error("The list is longer than any list may be.");
    const words = new Uint32Array(Math.max(Math.ceil(end / 32) + 4, Math.ceil(this.#words.length * 1.5)));
    words.set(this.#words);
    this.#words = words;
    this.#room = Math.min(this.#most, 32 * (words.length - 2));
  }

  /** @param {number} number below 2^width @param {number} width 1 to 32 */
  #put(number, width) {
    const word = this.length >>> 5;
    const free = 32 - (this.length & 31);
    if (width <= free) {
      this.#words[word] |= number << (free - width);
    } else {
      this.#words[word] |= number >>> (width - free);
      this.#words[word + 1] |= number << (32 - width + free);
    }
    this.length += width;
  }

  /** @param {number} number @param {number} width at most 32 */
  number(number, width) {
    if (this.length + width > this.#room) this.#grow(this.length + width);
    if (width) this.#put(number, width);
  }

  /**
   * Write the gaps of a block: those between its numbers, less one.
   * @param {Float64Array} numbers increasing; the first one is written already
   * @param {number} size how many of them there are
   * @param {number} rice bits of remainder
   */
  gaps(numbers, size, rice) {
    const unit = 2 ** rice;
    for (let i = 1; i < size; i++) {
      const gap = numbers[i] - numbers[i - 1] - 1;
      const quotient = Math.floor(gap / unit);
      const end = this.length + quotient + rice + 1;
      if (end > this.#room) this.#grow(end);
      this.length += quotient;
      const remainder = gap - quotient * unit;
      if (rice <= SAFE) {
        this.#put((1 << rice) | remainder, rice + 1);
      } else {
        const above = Math.floor(remainder / 2 ** SAFE);
        this.#put((1 << (rice - SAFE)) | above, rice - SAFE + 1);
        this.#put(remainder % 2 ** SAFE, SAFE);
      }
    }
  }

  /**
   * Put the bytes written where they belong, padded with zeros.
   * @param {Uint8Array} out
   */
  copyTo(out) {
    const words = new DataView(this.#words.buffer);
    for (let at = 0; at < this.#words.length; at++) words.setUint32(4 * at, this.#words[at], false);
    out.set(new Uint8Array(this.#words.buffer, 0, out.length));
  }
}
