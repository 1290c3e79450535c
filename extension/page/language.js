/**
 * What sentences are made with: messages in the reader's language, numbers, dates, and strings of a feed made fit to be
 * shown. Only words: this file touches no document.
 */
const mastheadLanguage = (() => {
  // An element of the page called "browser" is no browser.
  const api = Object.hasOwn(globalThis, "browser") ? globalThis.browser : globalThis.chrome;

  /* eslint-disable no-control-regex -- such characters are what is looked for */
  const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/g;
  /* eslint-enable no-control-regex */
  const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;
  const EMPTY_LINES = /\n\s*\n\s*/g;
  const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

  /**
   * Text of a feed made fit to be shown: without characters that would turn the order of the words around it or pile
   * up over other lines, without a stretch of empty lines, and never longer than `most` characters.
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
    return short.replace(CONTROLS, "").replace(PILED_MARKS, "$1").replace(EMPTY_LINES, "\n\n").trim();
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
  const lists = new Intl.ListFormat(locale);

  /**
   * The message for a number of things: `key_one`, `key_other`, or what else the language's plurals ask for.
   * @param {string} key
   * @param {number} count
   */
  function sayCount(key, count) {
    const number = numbers.format(count);
    return say(`${key}_${plurals.select(count)}`, number) || say(`${key}_other`, number);
  }

  /** @param {number} number */
  const formatNumber = (number) => numbers.format(number);

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

  /**
   * Several things in a row, as in "one, two and three".
   * @param {string[]} things
   */
  const formatList = (things) => lists.format(things);

  return { direction, locale, clean, say, sayCount, formatNumber, formatDate, formatAge, formatShare, formatList };
})();
