/**
 * What a page about a tab is about. What its address says is not believed: everything is taken from what the background
 * knows of the tab, by the numbers and names in the address, and what is not known there is nothing.
 */
import { ask } from "./frame.js";

/** @typedef {{knowledge: Knowledge, voice: Voice, match: Match | null, outlet: OutletCard | null, note: Note | null}} Subject */

const params = new URLSearchParams(location.search);

/** A part of the address of this page. @param {string} name */
export const param = (name) => params.get(name) ?? "";

export const tabId = Number(param("tab"));

/**
 * The match, outlet and note that the address names, as far as it names them.
 * @returns {Promise<Subject | null>} null where something it names is not known of the tab
 */
export async function subject() {
  const knowledge = /** @type {Knowledge | null} */ (await ask({ type: "knowledge-of-tab", tabId }));
  const voice = knowledge?.voices.find(({ feed }) => feed.url === param("feed"));
  if (!knowledge || !voice) return null;
  const match = voice.matches.find(({ article }) => article.id === param("article")) ?? null;
  const outlets = [voice.address?.outlet, ...voice.matches.map(({ article }) => article.outlet)];
  const outlet = outlets.find((one) => one?.slug === param("outlet")) ?? null;
  const notes = match?.article.notes ?? outlet?.notes ?? [];
  const note = notes.find(({ id }) => id === param("note")) ?? null;
  const found = { article: match, outlet, note };
  const missing = Object.entries(found).some(([name, one]) => param(name) !== "" && one === null);
  return missing ? null : { knowledge, voice, match, outlet, note };
}
