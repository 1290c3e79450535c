/** A publisher's server in tests: it remembers what it was asked, and answers as it is told. */
import { createServer } from "node:http";

/**
 * @typedef {{method: string, path: string, headers: import("node:http").IncomingHttpHeaders, body: string}} Asked
 * @typedef {{status?: number, json?: unknown, text?: string, headers?: Record<string, string>}} Answer
 */

/**
 * @param {import("node:test").TestContext} t
 * @param {(asked: Asked) => Answer} answer
 */
export async function publisher(t, answer) {
  /** @type {Asked[]} */
  const asked = [];
  const server = createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const { method = "", url = "", headers } = request;
    const one = { method, path: url, headers, body: Buffer.concat(pieces).toString() };
    asked.push(one);
    const { status = 200, json, text, headers: more } = answer(one);
    response.writeHead(status, more).end(text ?? (json === undefined ? "" : JSON.stringify(json)));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}/`, asked };
}
