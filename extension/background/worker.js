// The background's composition root: who hears which message, and when the feed is refreshed. It may be stopped and
// started at any moment; all listeners are registered at once, and everything that must last is stored.
import { api } from "./api.js";
import { Buckets } from "./buckets.js";
import { knowledgeOf } from "./knowledge.js";
import { Feed } from "./lists.js";
import { lookUp } from "./lookup.js";
import { chooseFeed, feedUrl } from "./settings.js";

const ALARM = "refresh";
/** Minutes to the next try while nothing has been loaded. */
const RETRY_MINUTES = 1;
/** Characters of a page that are read; the content script sends no more. */
const MAX_TEXT = 2_000_000;

const buckets = new Buckets();
/** @type {Promise<Feed> | null} */
let current = null;

/** The feed in use, with what was kept of it in force. */
function feed() {
  current ??= feedUrl().then(async (url) => {
    const chosen = new Feed(url);
    // A kept state that cannot be read is as good as none.
    await chosen.ready().catch(() => {});
    return chosen;
  });
  return current;
}

/** Refresh, and set the alarm for the next time: the server's wait and a little jitter of our own. */
async function refresh() {
  const chosen = await feed();
  await chosen.refresh();
  const wait = chosen.loaded ? chosen.loaded.index.refreshSeconds / 60 : RETRY_MINUTES;
  await api.alarms.create(ALARM, { delayInMinutes: Math.max(0.5, wait * (0.9 + 0.2 * Math.random())) });
  return chosen;
}

/**
 * A page has been read.
 * @param {{text: unknown, unread: unknown}} message
 * @param {chrome.runtime.MessageSender} sender
 */
async function onPage(message, sender) {
  const url = sender.url;
  const tabId = sender.tab?.id;
  if (!url || tabId === undefined || typeof message.text !== "string" || message.text.length > MAX_TEXT) return null;
  const unread = typeof message.unread === "string" ? message.unread.slice(0, 300) : null;
  const chosen = await feed();
  let looked = { found: /** @type {import("./lookup.js").Found[]} */ ([]), tooShort: false };
  if (chosen.loaded) {
    const files = {
      bucket: (/** @type {number} */ number, /** @type {() => boolean} */ spend) =>
        buckets.bucket(chosen, number, spend),
      group: (/** @type {number} */ number, /** @type {() => boolean} */ spend) => buckets.group(chosen, number, spend),
    };
    try {
      looked = await lookUp(chosen.loaded, files, message.text, url);
    } catch (error) {
      chosen.problem = error instanceof Error ? error.message : String(error);
    }
  }
  const knowledge = knowledgeOf(chosen, url, unread, looked);
  await api.storage.session.set({ [`tab-${tabId}`]: knowledge });
  await showBadge(tabId, knowledge);
  return knowledge;
}

/** @param {number} tabId @param {Knowledge} knowledge */
async function showBadge(tabId, knowledge) {
  const text =
    knowledge.address?.role === "impersonator" ? "!" : knowledge.matches.length ? "¶" : knowledge.address ? "i" : "";
  try {
    await api.action.setBadgeText({ tabId, text });
    await api.action.setBadgeBackgroundColor({ tabId, color: "#3d4a57" });
  } catch {
    // The tab was closed while its page was looked up: there is no badge to show.
  }
}

/** @param {unknown} tabId */
async function knowledgeOfTab(tabId) {
  const chosen = await feed();
  // Somebody is looking, and the feed could not be had: this is the moment to try again.
  if (!chosen.loaded || chosen.problem) refresh();
  const key = `tab-${tabId}`;
  const knowledge = /** @type {Knowledge | undefined} */ ((await api.storage.session.get(key))[key]);
  if (!knowledge) return null;
  // A tab that went on to a page without us (a browser page, a PDF) must not show what was known of the last one.
  const tab = await api.tabs.get(Number(tabId));
  const plain = (/** @type {string | undefined} */ url) => url?.replace(/#.*/, "");
  return plain(tab.url) === plain(knowledge.url) ? knowledge : null;
}

async function settings() {
  const chosen = await feed();
  return { feed: chosen.url, state: chosen.state() };
}

/** @param {unknown} url */
async function setFeed(url) {
  try {
    await chooseFeed(String(url));
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
  current = null;
  await refresh();
  return settings();
}

/** Messages of our own pages: popup and options. @type {Record<string, (message: any) => Promise<unknown>>} */
const fromOurPages = {
  "knowledge-of-tab": (message) => knowledgeOfTab(message.tabId),
  settings,
  "set-feed": (message) => setFeed(message.feed),
  refresh: () => refresh().then(settings),
};

api.runtime.onMessage.addListener((message, sender, respond) => {
  if (sender.id !== api.runtime.id) return false;
  const ours = sender.url?.startsWith(api.runtime.getURL("")) ?? false;
  const handler = ours ? fromOurPages[message?.type] : message?.type === "page" ? onPage : undefined;
  if (!handler) return false;
  handler(message, sender).then(respond, (error) => respond({ error: String(error?.message ?? error) }));
  return true;
});

api.alarms.onAlarm.addListener(({ name }) => {
  if (name === ALARM) refresh();
});
api.runtime.onInstalled.addListener(() => refresh());
api.runtime.onStartup.addListener(() => refresh());
api.tabs.onRemoved.addListener((tabId) => api.storage.session.remove(`tab-${tabId}`));
