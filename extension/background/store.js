// What must outlive the worker: in IndexedDB, each part of what is kept of a feed by itself, so that a refresh that
// changes nothing moves no megabytes. What belongs together is written in one transaction: a worker that is killed in
// the middle of an update finds the last good state.
import { Trouble } from "./trouble.js";

const STORE = "parts";
/** Version 1 kept feeds of the first protocol. */
const VERSION = 2;

/**
 * What is remembered of a feed beside its files: the key in force and the one it was first met with, a key that was
 * refused, the newest version seen, when it was last asked with success and at which address, how its index would be
 * named by its content, why it failed since then and how often, and how evenly its list is spread (see
 * `HashList.squares`).
 * @typedef {{key: string | null, firstKey: string | null, refusedKey: string | null, seenVersion: number, fetchedAt: string | null,
 *   indexName: string | null,
 *   served: string | null, problem: string | null, failures: number, squares: number | null}} Mark
 */
/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/**
 * The files are as they came, once they had been checked.
 * @typedef {{mark: Mark, index: Bytes, list: Bytes, table: Bytes, directory: Bytes, cost: import("./folders.js").Cost}} Kept
 */
/**
 * @typedef {{load: (feed: string) => Promise<Partial<Kept>>, keep: (feed: string, parts: Partial<Kept>) => Promise<void>,
 *   drop: (feed: string) => Promise<void>}} Store
 */

/** What is known of a feed that was never asked. @type {Mark} */
export const NOTHING_KNOWN = {
  key: null,
  firstKey: null,
  refusedKey: null,
  seenVersion: 0,
  fetchedAt: null,
  indexName: null,
  served: null,
  problem: null,
  failures: 0,
  squares: null,
};

/** Something could not be kept in the browser. */
export class NotKept extends Trouble {}

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("masthead", VERSION);
    request.onupgradeneeded = () => {
      for (const name of [...request.result.objectStoreNames]) request.result.deleteObjectStore(name);
      request.result.createObjectStore(STORE);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {string} feed the keys of its parts */
const partsOf = (feed) => IDBKeyRange.bound([feed], [feed, []]);

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(parts: IDBObjectStore) => T} work
 * @returns {Promise<T>} what the work handed back, once all of it is done
 */
async function within(mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const result = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** @type {Store} */
export const store = {
  /** What is kept of a feed: none of the parts, or some. */
  async load(feed) {
    const [keys, values] = await within("readonly", (parts) => [
      parts.getAllKeys(partsOf(feed)),
      parts.getAll(partsOf(feed)),
    ]);
    const names = /** @type {[string, string][]} */ (keys.result).map(([, name]) => name);
    return Object.fromEntries(names.map((name, at) => [name, values.result[at]]));
  },

  /** Replace parts of what is kept of a feed: all of them, or none. */
  async keep(feed, parts) {
    await within("readwrite", (kept) => {
      for (const [name, part] of Object.entries(parts)) kept.put(part, [feed, name]);
    });
  },

  async drop(feed) {
    await within("readwrite", (parts) => parts.delete(partsOf(feed)));
  },
};
