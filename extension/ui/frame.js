/**
 * What the extension's own pages have in common: the look, the words of the HTML, and the way to ask the background.
 */
const api = /** @type {typeof chrome} */ (/** @type {any} */ (globalThis).browser ?? globalThis.chrome);
const { clean, say, locale } = mastheadPhrases;

const LENGTH = { problem: 1000, host: 120 };

/** Dresses the document: style sheet, language, direction, and the message for every element with a `data-say`. */
export function dress() {
  mastheadStyles.wear(document, mastheadStyles.base, mastheadStyles.card);
  document.documentElement.lang = locale;
  document.documentElement.dir = mastheadPhrases.direction;
  for (const element of document.querySelectorAll("[data-say]")) {
    element.textContent = say(element.getAttribute("data-say") ?? "");
  }
}

/**
 * The element with this id; an HTML file without it is a mistake of ours.
 * @param {string} id
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`No element with the id ${id}`);
  return found;
}

/** The field with this id. @param {string} id */
export const fieldOf = (id) => /** @type {HTMLInputElement} */ (byId(id));

/** What the background, or a server behind it, refused. */
export class Refused extends Error {
  /** @param {{error: string, errors?: {field: string, message: string}[]}} reply */
  constructor({ error, errors = [] }) {
    super(error);
    /** What is wrong with which field. */
    this.errors = errors;
  }
}

/**
 * Asks the background.
 * @param {{type: string} & Record<string, unknown>} message
 * @returns {Promise<any>}
 * @throws {Refused}
 */
export async function ask(message) {
  const reply = await api.runtime.sendMessage(message);
  if (reply && typeof reply === "object" && "error" in reply) throw new Refused(reply);
  return reply;
}

/** @param {unknown} error */
export function problemOf(error) {
  return clean(error instanceof Error ? error.message : error, LENGTH.problem);
}

/** Opens one of our own pages in a tab. @param {string} page @param {Record<string, string | number>} params */
export function openPage(page, params) {
  const query = new URLSearchParams(Object.entries(params).map(([name, value]) => [name, String(value)]));
  return api.tabs.create({ url: api.runtime.getURL(`ui/${page}.html?${query}`) });
}

/** The host of a server, as it is shown. @param {string} server */
export const hostOf = (server) => clean(new URL(server).host, LENGTH.host);

/** The day of a moment where the reader is; a date of a feed is `formatDate`'s. @param {string} iso */
export const dayOf = (iso) => new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(new Date(iso));

/** The time of a moment, with its day where that is not today. @param {string} iso */
export function timeOf(iso) {
  const moment = new Date(iso);
  const today = moment.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(locale, { dateStyle: today ? undefined : "long", timeStyle: "short" }).format(moment);
}
