/** Lists, tables and their updates: what stands in them is found, and what comes from strangers may be anything. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { HashList } from "../../extension/matching/hashlist.js";
import { encodeList, ListWriter } from "../../extension/matching/listwriter.js";
import { applyTableUpdate, encodeTable, Table } from "../../extension/matching/tables.js";
import { applyListUpdate } from "../../extension/matching/updates.js";
import { seeded } from "./making.js";
import { bytesOf, hexOf } from "./vectors.js";

/** @param {string} name */
const vectors = (name) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/vectors/${name}.json`, import.meta.url), "utf8"));
const { lists, tables } = vectors("updates");
const { cases } = vectors("list");

/**
 * Bytes as somebody with bad intentions would change them: bits flipped, numbers made extreme, pieces cut and doubled.
 * @param {Uint8Array} bytes
 * @param {(below: number) => number} random
 */
function mutated(bytes, random) {
  const copy = [...bytes];
  for (let change = 0; change <= random(3); change++) {
    const at = random(copy.length + 1);
    const extreme = [0, 1, 0x7f, 0x80, 0xff][random(5)];
    const kind = random(5);
    if (kind === 0) copy[at] ^= 1 << random(8);
    if (kind === 1) copy.splice(at, 1 + random(4), ...Array(1 + random(4)).fill(extreme));
    if (kind === 2) copy.splice(at, random(8));
    if (kind === 3) copy.splice(at, 0, ...copy.slice(random(copy.length + 1)).slice(0, 8));
    if (kind === 4) copy.fill(extreme, at & ~3, (at & ~3) + 4);
  }
  return Uint8Array.from(copy);
}

/**
 * What an attempt comes to; only errors made on purpose are let pass.
 * @template T
 * @param {() => T} attempt
 * @returns {T | null}
 */
function orRefused(attempt) {
  try {
    return attempt();
  } catch (error) {
    assert.equal(/** @type {Error} */ (error).constructor, Error, String(error));
    return null;
  }
}

/** @param {HashList} list that has been validated */
function assertSound(list) {
  const { prefixes, groups } = list.all();
  assert.equal(prefixes.length, list.entries);
  for (let at = 1; at < prefixes.length; at++) {
    assert.ok(prefixes[at - 1] < prefixes[at] || (prefixes[at - 1] === prefixes[at] && groups[at - 1] < groups[at]));
  }
  const rest = 2 ** (32 - list.bits);
  const found = list.groupsOf(Array.from(prefixes, (prefix) => prefix * rest));
  found.forEach((held, at) => assert.ok(held.includes(groups[at]) && held.length <= 16));
}

test("a mutated list is refused or sound, and asking it comes to an end", () => {
  const random = seeded(1);
  let sound = 0;
  for (let round = 0; round < 6000; round++) {
    const bytes = mutated(bytesOf(cases[random(cases.length)].hex), random);
    const list = orRefused(() => new HashList(bytes));
    if (!list) continue;
    const asked = Array.from({ length: 40 }, () => random(2 ** 32));
    const found = orRefused(() => list.groupsOf(asked));
    assert.ok(!found || (found.length === 40 && found.flat().every(Number.isSafeInteger)));
    if (orRefused(() => (list.validate(), true))) {
      assertSound(list);
      sound++;
    }
  }
  assert.ok(sound > 30, `${sound} were sound`);
});

test("a mutated update of a list is refused, or leads to a list that is refused or sound", () => {
  const random = seeded(2);
  let sound = 0;
  for (let round = 0; round < 6000; round++) {
    const { old, update } = lists[random(lists.length)];
    const both = random(4)
      ? [bytesOf(old), mutated(bytesOf(update), random)]
      : [mutated(bytesOf(old), random), bytesOf(update)];
    const after = orRefused(() => applyListUpdate(both[0], both[1]));
    const list = after && orRefused(() => new HashList(after));
    if (!list || !orRefused(() => (list.validate(), true))) continue;
    assertSound(list);
    sound++;
  }
  assert.ok(sound > 30, `${sound} were sound`);
});

test("a mutated table and a mutated update of one are refused or sound", () => {
  const random = seeded(3);
  let sound = 0;
  for (let round = 0; round < 6000; round++) {
    const { old, update } = tables[random(tables.length)];
    const after = orRefused(() => applyTableUpdate(mutated(bytesOf(old), random), mutated(bytesOf(update), random)));
    const table = after && orRefused(() => new Table(after));
    if (!table) continue;
    assert.equal(after.length, 8 + 20 * table.groups);
    for (const number of [0, 1, 7, random(2 ** 24), 2 ** 24 - 1]) {
      assert.match(
        table.pathOf(number) ?? "articles/0-0123456789abcdef0123456789abcdef.json",
        /^articles\/\d+-[0-9a-f]{32}\.json$/,
      );
    }
    sound++;
  }
  assert.ok(sound > 30, `${sound} were sound`);
});

test("random lists are coded, read, and brought from one to the other", () => {
  const random = seeded(4);
  for (let round = 0; round < 60; round++) {
    const bits = 20 + random(13);
    const groups = [1, 2, 3, 200, 2 ** 12][random(5)];
    const size = [0, 1, 127, 128, 129, 700][random(6)];
    const entry = () => `${random(2 ** bits)},${random(groups)}`;
    const before = Array.from({ length: size }, entry);
    const kept = before.filter(() => random(3) > 0);
    const after = [...kept, ...Array.from({ length: random(200) }, entry)];
    const [old, next, goes, comes] = [
      before,
      after,
      before.filter((one) => !after.includes(one)),
      after.filter((one) => !before.includes(one)),
    ].map((entries) => coded(entries, bits));
    assert.deepEqual(applyListUpdate(old, updateOf(next, goes, comes)), next);
    assert.deepEqual(applyListUpdate(next, updateOf(old, comes, goes)), old);
    const list = new HashList(next);
    list.validate();
    assertSound(list);
  }
});

/** @param {string[]} entries @param {number} bits */
function coded(entries, bits) {
  const pairs = [...new Set(entries)].map((one) => one.split(",").map(Number));
  pairs.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  return encodeList(
    pairs.map(([prefix]) => prefix),
    pairs.map(([, group]) => group),
    bits,
  );
}

/** @param {Uint8Array} next @param {Uint8Array} goes @param {Uint8Array} comes */
function updateOf(next, goes, comes) {
  const bytes = new Uint8Array(16 + goes.length + comes.length);
  bytes.set(next.subarray(0, 12));
  bytes.set(new TextEncoder().encode("MHU1"));
  new DataView(bytes.buffer).setUint32(12, goes.length, true);
  bytes.set(goes, 16);
  bytes.set(comes, 16 + goes.length);
  return bytes;
}

test("a list that would be longer than any list may be is refused before there is no room for it", () => {
  const writer = new ListWriter(32, 1, 0, 2);
  writer.add(0);
  writer.add(2 ** 32 - 1); // with no bits of remainder, that is as many zeros
  assert.throws(() => writer.end(), /longer than any list may be/);
});

test("an update cannot have its list coded in such a way", () => {
  const old = encodeList([0, 2 ** 32 - 1], [0, 0], 32);
  const none = encodeList([], [], 32);
  const update = updateOf(old, none, none);
  assert.deepEqual(applyListUpdate(old, update), old);
  update[5] = 0;
  assert.throws(() => applyListUpdate(old, update), /another list/);
});

test("a table says where its groups lie", () => {
  const digest = Uint8Array.from({ length: 16 }, (_, at) => at);
  const table = new Table(
    encodeTable([
      [3, digest],
      [70_000, digest],
    ]),
  );
  assert.equal(table.groups, 2);
  assert.equal(table.digestOf(3), hexOf(digest));
  assert.equal(table.pathOf(70_000), "articles/70000-000102030405060708090a0b0c0d0e0f.json");
  for (const unknown of [0, 2, 4, 70_001, -1, NaN]) assert.equal(table.pathOf(unknown), null);
});

test("a million entries take little room, and all are found", () => {
  const random = seeded(5);
  const prefixes = Uint32Array.from({ length: 1e6 }, () => random(2 ** 32)).sort();
  const bytes = encodeList(
    prefixes,
    prefixes.map((_, at) => at % 10_000),
    32,
  );
  const list = new HashList(bytes);
  list.validate();
  assert.ok(bytes.length < 3.5e6);
  assert.equal(list.groupsOf(prefixes.subarray(0, 2500)).filter((found) => found.length).length, 2500);
});
