// A worker thread that wakes up with a feed it holds, as the extension's does, and says how long that and each page took.
import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { openList, openTable } from "../../extension/background/files.js";
import { Folders } from "../../extension/background/folders.js";
import { Groups } from "../../extension/background/groups.js";
import { lookUp } from "../../extension/background/lookup.js";
import { Page } from "../../extension/background/page.js";
import { readDirectory, readIndex } from "../../extension/background/shapes.js";

/** @typedef {{folder: string, pages: string[], validate: boolean}} Work */
/**
 * Milliseconds; `cut` is for making words and fingerprints of a page, `looked` for the rest, groups read from the disk
 * included.
 * @typedef {{opened: number, validated: number | null, pages: {cut: number, looked: number, groups: number}[]}} Told
 */

const { folder, pages, validate } = /** @type {Work} */ (workerData);

/** @param {string} path */
const read = (path) => Uint8Array.from(readFileSync(`${folder}/${path}`));

/**
 * @template T
 * @param {() => T | Promise<T>} work
 * @returns {Promise<[number, T]>}
 */
async function timed(work) {
  const begun = performance.now();
  const result = await work();
  return [performance.now() - begun, result];
}

const index = read("index.json");
const { list, table, directory } = readIndex(index);
/** @param {string} room @param {string} digest @param {string} type */
const named = (room, digest, type) => read(`${room}/${digest.slice(0, 32)}.${type}`);
const kept = [
  named("lists", list.sha256, "bin"),
  named("tables", table.sha256, "bin"),
  named("outlets", directory.sha256, "json"),
];

const [opened, loaded] = await timed(() => {
  const said = readIndex(index);
  return {
    index: said,
    list: openList(said, kept[0]),
    table: openTable(said, kept[1]),
    directory: readDirectory(kept[2]),
  };
});
const validated = validate ? (await timed(() => loaded.list.validate()))[0] : null;

void loaded.list.evenGroups; // counted when a list comes, and kept with it

/** @type {Told} */
const told = { opened, validated, pages: [] };
for (const text of pages) {
  const groups = new Groups((_, path) => Promise.resolve(read(path)));
  const feed = /** @type {import("../../extension/background/lists.js").Feed} */ (
    /** @type {unknown} */ ({ loaded, folder, folders: new Folders(folder, []), keepCost: async () => {} })
  );
  let asked = 0;
  /** @param {number} number */
  const articles = (number) => {
    asked++;
    return groups.articles(feed, number);
  };
  const [cut, page] = await timed(() => new Page(text));
  const [looked, { problem }] = await timed(() => lookUp(loaded, articles, page, "https://a-page.example/"));
  if (problem) throw new Error(problem);
  told.pages.push({ cut, looked, groups: asked });
}
parentPort?.postMessage(told);
