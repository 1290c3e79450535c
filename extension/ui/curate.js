/** What a curator does about the page of a tab: archive it, or write a note on an article or an outlet. */
import { openArchiving } from "./archiving.js";
import { perform, tell } from "./desk.js";
import { ask, byId, dress, hostOf, problemOf, Refused } from "./frame.js";
import { clearErrors, tellErrors } from "./fields.js";
import { openNoting } from "./noting.js";
import { param, subject } from "./subject.js";

const { say, clean } = mastheadPhrases;
const { element, told } = mastheadCard;

const LENGTH = { name: 120, title: 300, advice: 1000 };

/**
 * What has been done, told in place of the form.
 * @typedef {{words: string, number: string, link: string | null, advice?: string | null}} Done
 */
/**
 * How each thing is done: it fills the form, and hands back what sends it off.
 * @typedef {(who: CuratorFeed, about: import("./subject.js").Subject, form: HTMLFormElement) =>
 *   Promise<(key: string) => Promise<Done>>} Open
 */

/** @type {Record<string, {title: string, open: Open}>} */
const DEEDS = {
  archive: { title: say("popupArchive"), open: openArchiving },
  "note-article": { title: say("curateNoteArticle"), open: openNoting },
  "note-outlet": { title: say("curateNoteOutlet"), open: openNoting },
};

/** Sent twice it is done once: whoever does not know whether it arrived sends it again. */
const key = crypto.randomUUID();

async function open() {
  const deed = DEEDS[param("do")];
  const { feeds } = /** @type {{feeds: CuratorFeed[]}} */ (await ask({ type: "curator" }));
  const who = feeds.find(({ feed, curator }) => feed === param("feed") && curator !== null);
  if (!deed || !who) return refuse(say("tokenNone"));
  byId("title").textContent = document.title = deed.title;
  byId("who").textContent = say(
    "curateAs",
    clean(who.curator, LENGTH.name),
    clean(who.name, LENGTH.name),
    hostOf(who.server),
  );
  const about = await subject();
  const fits = { archive: true, "note-article": about?.match, "note-outlet": about?.outlet }[param("do")];
  if (!about || !fits) return refuse(say("reportUnknown"));
  const form = /** @type {HTMLFormElement} */ (byId("form"));
  /** @type {((key: string) => Promise<Done>) | null} */
  let sendOff = null;
  await perform(async () => {
    sendOff = await deed.open(who, about, form);
    return "";
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (sendOff) submit(form, sendOff);
  });
}

/** @param {string} words */
function refuse(words) {
  byId("about").replaceChildren(element("p", "", words));
}

/**
 * @param {HTMLFormElement} form
 * @param {(key: string) => Promise<Done>} sendOff
 */
async function submit(form, sendOff) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button[type=submit]"));
  button.disabled = true;
  clearErrors(form);
  /** @type {Done | null} */
  let done = null;
  /** @type {Refused["errors"]} */
  let errors = [];
  await perform(async () => {
    try {
      done = await sendOff(key);
      return done.words;
    } catch (error) {
      if (error instanceof Refused) errors = error.errors;
      throw error;
    }
  });
  button.disabled = false;
  tellErrors(form, errors);
  if (done) finish(form, done);
}

/** @param {HTMLFormElement} form @param {Done} done */
function finish(form, { number, link, advice }) {
  form.hidden = true;
  byId("about").hidden = true;
  const parts = [told("p", "small", number, LENGTH.title)];
  if (link) parts.push(element("p", "", mastheadCard.link(link, say("curateRecord"))));
  if (advice) parts.push(told("p", "prose", advice, LENGTH.advice));
  byId("done").replaceChildren(...parts);
  byId("done").focus();
}

dress();
open().catch((error) => tell(say("optionsFailed", problemOf(error))));
