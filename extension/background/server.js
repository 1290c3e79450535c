// The only place of the extension that fetches. Requests are the same for every reader: no cookie, no referrer, no
// identifier, and nothing about the page but the name of a file that serves many articles. No tag that a server gave is
// ever sent back to it, since each reader could have been given another: the only tag we send is made of the content.

const KIB = 1024;
const MIB = 1024 * KIB;
/** Milliseconds without a byte after which a server is given up. */
const STALLED = 20_000;

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
 * @throws {Error} in words for the reader
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
 * @throws {Error} in words for the reader
 */
export async function fetchNewer(folder, path, kind, held, budget) {
  budget?.require();
  const giveUp = new AbortController();
  const late = new Error("the server takes too long");
  const total = setTimeout(() => giveUp.abort(late), kind.patience);
  let stalled = setTimeout(() => giveUp.abort(late), STALLED);
  const onPiece = (/** @type {number} */ bytes) => {
    budget?.take(bytes);
    clearTimeout(stalled);
    stalled = setTimeout(() => giveUp.abort(late), STALLED);
  };
  try {
    const answer = await fetch(new URL(path, folder), {
      credentials: "omit",
      referrerPolicy: "no-referrer",
      // A feed that sends its readers elsewhere would learn what they read at a place they did not choose.
      redirect: "error",
      cache: kind.cache,
      // What a browser says of its reader's languages is nobody's business.
      headers: { Accept: "*/*", "Accept-Language": "*", ...(held && { "If-None-Match": `"${held}"` }) },
      signal: giveUp.signal,
    });
    if (held && answer.status === 304) return null;
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    return await bounded(answer, kind.maxBytes, onPiece, giveUp.signal);
  } catch (error) {
    // Browsers say in words of their own that a server is not there, or that it wanted to send us elsewhere.
    const why = error instanceof TypeError ? "the server could not be reached" : /** @type {Error} */ (error).message;
    throw new Error(`${kind.what} could not be fetched: ${why}`, { cause: error });
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
    if (size > maxBytes) throw new Error("it is larger than it may be");
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
