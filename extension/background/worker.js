// The background's composition root: who hears which message, and when the feed is refreshed. It may be stopped and
// started at any moment; all listeners are registered at once, and everything that must last is stored.
import { api } from "./api.js";
import { Buckets } from "./buckets.js";
import { knowledgeOf } from "./knowledge.js";
import { Feed } from "./lists.js";
import { lookUp, NOTHING_FOUND } from "./lookup.js";
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
  // First the next try, then this one: a worker that is stopped in the middle must wake again.
  await api.alarms.create(ALARM, { delayInMinutes: RETRY_MINUTES });
  const chosen = await feed();
  await chosen.refresh();
  const wait = chosen.loaded ? chosen.loaded.index.refreshSeconds / 60 : RETRY_MINUTES;
  await api.alarms.create(ALARM, { delayInMinutes: Math.max(0.5, wait * (0.9 + 0.2 * Math.random())) });
  return chosen;
}

/**
 * A page has been read.
 * @param {{url: unknown, text: unknown, unread: unknown}} message
 * @param {chrome.runtime.MessageSender} sender
 */
async function onPage(message, sender) {
  const url = urlOf(message.url, sender.url);
  const tabId = sender.tab?.id;
  if (!url || tabId === undefined || typeof message.text !== "string" || message.text.length > MAX_TEXT) return null;
  const unread = typeof message.unread === "string" ? message.unread.slice(0, 300) : null;
  const chosen = await feed();
  let looked = NOTHING_FOUND;
  if (chosen.loaded) looked = await lookUp(chosen.loaded, filesOf(chosen), message.text, url);
  const knowledge = knowledgeOf(chosen, url, unread, looked);
  // While we looked, the tab may have gone on: what is known of one page must not stand on the badge of another.
  const tab = await api.tabs.get(tabId).catch(() => null);
  if (!tab || withoutFragment(tab.url) !== withoutFragment(url)) return null;
  try {
    await api.storage.session.set({ [`tab-${tabId}`]: knowledge });
  } catch {
    // The browser's room for sessions is full: the banner can still be shown, only the popup will not know.
  }
  await showBadge(tabId, knowledge);
  return knowledge;
}

/**
 * Where the lookup gets its files. One that cannot be had must not lose what others told: the feed's state says so.
 * @param {Feed} chosen
 * @returns {import("./lookup.js").Files}
 */
function filesOf(chosen) {
  /** @param {unknown} error */
  const missed = (error) => {
    chosen.problem = error instanceof Error ? error.message : String(error);
    return null;
  };
  return {
    bucket: (number, spend) => buckets.bucket(chosen, number, spend).catch(missed),
    group: (number, spend) => buckets.group(chosen, number, spend).catch(missed),
  };
}

/**
 * The page's address as it says it is now: a browser may still tell the one it was loaded from. Another origin than the
 * browser tells is not believed.
 * @param {unknown} said
 * @param {string | undefined} told
 */
function urlOf(said, told) {
  if (typeof said !== "string" || !told) return told;
  return new URL(said).origin === new URL(told).origin ? said : told;
}

/** @param {string | undefined} url */
const withoutFragment = (url) => url?.replace(/#.*/, "");

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
  return withoutFragment(tab.url) === withoutFragment(knowledge.url) ? knowledge : null;
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
  // What another feed said of open pages is not what this one says.
  const kept = await api.storage.session.get(null);
  await api.storage.session.remove(Object.keys(kept).filter((key) => key.startsWith("tab-")));
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
// A page that changes its own address without being loaded anew is another page: it is looked at again.
api.tabs.onUpdated.addListener((tabId, { url }) => {
  if (url) api.tabs.sendMessage(tabId, { type: "look-again" }).catch(() => {}); // no page of ours is there yet
});
api.alarms.get(ALARM).then((alarm) => {
  if (!alarm) api.alarms.create(ALARM, { delayInMinutes: RETRY_MINUTES });
});
api.runtime.onInstalled.addListener(() => refresh());
api.runtime.onStartup.addListener(() => refresh());
api.tabs.onRemoved.addListener((tabId) => api.storage.session.remove(`tab-${tabId}`));
