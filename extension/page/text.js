/**
 * The visible text of the page, block by block. It is handed to the extension's own background and goes no further.
 *
 * Nodes are taken in the order in which they are shown: a shadow root in place of its host's children, what is slotted
 * where its slot is, a frame's document where the frame is. A page must not be able to keep the browser busy, so all of
 * it is bounded, nothing recurses, and only what holds text is judged.
 */
const mastheadText = (() => {
  const { typeOf, valueOf, firstChildOf, nextOf, tagOf, shadowOf, slottedIn, documentIn, windowIn } = mastheadGenuine;
  const { rootOf, bodyOf, boxOf } = mastheadGenuine;

  const MAX_NODES = 300_000;
  const MAX_CHARACTERS = 1_500_000;
  const MAX_JUDGED = 60_000;
  const MAX_FRAMES = 20;
  const MAX_FRAME_DEPTH = 4;
  /** Shadows that are told. */
  const MAX_ROOTS = 200;
  /** Milliseconds. Only a page that was built to keep us busy, or a very long one on a very slow machine, takes so long. */
  const DEADLINE = 500;
  const STEPS_PER_LOOK_AT_THE_CLOCK = 64;
  /** Elements without text that are remembered between two texts. */
  const MAX_PASSED = 64;

  const ELEMENT = 1;
  const TEXT = 3;
  const CDATA = 4;
  const FRAMES = new Set(["IFRAME", "FRAME"]);
  /** Their text is not shown, or not as text; rt and rp stand between the letters of a word. */
  const SKIPPED = new Set(
    "SCRIPT STYLE NOSCRIPT TEMPLATE TEXTAREA SELECT OPTION DATALIST OBJECT SVG CANVAS VIDEO AUDIO HEAD RT RP RTC".split(
      " ",
    ),
  );

  /** Why something was left unread, in the words of `mastheadFeeds.unreadLines`. */
  const LONG = "long";
  const MANY = "parts";
  const SLOW = "slow";
  const FRAMED = "frames";

  /**
   * An element on the way down to where we are; of the topmost, which holds the document, there is none.
   * A text node, and where it stands in what was read.
   * @typedef {{node: Node, start: number, length: number}} Piece
   *
   * @typedef {{element: Element, parent: Entry | null, place: Place | null, seen: boolean | null, isRoot: boolean,
   *   frames: number, next: Node | null, list: Node[] | null, at: number}} Entry
   */

  class Reading {
    /** @type {string[]} */
    pieces = [];
    /** @type {Set<string>} */
    unread = new Set();
    stopped = false;
    steps = 0;
    nodes = 0;
    judged = 0;
    frames = 0;
    characters = 0;
    /** With what parts them. */
    length = 0;
    /** Shadows, and documents of frames. @type {Node[]} */
    roots = [];
    /** Windows of large frames of other sites. @type {Window[]} */
    foreign = [];
    /** The way down to where we are. @type {Entry[]} */
    path = [];
    /** The block of the last text. @type {Element | null} */
    block = null;
    /** What parts the last text from the next, as far as it is known. */
    gap = "";
    /** What was met since the last text. It is judged only where it may part two texts of the same block. @type {Entry[]} */
    passed = [];
    /** Where spaces stood since the last text. @type {Entry[]} */
    spaces = [];

    /** @param {number} deadline @param {Piece[] | null} places as of `read` */
    constructor(deadline, places) {
      this.deadline = deadline;
      this.places = places;
    }

    /** @param {Element} root */
    read(root) {
      this.descend(newEntry(root, null, true));
      for (let top = this.path.at(-1); top && !this.stopped; top = this.path.at(-1)) {
        const node = nextIn(top);
        if (!node) this.path.pop();
        else if (++this.nodes > MAX_NODES) this.stop(MANY);
        else if (this.goesOn()) this.take(node, top);
      }
    }

    /** @param {Node} node @param {Entry} parent */
    take(node, parent) {
      const type = typeOf(node);
      if (type === ELEMENT) this.enter(newEntry(/** @type {Element} */ (node), parent, false));
      else if (type === TEXT || type === CDATA) this.add(node, valueOf(node) ?? "", parent);
    }

    /** @param {Entry} entry */
    enter(entry) {
      this.pass(this.passed, entry);
      const tag = tagOf(entry.element).toUpperCase();
      if (SKIPPED.has(tag)) return;
      if (FRAMES.has(tag)) this.enterFrame(entry);
      else this.descend(entry, tag);
    }

    /** @param {Entry} entry @param {string} [tag] */
    descend(entry, tag) {
      const shadow = shadowOf(entry.element);
      if (shadow && this.roots.length < MAX_ROOTS) this.roots.push(shadow);
      const slotted = tag === "SLOT" ? slottedIn(entry.element) : [];
      if (slotted.length) entry.list = slotted;
      else entry.next = firstChildOf(shadow ?? entry.element);
      if (entry.list || entry.next) this.path.push(entry);
    }

    /** @param {Entry} entry */
    enterFrame(entry) {
      const place = this.placeOf(entry);
      if (!place || !mastheadVisible.showsFrame(place)) return;
      if (this.frames === MAX_FRAMES || entry.frames === MAX_FRAME_DEPTH) {
        this.unread.add(FRAMED);
        return;
      }
      const root = this.open(entry.element);
      if (!root) return;
      const within = newEntry(root, entry, true);
      within.frames = entry.frames + 1;
      this.descend(within);
    }

    /**
     * The root of what a frame shows, if we may know.
     * @param {Element} frame
     */
    open(frame) {
      const began = performance.now();
      const inside = documentIn(frame);
      const root = inside && rootOf(inside);
      const foreign = !inside && isLarge(frame) && windowIn(frame);
      if (foreign && this.foreign.length < MAX_FRAMES) this.foreign.push(foreign);
      if (inside && root) {
        this.frames++;
        this.roots.push(inside);
        // As with the page itself: the browser owes its reader this layout.
        boxOf(root);
        this.deadline += performance.now() - began;
      }
      return root;
    }

    /** @param {Node} node @param {string} value @param {Entry} parent */
    add(node, value, parent) {
      if (!/\S/.test(value)) {
        if (value) this.pass(this.spaces, parent);
        return;
      }
      const place = this.placeOf(parent);
      if (!place) return;
      parent.seen ??= mastheadVisible.showsText(place);
      if (place.shut) this.leave();
      if (!parent.seen) return;
      if (place.block === this.block) this.weigh();
      else this.gap = "\n";
      const piece = value.slice(0, MAX_CHARACTERS - this.characters);
      this.characters += piece.length;
      this.length += this.gap.length;
      this.places?.push({ node, start: this.length, length: piece.length });
      this.length += piece.length;
      this.pieces.push(this.gap, breaksLines(place) ? piece : piece.replaceAll("\n", " "));
      this.block = place.block;
      this.gap = "";
      this.passed.length = this.spaces.length = 0;
      if (piece.length < value.length) this.stop(LONG);
    }

    /** Nothing more is to be seen in what is shut. */
    leave() {
      while (this.path.at(-1)?.place?.shut) this.path.pop();
    }

    /** @param {Entry[]} list @param {Entry} entry */
    pass(list, entry) {
      if (this.gap === "\n") return;
      list.push(entry);
      if (list.length === MAX_PASSED) this.weigh();
    }

    /** Finds out what parts two texts of the same block: an invisible element or space parts nothing. */
    weigh() {
      const { passed, spaces } = this;
      if (this.gap !== "\n" && passed.some((entry) => this.parts(entry))) this.gap = "\n";
      if (this.gap === "" && spaces.some((entry) => this.shows(entry))) this.gap = " ";
      passed.length = spaces.length = 0;
    }

    /** @param {Entry} entry */
    shows(entry) {
      const place = this.placeOf(entry);
      return place !== null && (entry.seen ??= mastheadVisible.showsText(place));
    }

    /** Whether an element begins a new line. @param {Entry} entry */
    parts(entry) {
      if (entry.place?.inline || (entry.parent && this.placeOf(entry.parent)?.shut !== false)) return false;
      const { display, position, float } = getComputedStyle(entry.element);
      if (tagOf(entry.element).toUpperCase() === "BR") return display !== "none";
      const flows = position !== "absolute" && position !== "fixed" && float === "none";
      return flows && !/^(none|contents|inline|ruby)/.test(display);
    }

    /**
     * @param {Entry} entry
     * @returns {Place | null} null when we had to stop on the way
     */
    placeOf(entry) {
      /** @type {Entry[]} */
      const unknown = [];
      for (let at = /** @type {Entry | null} */ (entry); at && !at.place; at = at.parent) unknown.push(at);
      for (let at = unknown.pop(); at && this.goesOn(); at = unknown.pop()) {
        if (++this.judged > MAX_JUDGED) this.stop(MANY);
        else at.place = mastheadVisible.judge(at.element, at.parent?.place ?? null, at.isRoot);
      }
      return entry.place;
    }

    /** Looks at the clock now and then. */
    goesOn() {
      if (++this.steps % STEPS_PER_LOOK_AT_THE_CLOCK === 0 && performance.now() > this.deadline) this.stop(SLOW);
      return !this.stopped;
    }

    /** @param {string} reason */
    stop(reason) {
      this.stopped = true;
      this.unread.add(reason);
    }
  }

  /** @param {Element} element @param {Entry | null} parent @param {boolean} isRoot @returns {Entry} */
  function newEntry(element, parent, isRoot) {
    const frames = parent?.frames ?? 0;
    return { element, parent, place: null, seen: null, isRoot, frames, next: null, list: null, at: 0 };
  }

  /** @param {Entry} entry @returns {Node | null} */
  function nextIn(entry) {
    if (entry.list) return entry.list[entry.at++] ?? null;
    const node = entry.next;
    if (node) entry.next = nextOf(node);
    return node;
  }

  /**
   * Whether a newline in the source is one to the reader too; elsewhere it is a space, and a hyphen before it breaks no
   * word.
   * @param {Place} place
   */
  const breaksLines = ({ style }) => /pre|break-spaces/.test(style?.whiteSpace ?? "");

  /** Whether a frame takes half of the window: then it is what the reader came for. @param {Element} frame */
  function isLarge(frame) {
    const { width, height } = boxOf(frame);
    return width * height > (innerWidth * innerHeight) / 2;
  }

  /** Of the last reading. @type {Window[]} */
  let foreign = [];

  /**
   * @param {Piece[] | null} [places] is told where each piece of the text stands
   * @returns {{text: string, unread: string | null, foreign: boolean, roots: Node[]}} text with a newline between
   *   blocks; why something was left out; whether frames of other sites take much of what is seen; trees that observers
   *   of the page do not see into
   */
  function read(places = null) {
    const root = rootOf(document);
    foreign = [];
    if (!root || !bodyOf(document)) return { text: "", unread: null, foreign: false, roots: [] };
    // The browser owes its reader this layout anyway: it does not count as our time.
    boxOf(root);
    mastheadInk.begin();
    const reading = new Reading(performance.now() + DEADLINE, places);
    reading.read(root);
    foreign = reading.foreign;
    const unread = [...reading.unread].join("; ") || null;
    return { text: reading.pieces.join(""), unread, foreign: foreign.length > 0, roots: reading.roots };
  }

  /** Windows of the large frames of other sites that the last reading met. */
  const foreignWindows = () => foreign;

  return { read, foreignWindows };
})();
