// The files that an index names, from a feed's server: what is held already is not asked for again, what has an update
// is updated, and everything is checked before it is handed on. Rules in docs/protocol.md, "The feed".
import { HashList } from "../matching/hashlist.js";
import { applyTableUpdate, Table } from "../matching/tables.js";
import { applyListUpdate } from "../matching/updates.js";
import { KINDS } from "./server.js";
import { readDirectory, readIndex } from "./shapes.js";
import { sha256 } from "./signature.js";

/** @typedef {import("./shapes.js").FeedIndex} FeedIndex */
/** @typedef {import("./shapes.js").FeedDirectory} FeedDirectory */
/** @typedef {import("./store.js").Bytes} Bytes */
/** The files of a feed, as they are in force. @typedef {{index: FeedIndex, list: HashList, table: Table, directory: FeedDirectory}} Loaded */
/** @typedef {(path: string, kind: import("./server.js").Kind) => Promise<Bytes>} Get */

/** Names of files: the first half of their digest. @param {string} digest */
const nameOf = (digest) => digest.slice(0, 32);

/**
 * @param {Pick<FeedIndex, "list">} index
 * @param {Uint8Array} bytes
 */
export function openList({ list }, bytes) {
  return againstIndex({ list }, new HashList(bytes));
}

/**
 * @param {Pick<FeedIndex, "list">} index
 * @param {HashList} found
 */
function againstIndex({ list }, found) {
  if (found.bits !== list.bits || found.entries !== list.entries) {
    throw new Error("the list is not what index.json says it is");
  }
  return found;
}

/**
 * @param {FeedIndex} index
 * @param {Uint8Array} bytes
 */
export function openTable({ table }, bytes) {
  const found = new Table(bytes);
  if (found.groups !== table.groups) throw new Error("the table of groups is not what index.json says it is");
  return found;
}

/**
 * @param {Get} get
 * @param {string} path
 * @param {string} digest
 * @param {import("./server.js").Kind} kind
 */
async function fetchNamed(get, path, digest, kind) {
  const bytes = await get(path, kind);
  if ((await sha256(bytes)) !== digest) throw new Error(`${path} is not the file that index.json names`);
  return bytes;
}

/**
 * A file that may have updates.
 * @param {Get} get
 * @param {{folder: string, kind: import("./server.js").Kind, apply: (old: Uint8Array, update: Uint8Array) => Bytes}} about
 * @param {{sha256: string, updates: import("./shapes.js").Update[]}} wanted
 * @param {{sha256: string, bytes: Uint8Array} | null} held an earlier one
 */
async function fetchUpdated(get, { folder, kind, apply }, wanted, held) {
  const update = held && wanted.updates.find(({ from }) => from === nameOf(held.sha256));
  if (update) {
    try {
      const path = `updates/${nameOf(update.sha256)}.bin`;
      const bytes = apply(held.bytes, await fetchNamed(get, path, update.sha256, KINDS.update));
      if ((await sha256(bytes)) === wanted.sha256) return bytes;
    } catch {
      // An update is there to save bytes: where it cannot be had or does not fit, the whole file is as good.
    }
  }
  return fetchNamed(get, `${folder}/${nameOf(wanted.sha256)}.bin`, wanted.sha256, kind);
}

/**
 * What an index names.
 * @param {FeedIndex} index
 * @param {Loaded | null} old what is in force
 * @param {Get} get
 * @returns {Promise<{loaded: Loaded, arrived: {list?: Bytes, table?: Bytes, directory?: Bytes}}>} everything, and the
 *   files that were not held before
 * @throws {Error} when a file cannot be had, or is not as it should be
 */
export async function receive(index, old, get) {
  /** @type {{list?: Bytes, table?: Bytes, directory?: Bytes}} */
  const arrived = {};
  /** @type {HashList | undefined} */
  let opened;
  const { list, table, directory } = index;
  const has = old?.index;
  if (has?.directory.sha256 !== directory.sha256) {
    const path = `outlets/${nameOf(directory.sha256)}.json`;
    arrived.directory = await fetchNamed(get, path, directory.sha256, KINDS.directory);
  }
  if (has?.table.sha256 !== table.sha256) {
    const about = { folder: "tables", kind: KINDS.table, apply: applyTableUpdate };
    arrived.table = await fetchUpdated(
      get,
      about,
      table,
      old && { sha256: old.index.table.sha256, bytes: old.table.bytes },
    );
  }
  if (has?.list.sha256 !== list.sha256) {
    const about = { folder: "lists", kind: KINDS.list, apply: applyListUpdate };
    arrived.list = await fetchUpdated(
      get,
      about,
      list,
      old && { sha256: old.index.list.sha256, bytes: old.list.bytes },
    );
    opened = openList(index, arrived.list);
    opened.validate();
  }
  const loaded = {
    index,
    list: opened ?? againstIndex(index, /** @type {Loaded} */ (old).list),
    table: openTable(index, arrived.table ?? /** @type {Loaded} */ (old).table.bytes),
    directory: arrived.directory ? readDirectory(arrived.directory) : /** @type {Loaded} */ (old).directory,
  };
  return { loaded, arrived };
}

/** @param {Uint8Array} one @param {Uint8Array} other */
export const isSame = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

/**
 * The files that were kept.
 * @param {Uint8Array} index
 * @param {Uint8Array} list
 * @param {Uint8Array} table
 * @param {Uint8Array} directory
 * @param {number | null} squares of the list, if they were counted when it came
 * @returns {Loaded}
 */
export function reopen(index, list, table, directory, squares) {
  const read = readIndex(index);
  const opened = openList(read, list);
  opened.squares = squares;
  return {
    index: read,
    list: opened,
    table: openTable(read, table),
    directory: readDirectory(directory),
  };
}
