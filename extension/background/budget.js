// How many bytes a feed may cost its reader: one that is new each time it is asked would cost a whole list each time.
import { Trouble } from "./trouble.js";

/** Bytes that a feed may send within an hour, of each of the parts below. */
export const MOST_BYTES = 256 * 1024 * 1024;
const HOUR = 3_600_000;

/**
 * Groups are counted by themselves, since pages decide how many are asked for: none can keep the news of a feed away. So
 * are folders that the feed names, since others may have them: none can use up what the feed itself may send.
 * @typedef {"files" | "groups" | "mirrors' files" | "mirrors' groups"} Part
 */
/**
 * What was sent since when, in milliseconds: kept with the feed, since workers are short-lived.
 * @typedef {Partial<Record<Part, {since: number, bytes: number}>>} Spent
 */

export class Budget {
  /** @type {Spent} */
  #spent = {};
  #now;

  /** @param {() => number} [now] milliseconds */
  constructor(now = Date.now) {
    this.#now = now;
  }

  /** @param {Spent | undefined} spent what was kept */
  restore(spent) {
    this.#spent = structuredClone(spent ?? {});
  }

  get spent() {
    return structuredClone(this.#spent);
  }

  /** @param {Part} part */
  part(part) {
    return {
      /** @throws {Error} when nothing is left */
      require: () => this.#take(part, 0),
      /**
       * @param {number} bytes that have come
       * @throws {Error} when they were too many
       */
      take: (/** @type {number} */ bytes) => this.#take(part, bytes),
    };
  }

  /** @param {Part} part @param {number} bytes */
  #take(part, bytes) {
    let spent = this.#spent[part];
    // A clock that was set back must not silence the feed.
    if (!spent || this.#now() - spent.since >= HOUR || this.#now() < spent.since) {
      spent = this.#spent[part] = { since: this.#now(), bytes: 0 };
    }
    spent.bytes += bytes;
    if (spent.bytes >= MOST_BYTES) {
      throw new Trouble("budget", "it has sent so much within an hour that the rest is asked for later");
    }
  }
}
