// What the toolbar tells of each tab: in which state it is, on badge and popup alike.
import { api } from "./api.js";
import { showBadge } from "./badge.js";
import { offSiteOf } from "./choices.js";
import { bringReading, isReading } from "./injecting.js";
import { siteOf, withoutFragment } from "./sites.js";
import { surfaceOf } from "./surfaces.js";

const EVERYWHERE = { origins: ["<all_urls>"] };

export class Tabs {
  /** Badges that are being drawn, one after the other in each tab. @type {Map<number, Promise<void>>} */
  #drawing = new Map();
  #choices;
  #known;

  /**
   * @param {import("./choices.js").Choices} choices
   * @param {import("./known.js").Known} known
   */
  constructor(choices, known) {
    this.#choices = choices;
    this.#known = known;
  }

  /**
   * @param {number} tabId
   * @returns {Promise<TabState>} rejected where there is no such tab
   */
  async stateOf(tabId) {
    const tab = await api.tabs.get(tabId);
    // Addresses of pages that no extension may see are not told, nor are any without the permission.
    const site = siteOf(tab.url ?? "");
    if (!tab.url || site === null) return { state: (await isAllowed(tab.url)) ? "not-allowed" : "no-permission" };
    if (!(await isAllowed(tab.url))) return { state: "no-permission" };
    const choices = await this.#choices.now();
    const off = offSiteOf(choices, tab.url);
    if (off !== null) return { state: "off", site: off };
    const knowledge = await this.knowledgeOf(tab);
    if (knowledge) return { state: "knowledge", knowledge, ...surfaceOf(knowledge, choices, tab.url), site };
    if (tab.status === "loading") return { state: "reading", site };
    try {
      return { state: (await isReading(tabId)) ? "reading" : "not-read", site };
    } catch {
      // Browsers keep extensions away from some pages of the web, too, such as their own stores.
      return { state: "not-allowed" };
    }
  }

  /**
   * What is known of the page that a tab shows now. A tab that went on to a page without us (a browser page, a PDF) must
   * not show what was known of the last one.
   * @param {chrome.tabs.Tab} tab
   */
  async knowledgeOf({ id, url }) {
    const knowledge = id === undefined ? null : await this.#known.of(id);
    return knowledge && withoutFragment(url ?? "") === withoutFragment(knowledge.url) ? knowledge : null;
  }

  /**
   * Draw what a tab's badge has to say now.
   * @param {number} tabId
   * @returns {Promise<void>}
   */
  draw(tabId) {
    const done = (this.#drawing.get(tabId) ?? Promise.resolve()).then(async () => {
      const state = await this.stateOf(tabId).catch(() => null); // the tab was closed
      if (state) await showBadge(tabId, state);
    });
    this.#drawing.set(tabId, done);
    return done.finally(() => this.#drawing.get(tabId) === done && this.#drawing.delete(tabId));
  }

  /** Draw the badges that can be seen; others are drawn when their tabs are. */
  async drawSeen() {
    await Promise.all((await seenTabs()).map((id) => this.draw(id)));
  }

  /**
   * Read a page that was open before the extension was there.
   * @param {number} tabId
   */
  async readNow(tabId) {
    if ((await this.stateOf(tabId)).state === "not-read") await bringReading(tabId);
    return this.stateOf(tabId);
  }

  /** Read what is in front of the reader; what is in the background is read when it is loaded anew, or on demand. */
  async readSeen() {
    await Promise.all((await seenTabs()).map((id) => this.readNow(id).catch(() => {}))); // closed, or left meanwhile
    await this.drawSeen();
  }
}

async function seenTabs() {
  return (await api.tabs.query({ active: true })).flatMap(({ id }) => id ?? []);
}

/**
 * Whether the reader lets us read a page, or all of them where its address is not told.
 * @param {string | undefined} url
 */
async function isAllowed(url) {
  if (await api.permissions.contains(EVERYWHERE)) return true;
  if (!url || siteOf(url) === null) return false;
  const { protocol, hostname } = new URL(url);
  return api.permissions.contains({ origins: [`${protocol}//${hostname}/*`] }).catch(() => false); // no pattern can be made
}
