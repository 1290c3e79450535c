/**
 * The small note at a marked place of the page: whose text it is, and what curators noted about it. It stands beside the
 * banner in the same closed shadow root, near the place, and goes with the marks.
 */
const mastheadCallout = (() => {
  const { say, clean, formatDate } = mastheadPhrases;
  const { LENGTH, element, told, smallLine, link, button } = mastheadCard;
  const { quoteOf } = mastheadOutlets;

  /** Pixels between it, its place, and the edges of the window. */
  const GAP = 8;
  /** Pixels it has where there is no room beside its place. */
  const LOWEST = 160;
  const MOST = { told: 3, notes: 3, sources: 3 };

  /**
   * What one feed tells of a place.
   * @param {Spot["of"][0]} one
   * @param {boolean} named whether the feed is named: one of several
   */
  function piece({ feed, match, note }, named) {
    const { article } = match;
    const notes = note ? [note] : article.notes.filter(({ quote }) => !quote).slice(0, MOST.notes);
    return element(
      "div",
      "piece",
      element("p", "small class", note ? say("calloutQuote") : say("calloutPassage")),
      told("p", "title", article.title || say("articleUntitled"), LENGTH.title, article.language),
      smallLine(
        article.outlet ? told("bdi", "", mastheadPhrases.nameOf(article.outlet), LENGTH.label) : say("byUnknown"),
        formatDate(article.publishedOn),
        named ? say("fromFeed", mastheadPhrases.feedName(feed)) : null,
      ),
      ...notes.map((one) => notePiece(one, note !== null)),
    );
  }

  /** @param {Note} note @param {boolean} quoted whether it is the note on the quoted claim itself */
  function notePiece(note, quoted) {
    const when = formatDate(note.publishedOn);
    const sources = note.sources.slice(0, MOST.sources).map(({ url, title }) => link(url, title));
    return element(
      "div",
      "noted",
      quoted ? null : quoteOf(note),
      told("p", "prose", note.text, LENGTH.text, note.language),
      smallLine(when ? say("notedOn", when) : null, ...sources),
    );
  }

  /**
   * @param {Spot} spot
   * @param {() => void} close
   */
  function draw(spot, close) {
    const feeds = new Set(spot.of.map(({ feed }) => feed.url));
    const shut = button("×", close, say("bannerClose"));
    shut.className = "shut";
    const head = element("div", "head", element("span", "wordmark", say("extensionName")), shut);
    const body = element("div", "body", ...spot.of.slice(0, MOST.told).map((one) => piece(one, feeds.size > 1)));
    body.tabIndex = 0; // a keyboard must be able to scroll it
    const made = element("aside", "masthead callout", head, body);
    made.setAttribute("aria-label", say("calloutLabel", clean(spot.of[0]?.match.article.title, LENGTH.label)));
    made.lang = mastheadPhrases.locale;
    made.dir = mastheadPhrases.direction;
    return made;
  }

  /**
   * Puts it under its place, or over it where there is more room; out of sight where its place is.
   * @param {HTMLElement} callout
   * @param {Spot} spot
   * @param {DOMRect} banner which it must not cover
   */
  function settle(callout, spot, banner) {
    const [range] = spot.ranges;
    const boxes = range ? [...range.getClientRects()] : [];
    const offset = range ? offsetOf(mastheadHighlights.windowOf(range)) : null;
    const seen = boxes.filter(({ bottom, top }) => offset && bottom + offset.y > 0 && top + offset.y < innerHeight);
    callout.classList.toggle("away", seen.length === 0);
    if (!seen.length || !offset) return;
    const isLow = banner.top > innerHeight / 2;
    const from = banner.height > 0 && !isLow ? banner.bottom : 0;
    const to = banner.height > 0 && isLow ? banner.top : innerHeight;
    const first = seen[0];
    const last = seen[seen.length - 1];
    const room = { over: first.top + offset.y - from, under: to - last.bottom - offset.y };
    callout.style.removeProperty("max-block-size");
    const under = room.under >= callout.offsetHeight + 2 * GAP || room.under >= room.over;
    callout.style.setProperty("max-block-size", `${Math.max(LOWEST, (under ? room.under : room.over) - 2 * GAP)}px`);
    const { offsetWidth: width, offsetHeight: height } = callout;
    const top = under ? last.bottom + offset.y + GAP : first.top + offset.y - height - GAP;
    const left = (under ? last : first).left + offset.x;
    /** @param {number} at @param {number} least @param {number} most */
    const within = (at, least, most) => Math.max(least + GAP, Math.min(at, most - GAP));
    callout.style.top = `${within(top, from, to - height)}px`;
    callout.style.left = `${within(left, 0, windowWidth() - width)}px`;
  }

  /** Without its scrollbar. */
  const windowWidth = () => (visualViewport ? visualViewport.width * visualViewport.scale : innerWidth);

  /** Where a frame of this site stands in the window. @param {Window} view */
  function offsetOf(view) {
    const offset = { x: 0, y: 0 };
    for (let at = view; at !== window; at = at.parent) {
      const frame = at.frameElement;
      if (!frame) return null;
      const box = frame.getBoundingClientRect();
      offset.x += box.left + frame.clientLeft;
      offset.y += box.top + frame.clientTop;
    }
    return offset;
  }

  return { draw, settle };
})();
