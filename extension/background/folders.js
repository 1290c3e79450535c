// The folders that hold one feed: those that the reader gave, and mirrors that the feed names; and what they may cost.
import { Budget } from "./budget.js";
import { mayBeMirror, Pauses } from "./mirrors.js";

/** What folders have sent of late, and which failed. @typedef {{spent: import("./budget.js").Spent, paused: import("./mirrors.js").Paused}} Cost */

export class Folders {
  #url;
  #budget = new Budget();
  #pauses = new Pauses();

  /**
   * @param {string} url that the reader gave
   * @param {string[]} also others that the reader gave
   */
  constructor(url, also) {
    this.#url = url;
    this.also = also;
  }

  /** @param {Cost | undefined} cost what was kept */
  restore(cost) {
    this.#budget.restore(cost?.spent);
    this.#pauses.restore(cost?.paused);
  }

  /** What is to be kept, so that a worker that is stopped does not forget it. @returns {Cost} */
  get cost() {
    return { spent: this.#budget.spent, paused: this.#pauses.paused };
  }

  /** Whether the reader gave it. @param {string} folder */
  isGiven(folder) {
    return folder === this.#url || this.also.includes(folder);
  }

  /**
   * What a folder may still cost.
   * @param {string} folder
   * @param {"files" | "groups"} what
   */
  budgetOf(folder, what) {
    return this.#budget.part(this.isGiven(folder) ? what : `mirrors' ${what}`);
  }

  /**
   * All of them, in order.
   * @param {{mirrors: string[]} | undefined} index of the feed
   */
  all(index) {
    const named = (index?.mirrors ?? []).filter((mirror) => mayBeMirror(this.#url, mirror));
    return [...new Set([this.#url, ...this.also, ...named])];
  }

  /**
   * The publisher's own server, if the feed may send its readers there: it holds to the same rules as mirrors.
   * @param {{server: string | null} | undefined} index of the feed
   */
  server(index) {
    const named = index?.server ?? null;
    return named !== null && mayBeMirror(this.#url, named) ? named : null;
  }

  /** Whether it failed of late. @param {string} folder */
  isPaused(folder) {
    return this.#pauses.has(folder);
  }

  /** It failed: if only the feed names it, it is left alone for a while. @param {string} folder */
  onFailure(folder) {
    if (!this.isGiven(folder)) this.#pauses.add(folder);
  }
}
