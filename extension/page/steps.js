/**
 * The line with which the reader goes from one marked place to the next, and the note at the one in view. A click on a
 * marked place opens its note too; whatever the page makes of the click is left to it.
 */
const mastheadSteps = (() => {
  const { say, sayCount, formatNumber } = mastheadPhrases;
  const { element, button } = mastheadCard;
  const { addEventListener } = EventTarget.prototype;

  /** What a click on a marked place must not disturb. */
  const OWN = "a[href], button, input, select, textarea, summary, label, video, audio, [role=button]";

  class Steps {
    #count = element("p", "count");
    #previous = button(say("stepPrevious"), () => mastheadHighlights.step(-1));
    #next = button(say("stepNext"), () => mastheadHighlights.step(1));
    #off = button(say("stepOff"), () => mastheadHighlights.set(false));
    line = element("div", "steps", this.#count, this.#previous, this.#next, this.#off);
    /** @type {{made: HTMLElement, spot: Spot} | null} */
    #callout = null;
    /** The place whose note the reader has closed. */
    #shut = "";
    /** @type {AbortController | null} */
    #listening = null;

    /** @param {InstanceType<typeof mastheadStand.Stand>} stand */
    constructor(stand) {
      this.stand = stand;
      this.line.setAttribute("role", "group");
      this.line.setAttribute("aria-label", say("stepsLabel"));
      this.line.hidden = true;
    }

    /** @param {Marked} marked */
    update({ on, spots, at, changed }) {
      this.line.hidden = !on;
      this.#listen(on);
      if (!on) {
        this.#open(undefined);
        return;
      }
      const [place, count] = [formatNumber(at + 1), formatNumber(spots.length)];
      const words = changed
        ? say("pageChanged")
        : at < 0
          ? sayCount("marked", spots.length)
          : say("passageOf", place, count);
      this.#count.textContent = words;
      for (const step of [this.#previous, this.#next]) step.disabled = changed || spots.length === 0;
      const spot = changed ? undefined : spots[at];
      if (spot?.key !== this.#callout?.spot.key && spot?.key !== this.#shut) this.#open(spot);
      else if (spot && this.#callout) this.#callout.spot = spot;
      this.settle();
      this.stand.announce(spot ? `${words} ${this.#callout?.made.ariaLabel ?? ""}`.trim() : words);
    }

    /** Closes the note. @returns {boolean} whether there was one */
    close() {
      const was = this.#callout;
      if (!was) return false;
      const had = was.made.contains(this.stand.shadow.activeElement);
      was.made.remove();
      this.#callout = null;
      this.#shut = was.spot.key;
      if (had) this.focus();
      return true;
    }

    /** Takes the keyboard. */
    focus() {
      this.#next.focus({ preventScroll: true });
    }

    /** @param {Spot | undefined} spot */
    #open(spot) {
      this.close();
      this.#shut = "";
      if (!spot) return;
      const made = mastheadCallout.draw(spot, () => this.close());
      this.#callout = { made, spot };
      this.stand.shadow.append(made);
      this.settle();
    }

    /** The places may have moved in the window. */
    settle() {
      if (!this.#callout) return;
      const { made, spot } = this.#callout;
      mastheadCallout.settle(made, spot, this.stand.host.getBoundingClientRect());
    }

    /** @param {boolean} on */
    #listen(on) {
      this.#listening?.abort();
      this.#listening = on ? new AbortController() : null;
      if (!this.#listening) return;
      const { signal } = this.#listening;
      for (const view of mastheadHighlights.windows) {
        const click = (/** @type {Event} */ event) => this.#onClick(view, /** @type {MouseEvent} */ (event));
        addEventListener.call(view, "click", click, { signal });
        for (const type of ["scroll", "resize"]) {
          addEventListener.call(view, type, this.#onMove, { capture: true, passive: true, signal });
        }
      }
    }

    #moving = false;

    #onMove = () => {
      if (this.#moving || !this.#callout) return;
      this.#moving = true;
      requestAnimationFrame(() => {
        this.#moving = false;
        this.settle();
      });
    };

    /** @param {Window} view @param {MouseEvent} event */
    #onClick(view, event) {
      const target = /** @type {Element | null} */ (event.composedPath()[0]);
      if (!event.isTrusted || target === this.stand.host || target?.closest?.(OWN)) return;
      if (!(view.getSelection()?.isCollapsed ?? true)) return; // the reader has selected something
      const [spot] = mastheadHighlights.spotsAt(view, event.clientX, event.clientY);
      if (!spot) this.close();
      else if (spot.key === this.#callout?.spot.key) this.close();
      else {
        this.#shut = "";
        mastheadHighlights.point(spot);
      }
    }
  }

  return { Steps };
})();
