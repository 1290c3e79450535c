/**
 * The content script: reads the page once it stands, asks the background, shows the banner. It runs in every page, so
 * it does nothing else.
 */
(() => {
  const api = /** @type {typeof chrome} */ (/** @type {any} */ (globalThis).browser ?? globalThis.chrome);

  /** Pages that change their address without loading bring their text a moment later. */
  const SETTLED = 800;
  /** A page that changes its address again and again is looked at all the same after so long. */
  const LONGEST = 2400;
  /** Counts looks, so that an answer about the page before last is not shown. */
  let looks = 0;
  let lookedAt = location.href;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let settling;
  let changing = 0;

  function readPage() {
    try {
      return mastheadText.read();
    } catch {
      // A page can be built so that it cannot be read; what is known of its address must still be told.
      return { text: "", unread: "the text of this page could not be read" };
    }
  }

  async function look() {
    const mine = ++looks;
    const { text, unread } = readPage();
    const knowledge = await api.runtime.sendMessage({ type: "page", url: location.href, text, unread });
    if (mine !== looks) return;
    if (knowledge && !knowledge.error && mastheadPhrases.wantsBanner(knowledge)) mastheadBanner.show(knowledge);
    else mastheadBanner.hide();
  }

  /** A page that nobody has looked at yet costs nothing. */
  function whenSeen() {
    if (document.visibilityState === "visible") look();
    else document.addEventListener("visibilitychange", whenSeen, { once: true });
  }

  /** @param {string} url */
  const withoutFragment = (url) => url.replace(/#.*/, "");

  api.runtime.onMessage.addListener((message, sender) => {
    if (sender.id !== api.runtime.id) return;
    // Another answer about the same page: what stands there stays until it has come.
    if (message?.type === "feed-changed") whenSeen();
    if (message?.type !== "look-again" || withoutFragment(location.href) === withoutFragment(lookedAt)) return;
    lookedAt = location.href;
    looks++;
    mastheadBanner.hide();
    const now = performance.now();
    if (settling === undefined) changing = now;
    clearTimeout(settling);
    settling = setTimeout(
      () => {
        settling = undefined;
        whenSeen();
      },
      Math.max(0, Math.min(SETTLED, changing + LONGEST - now)),
    );
  });

  whenSeen();
})();
