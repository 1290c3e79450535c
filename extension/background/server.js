// The only place of the extension that fetches. Requests are the same for every reader: no cookie, no referrer, no
// identifier, and nothing about the page but the name of a file that serves many articles.

const TIMEOUT = 20_000;

/**
 * A file of a feed.
 * @param {string} feed URL of the feed's folder, ending in a slash
 * @param {string} path of the file in it
 * @param {number} maxBytes a longer answer is refused
 * @param {{fresh?: boolean}} [options] fresh: ask the server even where a cache holds the file
 * @returns {Promise<ArrayBuffer>}
 * @throws {Error} in words for the reader
 */
export async function fetchFile(feed, path, maxBytes, { fresh = false } = {}) {
  const answer = await fetch(new URL(path, feed), {
    credentials: "omit",
    referrerPolicy: "no-referrer",
    // A feed that sends its readers elsewhere would learn what they read at a place they did not choose.
    redirect: "error",
    cache: fresh ? "no-cache" : "default",
    signal: AbortSignal.timeout(TIMEOUT),
  }).catch((error) => {
    throw new Error(`${path} could not be fetched: ${error.message}`);
  });
  if (!answer.ok) throw new Error(`${path} could not be fetched: the server answered ${answer.status}`);
  return bounded(answer, path, maxBytes);
}

/** @param {Response} answer @param {string} path @param {number} maxBytes */
async function bounded(answer, path, maxBytes) {
  const chunks = [];
  let size = 0;
  const reader = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (answer.body).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw new Error(`${path} is larger than it may be`);
    }
    chunks.push(value);
  }
  return new Blob(chunks).arrayBuffer();
}
