// Words for the reader that the background has to say itself, in the reader's language.
import { api } from "./api.js";

/**
 * A message of the extension.
 * @param {string} key
 * @param {...string} parts what the message's placeholders stand for
 */
export const say = (key, ...parts) => api.i18n.getMessage(key, parts);

/** A time of day, as the language of the messages writes it. @param {string} iso */
export const timeOfDay = (iso) =>
  new Intl.DateTimeFormat(say("localeTag") || "en-GB", { timeStyle: "short" }).format(new Date(iso));
