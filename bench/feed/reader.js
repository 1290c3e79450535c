// A reader of a feed in a folder, of the extension's own code: its path as argument, a command in JSON a line in, an
// answer a line out. `receive` brings it to what the feed is now, as the extension's refresh does, and tells what that
// cost; `work` has new worker threads look up pages, one thread after the other.
import { readFileSync, statSync } from "node:fs";
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";
import { receive } from "../../extension/background/files.js";
import { readIndex } from "../../extension/background/shapes.js";
import { checkSignature } from "../../extension/background/signature.js";

/** @typedef {import("../../extension/background/files.js").Loaded} Loaded */
/** @typedef {import("./worker.js").Told} Told */
/** @typedef {{do: "receive"} | {do: "work", pages: string[], workers: number, validate: boolean}} Command */

const folder = process.argv[2];
/** @type {Loaded | null} */
let held = null;

/** Bytes of a file on the wire: in its compressed form, where there is one. @param {string} path */
function wireBytes(path) {
  const packed = statSync(`${folder}/${path}.br`, { throwIfNoEntry: false });
  return (packed ?? statSync(`${folder}/${path}`)).size;
}

async function refresh() {
  /** @type {{[path: string]: number}} */
  const files = {};
  /** @param {string} path */
  const get = (path) => {
    files[path] = wireBytes(path);
    return Promise.resolve(Uint8Array.from(readFileSync(`${folder}/${path}`)));
  };
  const begun = performance.now();
  const index = readIndex(await get("index.json"));
  await checkSignature(index.signed, null);
  held = (await receive(index, held, get)).loaded;
  return { milliseconds: performance.now() - begun, files };
}

/**
 * @param {import("./worker.js").Work} work
 * @returns {Promise<Told>}
 */
const inWorker = (work) =>
  new Promise((done, failed) => {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: work });
    worker.once("message", done);
    worker.once("error", failed);
  });

/** @param {Command} command */
async function answer(command) {
  if (command.do === "receive") return refresh();
  const { pages, workers, validate } = command;
  const told = [];
  for (let at = 0; at < workers; at++) told.push(await inWorker({ folder, pages, validate }));
  return told;
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(JSON.stringify(await answer(JSON.parse(line))) + "\n");
}
