/** In which languages articles are told of, and in which scripts pages are compared: all, or those that were chosen. */
import { LANGUAGES, languageNames, SCRIPTS, scriptNames } from "./codes.js";
import { byId } from "./frame.js";

const { say, locale } = mastheadPhrases;
const { button, element } = mastheadCard;

/**
 * @typedef {{id: string, codes: string[], names: Intl.DisplayNames, all: string, only: string, label: string}} Kind
 */

/** @type {Kind} */
const languages = {
  id: "languages",
  codes: LANGUAGES,
  names: languageNames,
  all: say("optionsLanguagesAll"),
  only: say("optionsLanguagesOnly"),
  label: say("optionsLanguage"),
};
/** @type {Kind} */
const scripts = {
  id: "scripts",
  codes: SCRIPTS,
  names: scriptNames,
  all: say("optionsScriptsAll"),
  only: say("optionsScriptsOnly"),
  label: say("optionsScript"),
};

/**
 * @param {ReaderChoices} choices
 * @param {(message: {type: string} & Record<string, unknown>) => Promise<boolean>} change
 */
export function drawLanguages(choices, change) {
  drawKind(languages, choices.languages, (chosen) => change({ type: "set-languages", languages: chosen }));
  drawKind(scripts, choices.scripts, (chosen) => change({ type: "set-scripts", scripts: chosen }));
}

/**
 * @param {Kind} kind
 * @param {string[] | null} chosen
 * @param {(chosen: string[] | null) => Promise<boolean>} choose
 */
function drawKind({ id, codes, names, all, only, label }, chosen, choose) {
  const nameOf = (/** @type {string} */ code) => names.of(code) ?? code;
  const byName = (/** @type {string} */ a, /** @type {string} */ b) => nameOf(a).localeCompare(nameOf(b), locale);
  const state = element("p", "", chosen ? only : all);
  state.id = `${id}-state`;
  const entries = [...(chosen ?? [])].sort(byName).map((code, at) => {
    const name = element("div", "", nameOf(code));
    name.id = `${id}-${at}`;
    const remove = button(say("optionsRemove"), () => {
      const left = (chosen ?? []).filter((one) => one !== code);
      want(left.length ? left : null);
    });
    remove.setAttribute("aria-describedby", name.id);
    return element("li", "", name, remove);
  });
  const list = element("ul", "entries", ...entries);
  list.setAttribute("aria-labelledby", state.id);

  const left = codes.filter((code) => !chosen?.includes(code)).sort(byName);
  const select = element("select", "", ...left.map((code) => new Option(nameOf(code), code)));
  select.id = `${id}-select`;
  const words = element("label", "", label);
  words.htmlFor = select.id;
  const add = button(say("optionsAdd"), () => want([...(chosen ?? []), select.value]));
  add.setAttribute("aria-describedby", state.id);

  /** @param {string[] | null} wanted */
  async function want(wanted) {
    // What was used is drawn anew, or gone.
    if (await choose(wanted)) byId(select.id).focus();
  }
  const field = element("div", "field", words, element("div", "row", select, add));
  byId(id).replaceChildren(state, ...(entries.length ? [list] : []), field);
}
