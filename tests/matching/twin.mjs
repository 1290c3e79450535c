// Runs the JavaScript twin for test_twins.py: a JSON question a line in, a JSON answer a line out.
import { createInterface } from "node:readline";
import { candidates, hostOf } from "../../extension/matching/address.js";
import { spots } from "../../extension/matching/pairs.js";
import { wordSpans } from "../../extension/matching/words.js";
import { comparison, entriesOf, fingerprint, listOf, wordTriples } from "../extension/vectors.js";

const answers = {
  text: ({ text }) => ({ words: wordTriples(text), ...fingerprint(text) }),
  sums: ({ text }) => {
    const cut = wordTriples(text);
    return [cut.length, ...[0, 1, 2].map((lane) => cut.reduce((sum, word) => (sum + word[lane]) % 2 ** 32, 0))];
  },
  spans: ({ text }) => wordSpans(text),
  list: ({ hex, asked }) => {
    const list = listOf(hex);
    return { bits: list.bits, values: entriesOf(list), contains: list.contains(asked) };
  },
  refused: ({ hex }) => {
    try {
      return { values: entriesOf(listOf(hex)) };
    } catch {
      return { values: null };
    }
  },
  pairs: ({ positions, prefixes, checked, stray_rate }) => spots(positions, prefixes, checked, stray_rate),
  compare: comparison,
  address: ({ url }) => ({ host: hostOf(url), candidates: candidates(url) }),
};

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const question = JSON.parse(line);
  process.stdout.write(JSON.stringify(answers[question.about](question)) + "\n");
}
