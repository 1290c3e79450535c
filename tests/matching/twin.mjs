// Runs the JavaScript twin for test_twins.py: a JSON question a line in, a JSON answer a line out.
import { createInterface } from "node:readline";
import { candidates, hostOf, placeOf } from "../../extension/matching/address.js";
import { encodeList } from "../../extension/matching/listwriter.js";
import { applyTableUpdate, Table } from "../../extension/matching/tables.js";
import { applyListUpdate } from "../../extension/matching/updates.js";
import { wordSpans } from "../../extension/matching/words.js";
import {
  bytesOf,
  comparison,
  entriesOf,
  fingerprint,
  hexOf,
  keyAfter,
  leadsOf,
  listOf,
  wordTriples,
} from "../extension/vectors.js";

/** The answer, or null where the twin refuses. */
const orRefused = (attempt) => {
  try {
    return attempt();
  } catch (error) {
    // What the twin throws on purpose is a plain Error; anything else is a mistake.
    if (error.constructor !== Error) throw error;
    return null;
  }
};

const answers = {
  text: ({ text }) => ({ words: wordTriples(text), ...fingerprint(text) }),
  sums: ({ text }) => {
    const cut = wordTriples(text);
    return [cut.length, ...[0, 1, 2].map((lane) => cut.reduce((sum, word) => (sum + word[lane]) % 2 ** 32, 0))];
  },
  spans: ({ text }) => wordSpans(text),
  list: ({ hex, asked }) => {
    const list = listOf(hex);
    const { prefixes, groups } = entriesOf(list);
    const again = hexOf(encodeList(prefixes, groups, list.bits));
    return { bits: list.bits, prefixes, groups, groups_of: list.groupsOf(asked), again };
  },
  read: ({ hex }) => orRefused(() => entriesOf(listOf(hex))),
  update: ({ old, update }) =>
    orRefused(() => {
      const hex = hexOf(applyListUpdate(bytesOf(old), bytesOf(update)));
      return listOf(hex) && hex;
    }),
  table: ({ old, update }) =>
    orRefused(() => {
      const bytes = applyTableUpdate(bytesOf(old), bytesOf(update));
      return { groups: new Table(bytes).groups, hex: hexOf(bytes) };
    }),
  pairs: leadsOf,
  index: keyAfter,
  compare: comparison,
  address: ({ url }) => ({ host: hostOf(url), candidates: candidates(url), place: placeOf(url) }),
};

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const question = JSON.parse(line);
  process.stdout.write(JSON.stringify(await answers[question.about](question)) + "\n");
}
