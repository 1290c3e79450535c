// Which languages and scripts the reader has chosen: articles in others are not told of, pages in others not matched.

/** A tag of the script is not always one of Unicode's: which ones a text in it is written with. */
const WRITTEN_WITH = new Map([
  ["Hans", ["Hani"]],
  ["Hant", ["Hani"]],
  ["Hrkt", ["Hira", "Kana"]],
  ["Jpan", ["Hani", "Hira", "Kana"]],
  ["Kore", ["Hang", "Hani"]],
]);
/** Codes of no script in particular. */
const NO_SCRIPT = ["Zinh", "Zyyy", "Zzzz"];
/** Pieces of a long text that are looked at, and characters of each. */
const SAMPLE = { pieces: 10, length: 5000 };
const MOSTLY = 0.5;

/**
 * The primary subtag of a language's tag, as it is written today.
 * @param {unknown} tag BCP 47
 * @returns {string | null} null where it is none
 */
export function languageOf(tag) {
  try {
    const { language } = new Intl.Locale(String(tag));
    return /^[a-z]{2,3}$/.test(language) && language !== "und" ? language : null;
  } catch {
    return null;
  }
}

/**
 * A script's code as it is written.
 * @param {unknown} code ISO 15924
 * @returns {string | null} null where letters of it cannot be told from others
 */
export function scriptOf(code) {
  if (typeof code !== "string" || !/^[a-z]{4}$/i.test(code)) return null;
  const script = code[0].toUpperCase() + code.slice(1).toLowerCase();
  if (NO_SCRIPT.includes(script)) return null;
  try {
    lettersOf([script]);
    return script;
  } catch {
    return null;
  }
}

/** @param {string[]} scripts */
function lettersOf(scripts) {
  const all = scripts.flatMap((script) => WRITTEN_WITH.get(script) ?? [script]);
  return new RegExp(`(?=\\p{L})[${all.map((script) => `\\p{scx=${script}}`).join("")}]`, "gu");
}

/**
 * Whether a text is mostly in scripts that were chosen; one without letters is.
 * @param {string} text
 * @param {string[] | null} scripts null for all
 */
export function isInScripts(text, scripts) {
  if (scripts === null) return true;
  const sample = sampleOf(text);
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  return (sample.match(lettersOf(scripts))?.length ?? 0) >= MOSTLY * letters;
}

/** @param {string} text */
function sampleOf(text) {
  const { pieces, length } = SAMPLE;
  if (text.length <= pieces * length) return text;
  const step = (text.length - length) / (pieces - 1);
  return Array.from({ length: pieces }, (_, at) =>
    text.slice(Math.floor(at * step), Math.floor(at * step) + length),
  ).join(" ");
}

/**
 * Whether an article is in a language that was chosen; nobody knows of one whose language was not told.
 * @param {string} language
 * @param {string[] | null} languages null for all
 */
export function isInLanguages(language, languages) {
  const primary = languageOf(language);
  return languages === null || primary === null || languages.includes(primary);
}
