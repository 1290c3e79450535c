// What is known of the pages in open tabs: kept for the session, so that popup and badge can tell it after the background
// was stopped. Room is limited, so that of very many tabs those that were looked at last are kept.

/** @typedef {Pick<chrome.storage.StorageArea, "get" | "set" | "remove">} Area */

/** The numbers of the tabs that are kept, the one looked at last at the end. */
const ORDER = "tabs";
/** @param {number} tabId */
const keyOf = (tabId) => `tab-${tabId}`;
const MOST_TABS = 200;

export class Known {
  /** Changes, one after the other. @type {Promise<unknown>} */
  #turn = Promise.resolve();
  #area;
  #most;

  /**
   * @param {Area} area storage.session
   * @param {number} [most] tabs
   */
  constructor(area, most = MOST_TABS) {
    this.#area = area;
    this.#most = most;
  }

  /**
   * What was known of the page that a tab showed when it was last looked at.
   * @param {number} tabId
   * @returns {Promise<Knowledge | null>}
   */
  async of(tabId) {
    await this.#turn;
    const key = keyOf(tabId);
    return /** @type {Knowledge | undefined} */ ((await this.#area.get([key]))[key]) ?? null;
  }

  /** Tabs of which something is kept. @returns {Promise<number[]>} */
  async tabs() {
    await this.#turn;
    return this.#order();
  }

  /** @returns {Promise<number[]>} */
  async #order() {
    return /** @type {number[] | undefined} */ ((await this.#area.get([ORDER]))[ORDER]) ?? [];
  }

  /**
   * @param {number} tabId
   * @param {Knowledge} knowledge
   */
  keep(tabId, knowledge) {
    return this.#change(async (order) => {
      const tabs = [...order.filter((one) => one !== tabId), tabId];
      await this.#remove(tabs.splice(0, Math.max(0, tabs.length - this.#most)));
      while (tabs.length) {
        try {
          await this.#area.set({ [keyOf(tabId)]: knowledge, [ORDER]: tabs });
          return;
        } catch {
          // The browser's room for sessions is full: half of the others make place, or in the end nothing is kept.
          await this.#remove(tabs.splice(0, Math.ceil(tabs.length / 2)));
        }
      }
      await this.#area.set({ [ORDER]: [] });
    });
  }

  /** @param {number} tabId */
  forget(tabId) {
    return this.#change(async (order) => {
      await this.#remove([tabId]);
      if (order.includes(tabId)) await this.#area.set({ [ORDER]: order.filter((one) => one !== tabId) });
    });
  }

  forgetAll() {
    return this.#change(async (order) => {
      await this.#remove(order);
      await this.#area.set({ [ORDER]: [] });
    });
  }

  /** @param {number[]} tabs */
  async #remove(tabs) {
    if (tabs.length) await this.#area.remove(tabs.map(keyOf));
  }

  /** @param {(order: number[]) => Promise<void>} change */
  #change(change) {
    const done = this.#turn.then(async () => change(await this.#order()));
    this.#turn = done.catch(() => {}); // whoever asked is told
    return done;
  }
}
