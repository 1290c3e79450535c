// Messages about the page in a tab: what is known of it, and what is to be opened for it.
import { api } from "./api.js";
import { equip } from "./injecting.js";

/** What a page's banner may open, and how much it may say of it. */
const OPENED = { options: "ui/options.html", report: "ui/report.html" };
const MOST_PARAMS = 10;
const LONGEST_PARAM = 300;

/** @typedef {import("./choosing.js").Handler} Handler */

/**
 * Messages of our own pages.
 * @param {import("./tabs.js").Tabs} tabs
 * @param {import("./refreshing.js").Refreshing} refreshing
 * @returns {Record<string, Handler>}
 */
export const tabMessages = (tabs, refreshing) => ({
  "knowledge-of-tab": async ({ tabId }) => {
    await refreshing.tryAgain();
    return tabs.knowledgeOf(await api.tabs.get(Number(tabId)));
  },
  "tab-state": async ({ tabId }) => {
    await refreshing.tryAgain();
    return tabs.stateOf(Number(tabId));
  },
  "read-now": ({ tabId }) => tabs.readNow(Number(tabId)),
  highlights: ({ tabId, on }) => highlight(Number(tabId), on === true),
});

/** Show or hide in the page what was found. @param {number} tabId @param {boolean} on */
async function highlight(tabId, on) {
  await equip(tabId);
  return api.tabs.sendMessage(tabId, { type: "highlights", on }, { frameId: 0 });
}

/**
 * A page's banner asks for one of our pages, of which the reader gets to see its own tab only.
 * @param {{what?: unknown, params?: unknown}} message
 * @param {chrome.runtime.MessageSender} sender
 */
export async function open({ what, params }, { tab }) {
  const page = what === "options" || what === "report" ? OPENED[what] : null;
  if (!page || tab?.id === undefined) return null;
  const given = Object.entries(Object(params)).slice(0, MOST_PARAMS);
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value).slice(0, LONGEST_PARAM)]));
  if (what === "report") query.set("tab", String(tab.id));
  else if (!given.length) {
    await api.runtime.openOptionsPage();
    return {};
  }
  await api.tabs.create({ url: api.runtime.getURL(`${page}?${query}`), openerTabId: tab.id });
  return {};
}
