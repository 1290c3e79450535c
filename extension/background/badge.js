// What stands on the toolbar, where no page can remove or imitate it: a sign, and a tooltip that says it in words.
import { api } from "./api.js";
import { say, timeOfDay } from "./words.js";

const COLOUR = "#3d4a57";
/** What is not read is not unknown. */
const OFF = "–";

/** @param {Voice[]} voices */
function signOf(voices) {
  if (voices.some(({ address }) => address?.role === "impersonator")) return "!";
  const first = voices.find(({ address, matches }) => address || matches.length);
  return !first ? "" : first.matches.length ? "¶" : "i";
}

/**
 * @param {TabState} state
 * @returns {{sign: string, lines: string[]}}
 */
export function badgeOf(state) {
  if (state.state !== "knowledge") return { sign: state.state === "off" ? OFF : "", lines: [lineOf(state)] };
  const { knowledge, hiddenBy } = state;
  const sign = signOf(knowledge.voices);
  const known = new Map([
    ["!", () => say("badgeImpersonator")],
    ["¶", () => say("badgeText")],
    ["i", () => say("badgeAddress")],
  ]);
  const line = known.get(sign)?.() ?? statusLine(knowledge.status);
  return { sign, lines: hiddenBy ? [line, mutedLine(hiddenBy)] : [line] };
}

/** @param {Exclude<TabState, {state: "knowledge"}>} state */
function lineOf(state) {
  if (state.state === "off") return say("badgeSiteOff", state.site);
  if (state.state === "no-permission") return say("badgeNoPermission");
  if (state.state === "not-allowed") return say("badgeNotAllowed");
  return state.state === "reading" ? say("badgeReading") : say("badgeNotRead");
}

/** The popup's words. @param {KnowledgeStatus} status */
function statusLine(status) {
  if (status === "offline") return say("statusOffline");
  if (status === "never-loaded") return say("statusNeverLoaded");
  if (status === "too-short") return say("statusTooShort");
  return status === "no-feed" ? say("statusNoFeed") : say("statusNothing");
}

/** @param {Mute} mute */
function mutedLine({ kind, until }) {
  if (kind === "everything") return say("badgeMutedAll", timeOfDay(/** @type {string} */ (until)));
  if (kind === "page") return say("badgeMutedPage");
  return kind === "site" ? say("badgeMutedSite") : say("badgeMutedOutlet");
}

/**
 * @param {number} tabId
 * @param {TabState} state
 */
export async function showBadge(tabId, state) {
  const { sign, lines } = badgeOf(state);
  try {
    await Promise.all([
      api.action.setBadgeText({ tabId, text: sign }),
      api.action.setBadgeBackgroundColor({ tabId, color: COLOUR }),
      api.action.setTitle({ tabId, title: [say("extensionName"), ...lines].join("\n") }),
    ]);
  } catch {
    // The tab was closed meanwhile: there is no badge to show.
  }
}
