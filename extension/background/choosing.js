// Messages about the reader's choices: from popup and options, and what little a page's own banner may ask for.
import { offSiteOf, withOnly, withSite, withSurface } from "./choices.js";
import { readAll, settingsText } from "./exchange.js";
import { pageOf } from "./looking.js";
import { muted, newMute } from "./mutes.js";
import { Refused } from "./settings.js";
import { siteOf, withoutFragment } from "./sites.js";
import { answerOf } from "./surfaces.js";
import { say } from "./words.js";
import { api } from "./api.js";

/** @typedef {import("./choices.js").Chosen} Chosen */
/** @typedef {{kind: unknown, feed?: unknown, slug?: unknown, label?: unknown}} Wanted what is to be muted */
/** @typedef {{url: string, knowledge: Knowledge | null}} Shown what a tab shows */
/** @typedef {(message: any, sender: chrome.runtime.MessageSender) => Promise<unknown>} Handler */

/** What was muted last on a page, in storage.session. */
const LAST_MUTED = "muted-last";

export class Choosing {
  #choices;
  #feeds;
  #sync;
  #refreshing;
  #tabs;
  #session;

  /**
   * @param {import("./choices.js").Choices} choices
   * @param {import("./feeds.js").Feeds} feeds
   * @param {import("./sync.js").Sync} sync
   * @param {import("./refreshing.js").Refreshing} refreshing
   * @param {import("./tabs.js").Tabs} tabs
   * @param {Pick<chrome.storage.StorageArea, "get" | "set">} session
   */
  constructor(choices, feeds, sync, refreshing, tabs, session) {
    this.#choices = choices;
    this.#feeds = feeds;
    this.#sync = sync;
    this.#refreshing = refreshing;
    this.#tabs = tabs;
    this.#session = session;
  }

  /** Messages of our own pages. @returns {Record<string, Handler>} */
  get ofOurPages() {
    return {
      choices: () => this.#told(),
      "set-surface": ({ occasion, surface }) => this.#change((now) => withSurface(now, occasion, surface)),
      "set-languages": ({ languages }) => this.#change((now) => withOnly(now, "languages", languages)),
      "set-scripts": ({ scripts }) => this.#change((now) => withOnly(now, "scripts", scripts)),
      "set-sync": ({ on }) => this.#change((now) => ({ ...now, sync: on === true })),
      mute: async (message) => {
        const tab = await api.tabs.get(Number(message.tabId));
        if (message.kind !== "everything") refuseInPrivate(tab);
        await this.#mute(message, { url: tab.url ?? "", knowledge: await this.#tabs.knowledgeOf(tab) });
        return this.#told();
      },
      unmute: ({ id }) => this.#change((now) => unmuted(now, String(id))),
      "switch-site": async ({ site, on, tabId }) => {
        if (tabId !== undefined && on !== true) refuseInPrivate(await api.tabs.get(Number(tabId)));
        return this.#change((now) => withSite(now, String(site), on === true));
      },
      "export-settings": async () => ({
        text: settingsText(await this.#choices.now(), await this.#feeds.chosen(), 1),
      }),
      "import-settings": ({ text }) => this.#import(String(text)),
    };
  }

  /** Messages of pages. @returns {Record<string, Handler>} */
  get ofPages() {
    return {
      arrive: (_, sender) => this.#arrive(sender),
      mute: (message, sender) => this.#muteFrom(message, sender),
      "undo-mute": (_, sender) => this.#undoFrom(sender),
    };
  }

  /** @param {(choices: Chosen) => Chosen} make */
  async #change(make) {
    await this.#choices.change(make);
    return this.#told();
  }

  /** @returns {Promise<ReaderChoices>} */
  async #told() {
    await this.#sync.settle();
    return { ...(await this.#choices.now()), syncProblem: await this.#sync.problem() };
  }

  /** All of a file, or nothing. @param {string} text */
  async #import(text) {
    const { choices, feeds } = readAll(text);
    await this.#choices.change(
      ({ sync }) => ({ ...choices, sync }),
      (kept) => this.#feeds.join(feeds, kept),
    );
    await this.#refreshing.catchUp();
    return this.#told();
  }

  /** @param {Wanted} wanted @param {Shown} shown */
  async #mute(wanted, shown) {
    const mute = newMute(subjectOf(wanted, shown), new Date());
    await this.#choices.change((now) => ({ ...now, mutes: muted(now.mutes, mute) }));
    return mute;
  }

  /**
   * Which page it is, is not for the page to say.
   * @param {Wanted} wanted
   * @param {chrome.runtime.MessageSender} sender
   * @returns {Promise<PageAnswer | null>}
   */
  async #muteFrom({ kind, feed, slug }, sender) {
    const url = pageOf(sender);
    if (!sender.tab || !url) return null;
    const knowledge = await this.#tabs.knowledgeOf({ ...sender.tab, url });
    if (!knowledge) return null;
    if (kind !== "everything") refuseInPrivate(sender.tab);
    const mute = await this.#mute({ kind, feed, slug }, { url, knowledge });
    await this.#session.set({ [LAST_MUTED]: { tabId: sender.tab.id, id: mute.id } });
    return this.#answer(knowledge, url);
  }

  /**
   * A page can take back what was muted on it last, and nothing else.
   * @param {chrome.runtime.MessageSender} sender
   * @returns {Promise<PageAnswer | null>}
   */
  async #undoFrom(sender) {
    const url = pageOf(sender);
    const last = /** @type {{tabId: number, id: string} | undefined} */ (
      (await this.#session.get([LAST_MUTED]))[LAST_MUTED]
    );
    if (!sender.tab || !url || !last || last.tabId !== sender.tab.id) return null;
    await this.#change((now) => unmuted(now, last.id));
    const knowledge = await this.#tabs.knowledgeOf({ ...sender.tab, url });
    return knowledge && this.#answer(knowledge, url);
  }

  /** @param {Knowledge} knowledge @param {string} url @returns {Promise<PageAnswer>} */
  async #answer(knowledge, url) {
    return answerOf(knowledge, await this.#choices.now(), url);
  }

  /** Whether a page is to be read. @param {chrome.runtime.MessageSender} sender */
  async #arrive(sender) {
    const read = offSiteOf(await this.#choices.now(), pageOf(sender) ?? "") === null;
    if (!read && sender.tab?.id !== undefined) await this.#tabs.draw(sender.tab.id);
    return { read };
  }
}

/**
 * A private window is to leave no trace on the reader's disk, let alone in the browser's account.
 * @param {chrome.tabs.Tab} tab
 * @throws {Refused} where it is in such a window
 */
function refuseInPrivate({ incognito }) {
  if (incognito) throw new Refused(say("refusedPrivate"));
}

/** @param {Chosen} choices @param {string} id @returns {Chosen} */
const unmuted = (choices, id) => ({ ...choices, mutes: choices.mutes.filter((mute) => mute.id !== id) });

/**
 * What is muted of what a tab shows, and as what the reader knows it.
 * @param {Wanted} wanted
 * @param {Shown} shown
 */
function subjectOf({ kind, feed, slug, label }, { url, knowledge }) {
  const given = typeof label === "string" && label ? label : null;
  if (kind === "everything") return { kind, what: "", label: "" };
  if (kind === "outlet") {
    const name = given ?? nameOf(knowledge, feed, slug);
    if (name === null) throw new Refused(say("refusedMute"));
    return { kind, what: String(slug), feed, label: name };
  }
  const what = (kind === "site" ? siteOf(url) : withoutFragment(url)) ?? "";
  return { kind, what, label: given ?? what };
}

/**
 * What a feed calls an outlet that it knows something of on a page.
 * @param {Knowledge | null} knowledge
 * @param {unknown} feed
 * @param {unknown} slug
 */
function nameOf(knowledge, feed, slug) {
  const voice = knowledge?.voices.find((one) => one.feed.url === feed);
  const outlets = [voice?.address?.outlet, ...(voice?.matches ?? []).map(({ article }) => article.outlet)];
  return outlets.find((outlet) => outlet?.slug === slug)?.name ?? null;
}
