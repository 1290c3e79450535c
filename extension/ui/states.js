/** What the popup says of each state that a tab can be in. Unknown is unknown: none of it says that a page is reliable. */
const { say, sayCount, formatAge, isLoaded, isOutOfReach, problemWords, feedName, versionLine, speaking } =
  mastheadPhrases;
const { element } = mastheadCard;

/** Milliseconds after which a list beside others counts as old, where the background says that some are. */
const OLD = 3_600_000;
const MINUTE = 60_000;

/** @param {...string} lines */
const paragraphs = (...lines) => lines.map((line, at) => element("p", at ? "small" : "headline", line));

/**
 * The first words: what is known, or why nothing is.
 * @param {TabState} state
 * @returns {Node[]}
 */
export function saidOf(state) {
  switch (state.state) {
    case "knowledge":
      return saidOfKnowledge(state.knowledge);
    case "off":
      return paragraphs(say("popupOff"));
    case "not-allowed":
      return paragraphs(say("popupNotAllowed"), say("popupNotAllowedHint"));
    case "no-permission":
      return paragraphs(say("popupNoPermission"), say("popupNoPermissionHint"));
    case "not-read":
      return paragraphs(say("popupNotRead"));
    case "reading":
      return paragraphs(say("popupReading"));
  }
}

/** @param {Knowledge} knowledge */
function saidOfKnowledge(knowledge) {
  const { voices, status } = knowledge;
  const lines = navigator.onLine ? [] : [element("p", "small", say("popupOffline"))];
  if (speaking(knowledge).length) return [...lines, mastheadPanel.said(knowledge)];
  const sentences = {
    known: say("statusKnown"),
    nothing: say("statusNothing"),
    offline: say("statusNothing"),
    "never-loaded": say("statusNeverLoaded"),
    "too-short": say("statusTooShort"),
    "no-feed": say("statusNoFeed"),
  };
  // With one feed its list belongs to the sentence; with several each has its own below.
  const list = voices.length === 1 ? listWords(voices[0].feed, knowledge) : "";
  const headline = element("p", "headline", `${sentences[status]} ${list}`.trim());
  const isUnknown = status === "nothing" || status === "offline";
  return [...lines, headline, ...(isUnknown ? [element("p", "small", say("popupNothingHint"))] : [])];
}

/**
 * How old the list of a feed is that knows nothing, and whether that is its last word.
 * @param {FeedState} feed
 * @param {Knowledge} knowledge
 */
function listWords(feed, { status, voices }) {
  if (!isLoaded(feed)) return voices.length > 1 ? say("feedNotLoaded") : "";
  const words = [ageOf(feed.fetchedAt), sayCount("articles", feed.articles)];
  if (isOutOfReach(feed)) return say("popupListOffline", ...words);
  const old = Date.now() - Date.parse(feed.fetchedAt ?? "") > OLD;
  return status === "offline" && old ? say("popupListLate", ...words) : say("popupList", ...words);
}

/** The age of a list, after "list of". @param {string | null} iso */
const ageOf = (iso) => (Date.now() - Date.parse(iso ?? "") < MINUTE ? say("popupThisMinute") : formatAge(iso));

/**
 * All that is known, or what there is to say of each feed that knows nothing.
 * @param {TabState} state
 * @param {{report: (params: Record<string, string>) => void}} actions
 * @returns {Node[]}
 */
export function detailsOf(state, actions) {
  if (state.state !== "knowledge") return [];
  const { knowledge } = state;
  const { voices, unread } = knowledge;
  if (speaking(knowledge).length) {
    const refused = voices.filter(({ feed }) => feed.refusedFingerprint);
    return [...refused.map(({ feed }) => refusedLine(feed, knowledge)), mastheadPanel.panel(knowledge, actions)];
  }
  const left = mastheadPhrases.unreadLines(unread).map((line) => element("p", "small", line));
  if (voices.length === 1) return [...left, ...feedLines(voices[0].feed, knowledge)];
  return [...left, element("ul", "feeds", ...voices.map(({ feed }) => feedItem(feed, knowledge)))];
}

/** @param {FeedState} feed @param {Knowledge} knowledge */
const refusedLine = (feed, knowledge) => element("p", "small", say("popupRefused", feedName(feed, knowledge)));

/** Who says so, and what went wrong. @param {FeedState} feed @param {Knowledge} knowledge */
function feedLines(feed, knowledge) {
  const lines = [];
  if (isLoaded(feed)) lines.push(element("p", "small", mastheadPhrases.feedLine(feed, knowledge)));
  if (feed.refusedFingerprint) lines.push(refusedLine(feed, knowledge));
  if (feed.problem) lines.push(element("p", "small", say("feedProblem", problemWords(feed.problem))));
  return lines;
}

/** One of several feeds that know nothing. @param {FeedState} feed @param {Knowledge} knowledge */
function feedItem(feed, knowledge) {
  const problem = feed.problem ? say("feedProblem", problemWords(feed.problem)) : "";
  const lines = [listWords(feed, knowledge), isLoaded(feed) ? versionLine(feed) : "", problem];
  return element(
    "li",
    "",
    element("bdi", "name", feedName(feed, knowledge)),
    ...lines.filter((line) => line !== "").map((line) => element("p", "small", line)),
    feed.refusedFingerprint ? refusedLine(feed, knowledge) : null,
  );
}
