/**
 * The content script: has the page read once it is seen, tells the background, shows what is answered. What shows it is
 * brought by the background, and only then. A second copy in one page fails at the next line: the name is taken.
 */
const mastheadMain = (() => {
  const { api, rootOf, tagOf } = mastheadGenuine;

  /** Characters of a page's source that are handed out. */
  const MAX_HTML = 5_000_000;

  const here = () => location.href.replace(/#.*/, "");

  /** Counts what makes an answer that is still on its way out of date. */
  let looks = 0;
  /** Whether pages of this site are read. */
  let mayRead = false;
  let address = here();
  /** What was told last. @type {{url: string, text: string, foreign: boolean} | null} */
  let told = null;
  /** What was answered last. @type {Knowledge | null} */
  let known = null;

  const isSeen = () => document.visibilityState === "visible" && /** @type {any} */ (document).prerendering !== true;

  function hideBanner() {
    known = null;
    if (typeof mastheadBanner !== "undefined") mastheadBanner.hide();
  }

  /** Whether the extension is still there: its scripts stay in open pages. */
  function isHere() {
    if (api.runtime?.id) return true;
    looks++;
    mastheadWatch.stop();
    hideBanner();
    return false;
  }

  /** Null where background or page was stopped before the answer came. @param {object} message @returns {Promise<any>} */
  async function send(message) {
    try {
      return await api.runtime.sendMessage(message);
    } catch {
      isHere();
      return null;
    }
  }

  /** Asks whether the page may be read; if so, it is read from then on. */
  async function arrive() {
    const mine = ++looks;
    const answer = await send({ type: "arrive", url: location.href });
    if (mine !== looks) return;
    mayRead = answer?.read === true;
    if (!mayRead) hideBanner();
    else mastheadWatch.start(look);
    if (!isSeen()) mastheadWatch.rest();
  }

  function readPage() {
    try {
      return mastheadText.read();
    } catch {
      // A page can be built so that it cannot be read; what is known of its address must still be told.
      return { text: "", unread: "page", foreign: false, roots: [] };
    }
  }

  /** @param {boolean} framesCame */
  function look(framesCame) {
    if (!isHere()) return null;
    listen(); // a page that is written anew has taken the listeners away
    const { text, unread, foreign, roots } = readPage();
    const url = (address = here());
    const differs = Math.abs(text.length - (told?.text.length ?? 0));
    const same = told?.url === url && told.text === text && told.foreign === foreign && !(foreign && framesCame);
    if (!same) {
      told = { url, text, foreign };
      tell(text, unread, foreign);
    }
    return { told: !same, differs, roots };
  }

  /** @param {string} text @param {string | null} unread @param {boolean} foreign */
  async function tell(text, unread, foreign) {
    const mine = ++looks;
    const equipped = typeof mastheadBanner !== "undefined";
    const answer = await send({ type: "page", url: location.href, text, unread, equipped, foreign });
    if (mine !== looks) return;
    if (!answer || answer.error) {
      told = null;
      return;
    }
    known = answer.knowledge ?? null;
    if (!known) hideBanner();
    else if (typeof mastheadBanner !== "undefined") mastheadBanner.show(answer);
  }

  /** The page was shown, hidden, or brought back from the browser's memory. @param {Event} [event] */
  function onLife(event) {
    if ((event && !event.isTrusted) || !isHere()) return;
    if (event instanceof PageTransitionEvent) {
      if (event.persisted) startAnew();
    } else if (!isSeen()) mastheadWatch.rest();
    else if (mayRead) mastheadWatch.wake();
    else arrive();
  }

  /** What was told is out of date; what stands there stays until the next answer. */
  function startAnew() {
    looks++;
    mayRead = false;
    told = null;
    mastheadWatch.stop();
    if (isSeen()) arrive();
  }

  function onAddress() {
    if (here() === address) return;
    address = here();
    told = null;
    looks++;
    hideBanner();
    if (!isSeen()) return;
    if (mayRead) mastheadWatch.turn();
    else arrive();
  }

  /** Ours hang on the root. */
  const banners = () => [...(rootOf(document)?.children ?? [])].filter((one) => tagOf(one) === "MASTHEAD-BANNER");

  /** The page as it stands, for those who archive it. */
  function html() {
    const all = rootOf(document)?.outerHTML ?? "";
    const html = banners().reduce((rest, banner) => rest.replace(banner.outerHTML, ""), all);
    return { html: html.slice(0, MAX_HTML), title: document.title };
  }

  function listen() {
    document.addEventListener("visibilitychange", onLife);
    document.addEventListener("prerenderingchange", onLife);
    addEventListener("pageshow", onLife);
  }

  api.runtime.onMessage.addListener((message, sender, respond) => {
    if (sender.id !== api.runtime.id) return false;
    if (message?.type === "feed-changed") startAnew();
    if (message?.type === "look-again") onAddress();
    if (message?.type === "html") respond(html());
    if (message?.type === "highlights") respond(mastheadHighlights.set(message.on === true, known));
    return false;
  });

  // What an earlier version may have left behind.
  for (const banner of banners()) banner.remove();
  listen();
  onLife();
  return { again: startAnew, isHere, text: () => told?.text ?? "" };
})();
