/**
 * What popup and options page have in common: the look, the words of the HTML, and the way to ask the background.
 */
const api = globalThis.browser ?? globalThis.chrome;

/** Dresses the document: style sheet, language, direction, and the message for every element with a `data-say`. */
export function dress() {
  mastheadStyles.wear(document, mastheadStyles.base, mastheadStyles.card);
  document.documentElement.lang = mastheadPhrases.locale;
  document.documentElement.dir = mastheadPhrases.direction;
  for (const element of document.querySelectorAll("[data-say]")) {
    element.textContent = mastheadPhrases.say(element.getAttribute("data-say") ?? "");
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

/**
 * Asks the background.
 * @param {{type: string} & Record<string, unknown>} message
 * @returns {Promise<any>}
 */
export function ask(message) {
  return api.runtime.sendMessage(message);
}

/** @param {unknown} error */
export function problemOf(error) {
  return mastheadPhrases.clean(error instanceof Error ? error.message : error, 300);
}
