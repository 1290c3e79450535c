/** The feed's JSON as the extension reads it: what is well-formed is taken over, everything else is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { articleText, readBucket, readDirectory, readGroup, readIndex } from "../../extension/background/shapes.js";

/** @typedef {{[field: string]: any}} Raw */

/** @param {unknown} value @returns {ArrayBuffer} */
const bytes = (value) => Uint8Array.from(new TextEncoder().encode(JSON.stringify(value))).buffer;
/** @param {number[]} numbers */
const base64 = (numbers) => btoa(String.fromCharCode(...numbers));

const note = {
  id: 7,
  text: "Invented.",
  language: null,
  quote: null,
  published_on: "2024-05-01",
  sources: [{ url: "https://source.example/", title: null }],
};
const index = {
  format: "masthead-feed/1",
  name: "Curators",
  version: 3,
  as_of: "2024-05-01T12:00:00Z",
  articles: 10,
  refresh_seconds: 900,
  k: 6,
  w: 16,
  bucket_bits: 4,
  groups: 2,
  list: { path: `lists/${"a".repeat(16)}.bin`, sha256: "b".repeat(64), bits: 18, entries: 900, stray_rate: 0.01 },
  directory: { path: `outlets/${"c".repeat(16)}.json`, sha256: "d".repeat(64) },
};
const outlet = {
  slug: "ledger",
  name: "The Ledger",
  summary: null,
  kind: null,
  country: "NL",
  homepage: null,
  reviewed_on: null,
  statements: [
    {
      kind: "fact",
      topic: "ownership",
      text: "x",
      stated_by: "y",
      stated_on: "2024-05-01",
      source_url: "https://z.example/",
    },
  ],
  notes: [note],
};
const address = {
  address: "ledger.example",
  outlet: "ledger",
  role: "official",
  since: null,
  until: null,
  source_url: null,
  stated_on: null,
};
const directory = { format: "masthead-directory/1", outlets: [outlet], addresses: [address] };
const bucket = { format: "masthead-bucket/1", bucket: 5, entries: [["0123456789abcdef", 1]] };
const article = {
  id: 4,
  title: "Grain",
  outlet: "ledger",
  language: null,
  published_on: "2024-05-01",
  url: null,
  shingles: base64([1, 2, 3, 0xff]),
  words: base64([0, 4, 0, 0, 0, 8]),
  placements: [{ url: "https://copy.example/", role: "copy", first_seen: "2024-05-01" }],
  notes: [note],
};
const group = { format: "masthead-group/1", group: 1, articles: [article] };

test("an index is taken over", () => {
  const read = readIndex(bytes(index));
  assert.equal(read.bucketBits, 4);
  assert.deepEqual(read.list, {
    path: index.list.path,
    sha256: index.list.sha256,
    bits: 18,
    entries: 900,
    strayRate: 0.01,
  });
});

test("a directory is taken over, outlets by slug and addresses by address", () => {
  const { outlets, addresses } = readDirectory(bytes(directory));
  assert.equal(outlets.get("ledger")?.summary, "");
  assert.equal(outlets.get("ledger")?.notes[0].sources[0].title, "https://source.example/");
  assert.equal(addresses.get("ledger.example")?.outlet, "ledger");
});

test("the first of equal addresses counts", () => {
  const addresses = [address, { ...address, role: "mirror" }];
  assert.equal(readDirectory(bytes({ ...directory, addresses })).addresses.get("ledger.example")?.role, "official");
});

test("a bucket is taken over, all groups of a fingerprint together", () => {
  const entries = [...bucket.entries, ["0123456789abcdef", 0], ["f".repeat(16), 1]];
  const read = readBucket(bytes({ ...bucket, entries }), 5);
  assert.deepEqual(
    [...read],
    [
      ["0123456789abcdef", [1, 0]],
      ["f".repeat(16), [1]],
    ],
  );
});

test("a group is taken over with its articles' texts", () => {
  const [read] = readGroup(bytes(group), 1);
  assert.deepEqual([...read.text.hi], [0xff030201]);
  assert.deepEqual([...read.text.end], [6]);
  assert.deepEqual([...read.text.weight], [4, 4, 4, 4, 4, 4]);
  assert.deepEqual([...read.text.quoted], [0, 1, 0, 0, 0, 0]);
  assert.deepEqual([...read.text.common], [0]);
  assert.equal(read.notes[0].id, "7");
});

test("fields that this version does not know are passed over", () => {
  assert.equal(readIndex(bytes({ ...index, signature: { by: ["someone"] } })).version, 3);
});

/** @type {[string, Raw][]} */
const wrongIndexes = [
  ["another format", { ...index, format: "masthead-feed/2" }],
  ["no format", { ...index, format: undefined }],
  ["another k", { ...index, k: 5 }],
  ["another w", { ...index, w: 32 }],
  ["no name", { ...index, name: null }],
  ["a name too long", { ...index, name: "x".repeat(101) }],
  ["a version in a text", { ...index, version: "3" }],
  ["a version between two", { ...index, version: 3.5 }],
  ["a version below zero", { ...index, version: -1 }],
  ["a version beyond exact numbers", { ...index, version: 2 ** 53 }],
  ["too many bits for a bucket", { ...index, bucket_bits: 25 }],
  ["a refresh every second", { ...index, refresh_seconds: 1 }],
  ["a refresh once a year", { ...index, refresh_seconds: 31_536_000 }],
  ["no list", { ...index, list: null }],
  ["a list of lists", { ...index, list: [] }],
  ["a list elsewhere", { ...index, list: { ...index.list, path: "../../secret.bin" } }],
  ["a list at another host", { ...index, list: { ...index.list, path: "https://x.example/lists/0.bin" } }],
  ["a path with an end behind its end", { ...index, list: { ...index.list, path: `${index.list.path}\n` } }],
  ["no checksum", { ...index, list: { ...index.list, sha256: "" } }],
  ["a stray rate above one", { ...index, list: { ...index.list, stray_rate: 1.01 } }],
  ["a stray rate below zero", { ...index, list: { ...index.list, stray_rate: -0.01 } }],
  ["no stray rate", { ...index, list: { ...index.list, stray_rate: null } }],
  ["a list so dense that any page would hit it", { ...index, list: { ...index.list, entries: 1100 } }],
  ["buckets so small that asking tells what is read", { ...index, bucket_bits: 5 }],
  ["a number of bits in a text", { ...index, list: { ...index.list, bits: "16" } }],
  ["a stray rate in a text", { ...index, list: { ...index.list, stray_rate: "0.5" } }],
  ["a directory elsewhere", { ...index, directory: { ...index.directory, path: "outlets/x.json" } }],
];
/** @type {[string, Raw][]} */
const wrongDirectories = [
  ["another format", { ...directory, format: "masthead-group/1" }],
  ["outlets that are no list", { ...directory, outlets: {} }],
  ["an outlet that is a text", { ...directory, outlets: ["ledger"] }],
  ["an outlet without a name", { ...directory, outlets: [{ ...outlet, name: undefined }] }],
  ["an outlet with too many notes", { ...directory, outlets: [{ ...outlet, notes: Array(501).fill(note) }] }],
  ["a statement of another kind", { ...directory, outlets: [{ ...outlet, statements: [{ kind: "verdict" }] }] }],
  ["a note without a source", { ...directory, outlets: [{ ...outlet, notes: [{ ...note, sources: [] }] }] }],
  ["a note too long", { ...directory, outlets: [{ ...outlet, notes: [{ ...note, text: "x".repeat(5001) }] }] }],
  ["an address of nobody", { ...directory, addresses: [{ ...address, outlet: "unknown" }] }],
  ["an address of another role", { ...directory, addresses: [{ ...address, role: "owner" }] }],
  ["an address that is a number", { ...directory, addresses: [{ ...address, address: 127 }] }],
];
/** @type {[string, Raw][]} */
const wrongBuckets = [
  ["another format", { ...bucket, format: "masthead-group/1" }],
  ["another bucket", { ...bucket, bucket: 6 }],
  ["a fingerprint too short", { ...bucket, entries: [["0123", 1]] }],
  ["a fingerprint in capitals", { ...bucket, entries: [["0123456789ABCDEF", 1]] }],
  ["an entry of three", { ...bucket, entries: [["0123456789abcdef", 1, 2]] }],
  ["an entry that is a record", { ...bucket, entries: [{ 0: "0123456789abcdef", 1: 1, length: 2 }] }],
  ["a group below zero", { ...bucket, entries: [["0123456789abcdef", -1]] }],
  ["no entries", { ...bucket, entries: undefined }],
];
/** @param {Raw} changes */
const withArticle = (changes) => ({ ...group, articles: [{ ...article, ...changes }] });
/** @type {[string, Raw][]} */
const wrongGroups = [
  ["another format", { ...group, format: "masthead-bucket/1" }],
  ["another group", { ...group, group: 2 }],
  ["articles that are no list", { ...group, articles: {} }],
  ["an article without title", withArticle({ title: undefined })],
  ["a title too long", withArticle({ title: "x".repeat(2001) })],
  ["a number that is a text", withArticle({ id: "4" })],
  ["too many placements", withArticle({ placements: Array(501).fill(article.placements[0]) })],
  ["a placement without URL", withArticle({ placements: [{ role: "copy", first_seen: null }] })],
  ["shingles that are no base64", withArticle({ shingles: "§§§§" })],
  ["shingles cut short", withArticle({ shingles: base64([1, 2, 3]) })],
  ["a shingle too few", withArticle({ shingles: "" })],
  ["a shingle too many", withArticle({ shingles: base64([1, 2, 3, 4, 5, 6, 7, 8]) })],
  ["a word of no weight", withArticle({ words: base64([0, 0, 0, 0, 0, 0, 3]) })],
  ["no words", withArticle({ words: null })],
];

/** @type {[string, (bytes: ArrayBuffer) => unknown, [string, Raw][]][]} */
const readers = [
  ["an index", readIndex, wrongIndexes],
  ["a directory", readDirectory, wrongDirectories],
  ["a bucket", (given) => readBucket(given, 5), wrongBuckets],
  ["a group", (given) => readGroup(given, 1), wrongGroups],
];
/** @type {[string, string][]} */
const rubbish = [
  ["nothing", ""],
  ["no JSON", "<!doctype html>"],
  ["null", "null"],
  ["a list", "[]"],
  ["a text", '"masthead-feed/1"'],
  ["a deep list", "[".repeat(100_000)],
  ["a deep list that is closed", "[".repeat(50_000) + "]".repeat(50_000)],
];
for (const [name, read, wrong] of readers) {
  for (const [what, value] of wrong) {
    test(`${name} with ${what} is refused`, () => assert.throws(() => read(bytes(value))));
  }
  for (const [what, text] of rubbish) {
    test(`${what} instead of ${name} is refused`, () => {
      assert.throws(() => read(Uint8Array.from(new TextEncoder().encode(text)).buffer));
    });
  }
  test(`${name} that is no UTF-8 is refused`, () => {
    assert.throws(() => read(Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d]).buffer));
  });
}

test("a text without words is a text", () => {
  assert.deepEqual(articleText("", "").hi.length, 0);
});
