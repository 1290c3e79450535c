/**
 * What is known of a page, put together from the pieces in outlets.js and passages.js. Banner and popup both show it.
 *
 * Each feed speaks for itself: what one calls an outlet or an article has nothing to do with what another calls so.
 */
const mastheadPanel = (() => {
  const { say } = mastheadPhrases;
  const { element, told, part } = mastheadCard;
  const { addressPiece, outletPiece, notesPiece } = mastheadOutlets;

  const MOST_MATCHES = 10;
  const LENGTH = { name: 120 };

  /**
   * Everything that one feed knows of a page.
   * @param {Voice} voice
   * @param {PanelActions} actions
   */
  function partsOf(voice, actions) {
    const { address } = voice;
    const telling = { feed: voice.feed, actions };
    const matches = voice.matches.slice(0, MOST_MATCHES);
    const outlets = [address?.outlet, ...matches.map((match) => match.article.outlet)].filter((outlet) => !!outlet);
    const once = [...new Map(outlets.map((outlet) => [outlet.slug, outlet])).values()];
    const articles = [...new Map(matches.map(({ article }) => [article.id, article])).values()];
    /** @param {Parameters<typeof notesPiece>[0][]} noted */
    const notesPart = (noted) => {
      const pieces = noted.filter(({ notes }) => notes.length > 0);
      if (pieces.length) parts.push(part(say("headingNotes"), ...pieces.map((one) => notesPiece(one, telling))));
    };

    /** @type {HTMLElement[]} */
    const parts = [];
    const texts = matches.map((match) => mastheadPassages.matchPiece(match, telling));
    if (texts.length) parts.push(part(say("headingText"), ...texts));
    if (address) parts.push(part(say("headingAddress"), addressPiece(address)));
    // An imitated address is more urgent than the text it carries.
    if (address?.role === "impersonator") parts.reverse();
    // What was noted about this very article comes before what is known of its outlet in general.
    notesPart(
      articles.map(({ id, title, notes }) => {
        return { subject: title || say("articleUntitled"), notes, on: { article: id } };
      }),
    );
    const heading = address?.role === "impersonator" ? say("headingImitated") : say("headingOutlet");
    if (once.length) parts.push(part(heading, ...once.map((outlet) => outletPiece(outlet, telling))));
    notesPart(once.map(({ name, slug, notes }) => ({ subject: name || slug, notes, on: { outlet: slug } })));
    return parts;
  }

  /**
   * What one of several feeds knows, under its name.
   * @param {Voice} voice
   * @param {Knowledge} knowledge
   * @param {PanelActions} actions
   */
  function voiceSection(voice, knowledge, actions) {
    const parts = partsOf(voice, actions);
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
   * @param {PanelActions} [actions] what the reader can do with its pieces
   */
  function panel(knowledge, actions = {}) {
    const { voices, unread } = knowledge;
    const speaking = mastheadPhrases.speaking(knowledge);
    const silent = voices.filter((voice) => !speaking.includes(voice));
    const lines = silent.map(({ feed }) => mastheadPhrases.silentLine(feed, knowledge));
    lines.push(...mastheadPhrases.unreadLines(unread));
    if (speaking.length > 1) {
      const sections = speaking.map((voice) => voiceSection(voice, knowledge, actions));
      return element("div", "knowledge", ...sections, foot(lines));
    }
    const own = speaking.flatMap(({ feed }) => [
      mastheadPhrases.feedLine(feed, knowledge),
      mastheadPhrases.listLine(feed),
    ]);
    const parts = speaking.flatMap((voice) => partsOf(voice, actions));
    return element("div", "knowledge", ...parts, foot([...own, ...lines]));
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
