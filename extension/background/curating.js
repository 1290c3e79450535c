// What curators do from the page they read: archive it, and write notes. Their tokens are kept on this device only, each
// for one server: where a feed names another one, its curator has to say so again.
import { api } from "./api.js";
import { serverOf } from "./reports.js";
import { call, Declined } from "./server.js";
import { Refused } from "./settings.js";
import { withoutFragment } from "./sites.js";
import { say } from "./words.js";

/** Under which tokens are kept, by the address of the feed. */
const TOKENS = "tokens";
/** What a token may look like: it stands in a header. */
const TOKEN = /^[!-~]{8,200}$/;
/** Outlets that are offered for what was typed. */
const MOST_OFFERED = 20;

/** @typedef {{server: string, token: string, name: string, role: string}} Kept */
/** @typedef {import("./feeds.js").Feeds} Feeds */
/** @typedef {Pick<chrome.storage.StorageArea, "get" | "set">} Area */

/**
 * Messages of curators.
 * @param {Feeds} feeds
 * @param {Area} area where tokens are kept
 * @returns {Record<string, (message: any) => Promise<unknown>>}
 */
export function curatorMessages(feeds, area) {
  const desk = new Desk(feeds, area);
  return {
    curator: () => desk.standing(),
    "set-token": ({ feed, token, server }) => told(desk.setToken(String(feed), String(token ?? "").trim(), server)),
    preview: (message) => told(desk.preview(message)),
    archive: (message) => told(desk.archive(without(message, "type", "tabId"))),
    "add-note": (message) => told(desk.addNote(without(message, "type", "tabId"))),
    "find-outlets": ({ feed, words }) => told(desk.findOutlets(String(feed), String(words))),
  };
}

/**
 * @template {object} Message
 * @param {Message} message
 * @param {...string} names of fields
 */
const without = (message, ...names) =>
  /** @type {Message} */ (Object.fromEntries(Object.entries(message).filter(([name]) => !names.includes(name))));

/**
 * With what a server says of single fields, where it refuses.
 * @param {Promise<unknown>} answer
 */
const told = (answer) =>
  answer.catch((error) => {
    if (error instanceof Declined) return { error: error.message, errors: error.errors };
    throw error;
  });

class Desk {
  #feeds;
  #area;

  /** @param {Feeds} feeds @param {Area} area */
  constructor(feeds, area) {
    this.#feeds = feeds;
    this.#area = area;
  }

  /** @returns {Promise<Record<string, Kept>>} */
  async #tokens() {
    const kept = await this.#area.get([TOKENS]);
    return /** @type {Record<string, Kept>} */ (kept[TOKENS] ?? {});
  }

  /**
   * Feeds whose publisher has a server, and as whom the reader is known there. Asks no server.
   * @returns {Promise<{feeds: CuratorFeed[]}>}
   */
  async standing() {
    const { feeds } = await this.#feeds.settings();
    const kept = await this.#tokens();
    // With a feed that was removed goes the token.
    const left = Object.entries(kept).filter(([url]) => feeds.some((feed) => feed.url === url));
    if (left.length < Object.keys(kept).length) await this.#area.set({ [TOKENS]: Object.fromEntries(left) });
    return {
      feeds: feeds.flatMap(({ url, state: { name, server } }) => {
        if (!server) return [];
        const mine = kept[url]?.server === server ? kept[url] : null;
        return [{ feed: url, name, server, curator: mine?.name ?? null, role: mine?.role ?? null }];
      }),
    };
  }

  /**
   * Keep a token, once its server has said whose it is; forget it where there is none.
   * @param {string} feed
   * @param {string} token
   * @param {unknown} [shown] the server that the curator has been shown
   */
  async setToken(feed, token, shown) {
    if (token === "") {
      await this.#area.set({ [TOKENS]: await this.#tokensBut(feed) });
      return this.standing();
    }
    if (!TOKEN.test(token)) throw new Refused(say("tokenUnusable"));
    const server = await serverOf(this.#feeds, feed, shown);
    const { name, role } = await call(server, "api/me", { token });
    await this.#area.set({
      [TOKENS]: { ...(await this.#tokensBut(feed)), [feed]: { server, token, name: String(name), role: String(role) } },
    });
    return this.standing();
  }

  /** @param {string} feed */
  async #tokensBut(feed) {
    const others = await this.#tokens();
    delete others[feed];
    return others;
  }

  /**
   * The server of a feed and the token for it.
   * @param {unknown} feed
   */
  async #access(feed) {
    const server = await serverOf(this.#feeds, String(feed));
    const kept = (await this.#tokens())[String(feed)];
    if (kept?.server !== server) throw new Refused(say("tokenNone"));
    return { server, token: kept.token };
  }

  /**
   * What would be kept of a page: as it stands in a tab, or as it was when it was first shown.
   * @param {{tabId?: number, feed: string, html?: string, url?: string, keep?: number[], cut?: number[]}} message
   */
  async preview({ tabId, feed, html, url, keep = [], cut = [] }) {
    const { server, token } = await this.#access(feed);
    const page = html === undefined ? await pageOf(Number(tabId)) : { html, url };
    const json = { html: page.html, keep, cut };
    const capture = await call(server, "api/captures", { method: "POST", json, token });
    return { ...page, capture };
  }

  /**
   * Archive a page as it was shown.
   * @param {{feed: string, key: string} & Record<string, unknown>} message what the API takes, beside feed and key
   */
  async archive({ feed, key, ...page }) {
    const { server, token } = await this.#access(feed);
    const article = await call(server, "api/articles", { method: "POST", json: page, token, key });
    const { id, status, title, words, known_before: knownBefore, capture, advice } = article;
    return { id, status, title, words, knownBefore, capture, advice };
  }

  /**
   * Add a note to an article, or to an outlet.
   * @param {{feed: string, key: string, article?: number, outlet?: string} & Record<string, unknown>} message what the
   *   API takes, beside what it is about
   */
  async addNote({ feed, key, article, outlet, ...note }) {
    const access = await this.#access(feed);
    const { server, token } = access;
    const about =
      article === undefined ? `outlets/${await numberOf(access, String(outlet))}` : `articles/${Number(article)}`;
    const { id, status } = await call(server, `api/${about}/notes`, { method: "POST", json: note, token, key });
    return { id, status };
  }

  /**
   * Outlets that hold all words of what was typed.
   * @param {string} feed
   * @param {string} words
   */
  async findOutlets(feed, words) {
    const { server, token } = await this.#access(feed);
    const query = new URLSearchParams({ limit: String(MOST_OFFERED), ...(words.trim() && { q: words.trim() }) });
    const { items } = await call(server, `api/outlets?${query}`, { token });
    return { outlets: items.map((/** @type {any} */ { slug, name }) => ({ slug: String(slug), name: String(name) })) };
  }
}

/**
 * The page in a tab, as it stands there now.
 * @param {number} tabId
 * @returns {Promise<{html: string, url: string}>}
 */
async function pageOf(tabId) {
  const { html } = await api.tabs.sendMessage(tabId, { type: "html" }, { frameId: 0 });
  const { url } = await api.tabs.get(tabId);
  return { html: String(html), url: withoutFragment(String(url)) };
}

/**
 * The number of an outlet; readers know it by its slug.
 * @param {{server: string, token: string}} access
 * @param {string} slug
 */
async function numberOf({ server, token }, slug) {
  const { items } = await call(server, `api/outlets?${new URLSearchParams({ slug })}`, { token });
  if (!items.length) throw new Refused(say("noteOutletGone"));
  return Number(items[0].id);
}
