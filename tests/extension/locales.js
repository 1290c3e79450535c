/** What a translation of the extension must be like. */

/** @typedef {{message: string, description?: string, placeholders?: Record<string, {content: string, example?: string}>}} Message */
/** @typedef {Record<string, Message>} Messages */

const PLURAL = /_(zero|one|two|few|many|other)$/;
/** Where stores show them: what is longer is refused by one of them. */
const MOST = { extensionName: 45, extensionDescription: 132 };
const RIGHT_TO_LEFT = new Set("Arab Hebr Thaa Syrc Nkoo Adlm Rohg Mand Samr".split(" "));
/** Longer than this, in parts of the English message: the room on a banner is small. */
const MOST_OF_ENGLISH = 2;
/** Short messages may grow more: "Close" can be a long word elsewhere. */
const ALWAYS_ALLOWED = 30;

/**
 * Everything that is wrong with a translation, in words.
 * @param {string} folder its name, as in `zh_CN`
 * @param {Messages} messages
 * @param {Messages} english
 * @returns {string[]}
 */
export function faultsOf(folder, messages, english) {
  const tag = messages.localeTag?.message ?? "";
  const known = tagFaults(folder, tag, messages.textDirection?.message);
  if (known.length) return known;
  const plurals = new Intl.PluralRules(tag);
  const categories = plurals.resolvedOptions().pluralCategories;
  /** @type {Map<string, Message>} each key there must be, and the English message it says */
  const wanted = new Map();
  for (const [key, message] of Object.entries(english)) {
    if (!PLURAL.test(key)) wanted.set(key, message);
    else for (const category of categories) wanted.set(key.replace(PLURAL, `_${category}`), english[otherOf(key)]);
  }
  const missing = [...wanted.keys()].filter((key) => !messages[key]).map((key) => `${key} is missing`);
  const surplus = Object.keys(messages)
    .filter((key) => !wanted.has(key))
    .map((key) => `${key} is no message of this language`);
  const wrong = [...wanted].flatMap(([key, model]) =>
    messages[key] ? messageFaults(key, messages[key], model, { own: folder === "en", plurals }) : [],
  );
  return [...missing, ...surplus, ...wrong];
}

/** @param {string} key of a number of things */
const otherOf = (key) => key.replace(PLURAL, "_other");

/**
 * @param {string} folder
 * @param {string} tag
 * @param {string | undefined} direction
 */
function tagFaults(folder, tag, direction) {
  const named = new Intl.Locale(folder.replaceAll("_", "-")).maximize();
  let meant;
  try {
    meant = new Intl.Locale(tag).maximize();
  } catch {
    return [`localeTag ${tag} is no language tag`];
  }
  if (named.language !== meant.language || named.script !== meant.script) return [`localeTag ${tag} is not ${folder}`];
  if (!Intl.DateTimeFormat.supportedLocalesOf(tag).length) return [`localeTag ${tag} has no dates and numbers`];
  const wanted = RIGHT_TO_LEFT.has(meant.script ?? "") ? "rtl" : "ltr";
  return direction === wanted ? [] : [`textDirection must be ${wanted}`];
}

/**
 * @param {string} key
 * @param {Message} message
 * @param {Message} model the English message
 * @param {{own: boolean, plurals: Intl.PluralRules}} language `own`: it is the English message itself
 */
function messageFaults(key, { message, description, placeholders = {} }, model, { own, plurals }) {
  /** @type {string[]} */
  const faults = [];
  /** @param {boolean} holds @param {string} otherwise */
  const require = (holds, otherwise) => {
    if (!holds) faults.push(`${key}: ${otherwise}`);
  };
  require(message === message.trim() && message !== "", "it is empty, or begins or ends with a blank");
  require(own || description === undefined, "descriptions stand in the English messages only");
  const used = new Set([...message.matchAll(/\$(\w+)\$/g)].map(([, name]) => name.toLowerCase()));
  const expected = Object.keys(model.placeholders ?? {});
  const [, category] = PLURAL.exec(key) ?? [];
  const optional = category !== undefined && isOneNumber(plurals, category);
  const unsaid = expected.filter((name) => !used.has(name) && !optional);
  require(unsaid.length === 0, `it does not say ${unsaid.map((name) => `$${name.toUpperCase()}$`).join(", ")}`);
  const unknown = [...new Set([...used, ...Object.keys(placeholders)])].filter((name) => !expected.includes(name));
  require(unknown.length === 0, `English has no ${unknown.join(", ")}`);
  // Chromium does not load an extension in which one is missing.
  const undeclared = [...used].filter((name) => !(name in placeholders));
  require(undeclared.length === 0, `it uses but does not declare ${undeclared.join(", ")}`);
  for (const [name, { content }] of Object.entries(placeholders)) {
    const meant = model.placeholders?.[name]?.content ?? content;
    require(content === meant, `${name} must be ${meant}`);
  }
  require(!/\$/.test(message.replace(/\$\w+\$/g, "")), "a single $ means nothing");
  require(!/[<>]|[\u202a-\u202e\u2066-\u2069]/.test(message), "markup, or a character that turns what follows");
  const room = Math.max(ALWAYS_ALLOWED, MOST_OF_ENGLISH * model.message.length);
  require(message.length <= room, `it is much longer than the English: ${message.length} of ${room} characters`);
  const most = key in MOST ? MOST[/** @type {keyof typeof MOST} */ (key)] : Infinity;
  require(message.length <= most, `stores take ${most} characters`);
  return faults;
}

/**
 * Whether a category is for a single number, which a language may then say in words.
 * @param {Intl.PluralRules} plurals
 * @param {string} category
 */
function isOneNumber(plurals, category) {
  return (
    Array.from({ length: 1000 }, (_, count) => plurals.select(count)).filter((one) => one === category).length === 1
  );
}
