/** What is hidden and what is switched off, on the options page: each entry with a way back. */
import { byId, dayOf, timeOf } from "./frame.js";

const { say, clean } = mastheadPhrases;
const { button, element, told } = mastheadCard;

const LENGTH = 300;

/**
 * @typedef {{words: string, label: string, when: string, undo: {type: string} & Record<string, unknown>}} Entry what is
 *   hidden, which one, since or until when, and the message that takes it back
 */

/** @param {Mute} mute @returns {Entry} */
function entryOfMute({ id, kind, what, label, since, until }) {
  const kinds = {
    page: say("hiddenPage"),
    site: say("hiddenSite"),
    outlet: say("hiddenOutlet"),
    everything: say("hiddenEverything"),
  };
  const when = until ? say("hiddenUntil", timeOf(until)) : say("hiddenSince", dayOf(since));
  // Of a page the address tells which one; its title could be anything.
  const named = kind === "outlet" ? clean(label, LENGTH) || what : what;
  return { words: kinds[kind], label: named, when, undo: { type: "unmute", id } };
}

/** @param {OffSite} off @returns {Entry} */
const entryOfSite = ({ host, since }) => ({
  words: say("hiddenOff"),
  label: host,
  when: say("hiddenSince", dayOf(since)),
  undo: { type: "switch-site", site: host, on: true },
});

/**
 * @param {ReaderChoices} choices
 * @param {(message: Entry["undo"]) => Promise<boolean>} undo
 */
export function drawHidden({ mutes, off }, undo) {
  const entries = [...off.map(entryOfSite), ...mutes.map(entryOfMute)];
  byId("hidden-none").hidden = entries.length > 0;
  byId("hidden").replaceChildren(...entries.map((entry, at) => drawn(entry, at, undo)));
}

/**
 * @param {Entry} entry
 * @param {number} at
 * @param {(message: Entry["undo"]) => Promise<boolean>} undo
 */
function drawn({ words, label, when, undo: message }, at, undo) {
  const text = element(
    "div",
    "",
    element("p", "", words),
    label ? told("p", "", label, LENGTH) : null,
    element("p", "small", when),
  );
  text.id = `hidden-${at}`;
  const back = button(say("hiddenUndo"), async () => {
    if (!(await undo(message))) return;
    // The entry has gone: the keyboard goes to the one that has come in its place.
    const buttons = byId("hidden").querySelectorAll("button");
    (buttons[Math.min(at, buttons.length - 1)] ?? byId("hidden-heading")).focus();
  });
  back.setAttribute("aria-describedby", text.id);
  return element("li", "", text, back);
}
