// When a feed is asked again. Rules in docs/protocol.md, "Freshness".

/** Seconds by which an index may be out of date when it comes: caches keep it for 15, and serve it stale for 15 more. */
const CACHED = 30;
/** Minutes between two tries, at most, while a feed has not said how many there should be. */
const UNKNOWN = 15;
/** Minutes that browsers wait at least. */
const SHORTEST = 0.5;

/**
 * Minutes until a feed is asked again.
 * @param {{loaded: {index: {refreshSeconds: number}} | null, failures: number}} feed
 * @param {number} [chance] 0 to 1, so that readers do not all come at once
 */
export function minutesToNext({ loaded, failures }, chance = Math.random()) {
  const most = loaded ? loaded.index.refreshSeconds / 60 : UNKNOWN;
  if (failures > 0 || !loaded) return Math.max(SHORTEST, Math.min(most, 2 ** Math.max(failures - 1, 0)));
  return Math.max(SHORTEST, (most - CACHED / 60) * (0.8 + 0.2 * chance));
}
