// Looking a page up: one look at a time in each tab, and no answer about the page before last.
import { api } from "./api.js";
import { askAll } from "./asking.js";
import { offSiteOf } from "./choices.js";
import { textOfFrames } from "./frames.js";
import { equip } from "./injecting.js";
import { knowledgeOf } from "./knowledge.js";
import { isInLanguages, isInScripts } from "./languages.js";
import { NOTHING_FOUND } from "./lookup.js";
import { withoutFragment } from "./sites.js";
import { answerOf } from "./surfaces.js";

/** @typedef {import("./choices.js").Chosen} Chosen */
/** @typedef {import("./groups.js").Groups} Groups */
/** @typedef {{feed: import("./lists.js").Feed, looked: import("./lookup.js").Looked}} Answer */
/** @typedef {{tabId: number, look: number, url: string, text: string, foreign: boolean, signal: AbortSignal, incognito: boolean}} Look */

/** Characters of a page that are read; the content script sends no more. */
const MAX_TEXT = 2_000_000;
const OTHER_SCRIPT = "script";
const OTHER_LANGUAGES = "languages";

export class Looking {
  /** Counts the pages of each tab, so that an answer about the page before last is not kept. @type {Map<number, number>} */
  #looks = new Map();
  /**
   * The look that is under way for each tab: a page that changes all the time has one at a time, and the next one ends it.
   * @type {Map<number, {asked: Promise<unknown>, end: AbortController}>}
   */
  #underWay = new Map();
  /** Pages of which a feed knew something when it was too late, so that they were looked at once more. @type {Map<number, string>} */
  #late = new Map();
  #feeds;
  #groups;
  #choices;
  #known;
  #tabs;

  /**
   * @param {import("./feeds.js").Feeds} feeds
   * @param {{usual: Groups, traceless: Groups}} groups `traceless` for private windows
   * @param {import("./choices.js").Choices} choices
   * @param {import("./known.js").Known} known
   * @param {import("./tabs.js").Tabs} tabs
   */
  constructor(feeds, groups, choices, known, tabs) {
    this.#feeds = feeds;
    this.#groups = groups;
    this.#choices = choices;
    this.#known = known;
    this.#tabs = tabs;
  }

  /**
   * A page has been read.
   * @param {{url: unknown, text: unknown, unread: unknown, equipped: unknown, foreign: unknown}} message
   * @param {chrome.runtime.MessageSender} sender
   * @returns {Promise<PageAnswer | null>}
   */
  async onPage(message, sender) {
    const url = pageOf(sender, message.url);
    const tabId = sender.tab?.id;
    const { text } = message;
    if (!url || tabId === undefined || typeof text !== "string" || text.length > MAX_TEXT) return null;
    const unread = typeof message.unread === "string" ? message.unread.slice(0, 300) : null;
    const look = this.#next(tabId);
    const before = this.#underWay.get(tabId);
    before?.end.abort();
    const end = new AbortController();
    const asked = (async () => {
      await before?.asked.catch(() => {}); // whoever asked is told
      if (this.#looks.get(tabId) !== look) return null;
      const { incognito = false } = sender.tab ?? {};
      return this.#ask({ tabId, look, url, text, foreign: message.foreign === true, signal: end.signal, incognito });
    })();
    this.#underWay.set(tabId, { asked, end });
    const answers = await asked.finally(() => this.#underWay.get(tabId)?.end === end && this.#underWay.delete(tabId));
    // While we looked, the tab may have gone on: what is known of one page must not stand on the badge of another.
    if (!answers || !(await this.#isThere(tabId, look, url))) return null;
    const knowledge = knowledgeOf(url, joined(unread, answers.unread), answers.all);
    await this.#known.keep(tabId, knowledge);
    const answer = answerOf(knowledge, await this.#choices.now(), url);
    const bare = answer.surface !== "badge" && message.equipped !== true;
    await Promise.all([this.#tabs.draw(tabId), bare ? equip(tabId) : null]);
    return answer;
  }

  /** @param {number} tabId @param {number} look @param {string} url */
  async #isThere(tabId, look, url) {
    const tab = await api.tabs.get(tabId).catch(() => null);
    const isOn = tab?.url !== undefined && withoutFragment(tab.url) === withoutFragment(url);
    return isOn && this.#looks.get(tabId) === look;
  }

  /** Whatever is still on its way of a tab is out of date. @param {number} tabId */
  #next(tabId) {
    const look = (this.#looks.get(tabId) ?? 0) + 1;
    this.#looks.set(tabId, look);
    return look;
  }

  /**
   * Ask all feeds of a page, as far as the reader wants to know.
   * @param {Look} given
   * @returns {Promise<{all: Answer[], unread: string | null} | null>} null of a site that is switched off
   */
  async #ask({ tabId, look, url, text, foreign, signal, incognito }) {
    const choices = await this.#choices.now();
    if (offSiteOf(choices, url) !== null) return null;
    const frames = foreign
      ? await textOfFrames(tabId, (at) => offSiteOf(choices, at) !== null)
      : { text: "", unread: null };
    const whole = frames.text ? `${text}\n${frames.text}`.slice(0, MAX_TEXT) : text;
    const feeds = await this.#feeds.on();
    if (!isInScripts(whole, choices.scripts)) {
      return { all: feeds.map((feed) => ({ feed, looked: NOTHING_FOUND })), unread: OTHER_SCRIPT };
    }
    const onLate = () => {
      if (this.#looks.get(tabId) !== look || this.#late.get(tabId) === url) return;
      this.#late.set(tabId, url);
      tellTab(tabId, "feed-changed");
    };
    const groups = incognito ? this.#groups.traceless : this.#groups.usual;
    const { all, unread } = inLanguages(await askAll(feeds, groups, whole, url, { onLate, signal }), choices);
    return { all, unread: joined(frames.unread, unread) };
  }

  /** Whatever is still on its way of any page is out of date. */
  endAll() {
    for (const tabId of this.#looks.keys()) this.#next(tabId);
  }

  /** @param {number} tabId that was closed */
  forget(tabId) {
    this.#looks.delete(tabId);
    this.#late.delete(tabId);
  }
}

/** @param {Answer[]} answers @param {Chosen} choices */
function inLanguages(answers, { languages }) {
  const all = answers.map(({ feed, looked }) => {
    const found = looked.found.filter(({ article }) => isInLanguages(article.language, languages));
    return { feed, looked: { ...looked, found } };
  });
  const isLess = all.some(({ looked }, at) => looked.found.length < answers[at].looked.found.length);
  return { all, unread: isLess ? OTHER_LANGUAGES : null };
}

/** @param {...(string | null)} unread */
const joined = (...unread) => unread.filter(Boolean).join("; ") || null;

/** Pages look again as soon as they are seen. */
export async function tellAllTabs() {
  for (const { id } of await api.tabs.query({})) if (id !== undefined) tellTab(id, "feed-changed");
}

/** @param {number} tabId @param {"feed-changed" | "look-again"} type */
export function tellTab(tabId, type) {
  api.tabs.sendMessage(tabId, { type }).catch(() => {}); // no page of ours is there
}

/**
 * The page that a message comes from. It may have changed its address since it was loaded, which browsers tell or do not
 * tell; another origin than the browser tells is not believed.
 * @param {chrome.runtime.MessageSender} sender
 * @param {unknown} [said] address that the page says it has now
 * @returns {string | undefined}
 */
export function pageOf({ url: told, tab }, said = tab?.url) {
  if (typeof said !== "string" || !told) return told;
  return new URL(said).origin === new URL(told).origin ? said : told;
}
