/**
 * The words the reader sees. Banner, popup and options page all take their sentences from here, so they can never
 * say different things of the same knowledge. Only words: this file touches no document.
 */
const mastheadPhrases = (() => {
  const api = globalThis.browser ?? globalThis.chrome;

  // Strings of a feed may be of any length; inside a sentence they must leave the sentence readable.
  const NAME_LENGTH = 120;
  const PROBLEM_LENGTH = 300;

  /* eslint-disable no-control-regex -- such characters are what is looked for */
  const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/g;
  /* eslint-enable no-control-regex */
  const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;
  const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

  /**
   * Text of a feed made fit to be shown: without characters that would turn the order of the words around it or pile
   * up over other lines, and never longer than `most` characters.
   * @param {unknown} text
   * @param {number} most
   */
  function clean(text, most) {
    const characters = [...String(text ?? "").slice(0, 2 * most + 1)];
    const short =
      characters.length > most
        ? `${characters
            .slice(0, most - 1)
            .join("")
            .trimEnd()}…`
        : characters.join("");
    return short.replace(CONTROLS, "").replace(PILED_MARKS, "$1").trim();
  }

  /**
   * A message of the extension in the reader's language.
   * @param {string} key
   * @param {...string} parts what the message's placeholders stand for
   */
  function say(key, ...parts) {
    return api.i18n.getMessage(key, parts.map(isolate));
  }

  /**
   * A part that runs the other way must not drag the words beside it along; others stay the plain text they are.
   * @param {string} part
   */
  function isolate(part) {
    return RIGHT_TO_LEFT.test(part) || direction === "rtl" ? `\u2068${part}\u2069` : part;
  }

  const direction = api.i18n.getMessage("textDirection") === "rtl" ? "rtl" : "ltr";
  // The language of the messages, not of the browser: a browser we have no messages for shows English ones, and a
  // French date inside an English sentence would be odd.
  const locale = api.i18n.getMessage("localeTag") || "en-GB";
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  const ages = new Intl.RelativeTimeFormat(locale, { numeric: "always" });

  /**
   * The message for a number of things: `key_one`, `key_other`, or what else the language's plurals ask for.
   * @param {string} key
   * @param {number} count
   */
  function sayCount(key, count) {
    const number = numbers.format(count);
    return say(`${key}_${plurals.select(count)}`, number) || say(`${key}_other`, number);
  }

  /**
   * A date in words, as exact as it was given ("2021", "2021-08", "2021-08-07"); empty when it is none. Always in UTC:
   * an article of 7 August must not become one of the 6th west of Greenwich.
   * @param {string | null | undefined} iso
   */
  function formatDate(iso) {
    const [whole, month, day] = /^\d{4}(-\d{2})?(-\d{2})?(?:T.*)?$/.exec(iso ?? "") ?? [];
    const date = new Date(whole ?? NaN);
    if (Number.isNaN(date.getTime())) return "";
    return new Intl.DateTimeFormat(locale, {
      year: "numeric",
      month: month ? "long" : undefined,
      day: day ? "numeric" : undefined,
      timeZone: "UTC",
    }).format(date);
  }

  /**
   * How long ago a moment was, in words; empty when there is no such moment.
   * @param {string | null} iso
   * @param {Date} [now]
   */
  function formatAge(iso, now = new Date()) {
    const seconds = (now.getTime() - Date.parse(iso ?? "")) / 1000;
    if (Number.isNaN(seconds)) return "";
    if (seconds < 60) return say("justNow");
    if (seconds < 3600) return ages.format(-Math.floor(seconds / 60), "minute");
    if (seconds < 86400) return ages.format(-Math.floor(seconds / 3600), "hour");
    return ages.format(-Math.floor(seconds / 86400), "day");
  }

  /** @param {number} share 0 to 1; rounded down, since "100%" must mean all of it */
  function formatShare(share) {
    if (share > 0 && share < 0.01) return say("underOnePercent");
    const percent = Math.floor(Math.min(Math.max(share, 0), 1) * 100 + 1e-9);
    return new Intl.NumberFormat(locale, { style: "percent" }).format(percent / 100);
  }

  /** @param {OutletCard} outlet */
  const nameOf = (outlet) => clean(outlet.name, NAME_LENGTH) || clean(outlet.slug, NAME_LENGTH);

  /** @param {Match} match */
  const isQuote = (match) => match.class === "quotes a passage";

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
   * address, and a mere quotation last.
   * @param {Knowledge} knowledge
   * @param {Date} now
   * @returns {"address" | "both" | "match" | "quote" | "status"}
   */
  function subject(knowledge, now) {
    const { address } = knowledge;
    const match = knowledge.matches[0];
    if (address?.role === "impersonator") return "address";
    if (match && !isQuote(match)) {
      return address && address.outlet.slug === match.article.outlet?.slug && !isPast(address, now) ? "both" : "match";
    }
    if (address) return "address";
    return match ? "quote" : "status";
  }

  /**
   * The first line: the most important thing that is known.
   * @param {Knowledge} knowledge
   * @param {Date} [now]
   */
  function headline(knowledge, now = new Date()) {
    const { address } = knowledge;
    const match = knowledge.matches[0];
    const what = subject(knowledge, now);
    if (what === "both" && address) {
      const day = dayOf(match.article.publishedOn);
      const key = `${ROLES[address.role].both}${day ? "" : "Undated"}`;
      return say(key, sayCount("words", match.sharedWords), nameOf(address.outlet), day);
    }
    if (what === "address" && address) return addressSentence(address, now);
    return what === "status" ? statusLine(knowledge, now) : sharesSentence(match);
  }

  /**
   * What else belongs under the first line: the other half of the knowledge, the age of the text, further matches.
   * @param {Knowledge} knowledge
   * @param {Date} [now]
   */
  function asides(knowledge, now = new Date()) {
    const { address, matches } = knowledge;
    const what = subject(knowledge, now);
    const lines = [];
    if (what === "match" && address) lines.push(addressLine(address, now));
    if (what === "address" && matches.length) lines.push(sharesSentence(matches[0]));
    if (matches.length && !isQuote(matches[0])) {
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

  /**
   * How much of the article and of the page it is.
   * @param {Match} match
   */
  function matchLine(match) {
    const kind = { "same article": "classSame", "large part": "classLarge", "quotes a passage": "classQuote" };
    const shared = say(
      match.passages.length > 1 ? "matchPassages" : "matchWords",
      say(kind[match.class]),
      sayCount("words", match.sharedWords),
      sayCount("words", match.longestRun),
      sayCount("passages", match.passages.length),
    );
    return `${shared} ${say("matchShares", formatShare(match.articleShare), formatShare(match.pageShare))}`;
  }

  /**
   * The state of the list behind the answer, so that "nothing known", "offline" and "never loaded" are told apart.
   * @param {Knowledge} knowledge
   * @param {Date} [now]
   */
  function statusLine(knowledge, now = new Date()) {
    const { feed } = knowledge;
    const problem = feed.problem ? [say("feedProblem", clean(feed.problem, PROBLEM_LENGTH))] : [];
    if (knowledge.status === "never-loaded") return [say("statusNeverLoaded"), ...problem].join(" ");
    const status = {
      known: "statusKnown",
      nothing: "statusNothing",
      offline: "statusOffline",
      "too-short": "statusTooShort",
    }[knowledge.status];
    const articles = sayCount("articles", feed.articles);
    const age = formatAge(feed.fetchedAt, now);
    const list = age ? say("listRefreshed", age, articles) : say("listUndated", articles);
    return [say(status), list, ...problem].join(" ");
  }

  /**
   * Who speaks, and how old the knowledge is.
   * @param {FeedState} feed
   */
  function feedLine(feed) {
    return say("feedLine", clean(feed.name, NAME_LENGTH), clean(feed.version, 40), formatDate(feed.asOf));
  }

  /**
   * Whether a page deserves a banner. A page that only quotes a passage does not: it may well be the debunk.
   * @param {Knowledge} knowledge
   */
  function wantsBanner(knowledge) {
    return knowledge.address !== null || knowledge.matches.some((match) => !isQuote(match));
  }

  return {
    ...{ direction, locale, clean, say, sayCount, formatDate, formatAge },
    ...{ headline, asides, addressLine, matchLine, statusLine, feedLine, wantsBanner },
  };
})();
