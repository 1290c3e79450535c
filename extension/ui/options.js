/** The options page: where the knowledge comes from, and how fresh it is. */
import { ask, byId, dress, problemOf } from "./frame.js";

const { say, clean, formatDate, formatAge } = mastheadPhrases;

/** @param {FeedState} state */
function drawState(state) {
  const refreshed = formatAge(state.fetchedAt);
  const rows = [
    [say("optionsName"), clean(state.name, 120) || say("optionsUnknown")],
    [say("optionsVersion"), clean(state.version, 40) || say("optionsUnknown")],
    [say("optionsAsOf"), formatDate(state.asOf) || say("optionsUnknown")],
    [say("optionsArticles"), new Intl.NumberFormat(mastheadPhrases.locale).format(state.articles)],
    [say("optionsFetched"), refreshed || say("optionsNever")],
    [say("optionsProblem"), clean(state.problem, 300) || say("optionsNone")],
  ];
  const cells = rows.flatMap(([label, value]) => {
    const term = document.createElement("dt");
    const description = document.createElement("dd");
    term.textContent = label;
    description.textContent = value;
    description.dir = "auto";
    return [term, description];
  });
  byId("state").replaceChildren(...cells);
}

const field = /** @type {HTMLInputElement} */ (byId("feed"));
const buttons = [...document.querySelectorAll("button")];

/**
 * Asks the background, shows the state that comes back, and says how it went.
 * @param {{type: string} & Record<string, unknown>} message
 * @param {string} success what to say when it went well; empty for a mere look
 */
async function perform(message, success) {
  byId("outcome").textContent = say("optionsWorking");
  for (const button of buttons) button.disabled = true;
  try {
    /** @type {Settings | {error: string}} */
    const reply = await ask(message);
    if ("error" in reply) throw new Error(reply.error);
    drawState(reply.state);
    field.value = reply.feed;
    const { problem } = reply.state;
    byId("outcome").textContent = success && problem ? say("optionsFailed", problemOf(problem)) : success;
  } catch (error) {
    byId("outcome").textContent = say("optionsFailed", problemOf(error));
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

dress();
byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  perform({ type: "set-feed", feed: field.value.trim() }, say("optionsSaved"));
});
byId("refresh").addEventListener("click", () => perform({ type: "refresh" }, say("optionsRefreshed")));
perform({ type: "settings" }, "");
