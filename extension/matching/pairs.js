// The local rule: which places of a page deserve a request. Twin of matching/pairs.py; rules in docs/protocol.md.
import { W } from "./fingerprint.js";

/** Scattered hits below this number are never looked into. */
const FEWEST_STRAYS = 6;

/**
 * Places worth a request, densest first, each as indices into the page's hits.
 * @param {number[]} positions word positions of the hits, increasing
 * @param {number[]} prefixes listed prefix each hit met; a repeated phrase is one piece of evidence
 * @param {number} checked fingerprints of the page that were looked up
 * @param {number} strayRate share of them that meet the list by chance, as the feed states it
 * @param {number} [w]
 * @returns {number[][]}
 */
export function spots(positions, prefixes, checked, strayRate, w = W) {
  /** @type {number[][]} */
  const chains = [];
  positions.forEach((position, i) => {
    const chain = chains.at(-1);
    if (chain && position - positions[/** @type {number} */ (chain.at(-1))] <= w) chain.push(i);
    else chains.push([i]);
  });
  const found = chains.filter((chain) => new Set(chain.map((i) => prefixes[i])).size > 1);
  if (found.length) return found.sort((one, other) => other.length - one.length);
  const expected = checked * strayRate;
  const clearlyMore = Math.max(FEWEST_STRAYS, expected + 4 * Math.sqrt(expected));
  return new Set(prefixes).size >= clearlyMore ? [positions.map((_, i) => i)] : [];
}
