/**
 * The pieces of what is known, as elements of a document: matches, outlet cards, statements, notes.
 *
 * Every string here was written by strangers. It goes into the document as text, and a URL becomes a link only if it
 * parses as http or https. Lists are bounded, since a feed may send a thousand of anything.
 */
const mastheadCard = (() => {
  const { say, clean, formatDate, locale } = mastheadPhrases;

  const MOST = { statements: 50, notes: 20, sources: 10, placements: 20 };
  /** How many entries of a list stand open; the rest waits behind a "show more". */
  const OPEN = { statements: 4, notes: 5, placements: 3 };
  const LENGTH = { label: 120, title: 300, quote: 1200, text: 4000, url: 2048 };

  /**
   * An element with words of our own, or with parts.
   * @template {keyof HTMLElementTagNameMap} Tag
   * @param {Tag} tag
   * @param {string} className
   * @param {...(string | Node | null)} parts
   */
  function element(tag, className, ...parts) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...parts.filter((part) => part !== null));
    return made;
  }

  /**
   * An element with words of a feed, which may run in either direction.
   * @template {keyof HTMLElementTagNameMap} Tag
   * @param {Tag} tag
   * @param {string} className
   * @param {string} text
   * @param {number} most characters
   * @param {string | null} [language]
   */
  function told(tag, className, text, most, language) {
    const made = element(tag, className);
    made.textContent = clean(text, most);
    made.dir = "auto";
    if (language && /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(language)) made.lang = language;
    return made;
  }

  /**
   * The URL, if a reader may be sent there.
   * @param {string | null} text
   */
  function webUrl(text) {
    if (!text || text.length > LENGTH.url || !URL.canParse(text)) return null;
    const url = new URL(text);
    return url.protocol === "http:" || url.protocol === "https:" ? url : null;
  }

  /**
   * A link that names its host, since a title can claim to lead anywhere; plain text when it is no link.
   * @param {string | null} address
   * @param {string} [title]
   */
  function link(address, title = "") {
    const url = webUrl(address);
    const words = clean(title, LENGTH.title);
    if (!url) return told("bdi", "", words || (address ?? ""), LENGTH.label);
    const anchor = told("a", "", words || clean(url.host, LENGTH.label), LENGTH.title);
    anchor.href = url.href;
    anchor.target = "_blank";
    anchor.rel = "noopener noreferrer nofollow";
    anchor.referrerPolicy = "no-referrer";
    return words ? element("span", "", anchor, element("span", "host", ` (${clean(url.host, LENGTH.label)})`)) : anchor;
  }

  /**
   * A small line of facts, parted by dots.
   * @param {...(string | Node | null)} parts
   */
  function smallLine(...parts) {
    const kept = parts.filter((part) => part !== null && part !== "");
    const dotted = kept.flatMap((part, index) => (index ? [" · ", part] : [part]));
    return kept.length ? element("p", "small", ...dotted) : null;
  }

  /**
   * A bounded list: the first entries open, more behind a button, and an honest word about what was left out.
   * @template Entry
   * @param {Entry[]} entries
   * @param {"statements" | "notes" | "placements"} kind
   * @param {(entry: Entry) => Node} draw
   */
  function list(entries, kind, draw) {
    const shown = entries.slice(0, MOST[kind]);
    // Hiding one single entry would save nothing.
    const open = shown.length - OPEN[kind] > 1 ? OPEN[kind] : shown.length;
    const drawn = document.createDocumentFragment();
    drawn.append(element("ul", "list", ...shown.slice(0, open).map(draw)));
    if (open < shown.length) {
      const rest = element("details", "", element("summary", "", say("showMore", String(shown.length - open))));
      rest.append(element("ul", "list", ...shown.slice(open).map(draw)));
      drawn.append(rest);
    }
    if (shown.length < entries.length) {
      drawn.append(element("p", "small", say("notShown", String(entries.length - shown.length))));
    }
    return drawn;
  }

  /**
   * @param {string} code of a language or country, or words already
   * @param {"language" | "region"} type
   */
  function nameOfCode(code, type) {
    try {
      return new Intl.DisplayNames(locale, { type }).of(code) ?? code;
    } catch {
      return code; // not a code: whatever the curators wrote
    }
  }

  /**
   * @param {string} heading
   * @param {...(Node | null)} parts
   */
  const part = (heading, ...parts) => element("section", "part", element("h2", "", heading), ...parts);

  /** @param {Match} match */
  function matchPiece(match) {
    const { article } = match;
    const seen = article.placements.length > 0;
    return element(
      "div",
      "piece",
      element("p", "", mastheadPhrases.matchLine(match)),
      told("h3", "list", article.title || say("articleUntitled"), LENGTH.title, article.language),
      smallLine(
        article.outlet ? say("byOutlet", clean(article.outlet.name, LENGTH.label)) : say("byUnknown"),
        formatDate(article.publishedOn),
        article.language ? told("bdi", "", nameOfCode(article.language, "language"), LENGTH.label) : null,
      ),
      article.url ? element("p", "small", `${say("labelArticle")}: `, link(article.url)) : null,
      seen ? element("h4", "", say("headingSeen")) : null,
      seen ? list(article.placements, "placements", placementItem) : null,
    );
  }

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
      told("bdi", "", roles[placement.role] ?? placement.role, LENGTH.label),
      ": ",
      link(placement.url),
      seen ? `, ${say("firstSeen", seen)}` : "",
    );
  }

  /** @param {AddressKnowledge} address */
  function addressPiece(address) {
    const recorded = formatDate(address.statedOn);
    return element(
      "div",
      "piece",
      element("p", "", mastheadPhrases.addressLine(address)),
      smallLine(recorded ? say("recordedOn", recorded) : null, address.sourceUrl ? source(address.sourceUrl) : null),
    );
  }

  /** @param {string} url */
  const source = (url) => element("span", "", `${say("labelSource")}: `, link(url));

  /** @param {Statement} statement */
  function statementItem(statement) {
    const who = clean(statement.statedBy, LENGTH.label);
    const when = formatDate(statement.statedOn);
    const topic = statement.topic ? told("bdi", "topic", capital(statement.topic), LENGTH.label) : null;
    const text = element("p", "prose", topic, clean(statement.text, LENGTH.text));
    text.dir = "auto"; // that of the statement: the topic keeps its own
    const stated = when ? say("statedBy", who, when) : say("statedByUndated", who);
    return element("li", "statement", text, smallLine(stated, source(statement.sourceUrl)));
  }

  /** @param {string} words */
  const capital = (words) => clean(words, LENGTH.label).replace(/^\p{Ll}/u, (first) => first.toLocaleUpperCase(locale));

  /**
   * Who an outlet is: facts before assessments, and each with who said it, when and where.
   * @param {OutletCard} outlet
   */
  function outletPiece(outlet) {
    const reviewed = formatDate(outlet.reviewedOn);
    const facts = outlet.statements.filter((statement) => statement.kind === "fact");
    const assessments = outlet.statements.filter((statement) => statement.kind !== "fact");
    return element(
      "div",
      "piece",
      told("h3", "", outlet.name || outlet.slug, LENGTH.title),
      outlet.summary ? told("p", "", outlet.summary, LENGTH.text) : null,
      smallLine(
        outlet.kind ? told("bdi", "", capital(outlet.kind), LENGTH.label) : null,
        outlet.country ? told("bdi", "", nameOfCode(outlet.country, "region"), LENGTH.label) : null,
        outlet.homepage ? element("span", "", `${say("labelHomepage")}: `, link(outlet.homepage)) : null,
        reviewed ? say("reviewedOn", reviewed) : null,
      ),
      facts.length ? element("h4", "", say("headingFacts")) : null,
      facts.length ? list(facts, "statements", statementItem) : null,
      assessments.length ? element("h4", "", say("headingAssessments")) : null,
      assessments.length ? list(assessments, "statements", statementItem) : null,
    );
  }

  /** @param {Note} note */
  function noteItem(note) {
    const when = formatDate(note.publishedOn);
    const sources = note.sources.slice(0, MOST.sources).flatMap(({ url, title }, index) => {
      return index ? ["; ", link(url, title)] : [link(url, title)];
    });
    const label = sources.length > 1 ? say("labelSources") : say("labelSource");
    const quote = note.quote ? told("blockquote", "", `“${clean(note.quote, LENGTH.quote)}”`, LENGTH.quote + 2) : null;
    quote?.setAttribute("aria-label", say("noteQuote"));
    return element(
      "li",
      "note",
      quote,
      told("p", "prose", note.text, LENGTH.text, note.language),
      smallLine(
        when ? say("notedOn", when) : null,
        sources.length ? element("span", "", `${label}: `, ...sources) : null,
      ),
    );
  }

  /**
   * @param {string} subject
   * @param {Note[]} notes
   */
  function notesPiece(subject, notes) {
    const about = element("h4", "", say("noteAbout", clean(subject, LENGTH.title)));
    return element("div", "piece", about, list(notes, "notes", noteItem));
  }

  return { element, told, webUrl, part, matchPiece, addressPiece, outletPiece, notesPiece };
})();
