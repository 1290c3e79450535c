// Put in front of the content scripts in the bench's copy of the extension: how long they keep the page's main thread, from
// their first line on and in every callback of theirs; told in an attribute of the page.
(() => {
  const began = performance.now();
  const spent = { loading: 0, layout: 0, reading: 0, callbacks: 0, reads: 0, answer: 0 };
  const tell = () => document.documentElement?.setAttribute("data-spent", JSON.stringify(spent));
  let depth = 0;

  /** @typedef {(...given: any[]) => any} Act */
  const world = /** @type {any} */ (globalThis);

  /** @param {Act} act @returns {Act} */
  function timed(act) {
    return (...given) => {
      const start = performance.now();
      depth++;
      try {
        return act(...given);
      } finally {
        depth--;
        if (!depth) spent.callbacks += performance.now() - start;
        tell();
      }
    };
  }

  for (const name of ["setTimeout", "requestIdleCallback", "requestAnimationFrame"]) {
    const set = world[name].bind(globalThis);
    world[name] = (/** @type {Act} */ act, /** @type {any[]} */ ...rest) => set(timed(act), ...rest);
  }
  for (const name of ["MutationObserver", "ResizeObserver"]) {
    world[name] = class extends world[name] {
      constructor(/** @type {Act} */ act) {
        super(timed(act));
      }
    };
  }
  const { runtime } = world.browser ?? world.chrome;
  const send = runtime.sendMessage.bind(runtime);
  runtime.sendMessage = async (/** @type {any} */ message) => {
    const start = performance.now();
    const answer = await send(message);
    if (message.type === "page") spent.answer ||= performance.now() - start;
    tell();
    return answer;
  };

  /** Called when all scripts but the last have run, which begins. */
  world.mastheadBenchLoaded = () => {
    const { read } = mastheadText;
    mastheadText.read = (...given) => {
      // What the page has changed is laid out first, as the browser would soon have done by itself.
      const start = performance.now();
      mastheadGenuine.boxOf(document.documentElement);
      const laidOut = performance.now();
      const found = read(...given);
      spent.reads++;
      spent.layout += laidOut - start;
      spent.reading += performance.now() - laidOut;
      return found;
    };
    spent.loading = performance.now() - began;
  };
})();
