/** Where the banner is hidden: how the popup offers it, and how it is told and taken back. */
import { dayOf, timeOf } from "./frame.js";

const { say, clean } = mastheadPhrases;
const { button, element } = mastheadCard;

const LENGTH = { name: 80 };
/** Outlets that are offered. */
const MOST_OUTLETS = 5;

/** @typedef {{kind: Mute["kind"], feed?: string, slug?: string, label?: string}} Wanted */

/**
 * That and since when the banner is hidden, with a way back.
 * @param {Mute} mute
 * @param {() => void} undo
 */
export function hiddenLine(mute, undo) {
  return element("div", "row between", element("p", "", hiddenWords(mute)), button(say("popupShowAgain"), undo));
}

/** @param {Mute} mute */
function hiddenWords({ kind, label, since, until }) {
  switch (kind) {
    case "page":
      return say("popupHiddenPage", dayOf(since));
    case "site":
      return say("popupHiddenSite", dayOf(since));
    case "outlet":
      return say("popupHiddenOutlet", clean(label, LENGTH.name), dayOf(since));
    case "everything":
      return say("popupHiddenAll", timeOf(until ?? since));
  }
}

/**
 * For what the banner can be hidden.
 * @param {{knowledge: Knowledge}} state
 * @param {(wanted: Wanted) => void} hide
 */
export function hideMenu({ knowledge }, hide) {
  /** @param {string} words @param {Wanted} wanted */
  const item = (words, wanted) =>
    element(
      "li",
      "",
      button(words, () => hide(wanted)),
    );
  // An imitation is told of all the same.
  const voices = knowledge.voices.map((one) =>
    one.address?.role === "impersonator" ? { ...one, address: null } : one,
  );
  const outlets = outletsOf({ voices }).slice(0, MOST_OUTLETS);
  return element(
    "details",
    "menu",
    element("summary", "", say("popupHide")),
    element(
      "ul",
      "",
      item(say("popupHidePage"), { kind: "page" }),
      item(say("popupHideSite"), { kind: "site" }),
      ...outlets.map(({ feed, slug, name }) =>
        item(say("popupHideOutlet", clean(name, LENGTH.name)), { kind: "outlet", feed, slug, label: name }),
      ),
      item(say("popupHideAll"), { kind: "everything" }),
    ),
    element("p", "small", say("popupHideHint")),
  );
}

/** The outlets that are told of, each as its feed calls it. @param {Pick<Knowledge, "voices">} knowledge */
export function outletsOf({ voices }) {
  const all = voices.flatMap(({ feed, address, matches }) =>
    [address?.outlet, ...matches.map(({ article }) => article.outlet)]
      .filter((outlet) => !!outlet)
      .map(({ slug, name }) => ({ feed: feed.url, slug, name: name || slug })),
  );
  return [...new Map(all.map((one) => [`${one.feed} ${one.slug}`, one])).values()];
}
