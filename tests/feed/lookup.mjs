// Reads a feed folder with the extension's own code, for test_lookup.py: the folder's path as argument, a JSON page
// ({text, url}) a line in, what the extension would say a JSON line out.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { addressOf, lookUp } from "../../extension/background/lookup.js";
import { readBucket, readDirectory, readGroup, readIndex } from "../../extension/background/shapes.js";
import { HashList } from "../../extension/matching/hashlist.js";
import { ranges } from "../extension/vectors.js";

const folder = process.argv[2];
const read = (path) => Uint8Array.from(readFileSync(`${folder}/${path}`)).buffer;

const index = readIndex(read("index.json"));
const directory = readDirectory(read(index.directory.path));
const loaded = { index, directory, list: new HashList(read(index.list.path)) };

/** Buckets and groups as the worker gets them: each file is asked for once. */
function files() {
  const held = new Map();
  const file = async (path, number, parse, spend) => {
    if (!held.has(path)) {
      if (!spend()) return null;
      held.set(path, parse(read(path), number));
    }
    return held.get(path);
  };
  return {
    held,
    bucket: (number, spend) => file(`hashes/${index.bucketBits}-${number}.json`, number, readBucket, spend),
    group: (number, spend) => file(`articles/${number}.json`, number, readGroup, spend),
  };
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { text, url } = JSON.parse(line);
  const source = files();
  const { found, spans, tooShort, unread } = await lookUp(loaded, source, text, url);
  const answer = {
    address: addressOf(loaded, url),
    tooShort,
    unread,
    places: found.map(({ comparison }) =>
      comparison.passages.map(({ pageStart, pageEnd }) => text.slice(spans[pageStart][0], spans[pageEnd - 1][1])),
    ),
    asked: [...source.held.keys()],
    matches: found.map(({ article: { text: _, ...article }, comparison }) => ({
      article,
      ...comparison,
      pageCovered: ranges(comparison.pageCovered),
    })),
  };
  process.stdout.write(JSON.stringify(answer) + "\n");
}
