// The background's composition root: who hears which message, and what happens when. It may be stopped and started at any
// moment; all listeners are registered at once, and everything that must last is stored.
import { api } from "./api.js";
import { Choices } from "./choices.js";
import { Choosing } from "./choosing.js";
import { curatorMessages } from "./curating.js";
import { Feeds } from "./feeds.js";
import { Groups, tracelessGroups } from "./groups.js";
import { dressMarks } from "./injecting.js";
import { Known } from "./known.js";
import { Looking, tellAllTabs, tellTab } from "./looking.js";
import { open, tabMessages } from "./pages.js";
import { Refreshing } from "./refreshing.js";
import { reportMessages } from "./reports.js";
import { store } from "./store.js";
import { Sync } from "./sync.js";
import { Tabs } from "./tabs.js";

/** @typedef {import("./choosing.js").Handler} Handler */

const { local, session, sync: remote } = api.storage;
const feeds = new Feeds(local, store, lookAgain);
const choices = new Choices(local, onChoice);
const known = new Known(session);
const tabs = new Tabs(choices, known);
const looking = new Looking(feeds, { usual: new Groups(), traceless: tracelessGroups() }, choices, known, tabs);
const refreshing = new Refreshing(feeds);
const sync = new Sync(remote, local, choices, feeds);
const choosing = new Choosing(choices, feeds, sync, refreshing, tabs, session);

/** What feeds said of open pages is not what they say now, or not what the reader wants to know of them. */
async function lookAgain() {
  looking.endAll();
  await known.forgetAll();
  await tellAllTabs();
}

/**
 * What is known of open pages stays, unless the reader has chosen what is to be known of them.
 * @param {import("./choices.js").Chosen} before
 * @param {import("./choices.js").Chosen} after
 */
async function onChoice(before, after) {
  const others = /** @type {const} */ (["languages", "scripts", "off"]).some(
    (what) => JSON.stringify(before[what]) !== JSON.stringify(after[what]),
  );
  await (others ? lookAgain() : tellAllTabs());
  tabs.drawSeen();
}

/** @param {Promise<unknown>} change of the feeds @returns {Promise<Settings>} */
async function settingsAfter(change) {
  await change;
  await refreshing.setAlarms();
  return feeds.settings();
}

/** Messages of our own pages: popup, options and the like. @type {Record<string, Handler>} */
const fromOurPages = {
  ...tabMessages(tabs, refreshing),
  ...choosing.ofOurPages,
  ...reportMessages(feeds),
  ...curatorMessages(feeds, local),
  settings: () => feeds.settings(),
  "add-feed": ({ url }) => settingsAfter(feeds.add(String(url))),
  "remove-feed": ({ url }) => settingsAfter(feeds.remove(String(url))),
  "switch-feed": ({ url, on }) => settingsAfter(refreshing.switchFeed(String(url), on === true)),
  "move-feed": ({ url, by }) => settingsAfter(feeds.move(String(url), Number(by))),
  "trust-key": ({ url, fingerprint }) => settingsAfter(feeds.trust(String(url), String(fingerprint))),
  refresh: () => settingsAfter(refreshing.refreshAll()),
};

/** Messages of content scripts, which may do no more than a page's own banner. @type {Record<string, Handler>} */
const fromPages = {
  ...choosing.ofPages,
  page: (message, sender) => looking.onPage(message, sender),
  open,
  "highlight-look": dressMarks,
};

api.runtime.onMessage.addListener((message, sender, respond) => {
  if (sender.id !== api.runtime.id) return false;
  const ours = sender.url?.startsWith(api.runtime.getURL("")) ?? false;
  const handlers = ours ? fromOurPages : sender.frameId === 0 ? fromPages : {};
  if (!Object.hasOwn(handlers, String(message?.type))) return false;
  handlers[message.type](message, sender).then(respond, (error) => respond({ error: String(error?.message ?? error) }));
  return true;
});

api.storage.onChanged.addListener((changes, area) => {
  if (area === "sync") sync.settle().then(() => refreshing.catchUp());
  else if (area === "local" && ("choices" in changes || "feeds" in changes)) sync.settle();
});
api.alarms.onAlarm.addListener(({ name }) => refreshing.onAlarm(name));
api.tabs.onUpdated.addListener((tabId, { url, status }, tab) => {
  // A page that changes its own address without being loaded anew is another page: it is looked at again.
  if (url) tellTab(tabId, "look-again");
  if ((url || status === "complete") && tab.active) tabs.draw(tabId);
});
api.tabs.onActivated.addListener(({ tabId }) => tabs.draw(tabId));
api.tabs.onRemoved.addListener((tabId) => {
  looking.forget(tabId);
  known.forget(tabId);
});
api.permissions.onAdded.addListener(() => tabs.drawSeen());
api.permissions.onRemoved.addListener(() => tabs.drawSeen());
api.runtime.onInstalled.addListener(({ reason }) => {
  refreshing.refreshAll();
  if (reason === "install") tabs.readSeen();
});
api.runtime.onStartup.addListener(() => refreshing.refreshAll());
sync.settle().then(() => refreshing.setAlarms());
