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
    .masthead .part { padding-block: 1.1em; border-block-start: 1px solid var(--rule); }
    .masthead .part > h2 {
      margin-block-end: 0.5em; font-family: ${SERIF}; font-variant-caps: small-caps; letter-spacing: 0.05em;
      color: var(--muted);
    }
    .masthead .role { color: var(--muted); }
    .masthead h3 { font-family: ${SERIF}; font-size: 1.1875em; line-height: 1.3; }
    .masthead :is(h4, h3.about) {
      margin-block-start: 1.1em; font-family: ${SANS}; font-size: 0.875em; font-weight: 600; line-height: inherit;
    }
    .masthead .small { color: var(--muted); font-size: 0.875em; }
    .masthead .prose { white-space: pre-line; }
    .masthead .topic { font-weight: 600; }
    .masthead .topic::after { content: ". "; }
    .masthead .class { font-weight: 600; }
    .masthead .amount { margin-block-start: 0.5em; }
    .masthead .piece + .piece, .masthead .piece + details, .masthead details .piece { margin-block-start: 1.4em; }
    .masthead :is(.statement, .note) + :is(.statement, .note) { margin-block-start: 0.9em; }
    .masthead .seen + .seen { margin-block-start: 0.15em; }
    .masthead .list { margin-block-start: 0.4em; }
    .masthead details { margin-block-start: 0.75em; }
    .masthead summary { color: var(--link); font-size: 0.875em; }
    .masthead details > .list { margin-block-start: 0.75em; }
    .masthead blockquote {
      margin-block: 0.4em; padding-inline-start: 0.8em; border-inline-start: 2px solid var(--rule);
      font-family: ${SERIF}; white-space: pre-line;
    }
    .masthead .note blockquote { font-style: italic; }
    .masthead .host { color: var(--muted); }
    .masthead .feed { font-family: ${SERIF}; font-size: 1.25em; line-height: 1.35; }
    .masthead .voice { padding-block-start: 0.9em; border-block-start: 3px double var(--rule); }
    .masthead .feed + .part { border-block-start: none; padding-block-start: 0.6em; }
    /* What can be done with a piece: quiet, one after the other. */
    .masthead .deeds { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.1em 1em; margin-block-start: 0.35em; }
    .masthead .deeds button, .masthead .outcome button, .masthead .link {
      padding: 0; border: none; color: var(--link); text-decoration: underline; text-underline-offset: 0.15em;
      text-align: start;
    }
    /* Several assessors stand side by side, as many as fit. */
    .masthead .assessments > .list, .masthead .assessments > details > .list {
      display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15em), 1fr)); gap: 0.75em;
    }
    .masthead .assessment { padding: 0.6em 0.8em; border: 1px solid var(--rule); border-radius: 3px; }
    .masthead .assessor { font-weight: 600; }
    .masthead .assessment .prose { margin-block: 0.3em; }
    /* The page and the archive, side by side where there is room. */
    .masthead .sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17em), 1fr)); gap: 0 1.25em; }
    .masthead .passage + .passage { margin-block-start: 0.9em; }
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

  return { SERIF, base, card, wear };
})();
