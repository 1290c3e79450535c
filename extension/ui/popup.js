/**
 * The popup says of the active tab what the banner says, and more: it speaks also when nothing is known, and a page
 * cannot remove or imitate it.
 */
import { ask, byId, dress, problemOf } from "./frame.js";

const api = globalThis.browser ?? globalThis.chrome;
const { say } = mastheadPhrases;
const { element } = mastheadCard;

/**
 * How often, and after how many milliseconds, to ask again: a page that is still loading has not been read yet, and any
 * is read again when a feed has changed.
 */
const TRIES = { loading: 12, complete: 3 };
const PAUSE = 400;

/** @param {...Node} parts */
function answer(...parts) {
  byId("answer").replaceChildren(...parts);
}

/** @param {string} text */
const plain = (text) => element("p", "plain", text);

/**
 * What is known; otherwise why nothing is, and of each feed how fresh it is and what went wrong with it.
 * @param {Knowledge} knowledge
 * @returns {Node[]}
 */
function draw(knowledge) {
  const { voices, unread } = knowledge;
  /** @type {HTMLElement[]} */
  const parts = navigator.onLine ? [] : [plain(say("popupOffline"))];
  if (mastheadPhrases.speaking(knowledge).length) {
    const refused = voices.filter(({ feed }) => feed.refusedFingerprint);
    parts.push(...refused.map(({ feed }) => plain(say("popupRefused", mastheadPhrases.feedName(feed, knowledge)))));
    return [...parts, mastheadPanel.said(knowledge), mastheadPanel.panel(knowledge)];
  }
  parts.push(plain(mastheadPhrases.statusLine(knowledge)));
  if (unread) parts.push(plain(say("unreadLine", mastheadPhrases.clean(unread, 300))));
  if (voices.length > 1) parts.push(element("ul", "feeds", ...voices.map(({ feed }) => feedItem(feed, knowledge))));
  else if (knowledge.status !== "never-loaded") {
    parts.push(...voices.map(({ feed }) => element("p", "plain small", mastheadPhrases.feedLine(feed, knowledge))));
  }
  return parts;
}

/**
 * @param {FeedState} feed
 * @param {Knowledge} knowledge
 */
function feedItem(feed, knowledge) {
  const lines = [mastheadPhrases.versionLine(feed), mastheadPhrases.listLine(feed)];
  const name = element("bdi", "name", mastheadPhrases.feedName(feed, knowledge));
  return element("li", "", name, element("p", "small", lines.join(" ").trim()));
}

const SITES = { origins: ["<all_urls>"] };

/** Firefox lets readers withhold the permission that the manifest asks for. */
function askForPermission() {
  const grant = element("button", "plain", say("popupGrant"));
  grant.type = "button";
  grant.addEventListener("click", async () => {
    // First thing in the handler: Firefox takes the request only as the direct result of a click.
    const granted = await api.permissions.request(SITES);
    if (granted) answer(plain(say("popupGranted")));
  });
  answer(plain(say("popupNoPermission")), grant);
}

/** The tab the popup speaks of: the one it hangs over, or the one that popup.html?tab=NUMBER names. */
async function theTab() {
  const named = new URLSearchParams(location.search).get("tab");
  if (named !== null) return api.tabs.get(Number(named));
  const [active] = await api.tabs.query({ active: true, currentWindow: true });
  return active;
}

/** @returns {Promise<Knowledge | null>} */
async function knowledgeOfTheTab() {
  for (let tries = 1; ; tries += 1) {
    const tab = await theTab();
    const knowledge = tab?.id === undefined ? null : await ask({ type: "knowledge-of-tab", tabId: tab.id });
    if (knowledge || tries >= TRIES[tab?.status === "loading" ? "loading" : "complete"]) return knowledge ?? null;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

async function open() {
  dress();
  byId("options").addEventListener("click", () => {
    api.runtime.openOptionsPage();
    window.close();
  });
  answer(plain(say("popupLooking")));
  try {
    if (!(await api.permissions.contains(SITES))) {
      askForPermission();
      return;
    }
    const knowledge = await knowledgeOfTheTab();
    answer(...(knowledge ? draw(knowledge) : [plain(say("popupNoPage"))]));
  } catch (error) {
    answer(plain(say("popupNoAnswer", problemOf(error))));
  }
}

open();
