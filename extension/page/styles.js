/**
 * The look of banner, popup and options page. Strings in a script and not CSS files: inside a page the only style
 * sheets that no content security policy can forbid are those a shadow root adopts, and a file the page could load
 * would tell it that the extension is there.
 */
const mastheadStyles = (() => {
  // Generic families only: in the place of a named one a page can put a font of its own, also inside our shadow root, and
  // learn from what is asked of it which letters stand there.
  const SERIF = "serif";
  const SANS = "system-ui, sans-serif";

  // No red and no green anywhere: colours must not judge.
  const base = `
    .masthead {
      --paper: #fbfaf7; --ink: #1f1e1c; --muted: #5f5b54; --rule: #d6d1c7; --link: #27496d; --hover: #efece5;
      color: var(--ink); background: var(--paper);
      font-family: ${SANS}; line-height: 1.5; text-align: start; overflow-wrap: anywhere;
    }
    @media (prefers-color-scheme: dark) {
      .masthead {
        --paper: #1e1d1b; --ink: #ebe8e1; --muted: #aaa59b; --rule: #423f39; --link: #a9c6e0; --hover: #2b2926;
      }
    }
    @media (forced-colors: active) {
      .masthead { --rule: CanvasText; --muted: CanvasText; --link: LinkText; }
    }
    .masthead *, .masthead *::before, .masthead *::after { box-sizing: border-box; }
    .masthead [hidden] { display: none !important; }
    /* :where() weighs nothing, so that any rule may say otherwise. */
    :where(.masthead) :where(h1, h2, h3, h4, p, ul, dl, dd, blockquote) { margin: 0; padding: 0; font-weight: inherit; }
    :where(.masthead) :where(h1, h2, h3, h4, button, input) { font-size: inherit; font-family: inherit; }
    :where(.masthead) :where(ul) { list-style: none; }
    .masthead a { color: var(--link); text-underline-offset: 0.15em; }
    .masthead :is(a, button, input, summary, [tabindex]):focus-visible {
      outline: 2px solid var(--link); outline-offset: 2px;
    }
    .masthead button, .masthead summary { cursor: pointer; }
    :where(.masthead) :where(button) {
      padding: 0.25em 0.8em; border: 1px solid var(--rule); border-radius: 3px; line-height: 1.4;
      color: inherit; background: transparent;
    }
    .masthead button:hover { background: var(--hover); }
    .masthead .wordmark {
      font-family: ${SERIF}; font-variant-caps: small-caps; letter-spacing: 0.06em; color: var(--muted);
    }
    .masthead .headline { font-family: ${SERIF}; line-height: 1.45; text-wrap: balance; }
    .masthead .aside { color: var(--muted); font-size: 0.875em; }
    .masthead .silent {
      position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
    }
  `;

  const card = `
    .masthead .part { padding-block: 1em; border-block-start: 1px solid var(--rule); }
    .masthead .part > h2 {
      margin-block-end: 0.4em; font-family: ${SERIF}; font-variant-caps: small-caps; letter-spacing: 0.05em;
    }
    .masthead h3 { font-family: ${SERIF}; font-size: 1.125em; line-height: 1.35; }
    .masthead h4 { margin-block-start: 1em; font-size: 0.875em; font-weight: 600; }
    .masthead .small { color: var(--muted); font-size: 0.875em; }
    .masthead .prose { white-space: pre-line; }
    .masthead .topic { font-weight: 600; }
    .masthead .topic::after { content: ". "; }
    .masthead .piece + .piece, .masthead .piece + details, .masthead details .piece { margin-block-start: 1em; }
    .masthead :is(.statement, .note) + :is(.statement, .note) { margin-block-start: 0.75em; }
    .masthead .seen + .seen { margin-block-start: 0.15em; }
    .masthead .list { margin-block-start: 0.4em; }
    .masthead details { margin-block-start: 0.75em; }
    .masthead summary { color: var(--link); font-size: 0.875em; }
    .masthead details > .list { margin-block-start: 0.75em; }
    .masthead blockquote {
      margin-block: 0.4em; padding-inline-start: 0.8em; border-inline-start: 2px solid var(--rule);
      font-family: ${SERIF}; font-style: italic; white-space: pre-line;
    }
    .masthead .host { color: var(--muted); }
    .masthead .feed { font-family: ${SERIF}; font-size: 1.25em; line-height: 1.35; }
    .masthead .voice { padding-block-start: 0.9em; border-block-start: 3px double var(--rule); }
    .masthead .feed + .part { border-block-start: none; padding-block-start: 0.6em; }
  `;

  // The page's own rules reach the host element, so everything here is !important; inside the root nothing reaches in.
  const banner = `
    :host {
      all: initial !important;
      display: block !important; position: fixed !important; inset: 0 0 auto 0 !important;
      inline-size: auto !important; block-size: auto !important; z-index: 2147483647 !important;
      color-scheme: light dark !important; direction: ltr !important;
    }
    @media print { :host { display: none !important; } }
    /* However tall the line: the panel shrinks before its end leaves the window. */
    .masthead.banner {
      display: flex; flex-direction: column; max-block-size: 100vh; max-block-size: 100dvh;
      border-block-end: 3px double var(--rule); box-shadow: 0 1px 6px rgb(0 0 0 / 0.14);
    }
    /* A share of the width around both: the scroll bar takes its room from the panel only, and must not shift it. */
    .bar, .panel { padding-inline: max(1em, (100% - 78em) / 2); }
    .bar { display: flex; flex: none; flex-wrap: wrap; align-items: flex-start; gap: 0.35em 1em; padding-block: 0.5em; }
    .bar .wordmark { align-self: baseline; line-height: 1.5; }
    /* Short lines share a row. */
    .bar .said {
      display: flex; flex-wrap: wrap; align-items: baseline; column-gap: 0.75em;
      flex: 1 1 20em; min-inline-size: 0; align-self: baseline;
    }
    .bar .headline, .bar .aside {
      display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 4; overflow: hidden;
    }
    .bar .buttons { display: flex; gap: 0.5em; font-size: 0.875em; margin-inline-start: auto; }
    .panel { max-block-size: 70vh; max-block-size: 70dvh; overflow-y: auto; overscroll-behavior: contain; }
    .panel:focus-visible { outline-offset: -2px !important; }
    .panel .part > * { max-inline-size: 44em; }
    @media (max-width: 560px) {
      .bar .wordmark { order: 0; }
      .bar .buttons { order: 1; }
      .bar .said { order: 2; flex-basis: 100%; }
      .bar .aside { -webkit-line-clamp: 3; }
    }
    @media (prefers-reduced-motion: no-preference) {
      .banner.arriving { animation: arrive 0.2s ease-out; }
      @keyframes arrive { from { transform: translateY(-100%); } }
    }
  `;

  /**
   * Lets a document or a shadow root wear style sheets.
   * @param {DocumentOrShadowRoot} root
   * @param {...string} texts
   */
  function wear(root, ...texts) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(texts.join("\n"));
    root.adoptedStyleSheets = [sheet];
  }

  return { base, card, banner, wear };
})();
