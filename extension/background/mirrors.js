// Which mirrors that a feed names are asked, and when. A feed could name any address: its readers must not become a crowd
// that knocks at somebody's door, nor reach into the network they sit in.

/** Milliseconds in which a mirror that failed is not asked again. */
const PAUSE = 15 * 60_000;
/** Ends of names that mean another machine for each. */
const OF_ONES_OWN = [
  ...["local", "localhost", "localdomain", "internal", "intranet", "intra", "private", "lan", "home", "corp", "domain"],
  ...["home.arpa", "fritz.box"],
];

/** Until when each mirror is left alone, in milliseconds. @typedef {{[folder: string]: number}} Paused */

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
  const labels = host.replace(/\.+$/, "").split(".");
  const last = labels[labels.length - 1];
  if (host.startsWith("[") || labels.length < 2 || labels.includes("") || /^\d+$/.test(last)) return false;
  return !(OF_ONES_OWN.includes(last) || OF_ONES_OWN.includes(labels.slice(-2).join(".")));
}

/** Mirrors that failed. */
export class Pauses {
  /** Until when each is left alone, in milliseconds. @type {Paused} */
  #until = {};
  #now;

  /** @param {() => number} [now] */
  constructor(now = Date.now) {
    this.#now = now;
  }

  /** @param {Paused | undefined} paused what was kept */
  restore(paused) {
    this.#until = { ...paused };
  }

  /** Those that still count, to be kept with the feed. */
  get paused() {
    return Object.fromEntries(
      Object.keys(this.#until).flatMap((one) => (this.has(one) ? [[one, this.#until[one]]] : [])),
    );
  }

  /** @param {string} folder */
  has(folder) {
    const left = (this.#until[folder] ?? 0) - this.#now();
    return left > 0 && left <= PAUSE; // a clock that was set back must not make it longer
  }

  /** A mirror failed. @param {string} folder */
  add(folder) {
    this.#until[folder] = this.#now() + PAUSE;
  }
}
