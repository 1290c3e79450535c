// The background's composition root: who hears which message, and when feeds are refreshed. It may be stopped and
// started at any moment; all listeners are registered at once, and everything that must last is stored.
import { api } from "./api.js";
import { askAll } from "./asking.js";
import { Feeds } from "./feeds.js";
import { Groups } from "./groups.js";
import { knowledgeOf } from "./knowledge.js";
import { minutesToNext } from "./schedule.js";
import { store } from "./store.js";

/** @typedef {import("./lists.js").Feed} Feed */

/** An alarm's name is this and the feed's address. */
const ALARM = "refresh ";
/** Minutes to the next try of a feed, until it is known how this one went. */
const RETRY_MINUTES = 1;
/** Milliseconds in which a feed that failed is not asked again, even if somebody looks. */
const PAUSE = 10_000;
/** Milliseconds between two signs of life: Chromium stops a worker that shows none for half a minute. */
const SIGN_OF_LIFE = 20_000;
/** Characters of a page that are read; the content script sends no more. */
const MAX_TEXT = 2_000_000;

const feeds = new Feeds(api.storage.local, store, lookAgain);
const groups = new Groups();
/** Counts the pages of each tab, so that an answer about the page before last is not kept. @type {Map<number, number>} */
const looks = new Map();
/**
 * The look that is under way for each tab: a page that changes all the time has one at a time, and the next one ends it.
 * @type {Map<number, {asked: Promise<unknown>, end: AbortController}>}
 */
const underWay = new Map();
/** Pages of which a feed knew something when it was too late, so that they were looked at once more. @type {Map<number, string>} */
const late = new Map();

/** Refresh a feed, and set its alarm for the next time. @param {Feed} feed */
async function refresh(feed) {
  // First the next try, then this one: a worker that is stopped in the middle must wake again.
  await api.alarms.create(ALARM + feed.url, { delayInMinutes: RETRY_MINUTES });
  // A long list on a slow line takes minutes, and waiting for it is no sign of life.
  const alive = setInterval(() => api.runtime.getPlatformInfo(), SIGN_OF_LIFE);
  await feed.refresh().finally(() => clearInterval(alive));
  await api.alarms.create(ALARM + feed.url, { delayInMinutes: minutesToNext(feed) });
  await setAlarms();
}

/** Each feed that is switched on has an alarm, and no other has. */
async function setAlarms() {
  const on = await feeds.on();
  const alarms = new Set((await api.alarms.getAll()).map(({ name }) => name));
  for (const feed of on) {
    if (alarms.delete(ALARM + feed.url)) continue;
    await api.alarms.create(ALARM + feed.url, { delayInMinutes: minutesToNext(feed) });
  }
  await Promise.all([...alarms].map((name) => api.alarms.clear(name)));
}

async function refreshAll() {
  await Promise.all((await feeds.on()).map(refresh));
}

/** What feeds said of open pages is not what they say now. */
async function lookAgain() {
  const kept = await api.storage.session.get(null);
  await api.storage.session.remove(Object.keys(kept).filter((key) => key.startsWith("tab-")));
  for (const { id } of await api.tabs.query({})) {
    if (id === undefined) continue;
    looks.set(id, (looks.get(id) ?? 0) + 1); // an answer that is still on its way is out of date
    api.tabs.sendMessage(id, { type: "feed-changed" }).catch(() => {}); // no page of ours is there
  }
}

/**
 * A page has been read.
 * @param {{url: unknown, text: unknown, unread: unknown}} message
 * @param {chrome.runtime.MessageSender} sender
 */
async function onPage(message, sender) {
  const url = urlOf(message.url, sender.url);
  const tabId = sender.tab?.id;
  const { text } = message;
  if (!url || tabId === undefined || typeof text !== "string" || text.length > MAX_TEXT) return null;
  const unread = typeof message.unread === "string" ? message.unread.slice(0, 300) : null;
  const look = (looks.get(tabId) ?? 0) + 1;
  looks.set(tabId, look);
  const before = underWay.get(tabId);
  before?.end.abort();
  const end = new AbortController();
  const asked = (async () => {
    await before?.asked.catch(() => {}); // whoever asked is told
    return looks.get(tabId) === look ? ask(tabId, look, url, text, end.signal) : null;
  })();
  underWay.set(tabId, { asked, end });
  const answers = await asked.finally(() => underWay.get(tabId)?.end === end && underWay.delete(tabId));
  if (!answers) return null;
  const knowledge = knowledgeOf(url, unread, answers);
  // While we looked, the tab may have gone on: what is known of one page must not stand on the badge of another.
  const tab = await api.tabs.get(tabId).catch(() => null);
  if (!tab || withoutFragment(tab.url) !== withoutFragment(url) || looks.get(tabId) !== look) return null;
  try {
    await api.storage.session.set({ [`tab-${tabId}`]: knowledge });
  } catch {
    // The browser's room for sessions is full: the banner can still be shown, only the popup will not know.
  }
  await showBadge(tabId, badgeOf(knowledge.voices));
  return knowledge;
}

/**
 * Ask all feeds of a page.
 * @param {number} tabId
 * @param {number} look
 * @param {string} url
 * @param {string} text
 * @param {AbortSignal} signal
 */
async function ask(tabId, look, url, text, signal) {
  const onLate = () => {
    if (looks.get(tabId) !== look || late.get(tabId) === url) return;
    late.set(tabId, url);
    api.tabs.sendMessage(tabId, { type: "feed-changed" }).catch(() => {}); // the page has gone
  };
  return askAll(await feeds.on(), groups, text, url, { onLate, signal });
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

/** @param {Voice[]} voices */
function badgeOf(voices) {
  if (voices.some(({ address }) => address?.role === "impersonator")) return "!";
  const first = voices.find(({ address, matches }) => address || matches.length);
  return !first ? "" : first.matches.length ? "¶" : "i";
}

/** @param {number} tabId @param {string} text */
async function showBadge(tabId, text) {
  try {
    await api.action.setBadgeText({ tabId, text });
    await api.action.setBadgeBackgroundColor({ tabId, color: "#3d4a57" });
  } catch {
    // The tab was closed while its page was looked up: there is no badge to show.
  }
}

/** @param {unknown} tabId */
async function knowledgeOfTab(tabId) {
  // Somebody is looking: this is the moment to try again where a feed could not be had.
  for (const feed of await feeds.on()) {
    if ((!feed.loaded || feed.problem) && Date.now() - feed.triedAt > PAUSE) refresh(feed);
  }
  const key = `tab-${tabId}`;
  const knowledge = /** @type {Knowledge | undefined} */ ((await api.storage.session.get(key))[key]);
  if (!knowledge) return null;
  // A tab that went on to a page without us (a browser page, a PDF) must not show what was known of the last one.
  const tab = await api.tabs.get(Number(tabId));
  return withoutFragment(tab.url) === withoutFragment(knowledge.url) ? knowledge : null;
}

/** @param {Promise<unknown>} change of the settings @returns {Promise<Settings>} */
async function settingsAfter(change) {
  await change;
  await setAlarms();
  return feeds.settings();
}

/** @param {string} url @param {boolean} on */
async function switchFeed(url, on) {
  await feeds.switch(url, on);
  // Whatever was not asked while it was switched off may be out of date.
  await Promise.all((await feeds.on()).filter((feed) => on && feed.url === url).map(refresh));
}

/** Messages of our own pages: popup and options. @type {Record<string, (message: any) => Promise<unknown>>} */
const fromOurPages = {
  "knowledge-of-tab": ({ tabId }) => knowledgeOfTab(tabId),
  settings: () => feeds.settings(),
  "add-feed": ({ url }) => settingsAfter(feeds.add(String(url))),
  "remove-feed": ({ url }) => settingsAfter(feeds.remove(String(url))),
  "switch-feed": ({ url, on }) => settingsAfter(switchFeed(String(url), on === true)),
  "move-feed": ({ url, by }) => settingsAfter(feeds.move(String(url), Number(by))),
  "trust-key": ({ url, fingerprint }) => settingsAfter(feeds.trust(String(url), String(fingerprint))),
  refresh: () => settingsAfter(refreshAll()),
};

api.runtime.onMessage.addListener((message, sender, respond) => {
  if (sender.id !== api.runtime.id) return false;
  const ours = sender.url?.startsWith(api.runtime.getURL("")) ?? false;
  const handler = ours ? fromOurPages[message?.type] : message?.type === "page" ? onPage : undefined;
  if (!handler) return false;
  handler(message, sender).then(respond, (error) => respond({ error: String(error?.message ?? error) }));
  return true;
});

api.alarms.onAlarm.addListener(async ({ name }) => {
  const feed = (await feeds.on()).find(({ url }) => ALARM + url === name);
  if (feed) await refresh(feed);
});
// A page that changes its own address without being loaded anew is another page: it is looked at again.
api.tabs.onUpdated.addListener((tabId, { url }) => {
  if (url) api.tabs.sendMessage(tabId, { type: "look-again" }).catch(() => {}); // no page of ours is there yet
});
api.runtime.onInstalled.addListener(() => refreshAll());
api.runtime.onStartup.addListener(() => refreshAll());
api.tabs.onRemoved.addListener((tabId) => {
  looks.delete(tabId);
  late.delete(tabId);
  api.storage.session.remove(`tab-${tabId}`);
});
setAlarms();
