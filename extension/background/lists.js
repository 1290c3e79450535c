// What the reader's browser holds of a feed, kept up to date and never half-updated, and the key by which it is known.
import { isSame, receive, reopen } from "./files.js";
import { Folders } from "./folders.js";
import { fetchFile, fetchNewer, KINDS } from "./server.js";
import { Refused } from "./settings.js";
import { readIndex } from "./shapes.js";
import { checkSignature, fingerprintOf, isPlain, OtherKey, sha256 } from "./signature.js";
import { NOTHING_KNOWN, NotKept } from "./store.js";
import { Trouble, troubleOf, unreadable, wordsOf } from "./trouble.js";
import { say } from "./words.js";

/** @typedef {import("./files.js").Loaded} Loaded */
/** @typedef {import("./store.js").Mark} Mark */
/** @typedef {import("./store.js").Store} Store */
/**
 * A feed that the reader chose: its folder, others that hold the same, and the fingerprint that its first key must have.
 * @typedef {{url: string, also: string[], pin: string | null}} Chosen
 */

export class Feed {
  /** The files in force, or null before the first load. @type {Loaded | null} */
  loaded = null;
  /** Where it is to be had. @type {Folders} */
  folders;
  #mark = NOTHING_KNOWN;
  #forgotten = false;
  #fingerprint = "";
  #refusedFingerprint = "";
  /** @type {Promise<void> | null} */
  #refreshing = null;
  /** When it was last asked, in milliseconds. */
  triedAt = 0;
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
    this.folders = new Folders(url, also);
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
      const problem = unreadable(error);
      await this.#remember({ ...NOTHING_KNOWN, problem, failures: this.failures + 1 });
      this.#restoring = null;
      return false;
    }
    // Earlier versions of the extension did not keep all that is kept now.
    if (kept.mark) {
      await this.#remember({ ...NOTHING_KNOWN, ...kept.mark, firstKey: kept.mark.firstKey ?? kept.mark.key });
    }
    this.folders.restore(kept.cost);
    const { index, list, table, directory } = kept;
    try {
      if (index && list && table && directory) this.loaded = reopen(index, list, table, directory, this.#mark.squares);
    } catch (error) {
      // Files that this version of the extension does not understand are as good as none: they are fetched anew.
      await this.#remember({ ...this.#mark, problem: unreadable(error) });
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
    return served !== null && this.#allFolders().includes(served) ? served : this.url;
  }

  /** Keep what was spent: a part by itself, since a refresh may be about to keep another mark. */
  async keepCost() {
    if (this.#forgotten || !this.#mark.key) return;
    // Without room for it, it counts as long as this worker lives.
    await this.#store.keep(this.url, { cost: this.folders.cost }).catch(() => {});
  }

  #allFolders() {
    return this.folders.all(this.loaded?.index);
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
    let done = false;
    // All addresses that the reader gave are asked, so that one that stands still cannot hide what others have.
    for (const folder of this.#allFolders()) {
      if (done && !this.folders.isGiven(folder)) break;
      if (this.folders.isPaused(folder)) continue;
      try {
        await this.#refreshFrom(folder, first?.refusedKey ?? null, done);
        done = true;
      } catch (error) {
        // The key of another folder is no concern of the reader: there it is just not this feed.
        first ??= { problem: troubleOf(error), refusedKey: error instanceof OtherKey ? error.key : null };
        if (error instanceof NotKept) break; // other folders bring no more room
        this.folders.onFailure(folder);
      }
    }
    if (done) return;
    const mark = { ...this.#mark, ...first, failures: this.#mark.failures + 1 };
    await this.#remember(mark);
    // If not even this can be kept, the reader is told all the same, as long as this worker lives.
    const { cost } = this.folders;
    if (!this.#forgotten) await this.#store.keep(this.url, { mark, cost }).catch(() => {});
  }

  /**
   * @param {string} folder
   * @param {string | null} refusedKey the key that the reader's own address offered, if another
   * @param {boolean} again whether another folder has answered already
   */
  async #refreshFrom(folder, refusedKey, again) {
    /** @type {import("./files.js").Get} */
    const get = (path, kind) => fetchFile(folder, path, kind, this.folders.budgetOf(folder, "files"));
    const bytes = await fetchNewer(folder, "index.json", KINDS.index, this.loaded && this.#mark.indexName);
    if (!bytes) {
      this.#requireNew(this.loaded?.index.version ?? 0);
      if (again) return;
      const fetchedAt = new Date().toISOString();
      const squares = this.loaded?.list.squares ?? null;
      const told = { refusedKey, fetchedAt, served: folder, squares };
      const mark = { ...this.#mark, ...told, problem: null, failures: 0 };
      await this.#keep({ mark });
      return this.#remember(mark);
    }
    const index = readIndex(bytes);
    const key = await this.#keyOf(index);
    this.#requireNew(index.version);
    if (again && index.version === this.loaded?.index.version) return;
    const { loaded, arrived } = await receive(index, this.loaded, get);
    const fetchedAt = new Date().toISOString();
    const firstKey = this.#mark.firstKey ?? key;
    const told = { key, firstKey, refusedKey, seenVersion: index.version, fetchedAt, served: folder };
    const mark = {
      ...told,
      problem: null,
      failures: 0,
      squares: loaded.list.squares,
      indexName: isPlain(bytes, index.signed) ? (await sha256(bytes)).slice(0, 32) : null,
    };
    await this.#keep({ mark, index: bytes, cost: this.folders.cost, ...arrived });
    await this.#remember(mark);
    if (this.loaded && isSame(this.loaded.index.signed.content, index.signed.content)) return;
    this.loaded = loaded;
    this.#changed();
  }

  /** @param {number} version @throws {Error} when a newer one was seen */
  #requireNew(version) {
    const { seenVersion } = this.#mark;
    if (version >= seenVersion) return;
    const words = `version ${version}, older than version ${seenVersion} that was seen before`;
    throw new Trouble("older", words, { args: [version, seenVersion] });
  }

  /**
   * Another address of the same feed has told a newer version: an older one is not believed any more.
   * @param {number} version
   */
  async noteVersion(version) {
    if (version <= this.#mark.seenVersion) return;
    const mark = { ...this.#mark, seenVersion: version };
    await this.#keep({ mark });
    await this.#remember(mark);
  }

  /** @param {import("./shapes.js").FeedIndex} index @returns {Promise<string>} the key that is in force with it */
  async #keyOf({ signed }) {
    const key = await checkSignature(signed, this.#mark.key);
    if (this.#mark.key === null && this.#pin !== null) {
      const fingerprint = (await fingerprintOf(key)).replaceAll(" ", "");
      if (fingerprint !== this.#pin) {
        throw new OtherKey(key, "pin", "it is signed with another key than the one that was asked for");
      }
    }
    return key;
  }

  /** @param {Partial<import("./store.js").Kept>} parts */
  async #keep(parts) {
    if (this.#forgotten) throw new NotKept("unkept", "it is not wanted any more");
    try {
      await this.#store.keep(this.url, parts);
    } catch (error) {
      const full = error instanceof DOMException && error.name === "QuotaExceededError";
      throw full ? new NotKept("full", "no room left") : new NotKept("unkept", wordsOf(error));
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
    if (refusedKey === null || fingerprint !== this.#refusedFingerprint) throw new Refused(say("refusedKey"));
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
      mirrors: this.#allFolders().slice(1),
      server: this.folders.server(index),
    };
  }
}
