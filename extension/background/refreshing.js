// When feeds are asked for news: each has an alarm, which wakes the background.
import { api } from "./api.js";
import { minutesToNext } from "./schedule.js";

/** @typedef {import("./lists.js").Feed} Feed */

/** An alarm's name is this and the feed's address. */
const ALARM = "refresh ";
/** Minutes to the next try of a feed, until it is known how this one went. */
const RETRY_MINUTES = 1;
/** Milliseconds in which a feed that failed is not asked again, even if somebody looks. */
const PAUSE = 10_000;
/** Milliseconds between two signs of life: Chromium stops a worker that shows none for half a minute. */
const SIGN_OF_LIFE = 20_000;

export class Refreshing {
  #feeds;

  /** @param {import("./feeds.js").Feeds} feeds */
  constructor(feeds) {
    this.#feeds = feeds;
  }

  /** Refresh a feed, and set its alarm for the next time. @param {Feed} feed */
  async refresh(feed) {
    // First the next try, then this one: a worker that is stopped in the middle must wake again.
    await api.alarms.create(ALARM + feed.url, { delayInMinutes: RETRY_MINUTES });
    // A long list on a slow line takes minutes, and waiting for it is no sign of life.
    const alive = setInterval(() => api.runtime.getPlatformInfo(), SIGN_OF_LIFE);
    await feed.refresh().finally(() => clearInterval(alive));
    await api.alarms.create(ALARM + feed.url, { delayInMinutes: minutesToNext(feed) });
    await this.setAlarms();
  }

  /** Each feed that is switched on has an alarm, and no other has. */
  async setAlarms() {
    const on = await this.#feeds.on();
    const alarms = new Set((await api.alarms.getAll()).map(({ name }) => name));
    for (const feed of on) {
      if (alarms.delete(ALARM + feed.url)) continue;
      await api.alarms.create(ALARM + feed.url, { delayInMinutes: minutesToNext(feed) });
    }
    await Promise.all([...alarms].map((name) => api.alarms.clear(name)));
  }

  async refreshAll() {
    await Promise.all((await this.#feeds.on()).map((feed) => this.refresh(feed)));
  }

  /** Somebody is looking: this is the moment to try again where a feed could not be had. */
  async tryAgain() {
    for (const feed of await this.#feeds.on()) {
      if ((!feed.loaded || feed.problem) && Date.now() - feed.triedAt > PAUSE) this.refresh(feed);
    }
  }

  /** Feeds may have come, gone, or been switched on elsewhere. */
  async catchUp() {
    await this.setAlarms();
    await this.tryAgain();
  }

  /** @param {string} url @param {boolean} on */
  async switchFeed(url, on) {
    await this.#feeds.switch(url, on);
    // Whatever was not asked while it was switched off may be out of date.
    const [feed] = (await this.#feeds.on()).filter((one) => on && one.url === url);
    if (feed) await this.refresh(feed);
  }

  /** @param {string} name of an alarm */
  async onAlarm(name) {
    const feed = (await this.#feeds.on()).find(({ url }) => ALARM + url === name);
    if (feed) await this.refresh(feed);
  }
}
