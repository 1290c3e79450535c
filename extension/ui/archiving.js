/** Archiving the page of a tab: first what would be kept of it, then, when the curator says so, the page itself. */
import { LANGUAGES, languageNames } from "./codes.js";
import { tell } from "./desk.js";
import { ask, byId, problemOf } from "./frame.js";
import { field, input, offering, statusField, statusOf } from "./fields.js";
import { submitButton } from "./noting.js";
import { segmentLists } from "./segments.js";
import { tabId } from "./subject.js";

const { say, sayCount, clean } = mastheadPhrases;
const { element, told } = mastheadCard;

const LENGTH = { url: 2048, title: 300 };
/** Milliseconds after the last letter until outlets are looked for. */
const PAUSE = 300;

/** @type {import("./curate.js").Open} */
export async function openArchiving({ feed, server, role }, { voice }, form) {
  const { html, url, capture } = /** @type {{html: string, url: string, capture: Capture}} */ (
    await ask({ type: "preview", tabId, feed })
  );
  byId("about").replaceChildren(told("p", "small", url, LENGTH.url));
  /** @type {{keep: number[], cut: number[]}} */
  let chosen = { keep: [], cut: [] };
  const count = element("p", "", sayCount("curateWords", capture.words));
  count.setAttribute("role", "status");
  let asked = 0;
  const lists = segmentLists(capture.segments, async (now) => {
    chosen = now;
    const mine = ++asked;
    // The server counts; what it said last is what it would keep.
    try {
      const { capture: anew } = await ask({ type: "preview", feed, html, url, ...now });
      if (mine === asked) count.textContent = sayCount("curateWords", anew.words);
    } catch (error) {
      tell(say("optionsFailed", problemOf(error)));
    }
  });
  form.replaceChildren(
    metadataFields(capture, voice, feed),
    element("h2", "", say("curateKept")),
    count,
    ...lists,
    statusField(role),
    asNewField(),
    submitButton(say("curateArchive")),
  );

  return async (key) => {
    const article = await ask({ type: "archive", feed, key, html, url, ...metadataOf(form), ...chosen });
    return doneWith(article, server);
  };
}

/**
 * @param {Capture} capture
 * @param {Voice} voice
 * @param {string} feed
 */
function metadataFields(capture, { address }, feed) {
  const title = input("title", { value: clean(capture.title, LENGTH.title) });
  const author = input("author", { value: clean(capture.author, LENGTH.title) });
  const day = input("published_on", { type: "date", value: capture.published_on ?? "" });
  const language = input("language", { value: capture.language ?? "", maxLength: 35 });
  const languages = offering(language, "languages");
  languages.offer(LANGUAGES.map((code) => [code, languageNames.of(code) ?? code]));
  // Whoever imitates an outlet is not it.
  const known = address && address.role !== "impersonator" ? address.outlet : null;
  const outlet = input("outlet", { value: known?.slug ?? "", maxLength: 80, autocomplete: "off" });
  const outlets = offering(outlet, "outlets");
  if (known) outlets.offer([[known.slug, known.name]]);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;
  outlet.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(async () => {
      const found = await ask({ type: "find-outlets", feed, words: outlet.value }).catch(() => null);
      if (found) outlets.offer(found.outlets.map((/** @type {any} */ one) => [one.slug, one.name]));
    }, PAUSE);
  });
  return element(
    "div",
    "",
    field(title, say("curatePageTitle")),
    element(
      "div",
      "fields",
      field(author, say("curateAuthor")),
      field(day, say("curateDay"), say("curateDayHint")),
      field(language, say("curateLanguage")),
      field(outlet, say("curateOutlet"), say("curateOutletHint")),
    ),
    languages.list,
    outlets.list,
  );
}

function asNewField() {
  const box = Object.assign(element("input", ""), { type: "checkbox", name: "as_new" });
  return element("div", "field", element("label", "choice", box, element("span", "", say("curateAsNew"))));
}

/** What the API takes of the form; what was left empty is left out. @param {HTMLFormElement} form */
function metadataOf(form) {
  const given = new FormData(form);
  const fields = ["title", "author", "published_on", "language", "outlet"].map((name) => [
    name,
    String(given.get(name) ?? "").trim(),
  ]);
  return {
    ...Object.fromEntries(fields.filter(([, value]) => value !== "")),
    status: statusOf(form),
    ...(given.get("as_new") !== null && { as_new: true }),
  };
}

/**
 * @param {Archived} article
 * @param {string} server
 * @returns {import("./curate.js").Done}
 */
function doneWith({ id, status, title, knownBefore, capture, advice }, server) {
  const published = status === "published";
  const outcome = published ? say("curateArticlePublished") : say("curateArticleDraft");
  const words = knownBefore ? (capture ? say("curateCaptured") : say("curateKnownBefore")) : outcome;
  return {
    words,
    number: say("curateArticleNumber", String(id), clean(title, LENGTH.title)),
    link: published ? new URL(`history/articles/${Number(id)}`, server).href : null,
    advice,
  };
}
