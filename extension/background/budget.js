// How many bytes a feed may cost its reader: one that is new each time it is asked would cost a whole list each time.

/** Bytes of lists, tables, updates, directories and groups that a feed may send within an hour. */
export const MOST_BYTES = 256 * 1024 * 1024;
const HOUR = 3_600_000;

/** What was sent since when: kept with the feed, since workers are short-lived. @typedef {{since: number, bytes: number}} Spent */

export class Budget {
  /** @type {Spent} */
  #spent = { since: 0, bytes: 0 };
  #now;

  /** @param {() => number} [now] milliseconds */
  constructor(now = Date.now) {
    this.#now = now;
  }

  /** @param {Spent | undefined} spent what was kept */
  restore(spent) {
    if (spent) this.#spent = { ...spent };
  }

  get spent() {
    return { ...this.#spent };
  }

  /** @throws {Error} when nothing is left */
  require() {
    const { since } = this.#spent;
    // A clock that was set back must not silence the feed.
    if (this.#now() - since >= HOUR || this.#now() < since) this.#spent = { since: this.#now(), bytes: 0 };
    if (this.#spent.bytes >= MOST_BYTES) {
      throw new Error("it has sent so much within an hour that the rest is asked for later");
    }
  }

  /** @param {number} bytes that have come */
  take(bytes) {
    this.#spent.bytes += bytes;
  }
}
