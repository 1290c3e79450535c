/** What is hidden: what the background is told, and what the reader is. @typedef {{message: object, done: string}} Hidden */

/**
 * What the reader does not want to be shown, in words that say exactly what is hidden, and the line after it with the
 * way back. Toolbar and popup go on telling all of it.
 */
const mastheadMenu = (() => {
  const { say, clean } = mastheadPhrases;
  const { element, button } = mastheadCard;

  const { api } = mastheadGenuine;

  /** Milliseconds for which the way back from hiding is offered. */
  const REGRET = 10_000;
  const LENGTH = { host: 60, name: 60, problem: 300 };

  /**
   * @param {Knowledge} knowledge
   * @param {(hidden: Hidden) => void} hide
   */
  function menu(knowledge, hide) {
    const host = clean(location.hostname, LENGTH.host);
    const outlets = mastheadPhrases.outletsSpokenOf(knowledge).map(({ feed, slug, name }) => ({
      words: say("hideOutlet", clean(name, LENGTH.name)),
      message: { kind: "outlet", feed, slug },
      done: say("mutedOutlet", clean(name, LENGTH.name)),
    }));
    const items = [
      { words: say("hidePage"), message: { kind: "page" }, done: say("mutedPage") },
      { words: say("hideSite", host), message: { kind: "site" }, done: say("mutedSite", host) },
      ...outlets,
      { words: say("hideHour"), message: { kind: "everything" }, done: say("mutedHour") },
    ];
    const list = element(
      "ul",
      "choices",
      ...items.map(({ words, message, done }) =>
        element(
          "li",
          "",
          // In Firefox a page can find its way in here, and press what it finds: what lasts takes a hand.
          button(words, (event) => event.isTrusted && hide({ message, done })),
        ),
      ),
    );
    const made = element("div", "menu", list, element("p", "small", say("hideHint")));
    made.setAttribute("role", "group");
    made.setAttribute("aria-label", say("bannerHide"));
    return made;
  }

  /** The line that says what was hidden, and offers the way back for a while. */
  class Outcome {
    line = element("div", "done");
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    #timer;

    /**
     * @param {(answer: PageAnswer) => void} show shows what is left to be shown
     * @param {() => void} over the line has gone
     */
    constructor(show, over) {
      this.show = show;
      this.over = over;
      this.line.setAttribute("role", "status");
      this.line.hidden = true;
    }

    /** @param {Hidden} hidden */
    async hide({ message, done }) {
      // At once: another look at the page may be faster than the answer, and must leave this line.
      this.#say(done, null);
      const { answer, problem } = await ask({ type: "mute", ...message });
      this.#say(answer ? done : problem, answer ? () => this.#undo() : null);
      if (answer) this.show(answer);
    }

    async #undo() {
      const { answer } = await ask({ type: "undo-mute" });
      this.end();
      if (answer) this.show(answer);
      else this.over();
    }

    end() {
      clearTimeout(this.#timer);
      this.line.hidden = true;
    }

    /** @param {string} words @param {(() => void) | null} back */
    #say(words, back) {
      this.line.replaceChildren(
        element(
          "p",
          "outcome",
          `${words} `,
          back ? button(say("hideUndo"), ({ isTrusted }) => isTrusted && back()) : null,
        ),
      );
      this.line.hidden = false;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#forget(), REGRET);
    }

    /** The way back is offered no longer, unless the reader is about to take it. */
    #forget() {
      if (this.line.matches(":hover, :focus-within")) {
        this.#timer = setTimeout(() => this.#forget(), REGRET);
        return;
      }
      this.end();
      this.over();
    }
  }

  /** @param {object} message @returns {Promise<{answer: PageAnswer | null, problem: string}>} */
  async function ask(message) {
    try {
      const answer = await api.runtime.sendMessage(message);
      if (answer && !answer.error) return { answer, problem: "" };
      return { answer: null, problem: answer ? clean(answer.error, LENGTH.problem) : say("hideFailed") };
    } catch {
      return { answer: null, problem: say("hideFailed") }; // the extension was updated, and left this page behind
    }
  }

  return { menu, Outcome };
})();
