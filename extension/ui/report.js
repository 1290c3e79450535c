/**
 * A report to the publisher of a feed. It shows word for word what would be sent, and sends it when the reader says so,
 * not before.
 */
import { perform, tell } from "./desk.js";
import { ask, byId, dress, fieldOf, hostOf, problemOf } from "./frame.js";
import { param, subject } from "./subject.js";

const { say, clean, feedName, matchLine } = mastheadPhrases;
const { element, told } = mastheadCard;

const LENGTH = { title: 300, text: 2000, url: 2000 };

/** @type {Record<string, string>} */
const TITLES = {
  "wrong match": say("reportWrongMatch"),
  "note out of date": say("reportNote"),
};

/**
 * The report as it would be sent now.
 * @param {import("./subject.js").Subject} about
 * @returns {ReaderReport}
 */
function reportOf({ knowledge, voice, match, outlet, note }) {
  return {
    kind: /** @type {ReaderReport["kind"]} */ (param("kind")),
    article: match ? Number(match.article.id) : null,
    note: note ? Number(note.id) : null,
    outlet: note && !match && outlet ? outlet.slug : null,
    url: fieldOf("url").checked ? addressOf(knowledge.url) : null,
    shared_words: match ? match.sharedWords : null,
    comment: fieldOf("comment").value.trim(),
    feed_version: Number(voice.feed.version),
  };
}

/** What stands behind # is between the reader and the page; what is too long is not told. @param {string} url */
function addressOf(url) {
  const address = url.replace(/#.*/, "");
  return address.length <= LENGTH.url ? address : null;
}

/** @param {ReaderReport} report */
function drawReport(report) {
  const nothing = say("reportNothing");
  /** @type {[string, string | number | null][]} */
  const rows = [
    [say("reportKind"), TITLES[report.kind]],
    [say("reportArticle"), report.article],
    [say("reportNoteNumber"), report.note],
    [say("reportOutlet"), report.outlet],
    [say("reportPage"), report.url],
    [say("reportWords"), report.shared_words],
    [say("reportCommentSent"), report.comment],
    [say("reportVersion"), report.feed_version],
  ];
  byId("sent").replaceChildren(
    ...rows.flatMap(([name, value]) => {
      const given = value !== null && value !== "";
      return [
        element("dt", "", name),
        told("dd", given ? "prose" : "small", given ? String(value) : nothing, LENGTH.text),
      ];
    }),
  );
  byId("raw").textContent = JSON.stringify(report);
}

/** What the report is about, in words. @param {import("./subject.js").Subject} about */
function drawAbout({ match, outlet, note }) {
  const parts = [];
  if (note) parts.push(told("blockquote", "", note.text, LENGTH.text, note.language));
  if (match) {
    const { title, language } = match.article;
    parts.push(told("h2", "", title || say("articleUntitled"), LENGTH.title, language));
    if (!note) parts.push(element("p", "small", matchLine(match)));
  } else if (outlet) parts.push(told("h2", "", outlet.name || outlet.slug, LENGTH.title));
  byId("about").replaceChildren(...parts);
}

/** @param {string} words why nothing can be sent */
function refuse(words) {
  byId("to").textContent = words;
}

async function open() {
  const kind = param("kind");
  const about = await subject();
  const whole = kind === "wrong match" ? about?.match : about?.note;
  if (!about || !whole || !Object.hasOwn(TITLES, kind)) return refuse(say("reportUnknown"));
  byId("title").textContent = document.title = TITLES[kind];
  const feed = feedName(about.voice.feed, about.knowledge);
  drawAbout(about);
  // The feed may have come to name another one since the page was looked at.
  const { feeds } = await ask({ type: "settings" });
  const { url: feedUrl } = about.voice.feed;
  const { server } = feeds.find((/** @type {FeedSetting} */ one) => one.url === feedUrl)?.state ?? about.voice.feed;
  if (!server) return refuse(say("reportNoServer", feed));
  const host = hostOf(server);
  byId("to").textContent = say("reportTo", feed, host);
  byId("send").textContent = say("reportSend", host);
  const draw = () => drawReport(reportOf(about));
  byId("form").addEventListener("input", draw);
  byId("form").addEventListener("submit", (event) => {
    event.preventDefault();
    send({ feed: feedUrl, server }, reportOf(about), say("reportDone", clean(feed, LENGTH.title)));
  });
  draw();
  byId("form").hidden = false;
}

/** @param {{feed: string, server: string}} to @param {ReaderReport} report @param {string} outcome */
async function send(to, report, outcome) {
  const button = fieldOf("send");
  button.disabled = true;
  const sent = await perform(async () => {
    await ask({ type: "report", ...to, report });
    return outcome;
  });
  byId("form").hidden = sent;
  button.disabled = false;
  if (!sent) button.focus();
}

dress();
open().catch((error) => tell(say("optionsFailed", problemOf(error))));
