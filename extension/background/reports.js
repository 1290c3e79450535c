// What a reader reports to the publisher of a feed: that a match is wrong, or a note out of date. Nothing is sent but
// what the reader was shown and sent off.
import { call } from "./server.js";
import { Refused } from "./settings.js";
import { say } from "./words.js";

const LENGTH = { url: 2000, comment: 2000, slug: 80 };
const KINDS = ["wrong match", "note out of date"];

/**
 * Messages about reports.
 * @param {import("./feeds.js").Feeds} feeds
 * @returns {Record<string, (message: any) => Promise<unknown>>}
 */
export const reportMessages = (feeds) => ({
  report: ({ feed, server, report }) => sendReport(feeds, { feed: String(feed), server }, report),
});

/**
 * Send a report to the server of a feed's publisher.
 * @param {import("./feeds.js").Feeds} feeds
 * @param {{feed: string, server: unknown}} to the feed's address, and the server that the reader was shown
 * @param {any} report as types.d.ts has it
 */
async function sendReport(feeds, to, report) {
  const server = await serverOf(feeds, to.feed, String(to.server));
  await call(server, "api/reports", { method: "POST", json: reportOf(report) });
  return {};
}

/**
 * The address of a feed's server.
 * @param {import("./feeds.js").Feeds} feeds
 * @param {string} feed its address
 * @param {unknown} [shown] the server that somebody has been shown: to no other is anything sent
 * @returns {Promise<string>}
 * @throws {Refused} where there is none, or the feed has come to name another one
 */
export async function serverOf(feeds, feed, shown) {
  const known = (await feeds.settings()).feeds.find(({ url }) => url === feed);
  if (!known) throw new Refused(say("serverNoFeed"));
  if (!known.state.server) throw new Refused(say("serverNone"));
  const { server } = known.state;
  if (shown !== undefined && shown !== server) throw new Refused(say("serverMoved", server));
  return server;
}

/**
 * The fields of a report and no other, so that nothing is sent that was not meant to be.
 * @param {any} given
 * @returns {ReaderReport}
 */
function reportOf({ kind, article, note, outlet, url, shared_words: words, comment, feed_version: version }) {
  if (!KINDS.includes(kind)) throw new Refused(say("reportUnknown"));
  return {
    kind,
    article: numberOf(article),
    note: numberOf(note),
    outlet: textOf(outlet, LENGTH.slug),
    url: textOf(url, LENGTH.url),
    shared_words: numberOf(words),
    comment: textOf(comment, LENGTH.comment) ?? "",
    feed_version: numberOf(version) ?? 0,
  };
}

/** @param {unknown} value */
const numberOf = (value) => (Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : null);

/** @param {unknown} value @param {number} most */
const textOf = (value, most) => (typeof value === "string" && value !== "" ? value.slice(0, most) : null);
