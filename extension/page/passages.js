/**
 * What a page shares with an archived article, as elements of a document: how much, which passages, and where else the
 * article was seen.
 */
const mastheadPassages = (() => {
  const { say, sayCount, clean, formatDate } = mastheadPhrases;
  const { LENGTH, PASSAGE, element, told, webUrl, link, smallLine, list, nameOfCode } = mastheadCard;
  const { historyLink, reportButton, showButton, deeds } = mastheadOutlets;

  /**
   * @param {Match} match
   * @param {Telling} telling
   */
  function matchPiece(match, telling) {
    const { article } = match;
    const placements = inOrder(article.placements);
    return element(
      "div",
      "piece",
      element("p", "class small", mastheadPhrases.classLine(match)),
      told("h3", "", article.title || say("articleUntitled"), LENGTH.title, article.language),
      smallLine(
        article.outlet ? say("byOutlet", clean(article.outlet.name, LENGTH.label)) : say("byUnknown"),
        formatDate(article.publishedOn),
        article.language ? told("bdi", "", nameOfCode(article.language, "language"), LENGTH.label) : null,
      ),
      article.url ? element("p", "small", `${say("labelArticle")}: `, link(article.url)) : null,
      element("p", "amount", mastheadPhrases.matchLine(match)),
      deeds(
        historyLink(telling.feed, "articles", article.id),
        reportButton(telling, "wrong match", { article: article.id }),
      ),
      ...passagesOf(match, telling),
      ...(placements.length
        ? [
            element("h4", "", say("headingSeen")),
            ...firstSeen(placements),
            list(placements, "placements", placementItem),
          ]
        : []),
    );
  }

  /**
   * The shared passages; those that neither can be read nor shown are only counted above.
   * @param {Match} match
   * @param {Telling} telling
   */
  function passagesOf({ passages, article }, telling) {
    const told = passages.filter(({ page, place }) => page || (place && telling.actions.show));
    if (!told.length) return [];
    const side = passages.some(({ archived }) => archived);
    const terms = side && article.licence ? say("archivedTerms", clean(article.licence, LENGTH.label)) : null;
    return [
      element("h4", "", say("headingPassages")),
      terms ? element("p", "small", terms) : null,
      list(told, "passages", (passage) => passageItem(passage, article, telling)),
    ];
  }

  /**
   * @param {Passage} passage
   * @param {Article} article
   * @param {Telling} telling
   */
  function passageItem({ words, place, page, archived }, article, telling) {
    const isSame = page !== null && archived !== null && isAlike(page, archived);
    const long = [page, archived].some((text) => (text?.length ?? 0) > PASSAGE.open);
    /** @param {number} most characters */
    const sides = (most) =>
      element(
        "div",
        page && archived && !isSame ? "sides" : "",
        page
          ? side(isSame ? say("sideSame") : archived ? say("sidePage") : "", told("blockquote", "", page, most))
          : null,
        archived && !isSame ? side(say("sideArchive"), told("blockquote", "", archived, most, article.language)) : null,
      );
    return element(
      "li",
      "passage",
      element("p", "deeds small", sayCount("words", words), showButton(telling.actions, place)),
      page || archived ? sides(PASSAGE.open) : null,
      long ? element("details", "", element("summary", "", say("showWhole")), sides(PASSAGE.whole)) : null,
    );
  }

  /** Whether two texts are the same however their lines are broken, as far as both go. @param {string[]} texts */
  function isAlike(...texts) {
    const [one, other] = texts.map((text) => text.replace(/\s+/g, " ").trim());
    const [shorter, longer] = one.length < other.length ? [one, other] : [other, one];
    // Long ones are cut at the same length, line breaks and all.
    const isCut = one.endsWith("…") && other.endsWith("…");
    return isCut ? longer.startsWith(shorter.slice(0, -1).trimEnd()) : one === other;
  }

  /** @param {string} heading @param {HTMLElement} text */
  const side = (heading, text) => element("div", "side", heading ? element("p", "small", heading) : null, text);

  /**
   * The origin first, then whoever had it earlier. Where a text must not be told of is no place where it was seen.
   * @param {Placement[]} placements
   */
  function inOrder(placements) {
    const rank = (/** @type {Placement} */ { role, firstSeen }) => `${role === "origin" ? 0 : 1}${firstSeen ?? "9999"}`;
    return placements
      .filter(({ role }) => role !== "disputed")
      .sort((one, other) => (rank(one) < rank(other) ? -1 : rank(one) > rank(other) ? 1 : 0));
  }

  /**
   * Who had the text first, in a sentence: the origin where the curators know it, and the copy that was seen first.
   * @param {Placement[]} placements in order
   */
  function firstSeen(placements) {
    const lines = [];
    const [origin] = placements.filter(({ role }) => role === "origin");
    const [earliest] = placements
      .filter(({ firstSeen, role }) => formatDate(firstSeen) && role !== "translation")
      .sort((one, other) => ((one.firstSeen ?? "") < (other.firstSeen ?? "") ? -1 : 1));
    if (origin) {
      const day = formatDate(origin.firstSeen);
      lines.push(day ? say("originKnown", hostOf(origin), day) : say("originKnownUndated", hostOf(origin)));
    }
    if (earliest && earliest !== origin) {
      lines.push(say("earliestKnown", hostOf(earliest), formatDate(earliest.firstSeen)));
    }
    return lines.map((line) => element("p", "", line));
  }

  /** @param {Placement} placement */
  const hostOf = ({ url }) => clean(webUrl(url)?.host ?? url, LENGTH.label);

  /** @param {Placement} placement */
  function placementItem(placement) {
    /** @type {Record<string, string>} */
    const roles = {
      origin: say("placementOrigin"),
      copy: say("placementCopy"),
      excerpt: say("placementExcerpt"),
      translation: say("placementTranslation"),
    };
    const seen = formatDate(placement.firstSeen);
    return element(
      "li",
      "seen small",
      told("bdi", "role", roles[placement.role] ?? placement.role, LENGTH.label),
      " ",
      link(placement.url),
      " ",
      seen ? element("span", "", say("firstSeen", seen)) : null,
    );
  }

  return { matchPiece };
})();
