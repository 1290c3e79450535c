/**
 * The popup says of the active tab what the banner says, and more: it speaks also when nothing is known, and a page
 * cannot remove or imitate it. Here the reader says what the page may be told, and what not.
 */
import { curatorMenu } from "./curators.js";
import { ask, byId, dress, fieldOf, openPage, problemOf } from "./frame.js";
import { hiddenLine, hideMenu } from "./hiding.js";
import { detailsOf, saidOf } from "./states.js";

const api = /** @type {typeof chrome} */ (/** @type {any} */ (globalThis).browser ?? globalThis.chrome);
const { say, sayCount, clean } = mastheadPhrases;
const { button, element } = mastheadCard;

const SITES = { origins: ["<all_urls>"] };
/** Milliseconds to the next look at what may change by itself: a page that is being read, a feed that is being loaded. */
const AGAIN = { reading: 400, loading: 2000 };
/** Looks in a row after which a feed that does not come is not waited for. */
const MOST_LOOKS = 15;

/** Number of the tab the popup speaks of: the one it hangs over, or the one that popup.html?tab=NUMBER names. */
let tabId = -1;
const named = new URLSearchParams(location.search).get("tab");
/** What is drawn. */
let drawn = "";
let looks = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let again;

/** Asks how the tab stands, and draws it where it is another than before. */
async function look() {
  clearTimeout(again);
  try {
    const state = /** @type {TabState} */ (await ask({ type: "tab-state", tabId }));
    const content = JSON.stringify(state);
    if (content !== drawn) draw(state);
    drawn = content;
    const pause = pauseAfter(state);
    if (pause) again = setTimeout(look, pause);
  } catch (error) {
    byId("said").replaceChildren(element("p", "", say("popupNoAnswer", problemOf(error))));
  }
}

/** @param {TabState} state @returns {number} milliseconds; 0 where nothing changes by itself */
function pauseAfter(state) {
  if (state.state === "reading") return AGAIN.reading;
  const waiting = state.state === "knowledge" && ["never-loaded", "offline"].includes(state.knowledge.status);
  looks = waiting ? looks + 1 : 0;
  return waiting && looks < MOST_LOOKS ? AGAIN.loading : 0;
}

/** @param {TabState} state */
function draw(state) {
  const held = byId("answer").contains(document.activeElement);
  byId("said").replaceChildren(...saidOf(state));
  byId("acts").replaceChildren(...actsFor(state));
  byId("details").replaceChildren(...detailsOf(state, { report: (params) => open("report", params) }));
  drawSwitch(state);
  // What the keyboard was on may be gone.
  if (held && !byId("answer").contains(document.activeElement)) byId("said").focus();
}

/**
 * What the reader can do about the page.
 * @param {TabState} state
 * @returns {Node[]}
 */
function actsFor(state) {
  if (state.state === "no-permission") return [button(say("popupGrant"), grant)];
  if (state.state === "not-read") return [button(say("popupReadNow"), () => perform({ type: "read-now", tabId }))];
  if (state.state !== "knowledge") return [];
  const { knowledge, surface, hiddenBy } = state;
  const marked = knowledge.voices.some(({ matches }) =>
    matches.some(({ passages }) => passages.some((one) => one.place)),
  );
  const row = element("div", "row");
  if (marked) row.append(showButton());
  if (surface !== "badge" && !hiddenBy)
    row.append(hideMenu(state, (mute) => perform({ type: "mute", tabId, ...mute })));
  saying(async () => {
    row.append(...(await curatorMenu(knowledge, open)));
  });
  return hiddenBy ? [hiddenLine(hiddenBy, () => perform({ type: "unmute", id: hiddenBy.id })), row] : [row];
}

/** Marks the shared passages in the page, and takes the marks away again. */
function showButton() {
  let on = false;
  const made = button(say("popupShow"), async () => {
    await saying(async () => {
      const { on: now, passages } = await ask({ type: "highlights", tabId, on: !on });
      on = now;
      made.textContent = on ? say("popupUnshow") : say("popupShow");
      if (!on) return "";
      return passages ? sayCount("popupShown", passages) : say("popupShownNone");
    });
  });
  return made;
}

/**
 * Asks the background for a change, and looks at what has become of the tab.
 * @param {{type: string} & Record<string, unknown>} message
 */
const perform = (message) =>
  saying(async () => {
    try {
      await ask(message);
    } catch (error) {
      drawn = ""; // what was ticked shows again what holds
      throw error;
    } finally {
      await look();
    }
    return "";
  });

/** Says how it went. @param {() => Promise<string | void>} act its outcome in words, if there is one */
async function saying(act) {
  const outcome = byId("outcome");
  try {
    const words = await act();
    if (words !== undefined) outcome.textContent = words;
  } catch (error) {
    outcome.textContent = say("optionsFailed", problemOf(error));
  }
}

/** Firefox lets readers withhold the permission that the manifest asks for. */
function grant() {
  // First thing in the handler: Firefox takes the request only as the direct result of a click.
  const asked = api.permissions.request(SITES);
  saying(async () => {
    if (!(await asked)) return say("popupNotGranted");
    // The page was open before it could be read.
    await ask({ type: "read-now", tabId });
    await look();
    return "";
  });
}

/** @param {TabState} state */
function drawSwitch(state) {
  const site = "site" in state ? state.site : "";
  byId("site").hidden = site === "";
  const on = state.state !== "off";
  fieldOf("switch").checked = on;
  byId("switch-label").textContent = say("popupSite", clean(site, 80));
  byId("switch-hint").textContent = on ? say("popupSiteOn") : say("popupSiteOff");
  fieldOf("switch").onchange = () => perform({ type: "switch-site", site, tabId, on: fieldOf("switch").checked });
}

/** Opens a page about the tab; a popup closes by itself. @param {string} page @param {Record<string, string>} params */
async function open(page, params) {
  await openPage(page, { tab: tabId, ...params });
  if (named === null) window.close();
}

async function theTab() {
  if (named !== null) return Number(named);
  const [active] = await api.tabs.query({ active: true, currentWindow: true });
  return active?.id ?? -1;
}

dress();
if (named !== null) document.documentElement.classList.add("tab");
byId("options").addEventListener("click", () => {
  api.runtime.openOptionsPage();
  if (named === null) window.close();
});
byId("said").replaceChildren(element("p", "", say("popupLooking")));
tabId = await theTab();
await look();
