/** The options page: feeds, what is shown of what they know, what is hidden, and the settings themselves. */
import { perform, tell } from "./desk.js";
import { lookAgain, openFeedList } from "./feedlist.js";
import { ask, byId, dress, problemOf } from "./frame.js";
import { drawHidden } from "./hidden.js";
import { drawKeeping, openKeeping } from "./keeping.js";
import { drawLanguages } from "./languages.js";
import { drawShown, openShown } from "./shown.js";
import { drawSigning } from "./signing.js";

const api = /** @type {typeof chrome} */ (/** @type {any} */ (globalThis).browser ?? globalThis.chrome);
const { say } = mastheadPhrases;

/** What holds. @type {ReaderChoices | null} */
let held = null;
/** Who is signed in where, as it is drawn. */
let signed = "";

/** @param {ReaderChoices} choices */
function receive(choices) {
  held = choices;
  drawShown(choices);
  drawHidden(choices, (message) => change(message, say("hiddenUndone")));
  drawLanguages(choices, change);
  drawKeeping(choices);
}

/**
 * Asks the background for a change of the choices, and draws what holds then.
 * @param {{type: string} & Record<string, unknown>} message
 * @param {string} [outcome]
 */
function change(message, outcome = say("optionsSaved")) {
  return perform(
    async () => {
      receive(await ask(message));
      return outcome;
    },
    () => held && receive(held),
  );
}

/** Draws what there is now; what is drawn already stays, with what the reader has begun in it. */
async function look() {
  await lookAgain();
  const choices = await ask({ type: "choices" });
  if (JSON.stringify(choices) !== JSON.stringify(held)) receive(choices);
  await lookWhoSigned();
}

async function lookWhoSigned() {
  const standing = await ask({ type: "curator" });
  if (JSON.stringify(standing) === signed) return;
  signed = JSON.stringify(standing);
  drawSigning(standing);
}

dress();
byId("version").textContent = say("optionsVersionOf", api.runtime.getManifest().version);
openFeedList(lookWhoSigned);
openShown((occasion, surface) => change({ type: "set-surface", occasion, surface }));
openKeeping({
  sync: (on) => change({ type: "set-sync", on }),
  imported: async (choices) => {
    receive(choices);
    await lookAgain();
    await lookWhoSigned();
  },
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") look().catch((error) => tell(say("optionsFailed", problemOf(error))));
});
perform(async () => {
  await look();
  return "";
});
