/** The feeds on the options page: where the knowledge comes from, in which order they speak, and how fresh they are. */
import { isBusy, perform, tell } from "./desk.js";
import { feedCard } from "./feed.js";
import { ask, byId, fieldOf } from "./frame.js";

const { say, feedName, problemWords } = mastheadPhrases;

/** @type {FeedSetting[]} */
let feeds = [];
/** Address of the feed whose removal the reader is asked about. */
let removing = "";
/** Counts what the reader asked for, so that an older answer is not drawn over a newer one. */
let asked = 0;

const field = fieldOf("feed");

/** Draws the list anew; the keyboard stays on the control of the feed on which it was. */
function draw() {
  const held = document.activeElement;
  const url = held?.closest("li")?.dataset.url;
  const control = held instanceof HTMLElement ? held.dataset.control : undefined;
  const cards = feeds.map((setting, index) =>
    feedCard(setting, { index, count: feeds.length, removing: setting.url === removing }, act),
  );
  byId("feeds").replaceChildren(...cards);
  byId("none").hidden = feeds.length > 0;
  byId("order").hidden = feeds.length < 2;
  byId("refresh").hidden = !feeds.some(({ on }) => on);
  if (!control || !feeds.some((one) => one.url === url)) return;
  // At the end of the list a button to move on cannot be used; the one back can.
  const back = { up: "down", down: "up" }[control] ?? "heading";
  focus(url ?? "", control, back, "heading");
}

/**
 * The first of a feed's controls that there is and that can be used.
 * @param {string} url
 * @param {...string} controls
 */
function focus(url, ...controls) {
  const card = [...document.querySelectorAll("li")].find((one) => one.dataset.url === url);
  for (const control of controls) {
    const found = card?.querySelector(`[data-control="${control}"]:not(:disabled)`);
    if (!(found instanceof HTMLElement)) continue;
    found.focus();
    return;
  }
  field.focus();
}

/**
 * Asks the background for a change, draws what comes back, and says how it went.
 * @param {{type: string} & Record<string, unknown>} message
 * @param {(before: FeedSetting[]) => string} outcome in words; given the feeds as they were
 */
function change(message, outcome) {
  const before = feeds;
  asked += 1;
  return perform(async () => {
    receive(await ask(message));
    return outcome(before);
  }, restore);
}

/** What was ticked shows again what holds. */
function restore() {
  if (feeds.length) draw();
}

/** Who comes back to the page must not find the ages of yesterday; but what the reader asks for goes first. */
export async function lookAgain() {
  const before = asked;
  const settings = await ask({ type: "settings" });
  if (asked === before) receive(settings);
}

/** @param {Settings} settings */
function receive(settings) {
  feeds = settings.feeds;
  draw();
}

/**
 * The reader has used a control of a feed.
 * @type {import("./feed.js").Act}
 */
function act(control, { url, on, state }) {
  const name = feedName(state);
  if (isBusy()) draw();
  else if (control === "remove" || control === "keep") {
    removing = control === "remove" ? url : "";
    tell("");
    draw();
    focus(url, control === "remove" ? "keep" : "remove");
  } else if (control === "really") remove(url, name);
  else if (control === "switch") {
    const outcome = on ? say("optionsSwitchedOff", name) : say("optionsSwitchedOn", name);
    change({ type: "switch-feed", url, on: !on }, () => outcome);
  } else if (control === "trust") {
    // The key that was shown, and no other that may have been offered since.
    const fingerprint = state.refusedFingerprint;
    change({ type: "trust-key", url, fingerprint }, () => problemAt(url) || say("optionsTrusted", name));
  } else {
    const number = () => feeds.findIndex((one) => one.url === url) + 1;
    change({ type: "move-feed", url, by: control === "up" ? -1 : 1 }, () => {
      return say("optionsMoved", name, String(number()), String(feeds.length));
    });
  }
}

/** @param {string} url @param {string} name */
async function remove(url, name) {
  const at = feeds.findIndex((one) => one.url === url);
  removing = "";
  if (!(await change({ type: "remove-feed", url }, () => say("optionsRemoved", name)))) return;
  focus((feeds[at] ?? feeds.at(-1))?.url ?? "", "heading");
}

/** What is wrong with a feed, as an outcome; empty where nothing is. @param {string} url */
function problemAt(url) {
  const problem = feeds.find((one) => one.url === url)?.state.problem;
  return problem ? say("optionsFailed", problemWords(problem)) : "";
}

/**
 * An address can be that of a new feed, or of one that is there already, under this address or another.
 * @param {FeedSetting[]} before
 */
function addedOutcome(before) {
  const added = feeds.find(({ url }) => !before.some((one) => one.url === url));
  if (added) {
    const { problem } = added.state;
    return problem ? say("optionsAddedProblem", problemWords(problem)) : say("optionsAdded", feedName(added.state));
  }
  const mirrored = feeds.find(({ url, state }) => {
    const known = before.find((one) => one.url === url)?.state.mirrors ?? [];
    return state.mirrors.some((mirror) => !known.includes(mirror));
  });
  return mirrored ? say("optionsAddedMirror", feedName(mirrored.state)) : say("optionsHaveIt");
}

const refreshedOutcome = () =>
  feeds.some(({ on, state }) => on && state.problem) ? say("optionsNotAllRefreshed") : say("optionsRefreshed");

async function add() {
  if (await change({ type: "add-feed", url: field.value.trim() }, addedOutcome)) field.value = "";
}

/** Lets the reader use the list; draws it for the first time. @param {() => void} changed called after each change */
export function openFeedList(changed) {
  byId("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy()) return;
    await add();
    changed();
  });
  byId("refresh").addEventListener("click", () => {
    if (!isBusy()) change({ type: "refresh" }, refreshedOutcome);
  });
  byId("feeds").addEventListener("keydown", ({ key }) => {
    const setting = feeds.find(({ url }) => url === removing);
    if (key === "Escape" && setting) act("keep", setting);
  });
}
