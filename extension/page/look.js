/**
 * The look of what stands in pages: the banner at an edge of the window, and the note at a marked place. What it shares
 * with popup and options page is in styles.js.
 */
const mastheadLook = (() => {
  // The page's own rules reach the host element, so everything here is !important; inside the root nothing reaches in.
  // Sizes hang on the reader's own font size, never on that of the page.
  const banner = `
    :host {
      all: initial !important;
      display: block !important; position: fixed !important; inset: 0 0 auto 0 !important;
      margin-inline: auto !important; inline-size: fit-content !important; max-inline-size: min(100%, 54em) !important;
      block-size: auto !important; z-index: 2147483647 !important;
      color-scheme: light dark !important; direction: ltr !important; font-size: medium !important;
      /* A sign that the extension is still there: see injecting.js. */
      --masthead-here: inherit !important; visibility: var(--masthead-here, hidden) !important;
    }
    /* A page could write into these. */
    :host::before, :host::after, :host::backdrop { display: none !important; content: none !important; }
    /* A page can select all that stands in its window, and is told what was selected. Readers copy from the popup. */
    .masthead { -webkit-user-select: none; user-select: none; }
    @media print, (display-mode: picture-in-picture) { :host { display: none !important; } }
    /* However tall the line: the panel shrinks before its end leaves the window. */
    .masthead.banner {
      --most: calc(100vh - var(--from, 0px)); --most: calc(100dvh - var(--from, 0px));
      display: flex; flex-direction: column; max-block-size: var(--most); font-size: 0.875em;
      border: 1px solid var(--rule); border-block-start: none; border-block-end: 3px double var(--rule);
      border-end-start-radius: 4px; border-end-end-radius: 4px; box-shadow: 0 1px 8px rgb(0 0 0 / 0.13);
    }
    /* At the bottom the line stays at the edge, and what is unfolded stands over it. */
    .masthead.banner.low {
      flex-direction: column-reverse;
      border-block-start: 3px double var(--rule); border-block-end: none; border-radius: 4px 4px 0 0;
    }
    .bar, .panel, .menu, .steps, .done { padding-inline: 0.9em; }
    .bar, .steps, .done { flex: none; }
    .banner:not(:has(.more > *)) .bar { max-inline-size: 54em; }
    .bar { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.15em 0.9em; padding-block: 0.35em 0.4em; }
    .bar .said {
      display: flex; flex-wrap: wrap; align-items: baseline; column-gap: 0.75em;
      flex: 1 1 16em; min-inline-size: 0;
    }
    .bar .headline { font-size: 1.0715em; line-height: 1.4; text-wrap: pretty; }
    /* Short lines share a row; none may push the buttons out of the window. */
    .bar .headline, .bar .aside {
      display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 4; overflow: hidden;
    }
    .bar .aside { font-size: 0.875em; -webkit-line-clamp: 2; }
    @media (max-width: 30em) { .bar .headline { -webkit-line-clamp: 6; } }
    .bar .buttons { display: flex; align-items: baseline; gap: 0.2em; margin-inline-start: auto; }
    .bar .buttons button { padding: 0.15em 0.6em; border-color: transparent; color: var(--link); }
    .masthead .bar .buttons button[aria-expanded="true"] { border-color: var(--rule); }
    .masthead button.shut { min-inline-size: 1.9em; font-size: 1.125em; line-height: 1.2; color: var(--muted); }
    .more { display: flex; flex-direction: column; min-block-size: 0; }
    .panel, .menu { border-block: 0 solid var(--rule); }
    .panel {
      inline-size: 62em; max-inline-size: 100%; font-size: 1.0715em; max-block-size: 70vh; max-block-size: 70dvh;
      overflow-y: auto; overscroll-behavior: contain;
    }
    .panel:focus-visible { outline-offset: -2px !important; }
    .panel > .deeds { padding-block-end: 0.6em; }
    .panel .part > .piece > :not(.assessments, .list, details), .panel .part > p, .panel .seen { max-inline-size: 44em; }
    .menu { padding-block: 0.2em 0.7em; border-block-start-width: 1px; }
    .menu .choices { display: flex; flex-wrap: wrap; gap: 0.4em; padding-block: 0.5em 0.4em; }
    .done, .steps { padding-block: 0.35em; border-block-start: 1px solid var(--rule); }
    .bar[hidden] + .done, .bar[hidden] ~ .done[hidden] + .steps { border-block-start: none; }
    .low .more:not(:empty) { border-block-end: 1px solid var(--rule); }
    .low .menu { border-block-start-width: 0; }
    .low .done, .low .steps { border-block: 0 solid var(--rule); border-block-end-width: 1px; }
    .steps { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.2em 0.5em; font-size: 0.9375em; }
    .steps .count { margin-inline-end: auto; padding-inline-end: 1em; }
    .steps button { padding: 0.1em 0.6em; }
    .masthead button:disabled { opacity: 0.55; cursor: default; }
    .masthead.callout {
      display: flex; flex-direction: column; position: fixed; inset: 0 auto auto 0; inline-size: 23em; max-inline-size: calc(100vw - 16px);
      font-size: 0.875em; border: 1px solid var(--rule); border-radius: 4px; box-shadow: 0 2px 12px rgb(0 0 0 / 0.18);
    }
    .callout.away { visibility: hidden; }
    .callout .body { min-block-size: 0; max-block-size: 40vh; overflow-y: auto; overscroll-behavior: contain; padding: 0.7em 0.9em 0.8em; }
    .callout .head {
      display: flex; align-items: baseline; justify-content: space-between; padding-block: 0.2em;
      padding-inline: 0.9em 0.4em; border-block-end: 1px solid var(--rule);
    }
    .callout .shut { padding: 0 0.3em; border-color: transparent; }
    .callout .title { font-family: ${mastheadStyles.SERIF}; font-size: 1.125em; line-height: 1.3; }
    .callout .noted { margin-block-start: 0.6em; padding-block-start: 0.6em; border-block-start: 1px solid var(--rule); }
    @media (max-width: 40em) {
      .bar .said { order: 1; flex-basis: 100%; }
      .bar .aside { -webkit-line-clamp: 2; }
      .masthead.banner { border-inline: none; border-radius: 0; }
    }
    @media (prefers-reduced-motion: no-preference) {
      .banner { animation: arrive 0.2s ease-out; }
      @keyframes arrive { from { opacity: 0; } }
    }
  `;

  return { banner };
})();
