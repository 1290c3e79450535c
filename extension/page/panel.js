/**
 * What is known of a page, put together from the pieces in card.js. Banner and popup both show it.
 *
 * Each feed speaks for itself: what one calls an outlet or an article has nothing to do with what another calls so.
 */
const mastheadPanel = (() => {
  const { say, clean } = mastheadPhrases;
  const { element, told, part, matchPiece, addressPiece, outletPiece, notesPiece } = mastheadCard;

  const MOST_MATCHES = 10;
  const LENGTH = { name: 120, unread: 300 };

  /**
   * Everything that one feed knows of a page.
   * @param {Voice} voice
   */
  function partsOf(voice) {
    const { address } = voice;
    const matches = voice.matches.slice(0, MOST_MATCHES);
    const outlets = [address?.outlet, ...matches.map((match) => match.article.outlet)].filter((outlet) => !!outlet);
    const once = [...new Map(outlets.map((outlet) => [outlet.slug, outlet])).values()];
    const articles = [...new Map(matches.map(({ article }) => [article.id, article])).values()];
    /** @param {{subject: string, notes: Note[]}[]} noted */
    const notesPart = (noted) => {
      const pieces = noted.filter(({ notes }) => notes.length > 0);
      if (pieces.length)
        parts.push(part(say("headingNotes"), ...pieces.map((one) => notesPiece(one.subject, one.notes))));
    };

    /** @type {HTMLElement[]} */
    const parts = [];
    if (matches.length) parts.push(part(say("headingText"), ...matches.map(matchPiece)));
    if (address) parts.push(part(say("headingAddress"), addressPiece(address)));
    // An imitated address is more urgent than the text it carries.
    if (address?.role === "impersonator") parts.reverse();
    // What was noted about this very article comes before what is known of its outlet in general.
    notesPart(articles.map(({ title, notes }) => ({ subject: title || say("articleUntitled"), notes })));
    if (once.length) parts.push(part(say("headingOutlet"), ...once.map(outletPiece)));
    notesPart(once.map(({ name, slug, notes }) => ({ subject: name || slug, notes })));
    return parts;
  }

  /**
   * What one of several feeds knows, under its name.
   * @param {Voice} voice
   * @param {Knowledge} knowledge
   */
  function voiceSection(voice, knowledge) {
    const parts = partsOf(voice);
    for (const heading of parts.flatMap((one) => [...one.querySelectorAll("h2, h3, h4")])) {
      heading.setAttribute("aria-level", String(Number(heading.tagName.slice(1)) + 1));
    }
    const name = told("h2", "feed", mastheadPhrases.feedName(voice.feed, knowledge), LENGTH.name);
    const lines = [mastheadPhrases.versionLine(voice.feed), mastheadPhrases.listLine(voice.feed)];
    return element("section", "voice", name, ...parts, foot(lines));
  }

  /**
   * Everything that is known of a page, below its first line. A single feed needs no name over it.
   * @param {Knowledge} knowledge
   */
  function panel(knowledge) {
    const { voices, unread } = knowledge;
    const speaking = mastheadPhrases.speaking(knowledge);
    const silent = voices.filter((voice) => !speaking.includes(voice));
    const lines = silent.map(({ feed }) => mastheadPhrases.silentLine(feed, knowledge));
    if (unread) lines.push(say("unreadLine", clean(unread, LENGTH.unread)));
    if (speaking.length > 1) {
      return element("div", "knowledge", ...speaking.map((voice) => voiceSection(voice, knowledge)), foot(lines));
    }
    const own = speaking.flatMap(({ feed }) => [
      mastheadPhrases.feedLine(feed, knowledge),
      mastheadPhrases.listLine(feed),
    ]);
    return element("div", "knowledge", ...speaking.flatMap(partsOf), foot([...own, ...lines]));
  }

  /** @param {string[]} lines */
  function foot(lines) {
    return lines.length ? element("footer", "part small", ...lines.map((line) => element("p", "", line))) : null;
  }

  /**
   * The first line, what else belongs beside it, and which feed says so.
   * @param {Knowledge} knowledge
   */
  function said(knowledge) {
    // Lines of their own: a long one must not push the next out of sight.
    const lines = [
      mastheadPhrases.asides(knowledge).join(" "),
      mastheadPhrases.attribution(knowledge).join(" "),
      mastheadPhrases.disagreement(knowledge),
    ].filter((line) => line !== "");
    const headline = element("p", "headline", mastheadPhrases.headline(knowledge));
    return element("div", "said", headline, ...lines.map((line) => element("p", "aside", line)));
  }

  return { said, panel };
})();
