/** A note of a curator on an article or on an outlet, with what it relies on. */
import { LANGUAGES, languageNames } from "./codes.js";
import { ask, byId } from "./frame.js";
import { area, field, idOf, input, offering, statusField, statusOf } from "./fields.js";

const { say, locale } = mastheadPhrases;
const { button, element, told } = mastheadCard;

const LENGTH = { title: 300 };
const MOST_SOURCES = 20;

/** @type {import("./curate.js").Open} */
export async function openNoting(who, { match, outlet }, form) {
  const { feed, server } = who;
  const title = match ? match.article.title || say("articleUntitled") : (outlet?.name ?? outlet?.slug ?? "");
  byId("about").replaceChildren(told("h2", "", title, LENGTH.title, match?.article.language));
  const language = input("language", { value: new Intl.Locale(locale).language, maxLength: 35, required: true });
  const languages = offering(language, "languages");
  languages.offer(LANGUAGES.map((code) => [code, languageNames.of(code) ?? code]));
  const parts = [
    field(area("text", { required: true }), say("curateText"), say("curateTextHint")),
    field(language, say("curateLanguage")),
    languages.list,
    ...(match ? [field(area("quote"), say("curateQuote"), say("curateQuoteHint"))] : []),
    sourcesField(),
    statusField(who.role),
    submitButton(say("curateAddNote")),
  ];
  form.replaceChildren(...parts);

  return async (key) => {
    const about = match ? { article: Number(match.article.id) } : { outlet: outlet?.slug };
    const { id, status } = await ask({ type: "add-note", feed, key, ...about, ...noteOf(form) });
    const published = status === "published";
    return {
      words: published ? say("curateNotePublished") : say("curateNoteDraft"),
      number: say("curateNoteNumber", String(id)),
      link: published ? new URL(`history/notes/${Number(id)}`, server).href : null,
    };
  };
}

/** @param {string} words */
export function submitButton(words) {
  const made = element("button", "main", words);
  made.type = "submit";
  return made;
}

/** What the API takes of the form. @param {HTMLFormElement} form */
function noteOf(form) {
  const given = new FormData(form);
  const value = (/** @type {string} */ name) => String(given.get(name) ?? "").trim();
  const rows = [...form.querySelectorAll(".sources > li")];
  return {
    text: value("text"),
    language: value("language"),
    ...(value("quote") && { quote: value("quote") }),
    sources: rows.map((_, at) => ({
      url: value(`sources.${at}.url`),
      ...(value(`sources.${at}.title`) && { title: value(`sources.${at}.title`) }),
    })),
    status: statusOf(form),
  };
}

/** One source at least, each with its address and its title. */
function sourcesField() {
  const list = element("ul", "sources", source(0));
  const more = button(say("curateMoreSources"), () => {
    const row = source(list.childElementCount);
    list.append(row);
    more.hidden = list.childElementCount >= MOST_SOURCES;
    row.querySelector("input")?.focus();
  });
  return element("fieldset", "", element("legend", "", say("curateSources")), list, more);

  /** @param {number} at */
  function source(at) {
    const url = input(`sources.${at}.url`, { type: "url", required: true, maxLength: 2000 });
    const remove = button(say("optionsRemove"), () => {
      row.remove();
      number();
      more.hidden = false;
      more.focus();
    });
    const row = element(
      "li",
      "",
      field(url, say("curateSourceUrl")),
      field(input(`sources.${at}.title`), say("curateSourceTitle")),
      ...(at ? [element("div", "field", remove)] : []),
    );
    return row;
  }

  /** The numbers of the rows are those of the API. */
  function number() {
    for (const [at, row] of [...list.children].entries()) {
      for (const control of row.querySelectorAll("input")) {
        const label = row.querySelector(`label[for="${control.id}"]`);
        control.name = control.name.replace(/\d+/, String(at));
        control.id = idOf(control.name);
        label?.setAttribute("for", control.id);
      }
    }
  }
}
