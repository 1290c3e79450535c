// Which page a URL is, and which addresses it could belong to. Twin of matching/address.py; rules in docs/protocol.md,
// "Addresses".

/** Parts of the path that are looked at. */
const DEPTH = 4;

/**
 * Host of a web page's URL in ASCII and lower case, or null where there is none.
 * @param {string} url
 */
export function hostOf(url) {
  try {
    const { protocol, hostname } = new URL(url);
    return (/^https?:$/.test(protocol) && hostname.replace(/\.$/, "")) || null;
  } catch {
    return null;
  }
}

/**
 * Which page a URL is, or null where it is none of the web: two with the same place are the same page. Scheme, "www." and
 * fragment do not matter; port, path and query do.
 * @param {string} url
 */
export function placeOf(url) {
  const host = hostOf(url);
  if (host === null) return null;
  const { port, pathname, search } = new URL(url);
  return host.replace(/^www\./, "") + (port && `:${port}`) + pathname + search;
}

/**
 * Addresses that a page's URL could belong to, the most specific first: the host with ever fewer parts of the path,
 * then each parent host the same way.
 * @param {string} url
 * @returns {string[]}
 */
export function candidates(url) {
  const host = hostOf(url);
  if (host === null) return [];
  const path = new URL(url).pathname.split("/").filter(Boolean).slice(0, DEPTH);
  const labels = host.split(".");
  const hosts = labels.slice(0, Math.max(1, labels.length - 1)).map((_, at) => labels.slice(at).join("."));
  return hosts.flatMap((name) =>
    [...Array(path.length + 1).keys()].reverse().map((depth) => [name, ...path.slice(0, depth)].join("/")),
  );
}
