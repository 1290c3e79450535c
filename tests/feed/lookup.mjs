// Reads a feed folder with the extension's own code, for test_lookup.py: the folder's path as argument, a JSON page
// ({text, url}) a line in, what the extension would say a JSON line out.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { receive } from "../../extension/background/files.js";
import { Folders } from "../../extension/background/folders.js";
import { Groups } from "../../extension/background/groups.js";
import { addressOf, lookUp } from "../../extension/background/lookup.js";
import { Page } from "../../extension/background/page.js";
import { readIndex } from "../../extension/background/shapes.js";
import { checkSignature } from "../../extension/background/signature.js";
import { ranges } from "../extension/vectors.js";

const folder = process.argv[2];
const read = async (path) => Uint8Array.from(readFileSync(`${folder}/${path}`));

const index = readIndex(await read("index.json"));
await checkSignature(index.signed, null);
const { loaded } = await receive(index, null, read);
const feed = { loaded, folder, folders: new Folders(folder, []), keepCost: async () => {} };

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { text, url } = JSON.parse(line);
  const asked = [];
  const groups = new Groups((_, path) => {
    asked.push(path);
    return read(path);
  });
  const looked = await lookUp(loaded, (number) => groups.articles(feed, number), new Page(text), url);
  if (looked.problem) throw new Error(looked.problem);
  const { found, page, tooShort, unread } = looked;
  const spans = page?.spans ?? [];
  const answer = {
    address: addressOf(loaded, url),
    tooShort,
    unread,
    places: found.map(({ comparison }) =>
      comparison.passages.map(({ pageStart, pageEnd }) => text.slice(spans[pageStart][0], spans[pageEnd - 1][1])),
    ),
    asked,
    matches: found.map(({ article: { text: _, ...article }, comparison }) => ({
      article,
      ...comparison,
      pageCovered: ranges(comparison.pageCovered),
    })),
  };
  process.stdout.write(JSON.stringify(answer) + "\n");
}
