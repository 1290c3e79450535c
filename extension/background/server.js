// The only place of the extension that fetches. Requests for files of a feed are the same for every reader: no cookie, no
// referrer, no identifier, and nothing about the page but the name of a file that serves many articles. No tag that a
// server gave is ever sent back to it, since each reader could have been given another: the only tag we send is made of
// the content. Calls of a server's API hold what a reader or a curator has seen and sent off, and nothing else.
import { Trouble } from "./trouble.js";
import { say } from "./words.js";

const KIB = 1024;
const MIB = 1024 * KIB;
/** Milliseconds without a byte after which a server is given up. */
const STALLED = 20_000;
/** Milliseconds that a server has for the answer to a call. */
const ANSWERED_WITHIN = 30_000;
/** Bytes a millisecond of the slowest line that a page is sent over. */
const SLOWEST_LINE = 50;
/** Bytes of the answer to a call: the longest page, and its pieces. */
const MAX_ANSWER = 32 * MIB;

/** What every request has in common. @type {RequestInit} */
const TELLING_NOTHING = Object.freeze({
  credentials: "omit",
  referrerPolicy: "no-referrer",
  // A feed that sends its readers elsewhere would learn what they read at a place they did not choose.
  redirect: "error",
});

/**
 * The kinds of files: how many bytes one has at most (docs/protocol.md, "The feed") and how many milliseconds it may
 * take, so that no server keeps us waiting for ever with a byte now and then. What we keep ourselves, the browser need
 * not keep too.
 * @typedef {{what: string, maxBytes: number, patience: number, cache: RequestCache}} Kind
 */
export const KINDS = Object.freeze({
  index: kind("index.json", 256 * KIB, 30_000, "no-store"),
  list: kind("the list", 128 * MIB, 280_000, "no-store"),
  table: kind("the table of groups", 16 * MIB, 120_000, "no-store"),
  update: kind("an update", 16 * MIB, 120_000, "no-store"),
  directory: kind("the directory of outlets", 32 * MIB, 120_000, "no-store"),
  // What is in a group follows from its name: if the browser has it, there is nothing to ask.
  group: kind("a group of articles", 32 * MIB, 60_000, "force-cache"),
  groupAnew: kind("a group of articles", 32 * MIB, 60_000, "reload"),
});

/** @param {string} what @param {number} maxBytes @param {number} patience @param {RequestCache} cache @returns {Kind} */
function kind(what, maxBytes, patience, cache) {
  return { what, maxBytes, patience, cache };
}

/**
 * A file of a feed.
 * @param {string} folder URL of the feed's folder, ending in a slash
 * @param {string} path of the file in it
 * @param {Kind} kind
 * @param {ReturnType<import("./budget.js").Budget["part"]>} [budget] that it is taken from
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 * @throws {Trouble}
 */
export async function fetchFile(folder, path, kind, budget) {
  return /** @type {Uint8Array<ArrayBuffer>} */ (await fetchNewer(folder, path, kind, null, budget));
}

/**
 * A file of a feed, if it is another than the one that is held.
 * @param {string} folder URL of the feed's folder, ending in a slash
 * @param {string} path of the file in it
 * @param {Kind} kind
 * @param {string | null} held first half of the SHA-256 of what is held, in hexadecimal digits
 * @param {ReturnType<import("./budget.js").Budget["part"]>} [budget] that it is taken from
 * @returns {Promise<Uint8Array<ArrayBuffer> | null>} null where the server says that it is the same
 * @throws {Trouble}
 */
export async function fetchNewer(folder, path, kind, held, budget) {
  budget?.require();
  /** @param {Trouble} why */
  const failed = ({ code, message, args, cause }) =>
    new Trouble(code, `${kind.what} could not be fetched: ${message}`, { args, cause });
  return patiently(kind.patience, STALLED, failed, async (signal, alive) => {
    const answer = await fetch(new URL(path, folder), {
      ...TELLING_NOTHING,
      cache: kind.cache,
      // What a browser says of its reader's languages is nobody's business.
      headers: { Accept: "*/*", "Accept-Language": "*", ...(held && { "If-None-Match": `"${held}"` }) },
      signal,
    });
    if (held && answer.status === 304) return null;
    if (!answer.ok) throw new Trouble("answered", `the server answered ${answer.status}`, { args: [answer.status] });
    const onPiece = (/** @type {number} */ bytes) => {
      budget?.take(bytes);
      alive();
    };
    return bounded(answer, kind.maxBytes, onPiece, signal);
  });
}

/** What a server refused, in its own words. */
export class Declined extends Error {
  /**
   * @param {string} words
   * @param {{status: number, errors: {field: string, message: string}[]}} more `errors`: what is wrong with which field
   */
  constructor(words, { status, errors }) {
    super(words);
    this.status = status;
    this.errors = errors;
  }
}

/**
 * One call of the API of a publisher's server: what a reader or a curator sends there, and the answer.
 * @param {string} server its address, ending in a slash
 * @param {string} path below it, such as `api/reports`
 * @param {{method?: "GET" | "POST", json?: object, token?: string, key?: string}} [what] `key` makes of a call that is
 *   sent twice one
 * @returns {Promise<any>} the answer's JSON; null where it is empty
 * @throws {Declined} where the server refuses
 * @throws {Error} in words for the reader
 */
export async function call(server, path, { method = "GET", json, token, key } = {}) {
  const body = json === undefined ? undefined : new TextEncoder().encode(JSON.stringify(json));
  // Until all of a long page has gone out over a slow line, no byte can come back.
  const patience = ANSWERED_WITHIN + (body?.length ?? 0) / SLOWEST_LINE;
  return patiently(patience, patience, wordsFor, async (signal, alive) => {
    const answer = await fetch(new URL(path, server), {
      ...TELLING_NOTHING,
      method,
      body,
      cache: "no-store",
      headers: { Accept: "application/json, application/problem+json", "Accept-Language": "*", ...named(token, key) },
      // Firefox names its own copy of the extension as the origin, another one for each reader, unless it is asked in this
      // mode, which takes few headers. Whoever has a token is known by it anyway.
      mode: token ? "cors" : "no-cors",
      signal,
    });
    const bytes = await bounded(answer, MAX_ANSWER, alive, signal);
    const told = jsonOf(bytes);
    if (!answer.ok) throw declined(answer.status, told);
    if (told === undefined) throw new Trouble("broken", "the answer is no JSON");
    return told;
  });
}

/** Why a call failed, in the reader's words. @param {Trouble} why */
function wordsFor(why) {
  const { code } = why;
  const words =
    code === "unreachable" ? say("serverUnreachable") : code === "slow" ? say("serverSlow") : say("serverUnclear");
  return new Error(words, { cause: why });
}

/** What a call says of who makes it. @param {string} [token] @param {string} [key] @returns {Record<string, string>} */
function named(token, key) {
  if (!token) return {};
  const said = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  return key ? { ...said, "Idempotency-Key": key } : said;
}

/** @param {Uint8Array} bytes @returns {any} null of no bytes, undefined of what is no JSON */
function jsonOf(bytes) {
  if (!bytes.length) return null;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** @param {number} status @param {any} told RFC 9457, if the server says why at all */
function declined(status, told) {
  const words = typeof told?.detail === "string" ? told.detail.slice(0, 1000) : say("serverAnswered", String(status));
  const errors = Array.isArray(told?.errors) ? told.errors.slice(0, 50) : [];
  return new Declined(words, {
    status,
    errors: errors.map((/** @type {any} */ one) => ({
      field: String(one?.field ?? "").slice(0, 100),
      message: String(one?.message ?? "").slice(0, 500),
    })),
  });
}

/**
 * Ask a server, and give it up where it takes too long.
 * @template T
 * @param {number} patience milliseconds in all
 * @param {number} stall milliseconds without a sign of life
 * @param {(why: Trouble) => Error} failed what is told where it fails
 * @param {(signal: AbortSignal, alive: () => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function patiently(patience, stall, failed, work) {
  const giveUp = new AbortController();
  const late = new Trouble("slow", "the server takes too long");
  const total = setTimeout(() => giveUp.abort(late), patience);
  let stalled = setTimeout(() => giveUp.abort(late), stall);
  const alive = () => {
    clearTimeout(stalled);
    stalled = setTimeout(() => giveUp.abort(late), stall);
  };
  try {
    return await work(giveUp.signal, alive);
  } catch (error) {
    if (error instanceof Declined) throw error;
    // Browsers say in words of their own that a server is not there, or that it wanted to send us elsewhere.
    if (error instanceof TypeError)
      throw failed(new Trouble("unreachable", "the server could not be reached", { cause: error }));
    throw error instanceof Trouble ? failed(error) : error;
  } finally {
    clearTimeout(total);
    clearTimeout(stalled);
    giveUp.abort(); // whatever is still under way is not wanted any more
  }
}

/**
 * @param {Response} answer
 * @param {number} maxBytes
 * @param {(bytes: number) => void} onPiece called for each piece that comes
 * @param {AbortSignal} signal
 */
async function bounded(answer, maxBytes, onPiece, signal) {
  const pieces = [];
  let size = 0;
  const reader = answer.body?.getReader();
  // Whatever a browser does with a body that is not wanted any more: we do not wait for it.
  /** @type {Promise<never>} */
  const over = new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  over.catch(() => {}); // the end of a fetch that went well aborts too
  while (reader) {
    const { done, value } = await Promise.race([reader.read(), over]);
    if (done) break;
    onPiece(value.byteLength);
    size += value.byteLength;
    if (size > maxBytes) throw new Trouble("large", "it is larger than it may be");
    pieces.push(value);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}
