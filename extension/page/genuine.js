/**
 * What the browser itself knows of a page's nodes. A form field called "tagName" hides the property of its form, and an
 * image called "body" that of the document; what the prototype knows they cannot hide.
 */
const mastheadGenuine = (() => {
  /**
   * @template Value
   * @param {object} prototype
   * @param {string} name
   * @returns {(node: Node) => Value}
   */
  function property(prototype, name) {
    const get = /** @type {(this: Node) => Value} */ (Object.getOwnPropertyDescriptor(prototype, name)?.get);
    return (node) => get.call(node);
  }

  /** @type {(node: Node) => number} */
  const typeOf = property(Node.prototype, "nodeType");
  /** @type {(node: Node) => string | null} */
  const valueOf = property(Node.prototype, "nodeValue");
  /** @type {(node: Node) => Node | null} */
  const firstChildOf = property(Node.prototype, "firstChild");
  /** @type {(node: Node) => Node | null} */
  const nextOf = property(Node.prototype, "nextSibling");
  /** @type {(element: Node) => string} */
  const tagOf = property(Element.prototype, "tagName");
  /** @type {(element: Node) => ShadowRoot | null} */
  const shadowOf = property(Element.prototype, "shadowRoot");
  /** @type {(element: Node) => Element | null} */
  const previousElementOf = property(Element.prototype, "previousElementSibling");
  /** @type {(element: Node) => Element | null} */
  const nextElementOf = property(Element.prototype, "nextElementSibling");
  /** @type {(element: Node) => number} */
  const scrollLeftOf = property(Element.prototype, "scrollLeft");
  /** @type {(element: Node) => number} */
  const scrollTopOf = property(Element.prototype, "scrollTop");
  /** @type {(node: Node) => Document} */
  const documentOf = property(Node.prototype, "ownerDocument");
  /** @type {(document: Node) => Element | null} */
  const rootOf = property(Document.prototype, "documentElement");
  /** @type {(document: Node) => HTMLElement | null} */
  const bodyOf = property(Document.prototype, "body");
  /** @type {(document: Node) => Window} */
  const viewOf = property(Document.prototype, "defaultView");
  const { assignedNodes } = HTMLSlotElement.prototype;
  const { getBoundingClientRect, hasAttribute, querySelector } = Element.prototype;

  /** @param {Element} element */
  const boxOf = (element) => getBoundingClientRect.call(element);
  /** @param {Element} element @param {string} name */
  const has = (element, name) => hasAttribute.call(element, name);
  /** @param {Element} element @param {string} selector */
  const find = (element, selector) => querySelector.call(element, selector);

  /**
   * @template Value
   * @param {string} name
   * @returns {(frame: Element) => Value | null} null also for an element that is only called like a frame
   */
  function propertyOfFrame(name) {
    const ofIframe = property(HTMLIFrameElement.prototype, name);
    const ofFrame = property(HTMLFrameElement.prototype, name);
    return (frame) => {
      try {
        return /** @type {Value} */ ((tagOf(frame).toUpperCase() === "FRAME" ? ofFrame : ofIframe)(frame));
      } catch {
        return null;
      }
    };
  }

  /** Null where it is of another origin. @type {(frame: Element) => Document | null} */
  const documentIn = propertyOfFrame("contentDocument");
  /** @type {(frame: Element) => Window | null} */
  const windowIn = propertyOfFrame("contentWindow");

  /** What stands in a slot in place of its own content. @param {Element} slot @returns {Node[]} */
  function slottedIn(slot) {
    try {
      return assignedNodes.call(/** @type {HTMLSlotElement} */ (slot));
    } catch {
      return [];
    }
  }

  /** An element called "browser" is no browser. @type {typeof chrome} */
  const api = Object.hasOwn(globalThis, "browser") ? /** @type {any} */ (globalThis).browser : chrome;

  return {
    api,
    ...{ typeOf, valueOf, firstChildOf, nextOf, previousElementOf, nextElementOf, documentOf, rootOf, bodyOf, viewOf },
    ...{ tagOf, shadowOf, scrollLeftOf, scrollTopOf, boxOf, has, find },
    ...{ documentIn, windowIn, slottedIn },
  };
})();

/** Named before banner.js brings it, since an element with that id would answer to it. @type {BannerShown | undefined} */
let mastheadBanner;
