/** Feeds made in memory, with keys of their own. */
import { hexOf, sha256 } from "../../extension/background/signature.js";
import { shingles, winnow } from "../../extension/matching/fingerprint.js";
import { encodeList } from "../../extension/matching/listwriter.js";
import { encodeTable } from "../../extension/matching/tables.js";
import { words } from "../../extension/matching/words.js";

/** @typedef {Map<string, Uint8Array<ArrayBuffer>>} Files a feed's folder: what lies at each path */
/** @typedef {{[field: string]: any}} Raw */
/** @typedef {{public: string, sign: (message: string) => Promise<string>}} Key */
/** @typedef {{files: Files, list: Entry[], bytes: {list: Uint8Array<ArrayBuffer>, table: Uint8Array<ArrayBuffer>}, rows: [number, Uint8Array][]}} Made */
/** @typedef {[number, number]} Entry prefix and group */

const BITS = 24;

/**
 * Numbers that look like chance and are the same each time (mulberry32 by Tommy Ettinger, public domain).
 * @param {number} seed
 * @returns {(below: number) => number}
 */
export function seeded(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/**
 * A text of made-up words, the same for the same seed.
 * @param {number} seed
 * @param {number} [size]
 */
export function prose(seed, size = 200) {
  const random = seeded(seed * 7919 + 1);
  const syllable = () => "ba co du fe gri ho ja kel lu mor ni opa pru qui ras ste".split(" ")[random(16)];
  const word = () => Array.from({ length: 2 + random(3) }, syllable).join("");
  return Array.from({ length: size }, word).join(" ");
}

/** @param {unknown} value @returns {Uint8Array<ArrayBuffer>} */
export const json = (value) => Uint8Array.from(new TextEncoder().encode(JSON.stringify(value)));

/** @param {ArrayLike<number>} numbers */
export const base64 = (numbers) => btoa(Array.from(numbers, (number) => String.fromCharCode(number)).join(""));

/** @returns {Promise<Key>} */
export async function newKey() {
  const pair = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]));
  return {
    public: hexOf(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey))),
    sign: async (message) => {
      const signature = await crypto.subtle.sign("Ed25519", pair.privateKey, new TextEncoder().encode(message));
      return hexOf(new Uint8Array(signature));
    },
  };
}

/** @param {Key} from @param {Key} to @param {string} [on] */
export async function handover(from, to, on = "2025-01-31") {
  const signature = await from.sign(["masthead-handover/1", from.public, to.public, on].join("\n"));
  return { from: from.public, to: to.public, on, signature };
}

/**
 * An article as a group has it, and the prefixes that list it.
 * @param {number} id
 * @param {Raw} [more] text, and fields of the article
 */
export function articleOf(id, { text = prose(id), ...more } = {}) {
  const cut = words(text);
  const { hi, lo } = shingles(cut);
  const halves = new DataView(new ArrayBuffer(4 * hi.length));
  hi.forEach((half, at) => halves.setUint32(4 * at, half, true));
  return {
    listed: winnow(lo, 8).map((at) => hi[at] >>> (32 - BITS)),
    article: {
      id,
      title: `Article ${id}`,
      outlet: null,
      language: "en",
      published_on: "2024-05-01",
      url: null,
      shingles: base64(new Uint8Array(halves.buffer)),
      words: base64(cut.weight.map((weight) => [4, 2, 1].indexOf(weight))),
      placements: [],
      notes: [],
      ...more,
    },
  };
}

/** @param {Entry[]} entries @param {number} [bits] */
export function listOfEntries(entries, bits = BITS) {
  const sorted = [...entries].sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  const apart = sorted.filter(([prefix, group], at) => prefix !== sorted[at - 1]?.[0] || group !== sorted[at - 1][1]);
  return encodeList(
    apart.map(([prefix]) => prefix),
    apart.map(([, group]) => group),
    bits,
  );
}

/** @param {Uint8Array} bytes @param {string} magic */
function withMagic(bytes, magic) {
  const copy = Uint8Array.from(bytes);
  copy.set(new TextEncoder().encode(magic));
  return copy;
}

/**
 * The update from one list to another.
 * @param {Made} old
 * @param {Made} made
 */
export function listUpdate(old, made) {
  const keys = (/** @type {Entry[]} */ entries) => new Set(entries.map((entry) => entry.join()));
  const [before, after] = [keys(old.list), keys(made.list)];
  const goes = listOfEntries(old.list.filter((entry) => !after.has(entry.join())));
  const comes = listOfEntries(made.list.filter((entry) => !before.has(entry.join())));
  const bytes = new Uint8Array(16 + goes.length + comes.length);
  bytes.set(made.bytes.list.subarray(0, 12)); // bits, Rice parameter and G stand where they stand in a list
  bytes.set(goes, 16);
  bytes.set(comes, 16 + goes.length);
  new DataView(bytes.buffer).setUint32(12, goes.length, true);
  return withMagic(bytes, "MHU1");
}

/**
 * The update from one table to another.
 * @param {Made} old
 * @param {Made} made
 */
export function tableUpdate(old, made) {
  const before = new Map(old.rows.map(([number, digest]) => [number, hexOf(digest)]));
  const after = new Map(made.rows);
  /** @type {[number, Uint8Array][]} */
  const changes = [];
  for (const number of [...new Set([...before.keys(), ...after.keys()])].sort((one, other) => one - other)) {
    const digest = after.get(number) ?? new Uint8Array(16);
    if (before.get(number) !== hexOf(digest)) changes.push([number, digest]);
  }
  return withMagic(encodeTable(changes), "MHV1");
}

/**
 * A feed.
 * @param {Key} key
 * @param {{articles?: ReturnType<typeof articleOf>[], directory?: Raw, content?: Raw, envelope?: Raw, old?: Made,
 *   groupSize?: number, bits?: number}} [more] what it holds; fields of index.json's content and of its envelope; the feed that it has
 *   updates from
 * @returns {Promise<Made>}
 */
export async function makeFeed(
  key,
  { articles, directory = {}, content = {}, envelope = {}, old, groupSize = 8, bits = BITS } = {},
) {
  const held = articles ?? Array.from({ length: 16 }, (_, id) => articleOf(id));
  /** @type {Files} */
  const files = new Map();
  /** @param {string} folder @param {string} end @param {Uint8Array<ArrayBuffer>} bytes */
  const put = async (folder, end, bytes) => {
    const digest = await sha256(bytes);
    files.set(`${folder}${digest.slice(0, 32)}.${end}`, bytes);
    return digest;
  };
  /** @type {[number, Uint8Array][]} */
  const rows = [];
  const numbers = new Set(held.map(({ article }) => Math.floor(article.id / groupSize)));
  for (const group of [...numbers].sort((one, other) => one - other)) {
    const inside = held.filter(({ article }) => Math.floor(article.id / groupSize) === group);
    const file = { format: "masthead-group/2", group, articles: inside.map(({ article }) => article) };
    const digest = await put(`articles/${group}-`, "json", json(file));
    rows.push([group, Uint8Array.from({ length: 16 }, (_, at) => parseInt(digest.slice(2 * at, 2 * at + 2), 16))]);
  }
  /** @type {Entry[]} */
  const list = held.flatMap(({ article, listed }) =>
    listed.map((prefix) => /** @type {Entry} */ ([prefix >>> (BITS - bits), Math.floor(article.id / groupSize)])),
  );
  const bytes = { list: listOfEntries(list, bits), table: encodeTable(rows) };
  /** @type {Made} */
  const made = { files, list, rows, bytes };
  const about = {
    list: {
      sha256: await put("lists/", "bin", bytes.list),
      bits,
      entries: new DataView(bytes.list.buffer).getUint32(12, true),
      updates: /** @type {Raw[]} */ ([]),
    },
    table: {
      sha256: await put("tables/", "bin", bytes.table),
      groups: rows.length,
      updates: /** @type {Raw[]} */ ([]),
    },
    directory: {
      sha256: await put(
        "outlets/",
        "json",
        json({ format: "masthead-directory/2", outlets: [], addresses: [], ...directory }),
      ),
    },
  };
  if (old) {
    const from = async (/** @type {Uint8Array<ArrayBuffer>} */ earlier) => (await sha256(earlier)).slice(0, 32);
    about.list.updates = [
      { from: await from(old.bytes.list), sha256: await put("updates/", "bin", listUpdate(old, made)) },
    ];
    about.table.updates = [
      { from: await from(old.bytes.table), sha256: await put("updates/", "bin", tableUpdate(old, made)) },
    ];
  }
  files.set(
    "index.json",
    json(await signed(key, { ...about, articles: held.length, group_size: groupSize, ...content }, envelope)),
  );
  return made;
}

/**
 * An index.json.
 * @param {Key} key
 * @param {Raw} content
 * @param {Raw} [envelope]
 */
export async function signed(key, content, envelope = {}) {
  const whole = {
    name: "Curators",
    version: 1,
    as_of: "2025-01-31T12:00:00Z",
    refresh_seconds: 900,
    k: 6,
    w: 16,
    mirrors: [],
    ...content,
  };
  const said = JSON.stringify(whole);
  return {
    format: "masthead-feed/2",
    key: key.public,
    signature: await key.sign(`masthead-index/2\n${said}`),
    handovers: [],
    content: said,
    ...envelope,
  };
}
