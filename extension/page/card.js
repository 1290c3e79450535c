/**
 * What every piece of knowledge is made of, as elements of a document: text, links, small lines, bounded lists.
 *
 * Every string here was written by strangers. It goes into the document as text, and a URL becomes a link only if it
 * parses as http or https. Lists are bounded, since a feed may send a thousand of anything.
 */
const mastheadCard = (() => {
  const { say, clean, locale } = mastheadPhrases;
  // A form or an image called "createElement" hides the method of its document, but not that of the prototype.
  const { createElement, createDocumentFragment } = Document.prototype;

  const MOST = { statements: 50, assessments: 50, notes: 20, placements: 20, passages: 100 };
  /** How many entries of a list stand open; the rest waits behind a "show more". */
  const OPEN = { statements: 4, assessments: 6, notes: 5, placements: 3, passages: 2 };
  const LENGTH = { label: 120, title: 300, quote: 1200, text: 4000, url: 2048 };
  /** Characters of a passage that stand open, and that are shown at all. */
  const PASSAGE = { open: 320, whole: 1500 };

  /**
   * An element with words of our own, or with parts.
   * @template {keyof HTMLElementTagNameMap} Tag
   * @param {Tag} tag
   * @param {string} className
   * @param {...(string | Node | null)} parts
   */
  function element(tag, className, ...parts) {
    const made = /** @type {HTMLElementTagNameMap[Tag]} */ (createElement.call(document, tag));
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
   * @param {keyof typeof MOST} kind
   * @param {(entry: Entry) => Node} draw
   */
  function list(entries, kind, draw) {
    const shown = entries.slice(0, MOST[kind]);
    // Hiding one single entry would save nothing.
    const open = shown.length - OPEN[kind] > 1 ? OPEN[kind] : shown.length;
    const drawn = createDocumentFragment.call(document);
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

  /** @param {string} url */
  const source = (url) => element("span", "", `${say("labelSource")}: `, link(url));

  /** @param {string} words */
  const capital = (words) => clean(words, LENGTH.label).replace(/^\p{Ll}/u, (first) => first.toLocaleUpperCase(locale));

  /**
   * @param {string} words
   * @param {(event: MouseEvent) => void} act
   * @param {string} [label] what it is called where its words alone do not say enough
   */
  function button(words, act, label) {
    const made = element("button", "", words);
    made.type = "button";
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  }

  return {
    ...{
      LENGTH,
      PASSAGE,
      element,
      told,
      webUrl,
      link,
      smallLine,
      list,
      nameOfCode,
      part,
      source,
      capital,
      button,
    },
  };
})();
