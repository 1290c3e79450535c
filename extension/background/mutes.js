// What shows no banner: a page, a site, an outlet, or everything for an hour. A mute that is over is left out whenever
// somebody looks; no clock has to run for it.
import { hostOf } from "../matching/address.js";
import { Refused } from "./settings.js";
import { covers, isSite, withoutFragment } from "./sites.js";
import { say } from "./words.js";

export const MOST_MUTES = 1000;
const HOUR = 3_600_000;
/** Characters. */
const LONGEST = { id: 64, url: 4000, slug: 200, feed: 2000, label: 300 };
const TIME = /^\d{4}-\d\d-\d\dT[\d:.]{5,16}(Z|[+-]\d\d:\d\d)$/;

/** @param {unknown} value @param {number} most @returns {value is string} */
const isText = (value, most) => typeof value === "string" && value.length > 0 && value.length <= most;

/** Whether it is a moment in ISO form. @param {unknown} value @returns {value is string} */
export const isTime = (value) => typeof value === "string" && TIME.test(value) && !Number.isNaN(Date.parse(value));

/** What each kind may stand for. @type {Record<Mute["kind"], (what: unknown) => boolean>} */
const FITS = {
  page: (what) => isText(what, LONGEST.url) && hostOf(what) !== null && withoutFragment(what) === what,
  site: isSite,
  outlet: (what) => isText(what, LONGEST.slug),
  everything: (what) => what === "",
};

/** @param {unknown} kind @returns {kind is Mute["kind"]} */
const isKind = (kind) => typeof kind === "string" && Object.hasOwn(FITS, kind);

/**
 * A mute that was kept or that comes from elsewhere.
 * @param {any} raw
 * @returns {Mute | null} null where it is none
 */
export function muteOf(raw) {
  const { id, kind, what, feed = null, label, since, until = null } = Object(raw);
  if (!isText(id, LONGEST.id) || !isKind(kind) || !FITS[kind](what)) return null;
  if (kind === "outlet" ? !isText(feed, LONGEST.feed) : feed !== null) return null;
  if (typeof label !== "string" || label.length > LONGEST.label) return null;
  if (!isTime(since) || !(isTime(until) || (until === null && kind !== "everything"))) return null;
  return { id, kind, what, feed, label, since, until };
}

/**
 * @param {{kind: unknown, what: string, feed?: unknown, label: string}} wanted
 * @param {Date} now
 * @returns {Mute}
 * @throws {Refused} where that cannot be muted
 */
export function newMute({ kind, what, feed, label }, now) {
  const mute = muteOf({
    ...{ id: crypto.randomUUID(), kind, what, feed, label: label.slice(0, LONGEST.label) },
    since: now.toISOString(),
    until: kind === "everything" ? new Date(now.getTime() + HOUR).toISOString() : null,
  });
  if (!mute) throw new Refused(say("refusedMute"));
  return mute;
}

/** What two mutes of the same have in common. @param {Mute} mute */
export const subjectOf = ({ kind, what, feed }) => JSON.stringify([kind, what, feed]);

/**
 * With one more; one of the same before is forgotten.
 * @param {Mute[]} mutes
 * @param {Mute} mute
 * @throws {Refused} where there are too many
 */
export function muted(mutes, mute) {
  const others = mutes.filter((one) => subjectOf(one) !== subjectOf(mute));
  if (others.length >= MOST_MUTES) throw new Refused(say("refusedMutes", String(MOST_MUTES)));
  return [...others, mute];
}

/**
 * @param {Mute} mute
 * @param {Date} now
 */
export function isOver({ kind, until }, now) {
  if (until === null) return false;
  const left = Date.parse(until) - now.getTime();
  // A clock that was set back must not make an hour a day.
  return left <= 0 || (kind === "everything" && left > 2 * HOUR);
}

/**
 * Whether a mute is about the whole of a page.
 * @param {Mute} mute
 * @param {string} url
 */
export function isAbout({ kind, what }, url) {
  if (kind === "site") return covers(what, url);
  return kind === "everything" || (kind === "page" && withoutFragment(url) === what);
}
