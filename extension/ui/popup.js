/**
 * The popup says of the active tab what the banner says, and more: it speaks also when nothing is known, and a page
 * cannot remove or imitate it.
 */
import { ask, byId, dress, problemOf } from "./frame.js";

const api = globalThis.browser ?? globalThis.chrome;
const { say } = mastheadPhrases;
const { element } = mastheadCard;

/** A page that is still loading has not been read yet: how often, and after how many milliseconds, to ask again. */
const TRIES = 12;
const PAUSE = 400;

/** @param {...Node} parts */
function answer(...parts) {
  byId("answer").replaceChildren(...parts);
}

/** @param {string} text */
const plain = (text) => element("p", "plain", text);

/**
 * @param {Knowledge} knowledge
 * @returns {Node[]}
 */
function draw(knowledge) {
  const somethingKnown = knowledge.address !== null || knowledge.matches.length > 0;
  if (somethingKnown) return [mastheadCard.said(knowledge), mastheadCard.panel(knowledge)];
  const parts = [plain(mastheadPhrases.statusLine(knowledge))];
  if (knowledge.unread) parts.push(plain(say("unreadLine", mastheadPhrases.clean(knowledge.unread, 300))));
  if (knowledge.status !== "never-loaded")
    parts.push(element("p", "plain small", mastheadPhrases.feedLine(knowledge.feed)));
  return parts;
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
    if (knowledge || tab?.status !== "loading" || tries === TRIES) return knowledge ?? null;
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
