// How loudly a page's knowledge is told. Badge and popup always tell; what is decided here is what stands on the page.
import { disagreementsOf } from "./disagreements.js";
import { isAbout, isOver } from "./mutes.js";

/** @typedef {import("./choices.js").Chosen} Chosen */
/**
 * Something that there is to tell, and the outlet whose mute covers it.
 * @typedef {{occasion: Occasion, feed: string, outlet: OutletCard | null}} Telling
 */

/** From the quietest to the loudest. @type {Surface[]} */
export const SURFACES = ["badge", "slim", "panel"];
/** @type {Occasion[]} */
export const OCCASIONS = ["impersonator", "same article", "large part", "quotes a passage", "outlet"];
/** A page that is less than this an article's discusses it: much more on it is somebody else's. */
const DISCUSSES = 0.25;
/** Of mutes that keep a banner away together, the widest is told of. */
const WIDEST_FIRST = ["everything", "site", "page"];

/**
 * @param {Voice} voice
 * @returns {Telling[]}
 */
function tellings({ feed: { url: feed }, address, matches }) {
  const ofTexts = matches.map((match) => ({ occasion: occasionOf(match), feed, outlet: match.article.outlet }));
  if (!address) return ofTexts;
  // Whoever mutes an outlet has not asked for silence about those who imitate it.
  if (address.role === "impersonator") return [{ occasion: "impersonator", feed, outlet: null }, ...ofTexts];
  return [{ occasion: "outlet", feed, outlet: address.outlet }, ...ofTexts];
}

/** @param {Match} match @returns {Occasion} */
const occasionOf = (match) =>
  match.class === "large part" && match.pageShare < DISCUSSES ? "quotes a passage" : match.class;

/**
 * @param {Telling[]} all
 * @param {Chosen} choices
 */
const loudest = (all, { surfaces }) =>
  SURFACES[Math.max(0, ...all.map(({ occasion }) => SURFACES.indexOf(surfaces[occasion])))];

/** @param {string} name */
const plain = (name) => name.normalize("NFKC").trim().toLowerCase();

/**
 * Whether the mute of an outlet covers it: as the feed calls it, or as another feed does that has the same name for it.
 * @param {Mute} mute
 * @param {Telling} telling
 */
function silences({ what, feed, label }, { feed: speaker, outlet }) {
  if (!outlet) return false;
  return (outlet.slug === what && speaker === feed) || (plain(label) !== "" && plain(outlet.name) === plain(label));
}

/**
 * What is to be shown of a page on it, and the mute that keeps away what would be shown otherwise.
 * @param {Knowledge} knowledge
 * @param {Chosen} choices
 * @param {string} url of the page
 * @param {Date} [now]
 * @returns {{surface: Surface, hiddenBy: Mute | null}}
 */
export function surfaceOf(knowledge, choices, url, now = new Date()) {
  const all = knowledge.voices.flatMap(tellings);
  if (loudest(all, choices) === "badge") return { surface: "badge", hiddenBy: null };
  const mutes = choices.mutes.filter((mute) => !isOver(mute, now));
  const whole = mutes.filter((mute) => isAbout(mute, url));
  const [widest] = WIDEST_FIRST.flatMap((kind) => whole.find((mute) => mute.kind === kind) ?? []);
  if (widest) return { surface: "badge", hiddenBy: widest };
  const outlets = mutes.filter(({ kind }) => kind === "outlet");
  const heard = all.filter((one) => !outlets.some((mute) => silences(mute, one)));
  const surface = loudest(heard, choices);
  const loud = all.filter(({ occasion }) => choices.surfaces[occasion] !== "badge");
  const hiddenBy = outlets.find((mute) => loud.some((one) => silences(mute, one))) ?? null;
  return { surface, hiddenBy: surface === "badge" ? hiddenBy : null };
}

/**
 * What a page is to show, and how: nothing is said in a banner of an outlet that the reader has muted, beside another for
 * whose sake the banner stands there.
 * @param {Knowledge} knowledge
 * @param {Chosen} choices
 * @param {string} url of the page
 * @param {Date} [now]
 * @returns {PageAnswer}
 */
export function answerOf(knowledge, choices, url, now = new Date()) {
  const { surface } = surfaceOf(knowledge, choices, url, now);
  const mutes = choices.mutes.filter((mute) => mute.kind === "outlet" && !isOver(mute, now));
  const voices = knowledge.voices.flatMap((voice) => {
    const isHeard = (/** @type {OutletCard | null} */ outlet) =>
      !mutes.some((mute) => silences(mute, { occasion: "outlet", feed: voice.feed.url, outlet }));
    const { address, matches } = voice;
    const stays = address === null || address.role === "impersonator" || isHeard(address.outlet);
    const left = { address: stays ? address : null, matches: matches.filter(({ article }) => isHeard(article.outlet)) };
    // A feed of which nothing is left to say is not one that knows nothing.
    const isSilenced = (address !== null || matches.length > 0) && left.address === null && left.matches.length === 0;
    return isSilenced ? [] : [{ ...voice, ...left }];
  });
  return { knowledge, said: { ...knowledge, voices, disagreements: disagreementsOf(voices) }, surface };
}
