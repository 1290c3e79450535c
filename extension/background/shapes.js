// The files of a feed that are JSON, checked field by field and turned into the extension's own shapes (types.d.ts).
import { shingleEnds, W, WIDEST, K } from "../matching/fingerprint.js";
import { MAX_ENTRIES, MAX_GROUPS } from "../matching/hashlist.js";
import {
  array,
  day,
  digest,
  like,
  isLink,
  link,
  MAX_LINE,
  MAX_TEXT,
  moment,
  optional,
  optionalDay,
  parse,
  record,
  require,
  text,
  whole,
} from "./fields.js";
import { Trouble } from "./trouble.js";

const MAX_ITEMS = 500;
/** What is told of one record, beside its text: units of JSON. */
const MAX_OF_ONE = 512 * 1024;
/** Articles of a group. */
const MOST_IN_GROUP = 4096;
/** Characters of a text that is free to publish. */
const MAX_BODY = 100_000;
const MAX_UPDATES = 16;
const MAX_MIRRORS = 8;
const MAX_HANDOVERS = 16;
/** Articles that a group has on average: fewer would tell what is read. */
const FEWEST_IN_GROUP = 8;
const WEIGHTS = [4, 2, 1, 0];

/** @typedef {import("./fields.js").Raw} Raw */
/**
 * What index.json says of itself: `content` are the bytes that are signed.
 * @typedef {{key: string, signature: string, content: Uint8Array<ArrayBuffer>,
 *   handovers: {from: string, to: string, on: string, signature: string}[]}} Signed
 */
/** @typedef {{from: string, sha256: string}} Update the first half of the digest of an earlier file, and the update */
/**
 * @typedef {{signed: Signed, name: string, version: number, asOf: string | null, articles: number,
 *   refreshSeconds: number, w: number, list: {sha256: string, bits: number, entries: number, updates: Update[]},
 *   table: {sha256: string, groups: number, updates: Update[]}, directory: {sha256: string}, mirrors: string[],
 *   server: string | null}} FeedIndex `server`: where the publisher's own server is reached
 */
/**
 * @typedef {{address: string, outlet: string, role: AddressRole, since: string | null, until: string | null,
 *   sourceUrl: string | null, statedOn: string | null}} DirectoryAddress
 */
/** @typedef {{outlets: Map<string, OutletCard>, addresses: Map<string, DirectoryAddress>}} FeedDirectory */
/**
 * @typedef {{id: number, title: string, outlet: string | null, language: string, publishedOn: string | null,
 *   url: string | null, placements: Placement[], notes: Note[], licence: string | null, body: string | null,
 *   text: import("../matching/compare.js").ArticleText}} FeedArticle `body`: the text, where it is free to publish
 */

/**
 * What index.json holds. Whether it is signed is for signature.js to say.
 * @param {Uint8Array} bytes
 * @returns {FeedIndex}
 */
export function readIndex(bytes) {
  const raw = parse(bytes, "masthead-feed/2");
  if (typeof raw.content !== "string") throw new Trouble("broken", "it has no content");
  const content = new TextEncoder().encode(raw.content);
  // What is read must be what was signed: half a surrogate pair is not the same in both.
  require(new TextDecoder("utf-8", { ignoreBOM: true }).decode(content) === raw.content, "its content is no text");
  const said = record(JSON.parse(raw.content));
  const list = record(said.list);
  const table = record(said.table);
  require(said.k === K, "it was made with other parameters");
  const articles = whole(said.articles, 0, 1e9);
  const groups = whole(table.groups, 0, MAX_GROUPS);
  require(groups <= 1 ||
    articles >= FEWEST_IN_GROUP * groups, "its groups are so small that asking for one tells what is read");
  whole(said.group_size, 1, 1e6);
  return {
    signed: {
      key: digest(raw.key),
      signature: signature(raw.signature),
      content,
      handovers: array(raw.handovers, MAX_HANDOVERS).map(record).map(handover),
    },
    name: like(text(said.name, 100), /./s),
    version: whole(said.version, 0, Number.MAX_SAFE_INTEGER),
    asOf: said.as_of === null ? null : moment(said.as_of),
    articles,
    refreshSeconds: whole(said.refresh_seconds, 60, 86_400),
    w: whole(said.w, W, WIDEST),
    list: {
      sha256: digest(list.sha256),
      bits: whole(list.bits, 16, 32),
      entries: whole(list.entries, 0, MAX_ENTRIES),
      updates: updates(list.updates),
    },
    table: { sha256: digest(table.sha256), groups, updates: updates(table.updates) },
    directory: { sha256: digest(record(said.directory).sha256) },
    mirrors: array(said.mirrors, MAX_MIRRORS).map(folder),
    server: server(said.server),
  };
}

/** @param {unknown} value */
const signature = (value) => like(value, /^[0-9a-f]{128}$/);

/** @param {Raw} raw */
function handover(raw) {
  return { from: digest(raw.from), to: digest(raw.to), on: day(raw.on), signature: signature(raw.signature) };
}

/** @param {unknown} raw @returns {Update[]} */
function updates(raw) {
  return array(raw, MAX_UPDATES)
    .map(record)
    .map((one) => ({ from: like(one.from, /^[0-9a-f]{32}$/), sha256: digest(one.sha256) }));
}

/** An address of a folder, with nothing that could tell readers apart. */
const FOLDER = /^https?:\/\/[^/@\s?#\\]+\/([^\s?#\\]*\/)?$/;

/** @param {unknown} value the address of a folder */
function folder(value) {
  const found = like(value, FOLDER);
  require(URL.canParse(found), "a mirror's address was expected");
  return new URL(found).href;
}

/** @param {unknown} value whatever is no address of a server is passed over: a feed is read without it too */
function server(value) {
  const fits = typeof value === "string" && Array.from(value).length <= MAX_LINE && FOLDER.test(value);
  return fits && URL.canParse(value) ? new URL(value).href : null;
}

/** @param {Uint8Array} bytes @returns {FeedDirectory} */
export function readDirectory(bytes) {
  const raw = parse(bytes, "masthead-directory/2");
  const outlets = new Map(array(raw.outlets, 1e6).map((one) => [text(record(one).slug), outlet(record(one))]));
  /** @type {Map<string, DirectoryAddress>} */
  const addresses = new Map();
  for (const one of array(raw.addresses, 1e6).map(record)) {
    const slug = text(one.outlet);
    require(outlets.has(slug), `the address of an unknown outlet: ${slug.slice(0, 80)}`);
    const address = text(one.address);
    if (addresses.has(address)) continue;
    const sourced = isLink(one.source_url) && one.stated_on;
    require(one.role !== "impersonator" || !!sourced, "an impersonator without source and date");
    addresses.set(address, {
      address,
      outlet: slug,
      role: /** @type {AddressRole} */ (like(one.role, /^(official|mirror|account|impersonator)$/)),
      since: optionalDay(one.since),
      until: optionalDay(one.until),
      sourceUrl: optional(one.source_url),
      statedOn: optionalDay(one.stated_on),
    });
  }
  return { outlets, addresses };
}

/** @param {Raw} raw @returns {OutletCard} */
function outlet(raw) {
  requireLittle(raw.statements, raw.notes);
  return {
    slug: text(raw.slug),
    name: text(raw.name),
    summary: optional(raw.summary, MAX_TEXT) ?? "",
    kind: optional(raw.kind),
    country: optional(raw.country),
    homepage: optional(raw.homepage),
    reviewedOn: optionalDay(raw.reviewed_on),
    statements: array(raw.statements, MAX_ITEMS)
      .map(record)
      .map((one) => ({
        kind: /** @type {"fact" | "assessment"} */ (like(one.kind, /^(fact|assessment)$/)),
        topic: text(one.topic),
        text: text(one.text, MAX_TEXT),
        statedBy: like(one.stated_by, /\S/),
        statedOn: day(one.stated_on),
        sourceUrl: link(one.source_url),
        since: optionalDay(one.since),
        until: optionalDay(one.until),
      })),
    notes: notes(raw.notes),
  };
}

/** @param {unknown} raw @returns {Note[]} */
function notes(raw) {
  return array(raw, MAX_ITEMS)
    .map(record)
    .map((one) => {
      const sources = array(one.sources, 20).map(record);
      require(sources.length > 0, "a note without a source");
      return {
        id: String(whole(one.id, 0, Number.MAX_SAFE_INTEGER)),
        text: text(one.text, MAX_TEXT),
        language: optional(one.language),
        quote: optional(one.quote, MAX_TEXT),
        publishedOn: day(one.published_on),
        sources: sources.map((source) => ({
          url: link(source.url),
          title: optional(source.title) ?? text(source.url),
        })),
      };
    });
}

/**
 * Refuse a record of which more is told than fits between the parts of a browser.
 * @param {unknown[]} parts
 */
function requireLittle(...parts) {
  require(JSON.stringify(parts).length <= MAX_OF_ONE, "it tells too much of one record");
}

/**
 * The articles of a group.
 * @param {Uint8Array} bytes
 * @param {number} number
 * @param {number} groups how many groups the feed has: of several, each serves many articles
 * @returns {FeedArticle[]}
 */
export function readGroup(bytes, number, groups) {
  const raw = parse(bytes, "masthead-group/2");
  require(raw.group === number, "another group");
  const articles = array(raw.articles, MOST_IN_GROUP).map(record);
  require(groups <= 1 ||
    new Set(articles.map(({ id }) => id)).size >=
      FEWEST_IN_GROUP, "a group so small that asking for it tells what is read");
  return articles.map((one) => {
    requireLittle(one.placements, one.notes);
    return {
      id: whole(one.id, 0, Number.MAX_SAFE_INTEGER),
      title: text(one.title),
      outlet: optional(one.outlet),
      language: optional(one.language) ?? "",
      publishedOn: optionalDay(one.published_on),
      url: optional(one.url),
      placements: array(one.placements, MAX_ITEMS)
        .map(record)
        .map((place) => ({
          url: text(place.url),
          role: like(place.role, /^(origin|copy|excerpt|translation|disputed)$/),
          firstSeen: optionalDay(place.first_seen),
        })),
      notes: notes(one.notes),
      ...freeText(one),
      text: articleText(text(one.shingles, 4e6), text(one.words, 1e6)),
    };
  });
}

/** @param {Raw} raw an article, with its text only where that is free to publish */
function freeText(raw) {
  const licence = optional(raw.licence ?? null);
  const body = optional(raw.text ?? null, MAX_BODY);
  require(body === null || licence !== null, "a text that is not said to be free to publish");
  return { licence, body };
}

/** @param {string} base64 */
function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/**
 * An article's text as the feed carries it; twin of server/masthead/feed/wire.py.
 * @param {string} shingles base64 of the upper halves, 4 bytes each, little-endian
 * @param {string} words base64 of one byte a word: bits 0-1 weight, bit 2 quoted, bit 3 its shingle is common
 * @returns {import("../matching/compare.js").ArticleText}
 */
export function articleText(shingles, words) {
  const packed = bytesOf(shingles);
  const codes = bytesOf(words);
  require(packed.length % 4 === 0, "an article's shingles are cut short");
  const view = new DataView(packed.buffer);
  const hi = Uint32Array.from({ length: packed.length / 4 }, (_, at) => view.getUint32(4 * at, true));
  const weight = codes.map((code) => WEIGHTS[code & 3]);
  const end = shingleEnds(weight);
  require(!weight.includes(0) && end.length === hi.length, "an article has not as many shingles as its words make");
  return {
    hi,
    end,
    weight,
    common: codes.slice(0, hi.length).map((code) => (code >> 3) & 1),
    quoted: codes.map((code) => (code >> 2) & 1),
  };
}
