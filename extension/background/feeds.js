// The feeds that the reader chose, in their order: the settings and what is held of each, kept in step.
import { Feed } from "./lists.js";
import { added, addressOf, joined, keepChoices, merged, moved, readChoices } from "./settings.js";
import { Refused, removed, switched } from "./settings.js";
import { say } from "./words.js";

/** @typedef {import("./settings.js").Choice} Choice */
/** @typedef {(choices: Choice[]) => Choice[] | Promise<Choice[]>} Change */

export class Feeds {
  /** @type {Map<string, Feed>} */
  #feeds = new Map();
  /** @type {Choice[]} */
  #choices = [];
  /** Feeds that are asked at another address. @type {Promise<unknown>} */
  #catchingUp = Promise.resolve();
  /** Changes of the settings, one after the other. @type {Promise<void>} */
  #turn;
  #area;
  #store;
  #changed;

  /**
   * @param {import("./settings.js").Area} area where settings are kept
   * @param {import("./store.js").Store} store where feeds are kept
   * @param {() => void} changed called when what the feeds say of pages may be something else than before
   */
  constructor(area, store, changed) {
    this.#area = area;
    this.#store = store;
    this.#changed = changed;
    this.#turn = readChoices(area).then((choices) => this.#hold(choices));
  }

  /** @param {Choice[]} choices */
  async #hold(choices) {
    this.#choices = choices;
    const gone = new Map(this.#feeds);
    for (const choice of choices) {
      const held = gone.get(choice.url);
      gone.delete(choice.url);
      if (held) held.folders.also = choice.also;
      else this.#feeds.set(choice.url, new Feed(choice, this.#store, () => this.#onChange()));
    }
    for (const url of gone.keys()) this.#feeds.delete(url);
    await Promise.all([...gone.values()].map((feed) => feed.forget()));
  }

  /**
   * @param {Change} change
   * @param {object} [together] what is to be kept in the same write
   * @returns {Promise<void>} rejected where the change is refused
   */
  #change(change, together) {
    const done = this.#turn.then(async () => {
      const choices = await change(this.#choices);
      if (choices === this.#choices && !together) return;
      const before = new Map(this.#choices.map(({ url, also }) => [url, also.length]));
      await keepChoices(this.#area, choices, together);
      await this.#hold(choices);
      this.#changed();
      // Where a feed has another address now, that one may know more.
      const more = choices.filter(({ url, also }) => also.length > (before.get(url) ?? also.length));
      this.#catchingUp = Promise.all(more.map(({ url }) => this.#of(url).refresh()));
    });
    this.#turn = done.catch(() => {}); // whoever asked for the change is told; the next one has its turn
    return done;
  }

  /** A feed says something else. It may have turned out to be one that is there already. */
  #onChange() {
    this.#change(async (choices) => {
      await this.#allReady();
      const { choices: next, newest } = merged(choices, (url) => this.#of(url).standing);
      // What was seen at one address is not forgotten at another, whichever of them has old files.
      await Promise.all([...newest].map(([url, version]) => this.#of(url).noteVersion(version)));
      return next;
    }).catch(() => {}); // nobody asked for it: if it cannot be kept now, it is found out again with the next change
    this.#changed();
  }

  async #allReady() {
    await Promise.all([...this.#feeds.values()].map((feed) => feed.ready()));
  }

  /** The feeds that are switched on, in the reader's order, with what was kept of them in force. */
  async on() {
    await this.#turn;
    const on = this.#choices.filter((one) => one.on).map(({ url }) => this.#of(url));
    await Promise.all(on.map((feed) => feed.ready()));
    return on;
  }

  /** @param {string} url */
  #of(url) {
    const feed = this.#feeds.get(url);
    if (!feed) throw new Refused(say("refusedFeed"));
    return feed;
  }

  /** @returns {Promise<Settings>} what the options page sees */
  async settings() {
    await this.#turn;
    await this.#allReady();
    return { feeds: this.#choices.map(({ url, on }) => ({ url, on, state: this.#of(url).state() })) };
  }

  /**
   * Add a feed and load it. An address at which a feed that is there already is to be had becomes another one of that.
   * @param {string} given what the reader typed
   * @throws {Refused} when the fingerprint that was given is not that of the key which is known already
   */
  async add(given) {
    const address = addressOf(given);
    await this.#turn;
    const held = this.#feeds.get(address.url);
    await held?.ready();
    const fingerprint = held?.state().fingerprint;
    if (address.pin && fingerprint && fingerprint.replaceAll(" ", "") !== address.pin) {
      throw new Refused(say("refusedPin", fingerprint));
    }
    await this.#change((choices) => added(choices, address));
    await this.#feeds.get(address.url)?.refresh();
    await this.#turn;
    await this.#catchingUp;
  }

  /** Remove a feed with all that is kept of it, or an address that was added to one. @param {string} url */
  remove(url) {
    return this.#change((choices) => removed(choices, url));
  }

  /** The feeds in their order, as they were chosen. */
  async chosen() {
    await this.#turn;
    return structuredClone(this.#choices);
  }

  /**
   * Add feeds that were chosen elsewhere; those that are there stay as they are.
   * @param {Choice[]} others
   * @param {object} [together] what is to be kept in the same write: all of it, or nothing
   * @throws {Refused} when there are too many
   */
  join(others, together) {
    return this.#change((choices) => joined(choices, others), together);
  }

  /** Take over the feeds of another device, with their order. @param {Choice[]} others */
  replace(others) {
    return this.#change((choices) => (JSON.stringify(choices) === JSON.stringify(others) ? choices : others));
  }

  /** @param {string} url @param {boolean} on */
  switch(url, on) {
    return this.#change((choices) => switched(choices, url, on));
  }

  /** @param {string} url @param {number} by -1: speaks one place earlier; 1: one later */
  move(url, by) {
    return this.#change((choices) => moved(choices, url, by));
  }

  /**
   * Believe the key that a feed was offered with.
   * @param {string} url
   * @param {string} fingerprint that the reader was shown
   */
  async trust(url, fingerprint) {
    await this.#turn;
    await this.#of(url).trustKey(fingerprint);
    await this.#turn;
  }
}
