/** The feed's JSON as the extension reads it: what is well-formed is taken over, everything else is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { articleText, readDirectory, readGroup, readIndex } from "../../extension/background/shapes.js";
import { Trouble } from "../../extension/background/trouble.js";
import { base64, json as bytes, seeded } from "./making.js";

/** @typedef {{[field: string]: any}} Raw */

const note = {
  id: 7,
  text: "Invented.",
  language: null,
  quote: null,
  published_on: "2024-05-01",
  sources: [{ url: "https://source.example/", title: null }],
};
const content = {
  name: "Curators",
  version: 3,
  as_of: "2024-05-01T12:00:00Z",
  articles: 16,
  group_size: 8,
  refresh_seconds: 900,
  k: 6,
  w: 16,
  list: {
    sha256: "b".repeat(64),
    bits: 18,
    entries: 900,
    updates: [{ from: "a".repeat(32), sha256: "c".repeat(64) }],
  },
  table: { sha256: "e".repeat(64), groups: 2, updates: [] },
  directory: { sha256: "d".repeat(64) },
  mirrors: ["https://mirror.example/feed/"],
};
/** @param {Raw} changes of the content */
const indexWith = (changes) => ({
  format: "masthead-feed/2",
  key: "1".repeat(64),
  signature: "2".repeat(128),
  handovers: [],
  content: JSON.stringify({ ...content, ...changes }),
});
const index = indexWith({});
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
      since: null,
      until: "2024-05-01",
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
const directory = { format: "masthead-directory/2", outlets: [outlet], addresses: [address] };
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
const group = { format: "masthead-group/2", group: 1, articles: [article] };

test("an index is taken over, and what is signed of it", () => {
  const { signed, ...read } = readIndex(bytes(index));
  const { name, version, articles, w, list, table, directory: stated, mirrors } = content;
  const renamed = { asOf: content.as_of, refreshSeconds: content.refresh_seconds };
  assert.deepEqual(read, {
    name,
    version,
    articles,
    w,
    list,
    table,
    directory: stated,
    mirrors,
    ...renamed,
    server: null,
  });
  assert.deepEqual(new TextDecoder().decode(signed.content), index.content);
  assert.deepEqual([signed.key, signed.signature, signed.handovers], [index.key, index.signature, []]);
});

test("an index may name the publisher's server, and what is none is passed over", () => {
  const of = (/** @type {unknown} */ server) => readIndex(bytes(indexWith({ server }))).server;
  assert.equal(of("https://curators.example/masthead/"), "https://curators.example/masthead/");
  assert.equal(of("HTTPS://curators.example/"), null);
  const none = ["https://curators.example", "curators.example/", "ftp://c.example/", "javascript:alert(1)//", 7, null];
  const traps = ["https://me:secret@c.example/", "https://c.example/?reader=1/", "https://c.example/#/"];
  for (const server of [...none, ...traps, `https://c.example/${"x".repeat(2000)}/`]) assert.equal(of(server), null);
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

test("a group is taken over with its articles' texts", () => {
  const [read] = readGroup(bytes(group), 1, 1);
  assert.deepEqual([...read.text.hi], [0xff030201]);
  assert.deepEqual([...read.text.end], [6]);
  assert.deepEqual([...read.text.weight], [4, 4, 4, 4, 4, 4]);
  assert.deepEqual([...read.text.quoted], [0, 1, 0, 0, 0, 0]);
  assert.deepEqual([...read.text.common], [0]);
  assert.equal(read.notes[0].id, "7");
});

test("fields that this version does not know are passed over", () => {
  assert.equal(readIndex(bytes({ ...indexWith({ colour: "red" }), comment: {} })).version, 3);
  assert.equal(readDirectory(bytes({ ...directory, colour: "red" })).outlets.size, 1);
  assert.equal(readGroup(bytes({ ...group, colour: "red" }), 1, 1).length, 1);
});

test("a text may have as many characters as it says, whatever units they take", () => {
  const name = "\u{1f4f0}".repeat(2000);
  assert.equal(readGroup(bytes(withArticle({ title: name })), 1, 1)[0].title, name);
});

test("a group of few articles is taken over only where there is no other", () => {
  const of = (/** @type {number[]} */ ids) =>
    bytes({ ...group, articles: ids.map((id) => ({ ...group.articles[0], id })) });
  assert.equal(readGroup(of([1, 2, 3]), 1, 1).length, 3);
  assert.equal(readGroup(of([1, 2, 3, 4, 5, 6, 7, 8]), 1, 2).length, 8);
  assert.throws(() => readGroup(of([1, 2, 3, 4, 5, 6, 7]), 1, 2), /tells what is read/);
  assert.throws(() => readGroup(of([1, 2, 3, 4, 5, 6, 7, 7]), 1, 2), /tells what is read/);
});

test("of one record no more is told than fits between the parts of a browser", () => {
  const notes = (/** @type {number} */ count) => Array(count).fill({ ...note, text: "x".repeat(5000) });
  assert.equal(readGroup(bytes(withArticle({ notes: notes(90) })), 1, 1)[0].notes.length, 90);
  assert.throws(() => readGroup(bytes(withArticle({ notes: notes(110) })), 1, 1), /too much/);
  const card = (/** @type {number} */ count) => bytes({ ...directory, outlets: [{ ...outlet, notes: notes(count) }] });
  assert.equal(readDirectory(card(90)).outlets.get("ledger")?.notes.length, 90);
  assert.throws(() => readDirectory(card(110)), /too much/);
});

/** Every index that fixtures/vectors/index.json refuses is refused here too; these are of more than its values. */
/** @type {[string, Raw][]} */
const wrongIndexes = [
  ["another format", { ...index, format: "masthead-feed/1" }],
  ["half of a pair of surrogates", indexWith({ name: "\ud83d" })],
  ["half of a pair of surrogates in the envelope", { ...index, content: `\ud83d${index.content}` }],
  ["a day that is none", { ...index, handovers: [{ from: "1".repeat(64), to: "1".repeat(64), on: "2024-02-30" }] }],
  ["a list of more than one kind", indexWith({ list: [content.list] })],
  ["an update that leads out of its folder", indexWith({ table: { ...content.table, updates: [{ from: "../" }] } })],
];
for (const field of Object.keys(content)) {
  wrongIndexes.push([`no ${field}`, indexWith({ [field]: undefined })]);
  wrongIndexes.push([`${field} of another kind`, indexWith({ [field]: [{}] })]);
}
/** @type {[string, Raw][]} */
const wrongDirectories = [
  ["another format", { ...directory, format: "masthead-group/2" }],
  ["outlets that are no list", { ...directory, outlets: {} }],
  ["an outlet that is a text", { ...directory, outlets: ["ledger"] }],
  ["an outlet without a name", { ...directory, outlets: [{ ...outlet, name: undefined }] }],
  ["an outlet with too many notes", { ...directory, outlets: [{ ...outlet, notes: Array(501).fill(note) }] }],
  ["a statement of another kind", { ...directory, outlets: [{ ...outlet, statements: [{ kind: "verdict" }] }] }],
  [
    "a statement of which is not said until when",
    { ...directory, outlets: [{ ...outlet, statements: [{ ...outlet.statements[0], until: undefined }] }] },
  ],
  ["a note without a source", { ...directory, outlets: [{ ...outlet, notes: [{ ...note, sources: [] }] }] }],
  ["a note too long", { ...directory, outlets: [{ ...outlet, notes: [{ ...note, text: "x".repeat(5001) }] }] }],
  ["an address of nobody", { ...directory, addresses: [{ ...address, outlet: "unknown" }] }],
  ["an address of another role", { ...directory, addresses: [{ ...address, role: "owner" }] }],
  ["an address that is a number", { ...directory, addresses: [{ ...address, address: 127 }] }],
];
/** @param {Raw} changes */
const withArticle = (changes) => ({ ...group, articles: [{ ...article, ...changes }] });
/** @type {[string, Raw][]} */
const wrongGroups = [
  ["another format", { ...group, format: "masthead-group/1" }],
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

/** @type {[string, (bytes: Uint8Array) => unknown, [string, Raw][]][]} */
const readers = [
  ["an index", readIndex, wrongIndexes],
  ["a directory", readDirectory, wrongDirectories],
  ["a group", (given) => readGroup(given, 1, 1), wrongGroups],
];
/** @type {[string, string][]} */
const rubbish = [
  ["nothing", ""],
  ["no JSON", "<!doctype html>"],
  ["null", "null"],
  ["a list", "[]"],
  ["a text", '"masthead-feed/2"'],
  ["a deep list", "[".repeat(100_000)],
  ["a deep list that is closed", "[".repeat(50_000) + "]".repeat(50_000)],
];
for (const [name, read, wrong] of readers) {
  for (const [what, value] of wrong) {
    test(`${name} with ${what} is refused`, () => assert.throws(() => read(bytes(value))));
  }
  for (const [what, text] of rubbish) {
    test(`${what} instead of ${name} is refused`, () => {
      assert.throws(() => read(Uint8Array.from(new TextEncoder().encode(text))));
    });
  }
  test(`${name} that is no UTF-8 is refused`, () => {
    assert.throws(() => read(Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d])));
  });
}

test("a text without words is a text", () => {
  assert.deepEqual(articleText("", "").hi.length, 0);
});

/** @param {unknown} value @param {(below: number) => number} random @returns {unknown} */
function otherThan(value, random) {
  const strange = [null, undefined, -1, 2 ** 60, 1.5, "", "x".repeat(6000), "\ud800", [], {}, [value], true];
  if (Array.isArray(value) && value.length && random(3))
    return value.map((one) => (random(3) ? one : otherThan(one, random)));
  if (typeof value === "object" && value !== null && random(8)) {
    const fields = Object.entries(value);
    const at = random(fields.length);
    return Object.fromEntries(fields.map(([name, one], i) => [name, i === at ? otherThan(one, random) : one]));
  }
  return strange[random(strange.length)];
}

test("whatever stands in the place of a value, a file is refused or taken over whole", () => {
  const random = seeded(7);
  let taken = 0;
  for (let round = 0; round < 3000; round++) {
    const [read, value] = /** @type {[(bytes: Uint8Array) => object, unknown][]} */ ([
      [readIndex, () => indexWith(/** @type {Raw} */ (otherThan(content, random) ?? {}))],
      [readIndex, () => otherThan(index, random)],
      [readDirectory, () => otherThan(directory, random)],
      [(/** @type {Uint8Array} */ given) => readGroup(given, 1, 1), () => otherThan(group, random)],
    ])[random(4)];
    try {
      assert.equal(typeof read(bytes(/** @type {() => unknown} */ (value)() ?? null)), "object");
      taken++;
    } catch (error) {
      const { constructor } = /** @type {Error} */ (error);
      assert.ok([Error, Trouble, SyntaxError, DOMException].includes(/** @type {any} */ (constructor)), String(error));
    }
  }
  assert.ok(taken > 100, `${taken} were taken over`);
});
