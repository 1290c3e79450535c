// The feed's JSON, checked field by field and turned into the extension's own shapes (types.d.ts). Nothing a feed says
// is believed: what is not as docs/protocol.md tells is refused, and what is too long is refused too.
import { shingleEnds } from "../matching/fingerprint.js";

export const MAX_JSON = 32 * 1024 * 1024;
const MAX_LINE = 2000;
const MAX_TEXT = 5000;
const MAX_ITEMS = 500;
/** Fingerprints that a bucket must cover on average: fewer would tell what is read. */
const FEWEST_IN_BUCKET = 32;
/** A list that more page fingerprints than this would meet by chance would make the reader ask needlessly. */
const MOST_STRAYS = 1 / 256;
const WEIGHTS = [4, 2, 1, 0];

/** @typedef {{[field: string]: unknown}} Raw */
/**
 * @typedef {{name: string, version: number, asOf: string | null, articles: number, refreshSeconds: number,
 *   bucketBits: number, groups: number, list: {path: string, sha256: string, bits: number, entries: number, strayRate: number},
 *   directory: {path: string, sha256: string}}} FeedIndex
 */
/**
 * @typedef {{address: string, outlet: string, role: AddressRole, since: string | null, until: string | null,
 *   sourceUrl: string | null, statedOn: string | null}} DirectoryAddress
 */
/** @typedef {{outlets: Map<string, OutletCard>, addresses: Map<string, DirectoryAddress>}} FeedDirectory */
/**
 * @typedef {{id: number, title: string, outlet: string | null, language: string, publishedOn: string | null,
 *   url: string | null, placements: Placement[], notes: Note[], text: import("../matching/compare.js").ArticleText}} FeedArticle
 */

/** @param {boolean} holds @param {string} what */
function require(holds, what) {
  if (!holds) throw new Error(`the feed is not as it should be: ${what}`);
}

/** @param {unknown} value @returns {Raw} */
function record(value) {
  require(typeof value === "object" && value !== null && !Array.isArray(value), "a record was expected");
  return /** @type {Raw} */ (value);
}

/** @param {unknown} value @param {number} most @returns {unknown[]} */
function array(value, most) {
  require(Array.isArray(value) && value.length <= most, "a list was expected, or it is too long");
  return /** @type {unknown[]} */ (value);
}

/** @param {unknown} value @param {number} [most] @returns {string} */
function text(value, most = MAX_LINE) {
  require(typeof value === "string" && value.length <= most, "a text was expected, or it is too long");
  return /** @type {string} */ (value);
}

/** @param {unknown} value @param {number} [most] @returns {string | null} */
const optional = (value, most) => (value === null || value === undefined ? null : text(value, most));

/** @param {unknown} value @param {number} least @param {number} most @returns {number} */
function whole(value, least, most) {
  require(Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most, "a number is out of range");
  return Number(value);
}

/** @param {unknown} value a day as 2021-08-07 */
const day = (value) => like(value, /^\d{4}-\d{2}-\d{2}$/);

/** @param {unknown} value */
const optionalDay = (value) => (value === null || value === undefined ? null : day(value));

/** @param {unknown} value a web address: whatever readers are shown must be where they can check it */
const link = (value) => like(value, /^https?:\/\/[^/]/);

/** @param {unknown} value @param {RegExp} pattern */
function like(value, pattern) {
  const found = text(value);
  require(pattern.test(found), `${found.slice(0, 80)} was not expected`);
  return found;
}

/**
 * The JSON of a file, if it says it is of the expected format.
 * @param {ArrayBuffer} bytes
 * @param {string} format
 */
export function parse(bytes, format) {
  const raw = record(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  require(raw.format === format, `${format} was expected`);
  return raw;
}

/** @param {ArrayBuffer} bytes @returns {FeedIndex} */
export function readIndex(bytes) {
  const raw = parse(bytes, "masthead-feed/1");
  require(raw.k === 6 && raw.w === 16, "it was made with other parameters");
  const list = record(raw.list);
  const directory = record(raw.directory);
  const strayRate = typeof list.stray_rate === "number" ? list.stray_rate : NaN;
  require(strayRate >= 0 && strayRate <= 1, "its stray rate is no share");
  const bits = whole(list.bits, 16, 32);
  const entries = whole(list.entries, 0, 2 ** 32 - 1);
  const bucketBits = whole(raw.bucket_bits, 0, 24);
  require(entries <= MOST_STRAYS * 2 ** bits, "its list is so dense that readers would ask for pages it does not know");
  require(!bucketBits ||
    entries >= FEWEST_IN_BUCKET * 2 ** bucketBits, "its buckets are so small that asking for one tells what is read");
  return {
    name: text(raw.name, 100),
    version: whole(raw.version, 0, Number.MAX_SAFE_INTEGER),
    asOf: optional(raw.as_of),
    articles: whole(raw.articles, 0, 1e9),
    refreshSeconds: whole(raw.refresh_seconds, 30, 86_400),
    bucketBits,
    groups: whole(raw.groups, 0, 1e8),
    list: {
      path: like(list.path, /^lists\/[0-9a-f]{16}\.bin$/),
      sha256: like(list.sha256, /^[0-9a-f]{64}$/),
      bits,
      entries,
      strayRate,
    },
    directory: {
      path: like(directory.path, /^outlets\/[0-9a-f]{16}\.json$/),
      sha256: like(directory.sha256, /^[0-9a-f]{64}$/),
    },
  };
}

/** @param {ArrayBuffer} bytes @returns {FeedDirectory} */
export function readDirectory(bytes) {
  const raw = parse(bytes, "masthead-directory/1");
  const outlets = new Map(array(raw.outlets, 1e6).map((one) => [text(record(one).slug), outlet(record(one))]));
  /** @type {Map<string, DirectoryAddress>} */
  const addresses = new Map();
  for (const one of array(raw.addresses, 1e6).map(record)) {
    const slug = text(one.outlet);
    require(outlets.has(slug), `the address of an unknown outlet: ${slug.slice(0, 80)}`);
    const address = text(one.address);
    if (addresses.has(address)) continue;
    const sourced = typeof one.source_url === "string" && one.source_url && one.stated_on;
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
        statedBy: like(one.stated_by, /./s),
        statedOn: day(one.stated_on),
        sourceUrl: link(one.source_url),
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
 * A bucket: the groups of each fingerprint, by its 16 hexadecimal digits.
 * @param {ArrayBuffer} bytes
 * @param {number} number
 * @returns {Map<string, number[]>}
 */
export function readBucket(bytes, number) {
  const raw = parse(bytes, "masthead-bucket/1");
  require(raw.bucket === number, "another bucket");
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  for (const entry of array(raw.entries, 1e6)) {
    const [given, group] = array(entry, 2);
    const fingerprint = like(given, /^[0-9a-f]{16}$/);
    const known = groups.get(fingerprint);
    if (known) known.push(whole(group, 0, 1e8));
    else groups.set(fingerprint, [whole(group, 0, 1e8)]);
  }
  return groups;
}

/**
 * The articles of a group.
 * @param {ArrayBuffer} bytes
 * @param {number} number
 * @returns {FeedArticle[]}
 */
export function readGroup(bytes, number) {
  const raw = parse(bytes, "masthead-group/1");
  require(raw.group === number, "another group");
  return array(raw.articles, 1e5)
    .map(record)
    .map((one) => ({
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
          role: like(place.role, /^(origin|copy|excerpt|translation)$/),
          firstSeen: optionalDay(place.first_seen),
        })),
      notes: notes(one.notes),
      text: articleText(text(one.shingles, 4e6), text(one.words, 1e6)),
    }));
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
