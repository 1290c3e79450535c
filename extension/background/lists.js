// What the reader's browser holds of a feed: index, list, table and directory, kept up to date and never half-updated;
// and the key by which it is known.
import { Budget } from "./budget.js";
import { openList, openTable, receive } from "./files.js";
import { mayBeMirror, Pauses } from "./mirrors.js";
import { fetchFile, fetchNewer, KINDS } from "./server.js";
import { readDirectory, readIndex } from "./shapes.js";
import { checkSignature, fingerprintOf, isPlain, OtherKey, sha256 } from "./signature.js";
import { NOTHING_KNOWN } from "./store.js";

/** @typedef {import("./files.js").Loaded} Loaded */
/** @typedef {import("./store.js").Mark} Mark */
/** @typedef {import("./store.js").Store} Store */
/**
 * A feed that the reader chose: its folder, others that hold the same, and the fingerprint that its first key must have.
 * @typedef {{url: string, also: string[], pin: string | null}} Chosen
 */

/** @param {unknown} error */
const wordsOf = (error) => (error instanceof Error ? error.message : String(error));

export class Feed {
  /** The files in force, or null before the first load. @type {Loaded | null} */
  loaded = null;
  /** Other folders with the same feed, that the reader added. @type {string[]} */
  also;
  #mark = NOTHING_KNOWN;
  #forgotten = false;
  #fingerprint = "";
  #refusedFingerprint = "";
  /** @type {Promise<void> | null} */
  #refreshing = null;
  /** When it was last asked, in milliseconds. */
  triedAt = 0;
  /** What it may still cost. */
  budget = new Budget();
  #pauses = new Pauses();
  #store;
  #changed;
  #pin;
  /** Whether what was kept could be read, if anything. @type {Promise<boolean> | null} */
  #restoring = null;

  /**
   * @param {Chosen} chosen
   * @param {Store} store where it outlives the worker
   * @param {() => void} changed called when it says something else than before
   */
  constructor({ url, also, pin }, store, changed) {
    this.url = url;
    this.also = also;
    this.#pin = pin;
    this.#store = store;
    this.#changed = changed;
  }

  /**
   * Wait until what was kept is in force again.
   * @returns {Promise<boolean>} whether the browser could say what was kept
   */
  ready() {
    this.#restoring ??= this.#restore();
    return this.#restoring;
  }

  async #restore() {
    /** @type {Partial<import("./store.js").Kept>} */
    let kept;
    try {
      kept = await this.#store.load(this.url);
    } catch (error) {
      // Whoever does not know the key would believe any other: all there is to do is to try again.
      const problem = `what was kept of it cannot be read: ${wordsOf(error)}`;
      await this.#remember({ ...NOTHING_KNOWN, problem, failures: this.failures + 1 });
      this.#restoring = null;
      return false;
    }
    if (kept.mark) await this.#remember({ ...NOTHING_KNOWN, ...kept.mark });
    this.budget.restore(kept.mark?.spent);
    const { index, list, table, directory } = kept;
    try {
      if (index && list && table && directory) this.loaded = open(index, list, table, directory, this.#mark.squares);
    } catch (error) {
      // Files that this version of the extension does not understand are as good as none: they are fetched anew.
      await this.#remember({ ...this.#mark, problem: `what was kept of it cannot be read: ${wordsOf(error)}` });
    }
    return true;
  }

  /** @param {Mark} mark */
  async #remember(mark) {
    this.#mark = mark;
    this.#fingerprint = mark.key ? await fingerprintOf(mark.key) : "";
    this.#refusedFingerprint = mark.refusedKey ? await fingerprintOf(mark.refusedKey) : "";
  }

  /** The key by which the feed is known. */
  get key() {
    return this.#mark.key;
  }

  /**
   * As which feed it stands, if another address may be the same one: by the key it was first met with. A key that it was
   * handed over to is the word of the old key only, which could name anybody's.
   */
  get standing() {
    const { key, firstKey, seenVersion } = this.#mark;
    return key !== null && key === firstKey ? { key, version: seenVersion } : null;
  }

  /** Why the last refresh failed. */
  get problem() {
    return this.#mark.problem;
  }

  /** When the feed was last asked with success. */
  get fetchedAt() {
    return this.#mark.fetchedAt;
  }

  /** Refreshes that failed in a row. */
  get failures() {
    return this.#mark.failures;
  }

  /** The folder that answered last. */
  get folder() {
    const { served } = this.#mark;
    return served !== null && this.#folders().includes(served) ? served : this.url;
  }

  /** Folders to ask, in order. */
  #folders() {
    const named = (this.loaded?.index.mirrors ?? []).filter((mirror) => mayBeMirror(this.url, mirror));
    return [...new Set([this.url, ...this.also, ...named])];
  }

  /** Ask the feed what is new; where that fails, the last good state stays in force and `problem` says why. */
  refresh() {
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  async #refresh() {
    this.triedAt = Date.now();
    if (!(await this.ready())) return;
    /** @type {{problem: string, refusedKey: string | null} | null} */
    let first = null;
    for (const folder of this.#folders()) {
      if (this.#pauses.has(folder)) continue;
      try {
        return await this.#refreshFrom(folder, first?.refusedKey ?? null);
      } catch (error) {
        // The key of another folder is no concern of the reader: there it is just not this feed.
        first ??= { problem: wordsOf(error), refusedKey: error instanceof OtherKey ? error.key : null };
        if (error instanceof NotKept) break; // other folders bring no more room
        if (folder !== this.url && !this.also.includes(folder)) this.#pauses.add(folder);
      }
    }
    const mark = { ...this.#mark, ...first, failures: this.#mark.failures + 1, spent: this.budget.spent };
    await this.#remember(mark);
    // If not even this can be kept, the reader is told all the same, as long as this worker lives.
    if (!this.#forgotten) await this.#store.keep(this.url, { mark }).catch(() => {});
  }

  /**
   * @param {string} folder
   * @param {string | null} refusedKey the key that the reader's own address offered, if another
   */
  async #refreshFrom(folder, refusedKey) {
    /** @type {import("./files.js").Get} */
    const get = (path, kind) => fetchFile(folder, path, kind, this.budget);
    const bytes = await fetchNewer(folder, "index.json", KINDS.index, this.loaded && this.#mark.indexName);
    if (!bytes) {
      const fetchedAt = new Date().toISOString();
      const mark = { ...this.#mark, refusedKey, fetchedAt, served: folder, problem: null, failures: 0 };
      await this.#keep({ mark });
      return this.#remember(mark);
    }
    const index = readIndex(bytes);
    const key = await this.#keyOf(index);
    const { seenVersion } = this.#mark;
    if (index.version < seenVersion) {
      throw new Error(`it offers version ${index.version}, older than version ${seenVersion} that was seen before`);
    }
    const { loaded, arrived } = await receive(index, this.loaded, get);
    const fetchedAt = new Date().toISOString();
    const firstKey = this.#mark.firstKey ?? key;
    const told = { key, firstKey, refusedKey, seenVersion: index.version, fetchedAt, served: folder };
    const mark = {
      ...told,
      problem: null,
      failures: 0,
      squares: loaded.list.squares,
      spent: this.budget.spent,
      indexName: isPlain(bytes, index.signed) ? (await sha256(bytes)).slice(0, 32) : null,
    };
    await this.#keep({ mark, index: bytes, ...arrived });
    await this.#remember(mark);
    if (this.loaded && isSame(this.loaded.index.signed.content, index.signed.content)) return;
    this.loaded = loaded;
    this.#changed();
  }

  /** @param {import("./shapes.js").FeedIndex} index @returns {Promise<string>} the key that is in force with it */
  async #keyOf({ signed }) {
    const key = await checkSignature(signed, this.#mark.key);
    if (this.#mark.key === null && this.#pin !== null) {
      const fingerprint = (await fingerprintOf(key)).replaceAll(" ", "");
      if (fingerprint !== this.#pin) {
        throw new OtherKey(
          key,
          "it is signed with another key than the one whose fingerprint was given with its address",
        );
      }
    }
    return key;
  }

  /** @param {Partial<import("./store.js").Kept>} parts */
  async #keep(parts) {
    if (this.#forgotten) throw new NotKept("it is not wanted any more");
    try {
      await this.#store.keep(this.url, parts);
    } catch (error) {
      const full = error instanceof DOMException && error.name === "QuotaExceededError";
      throw new NotKept(full ? "the browser has no room left to keep it" : `it could not be kept: ${wordsOf(error)}`);
    }
  }

  /**
   * From now on, believe the key that was refused, and refresh.
   * @param {string} fingerprint of the key that the reader was shown
   * @throws {Error} when that is not the key that was refused
   */
  async trustKey(fingerprint) {
    await this.ready();
    const { refusedKey } = this.#mark;
    if (refusedKey === null) throw new Error("No other key was offered.");
    if (fingerprint !== this.#refusedFingerprint) throw new Error("Meanwhile yet another key was offered: look again.");
    // Versions are counted by whoever has the key.
    const mark = { ...this.#mark, key: refusedKey, firstKey: refusedKey, refusedKey: null, seenVersion: 0 };
    await this.#keep({ mark });
    await this.#remember(mark);
    await this.refresh();
  }

  /** Delete what is kept; what is still on its way is not kept any more. */
  async forget() {
    this.#forgotten = true;
    await this.#store.drop(this.url);
  }

  /** What popup, options and banner are told about the feed. @returns {FeedState} */
  state() {
    const index = this.loaded?.index;
    return {
      url: this.url,
      name: index?.name ?? "",
      version: index?.version ?? 0,
      asOf: index?.asOf ?? "",
      fetchedAt: this.fetchedAt,
      articles: index?.articles ?? 0,
      problem: this.problem,
      fingerprint: this.#fingerprint || null,
      refusedFingerprint: this.#refusedFingerprint || null,
      mirrors: this.#folders().slice(1),
    };
  }
}

/**
 * @param {Uint8Array} index
 * @param {Uint8Array} list
 * @param {Uint8Array} table
 * @param {Uint8Array} directory
 * @param {number | null} squares of the list, if they were counted when it came
 * @returns {Loaded}
 */
function open(index, list, table, directory, squares) {
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

/** Something could not be kept in the browser. */
class NotKept extends Error {}

/** @param {Uint8Array} one @param {Uint8Array} other */
const isSame = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
