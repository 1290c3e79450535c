// The text of large frames of other sites, which a page's own content script cannot read.
import { api } from "./api.js";

/** What reads a frame is what reads a page. */
const READING = ["genuine", "cut", "ink", "visible", "text"].map((name) => `page/${name}.js`);
/** Frames that are read of one page, and how deep they may stand in each other. */
const MAX_FRAMES = 8;
const MAX_LEVELS = 3;
const MAX_CHARACTERS = 400_000;
/** Milliseconds for all of it, and for frames to say that they are there: one that is busy with itself keeps nobody waiting. */
const DEADLINE = 2500;
const ROLL_CALL = 1000;
const UNREAD = "foreign";

/**
 * What a frame tells of itself: which frame of which frame it is, from the page on; whether it has what reads it; its
 * text, if asked; and which of its own frames are large and of another site.
 * @typedef {{path: string, url: string, ready: boolean, text: string, unread: string | null, foreign: string[]}} Frame
 */

/**
 * @param {number} tabId
 * @param {(url: string) => boolean} isOff whether pages at an address are not to be read
 * @returns {Promise<{text: string, unread: string | null}>} the texts of all such frames, block by block; `unread` says in
 *   words what was left out
 */
export async function textOfFrames(tabId, isOff) {
  const reading = new Frames(tabId, isOff);
  await inTime(reading.read(), DEADLINE);
  return reading.found();
}

/**
 * @template Value
 * @param {Promise<Value>} promise
 * @param {number} most milliseconds
 * @returns {Promise<Value | undefined>} undefined where it took longer
 */
async function inTime(promise, most) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, most)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

class Frames {
  /** @type {string[]} */
  #texts = [];
  /** @type {Set<string>} */
  #unread = new Set();
  #complete = false;

  /** @param {number} tabId @param {(url: string) => boolean} isOff */
  constructor(tabId, isOff) {
    this.tabId = tabId;
    this.isOff = isOff;
  }

  found() {
    const text = this.#texts.join("\n");
    if (!this.#complete || text.length > MAX_CHARACTERS) this.#unread.add(UNREAD);
    return { text: text.slice(0, MAX_CHARACTERS), unread: [...this.#unread].join("; ") || null };
  }

  async read() {
    const frames = await this.#callRoll();
    /** @type {Map<string, Frame & {frameId: number} | undefined>} */
    const byPath = new Map();
    // Frames in shadows stand in no list: several of them cannot be told apart.
    for (const frame of frames) byPath.set(frame.path, byPath.has(frame.path) ? undefined : frame);
    let wanted = byPath.get("")?.foreign ?? [];
    let left = MAX_FRAMES;
    this.#complete = true;
    for (let level = 0; level < MAX_LEVELS && wanted.length; level++) {
      const met = wanted.flatMap((path) => byPath.get(path) ?? []).filter(({ url }) => !this.isOff(url));
      const chosen = met.slice(0, left);
      left -= chosen.length;
      if (chosen.length < wanted.length) this.#complete = false;
      const read = await Promise.all(chosen.map((frame) => this.#readFrame(frame)));
      wanted = read.flatMap((frame) => frame?.foreign ?? []);
    }
    if (wanted.length) this.#complete = false;
  }

  /** @param {Frame & {frameId: number}} frame */
  async #readFrame({ frameId, ready }) {
    try {
      const target = { tabId: this.tabId, frameIds: [frameId] };
      if (!ready) await api.scripting.executeScript({ target, files: READING, injectImmediately: true });
      const [frame] = await this.#ask({ frameIds: [frameId] }, true);
      this.#texts.push(frame.text);
      if (frame.unread) this.#unread.add(frame.unread);
      return frame;
    } catch {
      this.#complete = false; // it has gone, or another page has come in its place
      return null;
    }
  }

  /** All frames, or those that have said by themselves that they are there: the browser answers for all at once. */
  async #callRoll() {
    const call = crypto.randomUUID();
    /** @type {(Frame & {frameId: number})[]} */
    const there = [];
    /** @param {any} message @param {chrome.runtime.MessageSender} sender */
    const listen = (message, { id, tab, frameId }) => {
      const isOurs = id === api.runtime.id && tab?.id === this.tabId && frameId !== undefined;
      if (isOurs && message?.call === call) there.push({ ...message.frame, frameId });
      return false;
    };
    api.runtime.onMessage.addListener(listen);
    try {
      return (await inTime(this.#ask({ allFrames: true }, false, call), ROLL_CALL)) ?? there;
    } finally {
      api.runtime.onMessage.removeListener(listen);
    }
  }

  /** @param {{allFrames: true} | {frameIds: number[]}} where @param {boolean} read @param {string} [call] */
  async #ask(where, read, call = "") {
    const target = /** @type {chrome.scripting.InjectionTarget} */ ({ tabId: this.tabId, ...where });
    const given = {
      target,
      func: visit,
      args: /** @type {[boolean, string]} */ ([read, call]),
      injectImmediately: true,
    };
    const answers = await api.scripting.executeScript(given);
    return answers.flatMap(({ frameId, result }) => (result ? [{ ...result, frameId }] : []));
  }
}

/**
 * Runs in a frame.
 * @param {boolean} read
 * @param {string} call by which the answer is known when it comes by itself; empty where it need not
 * @returns {Frame}
 */
function visit(read, call) {
  const MAX_DEPTH = 10;
  const MAX_BESIDE = 500;
  /** A frame's numbers among the frames of its parents: the only thing that parent and frame both know of it. @param {Window} frame */
  const pathOf = (frame) => {
    const path = [];
    for (let at = frame; at !== at.parent && path.length < MAX_DEPTH; at = at.parent) {
      const most = Math.min(at.parent.length, MAX_BESIDE);
      let number = 0;
      while (number < most && at.parent[number] !== at) number++;
      path.unshift(number);
    }
    return path.join("/");
  };
  const ready = typeof mastheadText !== "undefined";
  const { text, unread } = read && ready ? mastheadText.read() : { text: "", unread: null };
  const foreign = ready ? mastheadText.foreignWindows().map(pathOf) : [];
  const frame = { path: pathOf(window), url: location.href, ready, text, unread, foreign };
  const { runtime } = /** @type {typeof chrome} */ (/** @type {any} */ (globalThis).browser ?? globalThis.chrome);
  if (call) runtime.sendMessage({ type: "frame", call, frame }).catch(() => {}); // it may come too late
  return frame;
}
