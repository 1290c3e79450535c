// Buckets and groups: asked for only after a local hit, each serving many articles; held in memory until the feed
// has a new version.
import { fetchFile } from "./server.js";
import { MAX_JSON, readBucket, readGroup } from "./shapes.js";

/** Files held at most. */
const HELD = 64;

export class Buckets {
  /** @type {Map<string, unknown>} */
  #held = new Map();
  /** @type {string} */
  #of = "";

  /**
   * @template T
   * @param {import("./lists.js").Feed} feed
   * @param {string} path
   * @param {(bytes: ArrayBuffer) => T} read
   * @param {() => boolean} spend called before a request; false forbids it
   * @returns {Promise<T | null>} null where the budget is spent
   */
  async #file(feed, path, read, spend) {
    const version = `${feed.url} ${feed.loaded?.index.version}`;
    if (this.#of !== version) {
      this.#held.clear();
      this.#of = version;
    }
    const held = /** @type {T | undefined} */ (this.#held.get(path));
    if (held !== undefined) return held;
    if (!spend()) return null;
    const content = read(await fetchFile(feed.url, path, MAX_JSON));
    if (this.#of !== version) return content; // the feed has changed meanwhile: this is not for others
    if (this.#held.size >= HELD) this.#held.delete(/** @type {string} */ (this.#held.keys().next().value));
    this.#held.set(path, content);
    return content;
  }

  /** @param {import("./lists.js").Feed} feed @param {number} number @param {() => boolean} spend */
  bucket(feed, number, spend) {
    const bits = feed.loaded?.index.bucketBits ?? 0;
    return this.#file(feed, `hashes/${bits}-${number}.json`, (bytes) => readBucket(bytes, number), spend);
  }

  /** @param {import("./lists.js").Feed} feed @param {number} number @param {() => boolean} spend */
  group(feed, number, spend) {
    return this.#file(feed, `articles/${number}.json`, (bytes) => readGroup(bytes, number), spend);
  }
}
