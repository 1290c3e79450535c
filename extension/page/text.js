/**
 * The visible text of the page, block by block. It is handed to the extension's own background and goes no further.
 */
const mastheadText = (() => {
  /** Text nodes and characters that are read at most: a page must not be able to keep the browser busy. */
  const MAX_NODES = 100_000;
  const MAX_CHARACTERS = 1_500_000;
  const SKIPPED = new Set([
    "SCRIPT",
    "STYLE",
    "NOSCRIPT",
    "TEMPLATE",
    "TEXTAREA",
    "SELECT",
    "OPTION",
    "IFRAME",
    "OBJECT",
    "SVG",
  ]);
  const OWN = "MASTHEAD-BANNER";

  /**
   * A form field's name can hide a property of its form; what the prototype knows it cannot hide.
   * @param {object} prototype
   * @param {string} name
   * @returns {(this: Node) => any}
   */
  const genuine = (prototype, name) => /** @type {any} */ (Object.getOwnPropertyDescriptor(prototype, name))?.get;
  const tagOf = genuine(Element.prototype, "tagName");
  const parentOf = genuine(Node.prototype, "parentElement");
  const shadowOf = genuine(Element.prototype, "shadowRoot");
  const { checkVisibility } = Element.prototype;

  /** @typedef {{visible: boolean, block: Element | null}} Place */

  /**
   * @returns {{text: string, unread: string | null}} text with a newline between blocks; `unread` says in words what
   *   was left out
   */
  function read() {
    /** @type {string[]} */
    const pieces = [];
    /** Whether an element is visible, and the block it stands in. @type {Map<Element, Place>} */
    const places = new Map();
    let nodes = 0;
    let characters = 0;
    let full = false;
    /** @type {Element | null} */
    let lastBlock = null;

    /** @param {Element} element @returns {Place} */
    function placeOf(element) {
      const known = places.get(element);
      if (known) return known;
      const hidden =
        SKIPPED.has(tagOf.call(element).toUpperCase()) ||
        tagOf.call(element) === OWN ||
        !checkVisibility.call(element, { opacityProperty: true, visibilityProperty: true });
      const display = hidden ? "" : getComputedStyle(element).display;
      const inline = display.startsWith("inline") || display === "contents" || display.startsWith("ruby");
      const parent = parentOf.call(element);
      const block = inline && parent && parent !== document.documentElement ? placeOf(parent).block : element;
      const place = { visible: !hidden, block };
      places.set(element, place);
      return place;
    }

    /** @param {Node} root */
    function walk(root) {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
      for (let node = walker.nextNode(); node && !full; node = walker.nextNode()) {
        if (++nodes > MAX_NODES) full = true;
        else if (node instanceof Element) {
          if (tagOf.call(node) === "BR") pieces.push("\n");
          const shadow = shadowOf.call(node);
          if (shadow) walk(shadow);
        } else if (node.nodeValue) add(node.nodeValue, node.parentElement ?? hostOf(node));
      }
    }

    /** @param {Node} node */
    function hostOf(node) {
      const root = node.getRootNode();
      return root instanceof ShadowRoot ? root.host : null;
    }

    /** @param {string} value @param {Element | null} parent */
    function add(value, parent) {
      if (!parent) return;
      const { visible, block } = placeOf(parent);
      if (!visible) return;
      if (block !== lastBlock) pieces.push("\n");
      lastBlock = block;
      if (characters + value.length > MAX_CHARACTERS) full = true;
      const piece = value.slice(0, MAX_CHARACTERS - characters);
      characters += piece.length;
      pieces.push(piece);
    }

    if (document.body) walk(document.body);
    return { text: pieces.join(""), unread: full ? "this page is very long: only its beginning was read" : null };
  }

  return { read };
})();
