/**
 * The banner on a page: one line, a panel under it for those who ask, and what the reader can do about both. A page can
 * remove it; that is why the toolbar always tells the same.
 */
mastheadBanner = (() => {
  const { say } = mastheadPhrases;
  const { element, button } = mastheadCard;
  const { api } = mastheadGenuine;

  /** @typedef {InstanceType<typeof mastheadStand.Stand>} Stand */
  /**
   * What stands on the page. `bar` is the one line, `more` what can be unfolded under it.
   * @typedef {{stand: Stand, bar: HTMLElement, more: HTMLElement, outcome: InstanceType<typeof mastheadMenu.Outcome>,
   *   steps: InstanceType<typeof mastheadSteps.Steps>}} Frame
   */

  /** @type {Frame | null} */
  let frame = null;
  /** What is known now; panel and menu are drawn from it when they are first asked for. @type {Knowledge | null} */
  let known = null;
  /** What is drawn now, to tell an update from a repetition. */
  let drawn = "";
  let drawnUrl = "";
  /** What the reader closed; it stays closed until something else is to be said. */
  let dismissed = "";
  /** Pages on which the panel has opened by itself. @type {Set<string>} */
  const opened = new Set();

  /** The line itself, and that feeds contradict it. @param {Knowledge} knowledge */
  const lineOf = (knowledge) =>
    `${mastheadPhrases.headline(knowledge)} ${mastheadPhrases.disagreement(knowledge)}`.trim();

  /** @param {Knowledge} knowledge */
  const saying = (knowledge) => `${knowledge.url}\n${lineOf(knowledge)}`;

  /**
   * What would be worth drawing anew. A feed that was merely refreshed is not: the reader may be in the middle of the
   * panel.
   * @param {Knowledge} knowledge
   */
  function contentOf({ url, voices, disagreements, unread }) {
    const said = voices.map(({ feed, address, matches }) => [feed.url, feed.name, feed.problem, address, matches]);
    return JSON.stringify([url, said, disagreements, unread]);
  }

  /**
   * Shows what is known of this page, in place of what was shown before. What the reader has closed stays closed.
   * @param {PageAnswer} answer of which the surface "badge" leaves what the reader has asked for: marks, and the way back
   *   from hiding
   */
  function show({ knowledge: whole, said: knowledge, surface }) {
    known = knowledge;
    mastheadHighlights.renew(whole);
    if (surface === "badge" || saying(knowledge) === dismissed) {
      fold(); // another line may still stand there
      return;
    }
    const content = contentOf(knowledge);
    if (frame?.stand.stands && !frame.bar.hidden && content === drawn) return;
    const opens = surface === "panel" && !opened.has(knowledge.url);
    if (opens) opened.add(knowledge.url);
    const { stand, bar, more } = (frame ??= build());
    const old = shownIn(more, "panel");
    const open = opens || (knowledge.url === drawnUrl && old !== null);
    const scrolled = open ? (old?.scrollTop ?? 0) : 0;
    const had = stand.hasFocus;
    more.replaceChildren();
    draw(frame, knowledge);
    bar.hidden = false;
    drawn = content;
    drawnUrl = knowledge.url;
    stand.enter();
    stand.settle();
    if (open) unfold(frame, "panel");
    const panel = shownIn(more, "panel");
    if (panel) panel.scrollTop = scrolled;
    if (had) bar.querySelector("button")?.focus({ preventScroll: true });
    stand.announce(lineOf(knowledge));
  }

  /** Takes everything away. The banner comes back with the next `show`. */
  function hide() {
    frame?.outcome.end();
    frame?.stand.leave();
    frame = known = null;
    drawn = "";
    mastheadHighlights.set(false, null);
  }

  /** Takes the line away, and all of it where nothing else is shown. */
  function fold() {
    if (!frame) return;
    const { bar, more, outcome, steps, stand } = frame;
    const loses = [bar, more].some((one) => one.contains(stand.shadow.activeElement));
    drawn = "";
    if (outcome.line.hidden && steps.line.hidden) {
      // While what has the keyboard still stands, so that the page gets it back.
      stand.leave();
      frame = null;
      return;
    }
    bar.hidden = true;
    more.replaceChildren();
    if (loses && !steps.line.hidden) steps.focus();
  }

  /** @returns {Frame} */
  function build() {
    const bar = element("div", "bar");
    const more = element("div", "more");
    bar.hidden = true;
    const outcome = new mastheadMenu.Outcome(showAnew, () => {
      if (frame?.bar.hidden) fold();
    });
    const stand = new mastheadStand.Stand({ escape, cede, stays });
    const steps = new mastheadSteps.Steps(stand);
    stand.region.prepend(bar, outcome.line, steps.line, more);
    return { stand, bar, more, outcome, steps };
  }

  /** @param {Frame} frame @param {Knowledge} knowledge */
  function draw({ bar }, knowledge) {
    /** @param {"panel" | "menu"} what @param {string} words */
    const opener = (what, words) => {
      const made = button(words, () => {
        if (frame) unfold(frame, shownIn(frame.more, what) ? null : what);
      });
      made.dataset.opens = what;
      made.setAttribute("aria-controls", what);
      made.setAttribute("aria-expanded", "false");
      return made;
    };
    const close = button("×", dismiss, say("bannerClose"));
    close.className = "shut";
    const wordmark = element("span", "wordmark", say("extensionName"));
    const buttons = element(
      "div",
      "buttons",
      opener("panel", say("bannerDetails")),
      opener("menu", say("bannerHide")),
      close,
    );
    bar.replaceChildren(wordmark, mastheadPanel.said(knowledge), buttons);
  }

  /** What is unfolded, if it is this. @param {HTMLElement} more @param {string} id */
  function shownIn(more, id) {
    const first = more.firstElementChild;
    return first instanceof HTMLElement && first.id === id ? first : null;
  }

  /**
   * Unfolds panel or menu under the line, drawn when it is asked for: most readers of most pages never open it.
   * @param {Frame} frame
   * @param {"panel" | "menu" | null} what
   */
  function unfold({ bar, more, stand }, what) {
    more.replaceChildren();
    if (known && what === "menu") more.append(mastheadMenu.menu(known, mute));
    if (known && what === "panel") more.append(panelOf(known));
    if (more.firstElementChild && what) more.firstElementChild.id = what;
    for (const one of bar.querySelectorAll("[data-opens]")) {
      one.setAttribute("aria-expanded", String(one instanceof HTMLElement && one.dataset.opens === what));
    }
    stand.settle();
  }

  /** @param {Knowledge} knowledge */
  function panelOf(knowledge) {
    const marks = mastheadHighlights.countOf(knowledge) > 0 ? button(say("markAll"), () => goTo(markAll)) : null;
    const panel = element(
      "div",
      "panel",
      marks ? element("p", "deeds", marks) : null,
      mastheadPanel.panel(knowledge, {
        show: (place) => goTo(() => mastheadHighlights.show(place)),
        report: (about, { isTrusted }) => {
          // A page that gets hold of the button must not open tabs with it.
          if (isTrusted) api.runtime.sendMessage({ type: "open", what: "report", params: about }).catch(() => {});
        },
      }),
    );
    panel.tabIndex = 0; // a keyboard must be able to scroll it
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", say("bannerPanel"));
    return panel;
  }

  function markAll() {
    mastheadHighlights.set(true, known);
    mastheadHighlights.step(1);
  }

  /** Folds what would stand over the passage, and has the keyboard where it goes on from there. @param {() => void} go */
  function goTo(go) {
    const had = frame?.stand.hasFocus;
    if (frame) unfold(frame, null);
    go();
    if (had) frame?.steps.focus();
  }

  /** What is marked has changed. @param {Marked} marked */
  function onMarked(marked) {
    if (marked.on) {
      frame ??= build();
      frame.stand.enter();
    }
    if (!frame) return;
    const had = frame.steps.line.contains(frame.stand.shadow.activeElement);
    frame.steps.update(marked);
    if (!marked.on && had) frame.bar.querySelector("button")?.focus({ preventScroll: true });
    if (!marked.on && frame.bar.hidden) fold();
    frame?.stand.settle();
  }

  /** Has something hidden. @param {Hidden} hidden */
  async function mute(hidden) {
    if (!frame) return;
    const had = frame.stand.hasFocus;
    const hiding = frame.outcome.hide(hidden);
    unfold(frame, null);
    await hiding;
    frame?.stand.settle();
    const holder = frame?.bar.hidden ? frame.outcome.line : frame?.bar;
    if (had) holder?.querySelector("button")?.focus({ preventScroll: true });
  }

  /** Whatever stands there is drawn anew. @param {PageAnswer} answer */
  function showAnew(answer) {
    drawn = "";
    show(answer);
  }

  function dismiss() {
    if (!known) return;
    dismissed = saying(known);
    fold();
  }

  /** Closes what was opened last. */
  function escape() {
    if (!frame || frame.steps.close()) return;
    const menu = shownIn(frame.more, "menu");
    const opener = frame.bar.querySelector("[data-opens=menu]");
    if (menu) {
      unfold(frame, null);
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    } else if (!frame.bar.hidden) dismiss();
    else mastheadHighlights.set(false);
  }

  /** Something that the reader needs is covered. @returns {boolean} whether there was something to fold away */
  function cede() {
    const folds = frame !== null && frame.more.firstElementChild !== null;
    if (frame && folds) unfold(frame, null);
    return folds;
  }

  /** Whether the reader is in the middle of it, so that it must not wander. */
  const stays = () => frame !== null && (frame.more.firstElementChild !== null || frame.stand.hasFocus);

  mastheadHighlights.listen(onMarked);

  return { show, hide };
})();
