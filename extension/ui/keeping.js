/** All settings as a file, from a file, and in step with other devices: on the options page. */
import { perform } from "./desk.js";
import { ask, byId, fieldOf } from "./frame.js";

const { say, sayCount } = mastheadPhrases;
const { button, element } = mastheadCard;

/** Bytes of a file that is looked into. */
const LONGEST = 10_000_000;

/**
 * @param {{imported: (choices: ReaderChoices) => Promise<void>, sync: (on: boolean) => void}} acts
 */
export function openKeeping({ imported, sync }) {
  byId("export").addEventListener("click", () => perform(save));
  byId("copy").addEventListener("click", () => perform(copy));
  fieldOf("import").addEventListener("change", () => perform(() => question(imported), forget));
  fieldOf("sync").addEventListener("change", () => sync(fieldOf("sync").checked));
}

/** @param {ReaderChoices} choices */
export function drawKeeping({ sync, syncProblem }) {
  fieldOf("sync").checked = sync;
  byId("sync-problem").hidden = !syncProblem;
  byId("sync-problem").textContent = syncProblem ?? "";
}

async function save() {
  const { text } = await ask({ type: "export-settings" });
  const link = element("a", "");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = "masthead-settings.json";
  link.click();
  // The browser takes its time to begin with it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return say("optionsExported");
}

async function copy() {
  const { text } = await ask({ type: "export-settings" });
  await navigator.clipboard.writeText(text);
  return say("optionsCopied");
}

/** Nothing is asked about any more. */
function forget() {
  fieldOf("import").value = "";
  byId("import-question").replaceChildren();
}

/**
 * What a file holds, and whether it is to hold.
 * @param {(choices: ReaderChoices) => Promise<void>} imported
 */
async function question(imported) {
  byId("import-question").replaceChildren();
  const [file] = fieldOf("import").files ?? [];
  if (!file) return "";
  const text = file.size <= LONGEST ? await file.text() : "";
  const lines = summary(text);
  const words = element("p", "", say("optionsImportQuestion"));
  words.id = "import-words";
  const use = button(say("optionsImportUse"), () =>
    perform(async () => {
      const choices = await ask({ type: "import-settings", text });
      forget();
      await imported(choices);
      fieldOf("import").focus();
      return say("optionsImported");
    }),
  );
  const leave = button(say("optionsImportLeave"), () => {
    forget();
    fieldOf("import").focus();
  });
  for (const one of [use, leave]) one.setAttribute("aria-describedby", words.id);
  const list = element("ul", "list", ...lines.map((line) => element("li", "", line)));
  byId("import-question").append(element("div", "question", words, list, element("div", "row", use, leave)));
  use.focus();
  return "";
}

/**
 * What stands in a file, in a few words. Whether it can be used is for the background to say.
 * @param {string} text
 * @throws {Error} where it is no such file
 */
function summary(text) {
  /** @type {any} */
  let raw = null;
  try {
    raw = JSON.parse(text);
  } catch {
    // Told below: it is none.
  }
  if (!raw || typeof raw.format !== "string" || !raw.format.startsWith("masthead-settings/")) {
    throw new Error(say("importOther"));
  }
  const count = (/** @type {unknown} */ list) => (Array.isArray(list) ? list.length : 0);
  return [
    sayCount("optionsImportFeeds", count(raw.feeds)),
    sayCount("optionsImportMutes", count(raw.mutes)),
    sayCount("optionsImportOff", count(raw.off)),
    say("optionsImportRest"),
  ];
}
