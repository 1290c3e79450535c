/**
 * What the banner stands on: an element of its own in the page's top layer, with a closed shadow root that no rule of
 * the page reaches, over the page and moving nothing of it.
 *
 * A page can remove it. It comes back a few times, since pages also write themselves anew without meaning it, and then
 * stays away: the toolbar always tells the same.
 */
const mastheadStand = (() => {
  const { say } = mastheadPhrases;
  const { element } = mastheadCard;
  const { rootOf, bodyOf } = mastheadGenuine;
  const { addEventListener, removeEventListener } = EventTarget.prototype;

  /** Long enough for a screen reader to notice that the live region was filled after it was there. */
  const ANNOUNCE_AFTER = 200;
  const ANNOUNCED_AFTER = 5000;
  /** How often it comes back to one page that takes it away. */
  const RETURNS = 3;
  let returns = 0;

  /**
   * What the banner does when a key or the page asks for it. `cede`: something that has the focus is covered; it tells
   * whether there was something to fold away. `stays`: the reader is in the middle of it, so that it must not wander.
   * @typedef {{escape: () => void, cede: () => boolean, stays: () => boolean}} Manners
   */

  /** An element that the page cannot have defined: whose own it is, it could look into. */
  function newHost() {
    const { createElement } = Document.prototype;
    const host = createElement.call(document, "masthead-banner");
    return host.matches(":defined") ? element("div", "") : host;
  }

  class Stand {
    host = newHost();
    shadow = this.host.attachShadow({ mode: "closed" });
    live = element("p", "silent");
    region = element("section", "masthead banner", this.live);
    /** Rules for the host alone, changed when it moves. */
    #placing = new CSSStyleSheet();
    /** @type {Standing} */
    #standing = { edge: "top", from: 0 };
    /** How large it was when it was last seen. */
    #size = { width: 0, height: 0 };
    #announced = "";
    /** Where the keyboard was before it came to the banner. @type {HTMLElement | null} */
    #cameFrom = null;
    /** @type {(() => void)[]} */
    #ends = [];

    /** @param {Manners} manners */
    constructor(manners) {
      this.manners = manners;
      mastheadStyles.wear(this.shadow, mastheadStyles.base, mastheadStyles.card, mastheadLook.banner);
      this.shadow.adoptedStyleSheets = [...this.shadow.adoptedStyleSheets, this.#placing];
      this.live.setAttribute("role", "status");
      this.region.setAttribute("role", "region");
      this.region.setAttribute("aria-label", say("bannerLabel"));
      this.region.lang = mastheadPhrases.locale;
      this.region.dir = mastheadPhrases.direction;
      for (const type of ["keydown", "keyup", "keypress"]) addEventListener.call(this.shadow, type, this.#onOwnKey);
      addEventListener.call(this.shadow, "focusin", this.#onFocus);
      this.shadow.append(this.region);
    }

    get stands() {
      return this.host.isConnected;
    }

    get hasFocus() {
      return this.shadow.activeElement !== null;
    }

    /** Puts it into the page. */
    enter() {
      const root = rootOf(document);
      if (this.stands || returns > RETURNS || !(root instanceof HTMLElement)) return; // an image, or a bare XML file
      this.#place({ edge: "top", from: 0 });
      root.append(this.host);
      this.#rise();
      this.settle();
      addEventListener.call(document, "keydown", this.#onPageKey);
      addEventListener.call(this.host, "toggle", this.#onToggle);
      const presence = new MutationObserver(() => this.#comeBack());
      for (const parent of [document, root]) presence.observe(parent, { childList: true });
      this.#ends = [
        mastheadPlace.watch(() => this.settle()),
        () => presence.disconnect(),
        () => removeEventListener.call(document, "keydown", this.#onPageKey),
        () => removeEventListener.call(this.host, "toggle", this.#onToggle),
      ];
    }

    /** Takes it out of the page, and gives the keyboard back. */
    leave() {
      const had = this.hasFocus;
      for (const end of this.#ends.splice(0)) end();
      this.host.remove();
      this.#announced = "";
      if (had && this.#cameFrom?.isConnected) this.#cameFrom.focus({ preventScroll: true });
      this.#cameFrom = null;
    }

    /** Finds its place anew. */
    settle() {
      if (!this.stands || !mastheadMain.isHere()) return;
      const { width, height } = this.host.getBoundingClientRect();
      if (height > 0) this.#size = { width, height };
      if (mastheadPlace.coversFocus(this.host) && this.manners.cede()) {
        const folded = this.host.getBoundingClientRect();
        this.#size = { width: folded.width, height: folded.height };
      }
      const stays = this.manners.stays() && this.#standing.edge !== "aside" && !mastheadPlace.isModal();
      if (stays) return;
      const next = mastheadPlace.choose(this.host, this.#size, this.#standing);
      if (next.edge === this.#standing.edge && next.from === this.#standing.from) return;
      this.#move(next);
    }

    /**
     * What has moved by itself counts as a shift of the page's layout; what was away for a moment does not.
     * @param {Standing} next
     */
    #move(next) {
      const away = this.#standing.edge === "aside";
      this.#place(mastheadPlace.ASIDE);
      this.#standing = next;
      if (away || next.edge === "aside") this.#place(next);
      else requestAnimationFrame(() => this.#place(this.#standing));
    }

    /** @param {Standing} standing */
    #place(standing) {
      const { edge, from } = standing;
      const rules = {
        aside: "display: none !important;",
        top: `inset: ${from}px 0 auto 0 !important; --from: ${from}px;`,
        bottom: `inset: auto 0 ${from}px 0 !important; --from: ${from}px;`,
      };
      this.#placing.replaceSync(`:host { ${rules[edge]} }`);
      this.region.classList.toggle("low", edge === "bottom");
      this.#standing = standing;
    }

    /** Into the top layer, above whatever the page piles up. Where that does not exist, it is merely fixed. */
    #rise() {
      if (typeof this.host.showPopover !== "function") return;
      this.host.popover = "manual";
      this.host.showPopover();
    }

    #comeBack() {
      if (this.stands) return;
      if (++returns > RETURNS) {
        this.leave();
        return;
      }
      rootOf(document)?.append(this.host);
      this.#rise();
    }

    /** The page has closed what is no popover of its own. */
    #onToggle = () => {
      if (!this.stands || this.host.matches(":popover-open")) return;
      if (++returns <= RETURNS) this.#rise();
    };

    /**
     * Says a line once to screen readers, and takes the text away again so that nobody reads it twice.
     * @param {string} line
     */
    announce(line) {
      if (line === this.#announced) return;
      this.#announced = line;
      setTimeout(() => {
        if (this.#announced === line) this.live.textContent = line;
      }, ANNOUNCE_AFTER);
      setTimeout(() => {
        if (this.#announced === line) this.live.textContent = "";
      }, ANNOUNCED_AFTER);
    }

    /**
     * Keys pressed in the banner are not the page's business: many pages have shortcuts on single letters.
     * @param {Event} event
     */
    #onOwnKey = (event) => {
      event.stopPropagation();
      const { type, key, isTrusted } = /** @type {KeyboardEvent} */ (event);
      if (type === "keydown" && key === "Escape" && isTrusted) this.manners.escape();
    };

    /**
     * Escape closes it from the page too, unless the page uses the key itself or the reader is typing.
     * @param {Event} event
     */
    #onPageKey = (event) => {
      const { key, isTrusted, defaultPrevented } = /** @type {KeyboardEvent} */ (event);
      const idle = document.activeElement === null || document.activeElement === bodyOf(document);
      if (key === "Escape" && isTrusted && !defaultPrevented && idle) this.manners.escape();
    };

    /** @param {Event} event */
    #onFocus = (event) => {
      const from = /** @type {FocusEvent} */ (event).relatedTarget;
      if (from instanceof HTMLElement && !this.shadow.contains(from)) this.#cameFrom = from;
    };
  }

  return { Stand };
})();
