/** Where feeds lie in tests: on a web server, and in a store and a storage area that forget all when the test ends. */
import { createHash } from "node:crypto";
import { createServer } from "node:http";

/** @typedef {import("./making.js").Files} Files */
/** @typedef {import("./making.js").Raw} Raw */

/**
 * A web server with a feed's folder, until the test has ended.
 * @param {import("node:test").TestContext} t
 * @param {Files} [files]
 */
export async function serve(t, files = new Map()) {
  const folder = {
    url: "",
    files,
    /** Paths asked for, in order. @type {string[]} */
    asked: [],
    /** Headers of the last request. @type {import("node:http").IncomingHttpHeaders} */
    headers: {},
    /** Does not answer any more. */
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
  const server = createServer((request, answer) => {
    const path = (request.url ?? "").replace(/^\/feed\//, "");
    folder.asked.push(path);
    folder.headers = request.headers;
    const bytes = folder.files.get(path);
    const tag = bytes && `"${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}"`;
    if (tag && request.headers["if-none-match"] === tag) return void answer.writeHead(304).end();
    answer.writeHead(bytes ? 200 : 404, { ETag: '"yours-alone"' }).end(bytes);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  folder.url = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}/feed/`;
  t.after(folder.stop);
  return folder;
}

/**
 * A store in memory.
 * @returns {import("../../extension/background/store.js").Store & {parts: Map<string, Raw>, written: string[][]}} written:
 *   the names of the parts that were kept at a time
 */
export function newStore() {
  /** @type {Map<string, Raw>} */
  const parts = new Map();
  /** @type {string[][]} */
  const written = [];
  return {
    parts,
    written,
    load: async (feed) => structuredClone(parts.get(feed) ?? {}),
    keep: async (feed, kept) => {
      written.push(Object.keys(kept).sort());
      parts.set(feed, { ...parts.get(feed), ...structuredClone(kept) });
    },
    drop: async (feed) => {
      parts.delete(feed);
    },
  };
}

/**
 * A storage area in memory.
 * @param {Raw} [kept]
 */
export function newArea(kept = {}) {
  return {
    kept,
    /** @param {string[] | null} keys null for all */
    get: async (keys) =>
      structuredClone(Object.fromEntries(Object.entries(kept).filter(([key]) => keys?.includes(key) ?? true))),
    /** @param {Raw} values */
    set: async (values) => void Object.assign(kept, structuredClone(values)),
    /** @param {string | string[]} keys */
    remove: async (keys) => {
      for (const key of [keys].flat()) delete kept[key];
    },
  };
}
