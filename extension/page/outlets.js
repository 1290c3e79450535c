/**
 * What a reader can do with a piece: each is left out where it cannot be done. What a report is about: its `kind`, the
 * `feed`, and the `article`, `note` or `outlet`.
 * @typedef {{show?: (place: [number, number]) => void, report?: (about: Record<string, string>, event: Event) => void}} PanelActions
 */
/** Who tells a piece, and what can be done with it. @typedef {{feed: FeedState, actions: PanelActions}} Telling */

/**
 * What is known of outlets and addresses, and what curators noted, as elements of a document. Facts stand before
 * assessments, and assessments beside one another: each with who said it, when, and where.
 */
const mastheadOutlets = (() => {
  const { say, clean, formatDate } = mastheadPhrases;
  const { LENGTH, element, told, webUrl, link, smallLine, list, nameOfCode, source, capital, button } = mastheadCard;

  const MOST_SOURCES = 10;

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

  /**
   * As a statement, but whose it is comes first: several stand side by side.
   * @param {Statement} statement
   */
  function assessmentItem(statement) {
    const when = formatDate(statement.statedOn);
    return element(
      "li",
      "assessment",
      told("p", "assessor", statement.statedBy, LENGTH.label),
      smallLine(statement.topic ? told("bdi", "", capital(statement.topic), LENGTH.label) : null, when),
      told("p", "prose", statement.text, LENGTH.text),
      element("p", "small", source(statement.sourceUrl)),
    );
  }

  /**
   * Where the publisher's server shows how a record came to be.
   * @param {FeedState} feed
   * @param {"articles" | "outlets" | "notes"} kind
   * @param {string} id
   */
  function historyLink({ server }, kind, id) {
    const base = webUrl(server);
    if (!base) return null;
    const words = { articles: say("historyArticle"), outlets: say("historyOutlet"), notes: say("historyNote") };
    const anchor = link(new URL(`history/${kind}/${encodeURIComponent(id)}`, base).href);
    if (anchor instanceof HTMLAnchorElement) anchor.textContent = words[kind];
    return anchor;
  }

  /**
   * The button that lets a reader say that something is wrong, where its publisher can be told.
   * @param {Telling} telling
   * @param {ReaderReport["kind"]} kind
   * @param {Record<string, string>} about
   */
  function reportButton({ feed, actions }, kind, about) {
    const { report } = actions;
    if (!report || !webUrl(feed.server)) return null;
    const words = kind === "wrong match" ? say("wrongMatch") : say("oldNote");
    return button(words, (event) => report({ kind, feed: feed.url, ...about }, event));
  }

  /**
   * @param {PanelActions} actions
   * @param {[number, number] | null | undefined} place
   */
  function showButton({ show }, place) {
    return show && place ? button(say("showOnPage"), () => show(place)) : null;
  }

  /**
   * What can be done with a piece, in one line.
   * @param {...(Node | null)} parts
   */
  function deeds(...parts) {
    return parts.some((one) => one !== null) ? element("p", "deeds small", ...parts) : null;
  }

  /**
   * Who an outlet is.
   * @param {OutletCard} outlet
   * @param {Telling} telling
   */
  function outletPiece(outlet, { feed }) {
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
      assessments.length ? element("div", "assessments", list(assessments, "assessments", assessmentItem)) : null,
      deeds(historyLink(feed, "outlets", outlet.slug)),
    );
  }

  /**
   * @param {Note} note
   * @param {Record<string, string>} on the `article` or `outlet` it is a note on
   * @param {Telling} telling
   */
  function noteItem(note, on, telling) {
    const when = formatDate(note.publishedOn);
    const sources = note.sources.slice(0, MOST_SOURCES).flatMap(({ url, title }, index) => {
      return index ? ["; ", link(url, title)] : [link(url, title)];
    });
    const label = sources.length > 1 ? say("labelSources") : say("labelSource");
    return element(
      "li",
      "note",
      quoteOf(note),
      told("p", "prose", note.text, LENGTH.text, note.language),
      smallLine(
        when ? say("notedOn", when) : null,
        sources.length ? element("span", "", `${label}: `, ...sources) : null,
      ),
      deeds(
        showButton(telling.actions, note.place),
        historyLink(telling.feed, "notes", note.id),
        reportButton(telling, "note out of date", { note: note.id, ...on }),
      ),
    );
  }

  /** The passage that a note speaks of. @param {Note} note */
  function quoteOf({ quote }) {
    const made = quote ? told("blockquote", "", say("quoted", clean(quote, LENGTH.quote)), LENGTH.quote + 10) : null;
    made?.setAttribute("aria-label", say("noteQuote"));
    return made;
  }

  /**
   * @param {{subject: string, notes: Note[], on: Record<string, string>}} noted
   * @param {Telling} telling
   */
  function notesPiece({ subject, notes, on }, telling) {
    const about = element("h3", "about", say("noteAbout", clean(subject, LENGTH.title)));
    return element(
      "div",
      "piece",
      about,
      list(notes, "notes", (note) => noteItem(note, on, telling)),
    );
  }

  return { addressPiece, outletPiece, notesPiece, quoteOf, historyLink, reportButton, showButton, deeds };
})();
