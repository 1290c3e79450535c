// Which mirrors that a feed names are asked, and when. A feed could name any address: its readers must not become a crowd
// that knocks at somebody's door, nor reach into the network they sit in.

/** Milliseconds in which a mirror that failed is not asked again. */
const PAUSE = 15 * 60_000;

/**
 * Whether a feed may send its readers to a mirror: none on the reader's own network, unless the feed is there itself, and
 * none without encryption, unless the feed has none.
 * @param {string} own address of the feed, as the reader gave it
 * @param {string} mirror as the feed names it
 */
export function mayBeMirror(own, mirror) {
  const [from, to] = [new URL(own), new URL(mirror)];
  if (from.protocol === "https:" && to.protocol !== "https:") return false;
  return isPublicName(to.hostname) || !isPublicName(from.hostname);
}

/**
 * Whether a host is a name that all the world knows: no number, and not one of those that mean another machine for each.
 * @param {string} host as URLs have it, so that all ways to write a number are one
 */
function isPublicName(host) {
  const labels = host.replace(/\.$/, "").split(".");
  const last = labels[labels.length - 1];
  if (host.startsWith("[") || labels.length < 2 || /^\d+$/.test(last)) return false;
  return (
    !["local", "localhost", "internal", "intranet", "lan", "home", "corp", "private"].includes(last) &&
    !/(^|\.)home\.arpa\.?$/.test(host)
  );
}

/** Mirrors that failed, for as long as this worker lives. */
export class Pauses {
  /** Until when each is left alone, in milliseconds. @type {Map<string, number>} */
  #until = new Map();
  #now;

  /** @param {() => number} [now] */
  constructor(now = Date.now) {
    this.#now = now;
  }

  /** @param {string} folder */
  has(folder) {
    return (this.#until.get(folder) ?? 0) > this.#now();
  }

  /** A mirror failed. @param {string} folder */
  add(folder) {
    this.#until.set(folder, this.#now() + PAUSE);
  }
}
