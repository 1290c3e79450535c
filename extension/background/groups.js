// Groups of articles: asked for only after a local match, each serving many articles; held in memory by name, which is
// made of what is in them.
import { fetchFile, KINDS } from "./server.js";
import { readGroup } from "./shapes.js";
import { sha256 } from "./signature.js";

/** @typedef {import("./shapes.js").FeedArticle} FeedArticle */
/** @typedef {import("./lists.js").Feed} Feed */

/** @typedef {{at: number, done: Promise<void>}} Look */

/** Milliseconds in which a feed is not looked at anew because of another group. */
const PAUSE = 60_000;
/** Groups held at most, and bytes of their files. */
const HELD = 64;
const HELD_BYTES = 64 * 1024 * 1024;

/** Groups of which the browser keeps nothing on the disk: which one was asked for tells a little of what was read. */
export const tracelessGroups = () =>
  new Groups((folder, path, kind, budget) => fetchFile(folder, path, { ...kind, cache: "no-store" }, budget));

export class Groups {
  /**
   * Those used longest ago come first; each feed has its own, so that none can find out what another was asked for.
   * @type {Map<string, {articles: FeedArticle[], size: number}>}
   */
  #held = new Map();
  /** @type {Map<string, Promise<FeedArticle[]>>} */
  #underWay = new Map();
  /** When a feed was last looked at anew because of a group, and what became of it. @type {WeakMap<Feed, Look>} */
  #looks = new WeakMap();
  #now;
  #fetch;

  /**
   * @param {typeof fetchFile} [fetch]
   * @param {() => number} [now] milliseconds
   */
  constructor(fetch = fetchFile, now = Date.now) {
    this.#fetch = fetch;
    this.#now = now;
  }

  /**
   * The articles of a group, as the feed in force has it.
   * @param {Feed} feed
   * @param {number} number
   * @returns {Promise<FeedArticle[]>} none where the feed has no such group (any more)
   * @throws {Error} when it cannot be had
   */
  async articles(feed, number) {
    const { loaded, folder } = feed;
    const path = loaded?.table.pathOf(number);
    if (!loaded || !path) return [];
    try {
      return await this.#file(feed, folder, path, number);
    } catch (error) {
      // The feed has changed since it was asked, or is to be had elsewhere: that shows in its index. Once a minute is
      // enough: a feed could be new each time, and miss its groups each time.
      let look = this.#looks.get(feed);
      if (!look || this.#now() - look.at >= PAUSE) {
        look = { at: this.#now(), done: feed.refresh() };
        this.#looks.set(feed, look);
      }
      await look.done;
      const now = feed.loaded?.table.pathOf(number);
      if (!now) return [];
      if (now === path && feed.folder === folder) throw error;
      return this.#file(feed, feed.folder, now, number);
    }
  }

  /**
   * @param {Feed} feed
   * @param {string} folder
   * @param {string} path
   * @param {number} number
   */
  #file(feed, folder, path, number) {
    const name = `${feed.url} ${path}`;
    const held = this.#held.get(name);
    if (held) {
      this.#held.delete(name);
      this.#held.set(name, held);
      return Promise.resolve(held.articles);
    }
    const key = `${folder} ${name}`;
    let asked = this.#underWay.get(key);
    if (!asked) {
      asked = this.#ask(feed, folder, path, number).finally(() => this.#underWay.delete(key));
      this.#underWay.set(key, asked);
    }
    return asked;
  }

  /**
   * @param {Feed} feed
   * @param {string} folder
   * @param {string} path
   * @param {number} number
   */
  async #ask(feed, folder, path, number) {
    /** @param {Uint8Array<ArrayBuffer> | null} bytes */
    const isNamed = async (bytes) => !!bytes && path.endsWith(`-${(await sha256(bytes)).slice(0, 32)}.json`);
    const budget = feed.folders.budgetOf(folder, "groups");
    /** @type {Uint8Array<ArrayBuffer> | null} */
    let bytes;
    try {
      bytes = await this.#fetch(folder, path, KINDS.group, budget).catch(() => null);
      // What the browser kept may be no good, from a moment when the server was not: whatever it was, ask once more.
      if (!(await isNamed(bytes))) bytes = await this.#fetch(folder, path, KINDS.groupAnew, budget);
    } finally {
      await feed.keepCost();
    }
    if (!bytes || !(await isNamed(bytes))) throw new Error("a group of articles is not the file that the feed names");
    const articles = readGroup(bytes, number, feed.loaded?.table.groups ?? 0);
    this.#held.set(`${feed.url} ${path}`, { articles, size: bytes.length });
    let size = [...this.#held.values()].reduce((sum, one) => sum + one.size, 0);
    for (const [oldest, one] of this.#held) {
      if (this.#held.size <= HELD && size <= HELD_BYTES) break;
      this.#held.delete(oldest);
      size -= one.size;
    }
    return articles;
  }
}
