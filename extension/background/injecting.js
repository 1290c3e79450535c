// Scripts that are brought into a page only when there is something to show on it, or when the reader asks.
import { api } from "./api.js";

/** What shows banner and highlights, in the order in which one needs the other. */
export const BANNER = [
  "page/language.js",
  "page/feeds.js",
  "page/phrases.js",
  "page/styles.js",
  "page/look.js",
  "page/card.js",
  "page/outlets.js",
  "page/passages.js",
  "page/panel.js",
  "page/menu.js",
  "page/place.js",
  "page/ranges.js",
  "page/highlights.js",
  "page/callout.js",
  "page/stand.js",
  "page/steps.js",
  "page/banner.js",
];

/** How marked passages look: brought as the page's own style and as the reader's, see there. */
const MARKS = "page/highlights.css";
const ORIGINS = /** @type {const} */ (["AUTHOR", "USER"]);

/**
 * A sign that the extension is there, without which the banner is not seen: where the extension is removed, Firefox ends its
 * scripts at once, so that no script could take the banner away, but it takes back its styles.
 */
const HERE = ":root { --masthead-here: visible !important; }";

/** Injections, one after the other in each tab: a script that came twice would fail. @type {Map<number, Promise<void>>} */
const turns = new Map();

/**
 * Bring the scripts of the banner, unless they are there, or the page has gone for which they were wanted: in the next one,
 * whose own scripts have not come yet, they would fail, and could never be brought again.
 * @param {number} tabId
 * @returns {Promise<void>} rejected where the browser lets nobody into the page
 */
export const equip = (tabId) =>
  inTurn(tabId, async () => {
    if (!(await holds(tabId, isBare))) return;
    await api.scripting.insertCSS({ target: topOf(tabId), css: HERE, origin: "USER" });
    await bring(tabId, BANNER);
  });

/** Runs in the page. */
const isBare = () => typeof mastheadMain !== "undefined" && typeof mastheadBanner === "undefined";

/**
 * Bring the scripts that read a page, as the browser does by itself where a page is opened after the extension.
 * @param {number} tabId
 * @returns {Promise<void>} rejected where the browser lets nobody into the page
 */
export const bringReading = (tabId) =>
  inTurn(tabId, async () => {
    const [{ js = [] }] = api.runtime.getManifest().content_scripts ?? [{}];
    if (!(await isReading(tabId))) await bring(tabId, js);
  });

/**
 * Whether the scripts that read are in the page.
 * @param {number} tabId
 * @returns {Promise<boolean>} rejected where the browser lets nobody into the page
 */
export const isReading = (tabId) =>
  // An element of the page with that id answers to the name too.
  holds(tabId, () => typeof mastheadText !== "undefined" && Object.getPrototypeOf(mastheadText) === Object.prototype);

/**
 * @param {number} tabId
 * @param {() => boolean} test run in the page, beside our scripts
 */
async function holds(tabId, test) {
  // Nothing is waited for: a page may take minutes to load.
  const [found] = await api.scripting.executeScript({ target: topOf(tabId), func: test, injectImmediately: true });
  return found?.result === true;
}

/** @param {number} tabId @param {string[]} files */
async function bring(tabId, files) {
  await api.scripting.executeScript({ target: topOf(tabId), files, injectImmediately: true });
}

/**
 * Give what is marked in a page its look, or take it away; in the frames of its site too.
 * @param {{on?: unknown}} message
 * @param {chrome.runtime.MessageSender} sender
 */
export async function dressMarks({ on }, { tab }) {
  if (tab?.id === undefined) return null;
  const target = { tabId: tab.id, allFrames: true };
  for (const origin of ORIGINS) {
    const style = { target, files: [MARKS], origin };
    await (on === true ? api.scripting.insertCSS(style) : api.scripting.removeCSS(style));
  }
  return {};
}

/** @param {number} tabId */
const topOf = (tabId) => ({ tabId, frameIds: [0] });

/**
 * @param {number} tabId
 * @param {() => Promise<void>} act
 */
function inTurn(tabId, act) {
  const done = (turns.get(tabId) ?? Promise.resolve()).catch(() => {}).then(act);
  turns.set(tabId, done);
  const clean = () => turns.get(tabId) === done && turns.delete(tabId);
  done.then(clean, clean);
  return done;
}
