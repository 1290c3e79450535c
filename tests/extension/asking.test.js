/** All feeds are asked of a page: what one of them does must not cost what the others tell. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { askAll } from "../../extension/background/asking.js";
import { Groups } from "../../extension/background/groups.js";
import { Feed } from "../../extension/background/lists.js";
import { articleOf, makeFeed, newKey, prose } from "./making.js";
import { newStore, serve } from "./serving.js";

const articles = Array.from({ length: 24 }, (_, id) => articleOf(id));

test("a feed that never sends the group it is asked for does not silence the others", async (t) => {
  const { files } = await makeFeed(await newKey(), { articles });
  const good = await serve(t, (await makeFeed(await newKey(), { articles })).files);
  const slow = createServer((request, answer) => {
    const path = (request.url ?? "").replace(/^\/feed\//, "");
    if (path.startsWith("articles/")) return void answer.writeHead(200).write("x");
    answer.writeHead(200).end(files.get(path));
  });
  await new Promise((resolve) => slow.listen(0, "127.0.0.1", () => resolve(null)));
  t.after(() => (slow.closeAllConnections(), slow.close()));
  const { port } = /** @type {import("node:net").AddressInfo} */ (slow.address());
  const feeds = [`http://127.0.0.1:${port}/feed/`, good.url].map(
    (url) => new Feed({ url, also: [], pin: null }, newStore(), () => {}),
  );
  for (const feed of feeds) await feed.refresh();
  const answers = await askAll(feeds, new Groups(), prose(5), "https://elsewhere.example/", 4000);
  assert.deepEqual(
    answers.map(({ looked }) => [looked.found.map(({ article }) => article.id), looked.problem]),
    [
      [[], "its answer takes too long"],
      [[5], null],
    ],
  );
});
