// Updates of the list: what goes and what comes. Twin of matching/updates.py; rules in docs/protocol.md,
// "updates/H.bin". Those of the table are in tables.js.
import { HashList, require } from "./hashlist.js";
import { ListWriter, riceFor } from "./listwriter.js";

const MAGIC = 0x4d485531; // "MHU1"
const HEADER = 16;
/** A longer update is refused. */
export const MAX_BYTES = 16 * 1024 * 1024;

/** Walks through the entries of a list, as keys that can be compared with those of another. */
class Walk {
  #entries;
  #radix;
  /** The key of the entry it stands at; Infinity behind the last one. */
  key = -1;

  /** @param {HashList} list @param {number} radix at least the list's own */
  constructor(list, radix) {
    this.#entries = list.each();
    this.#radix = radix;
    this.on();
  }

  on() {
    const { done, value } = this.#entries.next();
    this.key = done ? Infinity : value[0] * this.#radix + value[1];
  }
}

/**
 * The bytes of the list that an update leads to; whether readers may use it is for `HashList.validate` to say.
 * @param {Uint8Array} old the list that is held
 * @param {Uint8Array} update
 * @throws {Error} when the update is malformed, or is not one of this list
 */
export function applyListUpdate(old, update) {
  require(update.length >= HEADER && update.length <= MAX_BYTES, "The update is cut short or too large.");
  const view = new DataView(update.buffer, update.byteOffset, update.byteLength);
  const length = view.getUint32(12, true);
  const known = view.getUint32(0, false) === MAGIC && view.getUint16(6, true) === 0;
  require(known && length <= update.length - HEADER, "The update has a header this reader does not know.");
  const bits = view.getUint8(4);
  const radix = view.getUint32(8, true);
  const held = new HashList(old);
  const goes = new HashList(update.subarray(HEADER, HEADER + length));
  const comes = new HashList(update.subarray(HEADER + length));
  require([held, goes, comes].every((list) => list.bits === bits), "The update is of lists of different bits.");
  goes.validate();
  comes.validate();
  const entries = held.entries - goes.entries + comes.entries;
  require(entries >= 0, "The update is not one of the list that is held.");
  const rice = view.getUint8(5);
  require(rice === riceFor(entries, bits, radix), "The update says that it leads to another list.");
  return merge(held, goes, comes, new ListWriter(bits, radix, rice, entries));
}

/** @param {HashList} held @param {HashList} goes @param {HashList} comes @param {ListWriter} writer */
function merge(held, goes, comes, writer) {
  const common = Math.max(held.radix, goes.radix, comes.radix, writer.radix);
  const [stays, gone, come] = [held, goes, comes].map((list) => new Walk(list, common));
  let highest = -1;
  /** @param {number} key */
  const write = (key) => {
    const prefix = Math.floor(key / common);
    const group = key - prefix * common;
    if (group > highest) highest = group;
    writer.add(prefix * writer.radix + group);
  };
  while (stays.key < Infinity || come.key < Infinity) {
    require(gone.key >= stays.key && come.key !== stays.key, "The update is not one of the list that is held.");
    if (come.key < stays.key) {
      write(come.key);
      come.on();
    } else {
      if (gone.key === stays.key) gone.on();
      else write(stays.key);
      stays.on();
    }
  }
  require(gone.key === Infinity, "The update is not one of the list that is held.");
  require(highest + 1 === writer.radix, "The update says that it leads to another list.");
  return writer.end();
}
