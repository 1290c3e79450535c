/**
 * How a page of ours does what the reader asks for: one thing after the other, saying that it works, and how it went.
 */
import { byId, problemOf } from "./frame.js";

const { say } = mastheadPhrases;

/** Things that are asked for and not done yet. */
let waiting = 0;
/** @type {Promise<unknown>} */
let turn = Promise.resolve();

export const isBusy = () => waiting > 0;

/**
 * @param {() => Promise<string>} act its outcome in words
 * @param {() => void} [failed] called where it fails: what was ticked shows again what holds
 * @returns {Promise<boolean>} whether it went well
 */
export function perform(act, failed = () => {}) {
  waiting += 1;
  byId("main").ariaBusy = "true";
  const done = turn.then(async () => {
    tell(say("optionsWorking"));
    try {
      tell(await act());
      return true;
    } catch (error) {
      failed();
      tell(say("optionsFailed", problemOf(error)));
      return false;
    } finally {
      waiting -= 1;
      if (waiting === 0) byId("main").ariaBusy = "false";
    }
  });
  turn = done;
  return done;
}

/** @param {string} words */
export function tell(words) {
  byId("outcome").textContent = words;
}
