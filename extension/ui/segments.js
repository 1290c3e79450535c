/** The pieces that a page was taken apart into: what would be kept of it, and what would be left out and why. */
const { say, sayCount } = mastheadPhrases;
const { element, told } = mastheadCard;

const LENGTH = { text: 5000, reason: 100 };
/** What the server calls its reasons. @type {Record<string, string>} */
const REASONS = {
  body: say("reasonBody"),
  "kept by the curator": say("reasonKept"),
  "cut by the curator": say("reasonCut"),
  title: say("reasonTitle"),
  "repeated title": say("reasonRepeatedTitle"),
  "donation ticker": say("reasonTicker"),
  "date line": say("reasonDateLine"),
  caption: say("reasonCaption"),
  "boilerplate caption": say("reasonBoilerplate"),
  "support or subscribe line": say("reasonSupport"),
  "more on this topic": say("reasonMore"),
  "comment section": say("reasonComments"),
  "navigation or template": say("reasonNavigation"),
  "cookie notice": say("reasonCookies"),
  "repeated line": say("reasonRepeated"),
  "newsletter box": say("reasonNewsletter"),
  "share bar": say("reasonSharing"),
  "about the author": say("reasonAuthor"),
};

/**
 * Two lists, in the order of the page; a curator can keep what was left out, and the other way round.
 * @param {Capture["segments"]} segments
 * @param {(chosen: {keep: number[], cut: number[]}) => void} choose given what differs from what the server proposed
 * @returns {HTMLElement[]}
 */
export function segmentLists(segments, choose) {
  const numbered = segments.map((segment, at) => ({ ...segment, at }));
  const wanted = segments.map(({ kept }) => kept);
  const onChange = (/** @type {number} */ at, /** @type {boolean} */ keep) => {
    wanted[at] = keep;
    const other = numbered.filter(({ kept, at: number }) => wanted[number] !== kept).map(({ at: number }) => number);
    choose({ keep: other.filter((number) => wanted[number]), cut: other.filter((number) => !wanted[number]) });
  };
  const kept = numbered.filter((one) => one.kept);
  const left = numbered.filter((one) => !one.kept);
  const lists = [element("ul", "segments", ...kept.map((one) => item(one, onChange)))];
  if (!left.length) return lists;
  const summary = element("summary", "", sayCount("curateLeftOut", left.length));
  const rest = element("ul", "segments", ...left.map((one) => item(one, onChange)));
  return [...lists, element("details", "", summary, rest)];
}

/**
 * @param {Capture["segments"][number] & {at: number}} segment
 * @param {(at: number, keep: boolean) => void} onChange
 */
function item({ text, kept, reason, at }, onChange) {
  const box = element("input", "");
  box.type = "checkbox";
  box.checked = kept;
  const words = told("p", "text prose", text, LENGTH.text);
  words.id = `segment-${at}`;
  box.setAttribute("aria-label", say("curateKeep"));
  box.setAttribute("aria-describedby", words.id);
  const entry = element(
    "li",
    kept ? "" : "out",
    element("label", "target", box),
    element(
      "div",
      "",
      words,
      kept ? null : told("p", "small", Object.hasOwn(REASONS, reason) ? REASONS[reason] : reason, LENGTH.reason),
    ),
  );
  box.addEventListener("change", () => {
    entry.className = box.checked ? "" : "out";
    onChange(at, box.checked);
  });
  return entry;
}
