// What the reader's browser holds of a feed: index, list and directory, kept up to date and never half-updated.
import { HashList, MAX_BYTES } from "../matching/hashlist.js";
import { fetchFile } from "./server.js";
import { MAX_JSON, readDirectory, readIndex } from "./shapes.js";
import { keep, load } from "./store.js";

/** @typedef {import("./shapes.js").FeedIndex} FeedIndex */
/** @typedef {import("./shapes.js").FeedDirectory} FeedDirectory */
/**
 * What is kept of a feed: its files as they came, once they had been checked.
 * @typedef {{index: ArrayBuffer, list: ArrayBuffer, directory: ArrayBuffer, fetchedAt: string}} Kept
 */
/** @typedef {{index: FeedIndex, list: HashList, directory: FeedDirectory}} Loaded */

/** @param {ArrayBuffer} bytes */
async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Feed {
  /** The files in force, or null before the first load. @type {Loaded | null} */
  loaded = null;
  /** When the feed was last asked with success. @type {string | null} */
  fetchedAt = null;
  /** Why the last refresh failed. @type {string | null} */
  problem = null;
  /** @type {Kept | null} */
  #kept = null;
  /** @type {Promise<void> | null} */
  #refreshing = null;
  /** @type {Promise<void>} */
  #restored;

  /** @param {string} url of the feed's folder */
  constructor(url) {
    this.url = url;
    this.#restored = this.#restore();
  }

  /** Wait until what was kept is in force again. */
  ready() {
    return this.#restored;
  }

  async #restore() {
    const kept = /** @type {Kept | undefined} */ (await load(this.url));
    if (!kept) return;
    this.loaded = this.#read(kept);
    this.#kept = kept;
    this.fetchedAt = kept.fetchedAt;
  }

  /** @param {Kept} kept @returns {Loaded} */
  #read(kept) {
    const index = readIndex(kept.index);
    const list = new HashList(kept.list);
    if (list.bits !== index.list.bits || list.entries !== index.list.entries) {
      throw new Error("the list is not what index.json says it is");
    }
    return { index, list, directory: readDirectory(kept.directory) };
  }

  /** Ask the feed what is new; where that fails, the last good state stays in force and `problem` says why. */
  refresh() {
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  async #refresh() {
    await this.#restored.catch(() => {}); // a kept state this version cannot read is fetched anew
    try {
      const bytes = await fetchFile(this.url, "index.json", MAX_JSON, { fresh: true });
      const index = readIndex(bytes);
      const old = this.loaded?.index;
      if (old && index.version < old.version)
        throw new Error(`it offers version ${index.version}, older than ${old.version}`);
      const kept = {
        index: bytes,
        list: await this.#file(index.list, old?.list, this.#kept?.list, MAX_BYTES),
        directory: await this.#file(index.directory, old?.directory, this.#kept?.directory, MAX_JSON),
        fetchedAt: new Date().toISOString(),
      };
      const loaded = this.#read(kept);
      await keep(this.url, kept);
      this.#kept = kept;
      this.loaded = loaded;
      this.fetchedAt = kept.fetchedAt;
      this.problem = null;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  /**
   * A file named by its content: the one that is kept, or a new one with the stated checksum.
   * @param {{path: string, sha256: string}} wanted
   * @param {{path: string, sha256: string} | undefined} had
   * @param {ArrayBuffer | undefined} kept
   * @param {number} maxBytes
   */
  async #file(wanted, had, kept, maxBytes) {
    if (kept && had?.sha256 === wanted.sha256) return kept;
    const bytes = await fetchFile(this.url, wanted.path, maxBytes);
    if ((await sha256(bytes)) !== wanted.sha256) throw new Error(`${wanted.path} does not have the stated checksum`);
    return bytes;
  }

  /** What popup, options and banner are told about the feed. @returns {FeedState} */
  state() {
    const index = this.loaded?.index;
    return {
      name: index?.name ?? "",
      version: index?.version ?? 0,
      asOf: index?.asOf ?? "",
      fetchedAt: this.fetchedAt,
      articles: index?.articles ?? 0,
      problem: this.problem,
    };
  }
}
