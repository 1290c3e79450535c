/** What is said of the feeds themselves: their names, how fresh they are, and what went wrong. */
const mastheadFeeds = (() => {
  const { clean, say, sayCount, formatDate, formatAge } = mastheadLanguage;

  // As in phrases.js: inside a sentence a string of any length must leave the sentence readable.
  const NAME_LENGTH = 120;
  const PROBLEM_LENGTH = 300;

  const HOUR = 3_600_000;
  /** Age of a list that may be out of date: sooner where a refresh has failed. */
  const LATE = { failed: HOUR, quiet: 24 * HOUR };

  /** A feed that was loaded has told its name. @param {FeedState} feed */
  const isLoaded = (feed) => feed.name !== "";

  /**
   * What went wrong with a feed, in a sentence; what its curators would need to know follows where it is no more than that
   * something is not as it should be. See background/trouble.js.
   * @param {string} problem
   */
  function problemWords(problem) {
    const [, code, args, happened] = /^([a-z]+)((?: \d+)*): (.*)$/s.exec(problem) ?? [];
    const numbers = (args ?? "").trim().split(" ");
    const detail = clean(happened, PROBLEM_LENGTH);
    /** @type {Record<string, string>} */
    const sentences = {
      unreachable: say("problemUnreachable"),
      answered: say("problemAnswered", numbers[0]),
      slow: say("problemSlow"),
      large: say("problemLarge"),
      budget: say("problemBudget"),
      signature: say("problemSignature"),
      key: say("problemKey"),
      pin: say("problemPin"),
      older: say("problemOlder", numbers[0], numbers[1] ?? ""),
      broken: say("problemBroken", detail),
      unreadable: say("problemUnreadable"),
      full: say("problemFull"),
      unkept: say("problemUnkept"),
      busy: say("problemBusy"),
      odd: say("problemOdd", detail),
    };
    return sentences[code] ?? clean(problem, PROBLEM_LENGTH);
  }

  /** Whether a feed could not be asked at all, rather than answered what is refused. @param {FeedState} feed */
  const isOutOfReach = ({ problem }) => /^(unreachable|answered|slow)\b/.test(problem ?? "");

  /**
   * The state of a feed's list: how fresh it is, and what went wrong.
   * @param {FeedState} feed
   * @param {Date} [now]
   */
  function listLine(feed, now = new Date()) {
    const lines = [];
    if (isLoaded(feed)) {
      const articles = sayCount("articles", feed.articles);
      const age = formatAge(feed.fetchedAt, now);
      const late = now.getTime() - Date.parse(feed.fetchedAt ?? "") > (feed.problem ? LATE.failed : LATE.quiet);
      lines.push(age ? say("listRefreshed", age, articles) : say("listUndated", articles));
      if (late) lines.push(say("listLate"));
    }
    if (feed.refusedFingerprint) lines.push(say("feedRefused"));
    if (feed.problem) lines.push(say("feedProblem", problemWords(feed.problem)));
    return lines.join(" ");
  }

  /**
   * Of a feed that knows nothing of a page, beside others that do.
   * @param {FeedState} feed
   * @param {Knowledge} knowledge
   * @param {Date} [now]
   */
  function silentLine(feed, knowledge, now = new Date()) {
    const name = feedName(feed, knowledge);
    if (!isLoaded(feed)) return `${say("feedUnloaded", name)} ${listLine(feed, now)}`.trim();
    return feed.problem ? `${say("feedSilent", name)} ${listLine(feed, now)}` : say("feedSilent", name);
  }

  /**
   * Who speaks, and how old the knowledge is.
   * @param {FeedState} feed
   * @param {Knowledge} knowledge
   */
  function feedLine(feed, knowledge) {
    const parts = [feedName(feed, knowledge), clean(feed.version, 40)];
    const day = formatDate(feed.asOf);
    return day ? say("feedLine", ...parts, day) : say("feedLineUndated", ...parts);
  }

  /**
   * As feedLine, under a heading that names the feed.
   * @param {FeedState} feed
   */
  function versionLine(feed) {
    if (!isLoaded(feed)) return say("feedNotLoaded");
    const version = clean(feed.version, 40);
    const day = formatDate(feed.asOf);
    return day ? say("feedVersion", version, day) : say("feedVersionUndated", version);
  }

  /** What was left unread or untold of a page, in whole sentences. @param {string | null} unread see `Knowledge` */
  function unreadLines(unread) {
    /** @type {Record<string, string>} */
    const sentences = {
      long: say("unreadLong"),
      parts: say("unreadParts"),
      slow: say("unreadSlow"),
      frames: say("unreadFrames"),
      foreign: say("unreadForeign"),
      page: say("unreadPage"),
      script: say("unreadScript"),
      languages: say("unreadLanguages"),
      pieces: say("unreadPieces"),
      texts: say("unreadTexts"),
    };
    return (unread?.split("; ") ?? []).flatMap((why) => sentences[why] ?? []);
  }

  /**
   * What a feed calls itself; its address before it has told its name, and beside it where two bear the same.
   * @param {FeedState} feed
   * @param {Knowledge} [among] the feeds it is shown with
   */
  function feedName(feed, among) {
    const name = clean(feed.name, NAME_LENGTH);
    const address = clean(feed.url.replace(/^https?:\/\//, "").replace(/\/?(#.*)?$/, ""), NAME_LENGTH);
    const alike = among?.voices.filter((voice) => bare(voice.feed.name) === bare(feed.name)) ?? [];
    if (!name) return address;
    return alike.length > 1 ? say("feedNameAddress", name, address) : name;
  }

  /** Letters and digits alone: names that look alike are alike. @param {string} name */
  const bare = (name) =>
    name
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, "");

  return { isLoaded, isOutOfReach, problemWords, listLine, silentLine, feedLine, versionLine, feedName, unreadLines };
})();
