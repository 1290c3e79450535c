// What the reader has chosen, but for the feeds: kept in storage.local. Whatever is kept there, or comes from a file or
// from another device, is sifted: what is not a choice that can be made is left out.
import { languageOf, scriptOf } from "./languages.js";
import { isOver, isTime, MOST_MUTES, muteOf, subjectOf } from "./mutes.js";
import { Refused } from "./settings.js";
import { covers, isSite, siteOf } from "./sites.js";
import { OCCASIONS, SURFACES } from "./surfaces.js";
import { say } from "./words.js";

/** @typedef {Omit<ReaderChoices, "syncProblem">} Chosen */
/** @typedef {Pick<chrome.storage.StorageArea, "get" | "set">} Area */

/** Sites that can be switched off, languages and scripts that can be chosen. */
export const MOST_OFF = 1000;
const MOST_CHOSEN = 200;

/** @type {Chosen} */
const DEFAULT = {
  surfaces: {
    impersonator: "slim",
    "same article": "slim",
    "large part": "slim",
    "quotes a passage": "badge",
    outlet: "slim",
  },
  languages: null,
  scripts: null,
  sync: false,
  mutes: [],
  off: [],
};

/** Notes what was left out. @typedef {(where: string) => void} LeftOut */

/**
 * The choices in something that may be anything.
 * @param {any} raw
 * @returns {{choices: Chosen, leftOut: string[]}} where something was left out
 */
export function sift(raw) {
  /** @type {string[]} */
  const leftOut = [];
  const note = (/** @type {string} */ where) => void leftOut.push(where);
  const { surfaces, languages, scripts, sync, mutes, off } = Object(raw);
  const choices = {
    surfaces: surfacesIn(surfaces ?? {}, note),
    languages: chosenIn(languages ?? null, languageOf, "languages", note),
    scripts: chosenIn(scripts ?? null, scriptOf, "scripts", note),
    sync: sync === true,
    mutes: listIn(mutes ?? [], muteOf, subjectOf, MOST_MUTES, "mutes", note),
    off: listIn(off ?? [], offOf, ({ host }) => host, MOST_OFF, "off", note),
  };
  return { choices, leftOut };
}

/** @param {any} raw @param {LeftOut} note @returns {Chosen["surfaces"]} */
function surfacesIn(raw, note) {
  const surfaces = { ...DEFAULT.surfaces };
  for (const [occasion, surface] of Object.entries(Object(raw))) {
    if (isOccasion(occasion) && isSurface(surface)) surfaces[occasion] = surface;
    else note(`surfaces.${occasion.slice(0, 40)}`);
  }
  return surfaces;
}

/** @param {unknown} value @returns {value is Occasion} */
const isOccasion = (value) => OCCASIONS.includes(/** @type {Occasion} */ (value));

/** @param {unknown} value @returns {value is Surface} */
const isSurface = (value) => SURFACES.includes(/** @type {Surface} */ (value));

/**
 * @param {any} raw
 * @param {(one: unknown) => string | null} read
 * @param {string} where
 * @param {LeftOut} note
 */
function chosenIn(raw, read, where, note) {
  if (raw === null) return null;
  const chosen = listIn(raw, read, (one) => one, MOST_CHOSEN, where, note);
  if (chosen.length) return chosen;
  note(where);
  return null;
}

/**
 * @template T
 * @param {any} raw
 * @param {(one: unknown) => T | null} read
 * @param {(one: T) => string} keyOf of two with the same key the later one holds
 * @param {number} most the latest ones
 * @param {string} where
 * @param {LeftOut} note
 * @returns {T[]}
 */
function listIn(raw, read, keyOf, most, where, note) {
  if (!Array.isArray(raw)) note(where);
  const given = Array.isArray(raw) ? raw : [];
  if (given.length > most) note(where);
  /** @type {Map<string, T>} */
  const found = new Map();
  given.slice(-most).forEach((one, at) => {
    const value = read(one);
    if (value === null) note(`${where}[${at}]`);
    else found.set(keyOf(value), value);
  });
  return [...found.values()];
}

/** @param {any} raw @returns {OffSite | null} */
function offOf(raw) {
  const { host, since } = Object(raw);
  return isSite(host) && isTime(since) ? { host, since } : null;
}

/**
 * @param {Chosen} choices
 * @param {unknown} occasion
 * @param {unknown} surface
 * @returns {Chosen}
 */
export function withSurface(choices, occasion, surface) {
  if (!isOccasion(occasion) || !isSurface(surface)) throw new Refused(say("refusedChoice"));
  return { ...choices, surfaces: { ...choices.surfaces, [occasion]: surface } };
}

/**
 * @param {Chosen} choices
 * @param {"languages" | "scripts"} which
 * @param {unknown} wanted null for all
 * @returns {Chosen}
 */
export function withOnly(choices, which, wanted) {
  /** @type {string[]} */
  const wrong = [];
  const only = chosenIn(wanted, which === "languages" ? languageOf : scriptOf, which, (where) => wrong.push(where));
  if (wrong.length) throw new Refused(say("refusedChoice"));
  return { ...choices, [which]: only };
}

/**
 * @param {Chosen} choices
 * @param {string} given a site, or a page of it
 * @param {boolean} on whether its pages are read
 * @param {Date} [now]
 * @returns {Chosen}
 */
export function withSite(choices, given, on, now = new Date()) {
  const host = siteOf(/^\w+:\/\//.test(given) ? given : `http://${given}/`);
  if (host === null) throw new Refused(say("refusedSite"));
  const others = choices.off.filter((one) => one.host !== host && !(on && covers(one.host, `http://${host}/`)));
  if (on) return { ...choices, off: others };
  if (others.length >= MOST_OFF) throw new Refused(say("refusedSites", String(MOST_OFF)));
  return { ...choices, off: [...others, { host, since: now.toISOString() }] };
}

/**
 * The site that is switched off and that a page belongs to.
 * @param {Pick<Chosen, "off">} choices
 * @param {string} url
 */
export const offSiteOf = ({ off }, url) => off.find(({ host }) => covers(host, url))?.host ?? null;

/** The choices that are kept, changed one after the other. */
export class Choices {
  /** @type {Chosen | null} */
  #held = null;
  /** @type {Promise<unknown>} */
  #turn = Promise.resolve();
  #area;
  #changed;

  /**
   * @param {Area} area
   * @param {(before: Chosen, after: Chosen) => Promise<void>} changed asks for no choices itself
   */
  constructor(area, changed) {
    this.#area = area;
    this.#changed = changed;
  }

  /** What holds now: without the mutes that are over. */
  async now() {
    await this.#turn;
    return this.#now();
  }

  async #now() {
    if (!this.#held) {
      const { choices } = await this.#area.get(["choices"]);
      this.#held ??= sift(choices).choices;
    }
    const now = new Date();
    return { ...this.#held, mutes: this.#held.mutes.filter((mute) => !isOver(mute, now)) };
  }

  /**
   * @param {(choices: Chosen) => Chosen} make
   * @param {(kept: {choices: Chosen}) => Promise<void>} [keep] where something else must be kept in the same write
   * @returns {Promise<void>} rejected where the change is refused, or cannot be kept
   */
  change(make, keep = (kept) => this.#area.set(kept)) {
    const done = this.#turn.then(async () => {
      const before = await this.#now();
      const choices = make(before);
      await keep({ choices });
      this.#held = choices;
      await this.#changed(before, choices);
    });
    this.#turn = done.catch(() => {}); // whoever asked for the change is told; the next one has its turn
    return done;
  }
}
