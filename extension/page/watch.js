/**
 * Notices that the text of the page may have changed, and has it read again: at rest, in an idle moment, within a budget.
 *
 * There is no timer while nothing happens. What happens wakes a sense, which looks away until the page has been read, so
 * that a flood costs nothing; and it looks away for longer, the longer it finds nothing worth it.
 */
const mastheadWatch = (() => {
  const { tagOf, typeOf } = mastheadGenuine;

  /** Milliseconds in which a page comes to rest. */
  const SETTLED = 700;
  /** The longest a sense looks away. */
  const LONGEST_REST = 60_000;
  /** A sense that noticed nothing for so long is quick again. */
  const QUIET = 120_000;
  /** Characters by which a text differs that is more than a clock, a counter or a line of a chat. */
  const MUCH = 300;
  /** A page that changes its address again and again is read all the same after so long. */
  const LONGEST_TURN = 2400;
  /** Milliseconds that may be spent at once, and that a minute adds: of reading, and what a message costs others. */
  const BUDGET = 300;
  const MINUTE = 60_000;
  const MESSAGE_COST = 20;
  /** The longest to wait for an idle moment. */
  const IDLE_WITHIN = 1000;
  /** What often shows or hides a text. */
  const attributeFilter = ["class", "style", "hidden", "open", "aria-expanded", "aria-hidden"];
  const ELEMENT = 1;

  /**
   * Whether the text was told, by how many characters it has grown or shrunk, and which trees are to be observed too.
   * @typedef {{told: boolean, differs: number, roots: Node[]}} Found
   */

  /** @type {((framesCame: boolean) => Found | null) | null} */
  let read = null;
  /** What is watched: the page, and the trees in it. @type {Node[]} */
  let targets = [];
  /** When the page is to be read, whatever the senses say. */
  let wanted = Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let idle = 0;
  let budget = BUDGET;
  let countedAt = 0;
  /** Since when the address has been changing; 0 where it has not. */
  let turning = 0;

  /** One way to notice something. */
  class Sense {
    rest = SETTLED;
    /** When the page is to be read for what was noticed. */
    due = Infinity;
    since = 0;

    /** @param {() => void} look @param {() => void} lookAway */
    constructor(look, lookAway) {
      this.look = look;
      this.lookAway = lookAway;
    }

    notice() {
      if (this.due < Infinity || !targets.length) return;
      this.lookAway();
      const now = performance.now();
      if (now - this.since > QUIET) this.rest = SETTLED;
      this.due = now + this.rest;
      plan();
    }

    /** What was noticed is read soon, however little came of it before. */
    hasten() {
      if (this.due === Infinity) return;
      this.rest = SETTLED;
      this.due = Math.min(this.due, performance.now() + SETTLED);
    }
  }

  /** @param {MutationObserverInit} what */
  function changes(what) {
    const observer = new MutationObserver(() => sense.notice());
    const options = { ...what, subtree: true };
    const sense = new Sense(
      () => targets.forEach((target) => observer.observe(target, options)),
      () => observer.disconnect(),
    );
    return sense;
  }

  /** A page mostly grows when more is shown of it, whatever shows it. */
  function growth() {
    let first = true;
    const observer = new ResizeObserver(() => {
      if (!first) sense.notice();
      first = false; // it tells the size to begin with
    });
    const sense = new Sense(
      () => {
        first = true;
        for (const box of [document.documentElement, document.body]) if (box) observer.observe(box);
      },
      () => observer.disconnect(),
    );
    return sense;
  }

  /** Listeners cost nothing, so they stay. @param {string} type @param {(event: Event) => boolean} counts */
  function events(type, counts) {
    /** @param {Event} event */
    const listener = (event) => {
      if (event.isTrusted && counts(event)) sense.notice();
    };
    const sense = new Sense(
      () => targets.forEach((target) => target.addEventListener(type, listener, true)),
      () => {},
    );
    return sense;
  }

  const frames = events("load", ({ target }) => {
    const node = /** @type {Node} */ (target);
    return typeOf(node) === ELEMENT && /^I?FRAME$/i.test(tagOf(node));
  });
  const hand = events("click", () => {
    for (const sense of senses) sense.hasten();
    plan();
    return true;
  });
  const texts = changes({ childList: true, characterData: true });
  const senses = [texts, changes({ attributeFilter }), growth(), frames, hand];

  /** Sets the one timer there is. */
  function plan() {
    clearTimeout(timer);
    const due = Math.min(wanted, ...senses.map((sense) => sense.due));
    if (due === Infinity || idle) return;
    const now = count();
    // Who asks for it now has a reason that the page has no hand in.
    const affordable = wanted <= now ? now : now - (Math.min(0, budget) * MINUTE) / BUDGET;
    timer = setTimeout(whenIdle, Math.max(due, affordable) - now);
  }

  /** Adds to the budget what the time has brought; tells the time. */
  function count() {
    const now = performance.now();
    budget = Math.min(BUDGET, budget + (BUDGET * (now - countedAt)) / MINUTE);
    return (countedAt = now);
  }

  function whenIdle() {
    idle = requestIdleCallback(look, { timeout: IDLE_WITHIN });
  }

  function look() {
    if (!read) return;
    const began = performance.now();
    const found = read(frames.due < Infinity);
    if (!found) return;
    const { told, differs, roots } = found;
    budget -= count() - began + (told ? MESSAGE_COST : 0);
    for (const sense of senses) {
      if (sense.due < Infinity) sense.rest = differs > MUCH ? SETTLED : Math.min(2 * sense.rest, LONGEST_REST);
    }
    rest();
    targets = [document, ...roots];
    for (const sense of senses) {
      sense.since = began;
      sense.look();
    }
  }

  /** Looks away, until `wake`. */
  function rest() {
    clearTimeout(timer);
    cancelIdleCallback(idle);
    idle = turning = 0;
    wanted = Infinity;
    targets = [];
    for (const sense of senses) {
      sense.lookAway();
      sense.due = Infinity;
    }
  }

  /** @param {number} wait */
  function begin(wait) {
    rest();
    for (const sense of senses) sense.rest = SETTLED;
    wanted = performance.now() + wait;
    plan();
  }

  /**
   * Has the page read now, and whenever it may have changed.
   * @param {(framesCame: boolean) => Found | null} reading is told whether a frame has loaded; null where it is over
   */
  function start(reading) {
    read = reading;
    begin(0);
  }

  /** The reader is back, and nobody has watched in between. */
  const wake = () => begin(SETTLED);

  /** Another page stands at another address, and will soon be complete. */
  function turn() {
    const now = performance.now();
    const since = turning || now;
    begin(Math.max(0, Math.min(SETTLED, since + LONGEST_TURN - now)));
    turning = since;
  }

  /** Looks away, until `start`. */
  function stop() {
    rest();
    read = null;
  }

  return { start, wake, turn, rest, stop };
})();
