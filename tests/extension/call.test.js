/** Calls of the API of a publisher's server, by those who are known there; of others the journeys tell. */
import assert from "node:assert/strict";
import { test } from "node:test";
import "./wording.js";
import { call, Declined } from "../../extension/background/server.js";
import { publisher } from "./calling.js";

const token = "a-token-of-ann";

test("a call has its token and its JSON, and says nothing else of who makes it", async (t) => {
  const server = await publisher(t, () => ({ status: 201, json: { id: 7 } }));
  const json = { text: "A note.", sources: [] };
  assert.deepEqual(await call(server.url, "api/articles/1/notes", { method: "POST", json, token, key: "once" }), {
    id: 7,
  });
  const [{ method, path, headers, body }] = server.asked;
  assert.deepEqual([method, path, JSON.parse(body)], ["POST", "/api/articles/1/notes", json]);
  assert.deepEqual(
    [headers.authorization, headers["content-type"], headers["idempotency-key"], headers["accept-language"]],
    [`Bearer ${token}`, "application/json", "once", "*"],
  );
  assert.deepEqual([headers.cookie, headers.referer, headers.origin], [undefined, undefined, undefined]);
});

test("what a server refuses is told in its words, and field by field", async (t) => {
  const errors = [{ field: "quote", message: "It does not stand there." }, { field: 7 }];
  const server = await publisher(t, () => ({ status: 422, json: { detail: "The quote is wrong.", errors } }));
  await assert.rejects(call(server.url, "api/x", { token }), (error) => {
    assert.ok(error instanceof Declined);
    assert.deepEqual([error.message, error.status], ["The quote is wrong.", 422]);
    assert.deepEqual(error.errors, [errors[0], { field: "7", message: "" }]);
    return true;
  });
});

test("a server that says no reason has refused all the same", async (t) => {
  const server = await publisher(t, () => ({ status: 502, text: "<h1>Bad gateway</h1>" }));
  await assert.rejects(call(server.url, "api/x", { token }), /^Error: The server answered with the status 502\.$/);
});

test("of an answer too long to be one, or no JSON, only that is told", async (t) => {
  const long = "x".repeat(33 * 1024 * 1024);
  const server = await publisher(t, ({ path }) => ({ text: path === "/long" ? long : "Welcome!" }));
  await assert.rejects(call(server.url, "long", { token }), /The server's answer cannot be understood/);
  await assert.rejects(call(server.url, "page", { token }), /The server's answer cannot be understood/);
});

test("no token is sent to where a server sends its callers", async (t) => {
  const other = await publisher(t, () => ({ json: {} }));
  const server = await publisher(t, () => ({ status: 307, headers: { location: other.url } }));
  await assert.rejects(call(server.url, "api/me", { token }), /The server cannot be reached/);
  assert.deepEqual(other.asked, []);
});

test("an empty answer is an answer", async (t) => {
  const server = await publisher(t, () => ({ status: 204 }));
  assert.equal(await call(server.url, "api/x", { method: "POST", json: {}, token }), null);
});
