/**
 * The content script: reads the page once it stands, asks the background, shows the banner. It runs in every page, so
 * it does nothing else.
 */
(() => {
  const api = /** @type {typeof chrome} */ (/** @type {any} */ (globalThis).browser ?? globalThis.chrome);

  async function look() {
    const { text, unread } = mastheadText.read();
    const knowledge = await api.runtime.sendMessage({ type: "page", text, unread });
    if (knowledge && !knowledge.error && mastheadPhrases.wantsBanner(knowledge)) mastheadBanner.show(knowledge);
    else mastheadBanner.hide();
  }

  /** A page that nobody has looked at yet costs nothing. */
  function whenSeen() {
    if (document.visibilityState === "visible") look();
    else document.addEventListener("visibilitychange", whenSeen, { once: true });
  }

  whenSeen();
})();
