/** The one place that fetches, against a real web server. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { fetchFile, KINDS } from "../../extension/background/server.js";
import { serve } from "./serving.js";

/**
 * A web server that answers as it is told.
 * @param {import("node:test").TestContext} t
 * @param {import("node:http").RequestListener} listener
 */
async function answering(t, listener) {
  const server = createServer(listener);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}/feed/`;
}

const small = { ...KINDS.index, maxBytes: 1000 };

test("a file comes as it is, and a request says nothing of the reader", async (t) => {
  const folder = await serve(t, new Map([["lists/1.bin", Uint8Array.from([1, 2, 3])]]));
  assert.deepEqual(await fetchFile(folder.url, "lists/1.bin", KINDS.list), Uint8Array.from([1, 2, 3]));
  const { accept, "accept-language": language, cookie, referer, origin, range } = folder.headers;
  assert.deepEqual(
    [accept, language, cookie, referer, origin, range],
    ["*/*", "*", undefined, undefined, undefined, undefined],
  );
});

test("an empty file is a file", async (t) => {
  const folder = await serve(t, new Map([["index.json", new Uint8Array(0)]]));
  assert.equal((await fetchFile(folder.url, "index.json", KINDS.index)).length, 0);
  const none = await answering(t, (_, answer) => answer.writeHead(204).end());
  assert.equal((await fetchFile(none, "index.json", KINDS.index)).length, 0);
});

test("a file as long as it may be is taken, a longer one is not", async (t) => {
  const folder = await serve(
    t,
    new Map([
      ["fits", new Uint8Array(1000)],
      ["long", new Uint8Array(1001)],
    ]),
  );
  assert.equal((await fetchFile(folder.url, "fits", small)).length, 1000);
  await assert.rejects(
    () => fetchFile(folder.url, "long", small),
    /index.json could not be fetched: it is larger than it may be/,
  );
});

test("what counts is what comes out of a compressed answer", async (t) => {
  const bomb = gzipSync(new Uint8Array(1_000_000));
  const url = await answering(t, (_, answer) => answer.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
  assert.ok(bomb.length < 1000 + 100);
  await assert.rejects(() => fetchFile(url, "index.json", small), /larger than it may be/);
});

test("an answer without end is given up as soon as it is too long", async (t) => {
  let open = true;
  const url = await answering(t, (_, answer) => {
    answer.on("close", () => (open = false));
    const more = () => open && answer.write(new Uint8Array(10_000), more);
    more();
  });
  await assert.rejects(() => fetchFile(url, "index.json", small), /larger than it may be/);
});

test("a server that sends a byte now and then is given up in the end", async (t) => {
  /** @type {NodeJS.Timeout} */
  let drip;
  const url = await answering(t, (_, answer) => {
    drip = setInterval(() => answer.write("x"), 5);
  });
  t.after(() => clearInterval(drip));
  await assert.rejects(() => fetchFile(url, "index.json", { ...small, patience: 100 }), /the server takes too long/);
});

test("a server that does not answer at all is given up", async (t) => {
  const url = await answering(t, () => {});
  await assert.rejects(() => fetchFile(url, "index.json", { ...small, patience: 100 }), /the server takes too long/);
});

test("a redirect is not followed", async (t) => {
  const target = await serve(t, new Map([["index.json", new Uint8Array(1)]]));
  const url = await answering(t, (_, answer) => answer.writeHead(302, { location: `${target.url}index.json` }).end());
  await assert.rejects(() => fetchFile(url, "index.json", small), /could not be reached/);
  assert.deepEqual(target.asked, []);
});

test("what went wrong is told in words", async (t) => {
  const folder = await serve(t);
  await assert.rejects(
    () => fetchFile(folder.url, "index.json", small),
    /index.json could not be fetched: the server answered 404/,
  );
  await folder.stop();
  await assert.rejects(
    () => fetchFile(folder.url, "x", KINDS.group),
    /a group of articles could not be fetched: the server could not be reached/,
  );
});

test("the longer a file may be, the longer it may take, but none for ever", () => {
  const { index, group, table, list } = KINDS;
  assert.ok(index.patience < group.patience && group.patience < table.patience && table.patience < list.patience);
  assert.ok(list.patience < 300_000, "after five minutes Chromium stops a worker whatever it does");
});
