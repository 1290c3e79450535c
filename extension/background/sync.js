// The choices on all of the reader's devices, through the browser's own synchronisation; only where the reader wants it.
// They travel as one text in pieces, under a head that says when it was written and what it must be: the last writer
// wins, and what has not come whole is not taken.
import { MOST_OFF } from "./choices.js";
import { readSettings, settingsText } from "./exchange.js";
import { MOST_MUTES, subjectOf } from "./mutes.js";
import { sha256 } from "./signature.js";
import { say } from "./words.js";

const HEAD = "settings";
const PIECE = "settings-";
/** What this device knows of it, in storage.local. */
const SYNCED = "synced";
/** Bytes that browsers take of one item, and of all; each item has a name and quotation marks. */
const MOST_OF_ITEM = 8192 - 64;
const MOST_OF_ALL = 102_400 - 1024;
const MOST_PIECES = Math.floor(MOST_OF_ALL / MOST_OF_ITEM);

/** @typedef {import("./choices.js").Choices} Choices */
/** @typedef {import("./feeds.js").Feeds} Feeds */
/** @typedef {{stamp: number, pieces: number, digest: string}} Head */
/**
 * The state that was last put or taken: its head's stamp and digest, the digest of what this device made of it, and why
 * the last try failed.
 * @typedef {{stamp: number, digest: string, own: string, problem: string | null}} Synced
 */
/** @typedef {Pick<chrome.storage.StorageArea, "get" | "set" | "remove">} Area */

/** @type {Synced} */
const NEVER = { stamp: 0, digest: "", own: "", problem: null };

export class Sync {
  /** @type {Promise<void>} */
  #turn = Promise.resolve();
  #remote;
  #local;
  #choices;
  #feeds;

  /**
   * @param {Area} remote storage.sync
   * @param {Area} local storage.local
   * @param {Choices} choices
   * @param {Feeds} feeds
   */
  constructor(remote, local, choices, feeds) {
    this.#remote = remote;
    this.#local = local;
    this.#choices = choices;
    this.#feeds = feeds;
  }

  /** Take what another device has written, and write what has changed here. Never fails: see `problem`. */
  settle() {
    this.#turn = this.#turn.then(() => this.#settle());
    return this.#turn;
  }

  /** Why it does not work, in words. */
  async problem() {
    await this.#turn;
    return (await this.#synced()).problem;
  }

  /** @returns {Promise<Synced>} */
  async #synced() {
    const kept = /** @type {Partial<Synced> | undefined} */ ((await this.#local.get([SYNCED]))[SYNCED]);
    return { ...NEVER, ...kept };
  }

  async #settle() {
    const before = await this.#synced();
    try {
      if (!(await this.#choices.now()).sync) {
        // Addresses of pages are among it: they stay with no account for longer than the reader wants. Devices that still
        // take part find it gone, and write it again.
        if (before.stamp) await this.#clear();
        if (before.stamp || before.problem) await this.#local.remove(SYNCED);
        return;
      }
      const after = await this.#exchange(before);
      if (JSON.stringify(after) !== JSON.stringify(before)) await this.#local.set({ [SYNCED]: after });
    } catch (error) {
      const problem = say("syncFailed", error instanceof Error ? error.message : String(error));
      await this.#local.set({ [SYNCED]: { ...before, problem } }).catch(() => {}); // no room even for that
    }
  }

  /** @param {Synced} synced @returns {Promise<Synced>} */
  async #exchange(synced) {
    const { head, text } = await this.#there();
    if (head && text !== null && isNewer(head, synced)) {
      await this.#take(text, synced.stamp === 0);
      const own = await digestOf(await this.#text());
      const taken = { stamp: head.stamp, digest: head.digest, own, problem: null };
      // Whoever joins brings something along.
      return synced.stamp === 0 && own !== head.digest ? this.#put(Math.max(Date.now(), head.stamp + 1), taken) : taken;
    }
    const own = await digestOf(await this.#text());
    if (own !== synced.own) return this.#put(Math.max(Date.now(), synced.stamp + 1, (head?.stamp ?? 0) + 1), synced);
    // Somebody who knew less has written over it, or not all of it has stayed: it is as old as it was.
    const lost = head ? isNewer(synced, head) || (text === null && !isNewer(head, synced)) : synced.stamp > 0;
    return lost ? this.#put(synced.stamp, synced) : { ...synced, problem: null };
  }

  async #text() {
    return settingsText(await this.#choices.now(), await this.#feeds.chosen());
  }

  /** What is there; no text where its pieces are not those of its head. */
  async #there() {
    const kept = await this.#remote.get(null);
    const head = headOf(kept[HEAD]);
    if (!head) return { head: null, text: null };
    const pieces = Array.from({ length: head.pieces }, (_, at) => kept[PIECE + at]);
    const text = textOf(pieces);
    return { head, text: text !== null && (await digestOf(text)) === head.digest ? text : null };
  }

  /**
   * @param {string} text
   * @param {boolean} joining whether this device keeps what it had
   */
  async #take(text, joining) {
    // Another device may have a newer version of the extension: what this one does not know is left out.
    const { choices: taken, feeds } = readSettings(text);
    await this.#choices.change((mine) => {
      if (!joining) return { ...taken, sync: mine.sync };
      return {
        ...{ ...taken, sync: mine.sync },
        mutes: joined(mine.mutes, taken.mutes, subjectOf, MOST_MUTES),
        off: joined(mine.off, taken.off, ({ host }) => host, MOST_OFF),
      };
    });
    if (joining) await this.#feeds.join(feeds);
    else await this.#feeds.replace(feeds);
  }

  /**
   * @param {number} stamp newer than any that was seen, whatever the clock says; or the old one
   * @param {Synced} synced
   * @returns {Promise<Synced>}
   */
  async #put(stamp, synced) {
    const text = await this.#text();
    const digest = await digestOf(text);
    const pieces = piecesOf(text);
    if (pieces.length > MOST_PIECES) return { ...synced, problem: say("syncTooMuch") };
    const items = Object.fromEntries(pieces.map((piece, at) => [PIECE + at, piece]));
    await this.#remote.set({ [HEAD]: { stamp, pieces: pieces.length, digest }, ...items });
    await this.#clear([HEAD, ...Object.keys(items)]);
    return { stamp, digest, own: digest, problem: null };
  }

  /** @param {string[]} [but] what stays */
  async #clear(but = []) {
    const keys = Object.keys(await this.#remote.get(null)).filter((key) => key === HEAD || key.startsWith(PIECE));
    const left = keys.filter((key) => !but.includes(key));
    if (left.length) await this.#remote.remove(left);
  }
}

/**
 * Two devices that write at the same moment agree on which of them was the last.
 * @param {Pick<Head, "stamp" | "digest">} one
 * @param {Pick<Head, "stamp" | "digest">} other
 */
const isNewer = (one, other) => one.stamp > other.stamp || (one.stamp === other.stamp && one.digest > other.digest);

/** @param {any} raw @returns {Head | null} */
function headOf(raw) {
  const { stamp, pieces, digest } = Object(raw);
  const whole = [stamp, pieces].every((number) => Number.isSafeInteger(number) && number > 0);
  if (!whole || stamp > Number.MAX_SAFE_INTEGER / 2 || pieces > MOST_PIECES || typeof digest !== "string") return null;
  return { stamp, pieces, digest };
}

/**
 * Both, the latest ones where that is too many.
 * @template T
 * @param {T[]} ones
 * @param {T[]} others
 * @param {(one: T) => string} keyOf
 * @param {number} most
 */
const joined = (ones, others, keyOf, most) =>
  [...new Map([...ones, ...others].map((one) => [keyOf(one), one])).values()].slice(-most);

/** @param {string} text */
const digestOf = async (text) => (await sha256(new TextEncoder().encode(text))).slice(0, 32);

/** Pieces of letters and digits, whose length is known whatever a browser writes them as. @param {string} text */
function piecesOf(text) {
  const bytes = new TextEncoder().encode(text);
  let letters = "";
  for (let at = 0; at < bytes.length; at += 0x3000) {
    letters += btoa(String.fromCharCode(...bytes.subarray(at, at + 0x3000)));
  }
  return letters.match(new RegExp(`.{1,${MOST_OF_ITEM}}`, "g")) ?? [];
}

/** @param {unknown[]} pieces @returns {string | null} null where they are none */
function textOf(pieces) {
  if (!pieces.every((piece) => typeof piece === "string")) return null;
  try {
    const bytes = Uint8Array.from(atob(pieces.join("")), (letter) => letter.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
