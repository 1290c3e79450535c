// The extension interface under one name: Firefox calls it browser, Chromium chrome; both answer with promises.
export const api = /** @type {typeof chrome} */ (/** @type {any} */ (globalThis).browser ?? globalThis.chrome);
