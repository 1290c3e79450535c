/**
 * The words the reader sees. Banner, popup and options page all take their sentences from here, so they can never
 * say different things of the same knowledge. Only words: this file touches no document.
 *
 * Feeds are never mixed: the first line is that of one feed, named beside it, and what others know is only counted.
 */
const mastheadPhrases = (() => {
  const { clean, say, sayCount, formatDate, formatShare, formatList } = mastheadLanguage;
  const { feedName, listLine } = mastheadFeeds;

  // Strings of a feed may be of any length; inside a sentence they must leave the sentence readable.
  const NAME_LENGTH = 120;

  /** @param {OutletCard} outlet */
  const nameOf = (outlet) => clean(outlet.name, NAME_LENGTH) || clean(outlet.slug, NAME_LENGTH);

  /** @param {Match} match */
  const isQuote = (match) => match.class === "quotes a passage";

  /** Share of a page below which a large part of an article is only mentioned on it. */
  const MENTIONED = 0.25;

  /** A page that quotes an article, or discusses it, may well be the debunk. @param {Match} match */
  const mentions = (match) => isQuote(match) || (match.class === "large part" && match.pageShare < MENTIONED);

  /**
   * An address whose time is over says something about the past only.
   * @param {AddressKnowledge} address
   * @param {Date} now
   */
  const isPast = (address, now) => Date.parse(address.until ?? "") < now.getTime();

  /**
   * The day in words, or nothing when only a month or year is known: the headlines say "on".
   * @param {string | null} iso
   */
  const dayOf = (iso) => ((iso ?? "").length >= 10 ? formatDate(iso) : "");

  const ROLES = {
    official: { head: "headlineOfficial", both: "headlineBothOfficial", line: "addressOfficial" },
    mirror: { head: "headlineMirror", both: "headlineBothMirror", line: "addressMirror" },
    account: { head: "headlineAccount", both: "headlineBothAccount", line: "addressAccount" },
    impersonator: { head: "headlineImpersonator", both: "", line: "addressImpersonator" },
  };

  /** @param {Match} match */
  function sharesSentence(match) {
    const { outlet, publishedOn } = match.article;
    const day = dayOf(publishedOn);
    const key = `headline${isQuote(match) ? "Quotes" : "Shares"}${outlet ? "" : "Archived"}${day ? "" : "Undated"}`;
    return say(key, sayCount("words", match.sharedWords), outlet ? nameOf(outlet) : "", day);
  }

  /**
   * @param {AddressKnowledge} address
   * @param {Date} now
   */
  function addressSentence(address, now) {
    const { head } = ROLES[address.role];
    const name = nameOf(address.outlet);
    if (address.role === "impersonator") {
      return isPast(address, now) ? say(`${head}Past`, name, formatDate(address.until)) : say(head, name);
    }
    if (isPast(address, now)) return say("headlinePast", name, formatDate(address.until));
    // Not the summary: nothing is said in one line that has no source beside it.
    return say(head, name);
  }

  /**
   * What the first line speaks of: an imitated address before a shared text, a shared text before an outlet's own
   * address, and a mere mention last.
   * @param {Voice} voice one that knows something
   * @param {Date} now
   * @returns {"address" | "both" | "match" | "mention"}
   */
  function subject({ address, matches }, now) {
    const match = matches[0];
    if (address?.role === "impersonator") return "address";
    if (match && !mentions(match)) {
      return address && address.outlet.slug === match.article.outlet?.slug && !isPast(address, now) ? "both" : "match";
    }
    return address ? "address" : "mention";
  }

  /** @param {Voice} voice */
  const knows = ({ address, matches }) => address !== null || matches.length > 0;

  /** @param {Voice} voice */
  const speaksUp = ({ address, matches }) => address !== null || matches.some((match) => !mentions(match));

  /**
   * The feeds that know something, in the reader's order, but first the one whose line is the headline.
   * @param {Knowledge} knowledge
   */
  function speaking({ voices }) {
    const warning = voices.find(({ address }) => address?.role === "impersonator");
    const leading = warning ?? voices.find(speaksUp) ?? voices.find(knows);
    return leading ? [leading, ...voices.filter((voice) => voice !== leading && knows(voice))] : [];
  }

  /**
   * The first line: the most important thing that is known.
   * @param {Knowledge} knowledge
   * @param {Date} [now]
   */
  function headline(knowledge, now = new Date()) {
    const [leading] = speaking(knowledge);
    if (!leading) return statusLine(knowledge, now);
    const { address, matches } = leading;
    const what = subject(leading, now);
    if (what === "both" && address) {
      const day = dayOf(matches[0].article.publishedOn);
      const key = `${ROLES[address.role].both}${day ? "" : "Undated"}`;
      return say(key, sayCount("words", matches[0].sharedWords), nameOf(address.outlet), day);
    }
    return what === "address" && address ? addressSentence(address, now) : sharesSentence(matches[0]);
  }

  /**
   * What else the same feed says under the first line: the other half of the knowledge, the age of the text, further
   * matches.
   * @param {Knowledge} knowledge
   * @param {Date} [now]
   */
  function asides(knowledge, now = new Date()) {
    const [leading] = speaking(knowledge);
    if (!leading) return [];
    const { address, matches } = leading;
    const what = subject(leading, now);
    const lines = [];
    if (what === "match" && address) lines.push(addressLine(address, now));
    if (what === "address" && matches.length) lines.push(sharesSentence(matches[0]));
    if (matches.length && !mentions(matches[0])) {
      const { publishedOn } = matches[0].article;
      const yearAgo = new Date(now);
      yearAgo.setUTCFullYear(now.getUTCFullYear() - 1);
      if (Date.parse(publishedOn ?? "") < yearAgo.getTime()) {
        lines.push(say("asideOld", formatDate((publishedOn ?? "").slice(0, 7))));
      }
    }
    if (matches.length > 1) lines.push(sayCount("asideMore", matches.length - 1));
    return lines;
  }

  /**
   * Whose words the first line and its asides are, and who else knows the page.
   * @param {Knowledge} knowledge
   */
  function attribution(knowledge) {
    const [leading, ...others] = speaking(knowledge);
    if (!leading) return [];
    const lines = [say("fromFeed", feedName(leading.feed, knowledge))];
    if (others.length === 1) lines.push(say("feedKnowsToo", feedName(others[0].feed, knowledge)));
    if (others.length > 1) lines.push(sayCount("feedsKnowToo", others.length));
    return lines;
  }

  /**
   * What the feeds contradict one another about, without a word on who is right; empty where they do not.
   * @param {Knowledge} knowledge
   */
  function disagreement({ disagreements }) {
    const about = {
      address: say("disagreeAddress"),
      publisher: say("disagreePublisher"),
      date: say("disagreeDate"),
    };
    return disagreements.length ? say("feedsDisagree", formatList(disagreements.map((what) => about[what]))) : "";
  }

  /**
   * Who uses the address of the page.
   * @param {AddressKnowledge} address
   * @param {Date} [now]
   */
  function addressLine(address, now = new Date()) {
    const { line } = ROLES[address.role];
    const parts = [clean(address.address, NAME_LENGTH), nameOf(address.outlet)];
    if (isPast(address, now)) return say(`${line}Past`, ...parts, formatDate(address.until));
    const since = formatDate(address.since);
    return since ? `${say(line, ...parts)} ${say("addressSince", since)}` : say(line, ...parts);
  }

  /** @param {Match} match */
  function classLine(match) {
    if (match.class === "same article") return say("classSame");
    return match.class === "large part" ? say("classLarge") : say("classQuote");
  }

  /**
   * How much of the article and of the page it is.
   * @param {Match} match
   */
  function matchLine(match) {
    const shared = say(
      match.passages.length > 1 ? "matchPassages" : "matchWords",
      sayCount("words", match.sharedWords),
      sayCount("words", match.longestRun),
      sayCount("passages", match.passages.length),
    );
    return `${shared} ${say("matchShares", formatShare(match.articleShare), formatShare(match.pageShare))}`;
  }

  /**
   * The outlet that the first line speaks of, and the feed that knows it so; for readers who do not want to be told. An
   * imitation is told of all the same, so it is not offered to hide it.
   * @param {Knowledge} knowledge
   */
  function outletsSpokenOf(knowledge) {
    const [leading] = speaking(knowledge);
    if (!leading) return [];
    const { address, matches } = leading;
    const holder = address?.role === "impersonator" ? null : address?.outlet;
    const outlets = [holder, matches[0]?.article.outlet].filter((outlet) => !!outlet);
    const once = [...new Map(outlets.map((outlet) => [outlet.slug, outlet])).values()];
    return once.map((outlet) => ({ feed: leading.feed.url, slug: outlet.slug, name: nameOf(outlet) }));
  }

  /**
   * The state behind the answer, so that "nothing known", "could not be fetched", "never loaded" and "no feed" are told
   * apart; with the state of the list where there is only one.
   * @param {Knowledge} knowledge
   * @param {Date} [now]
   */
  function statusLine({ status, voices }, now = new Date()) {
    const sentences = {
      known: say("statusKnown"),
      nothing: say("statusNothing"),
      offline: say("statusOffline"),
      "never-loaded": say("statusNeverLoaded"),
      "too-short": say("statusTooShort"),
      "no-feed": say("statusNoFeed"),
    };
    return voices.length === 1 ? `${sentences[status]} ${listLine(voices[0].feed, now)}`.trim() : sentences[status];
  }

  return {
    ...{ ...mastheadLanguage, ...mastheadFeeds, headline, asides, attribution, disagreement, addressLine, matchLine },
    ...{ classLine, statusLine, speaking, nameOf, outletsSpokenOf },
  };
})();
