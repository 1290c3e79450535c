// The local rule: which places of a page deserve a request. Twin of matching/pairs.py; rules in docs/protocol.md.
import { W } from "./fingerprint.js";

/** Words between two hits that make a spot. W would do for whole passages; a changed word may cost a hit between. */
const PAIR_GAP = 2 * W;
/** Words between the hits of a row of three or more. */
const ROW_GAP = 4 * W;
/** Scattered hits below this number are never looked into. */
const FEWEST_STRAYS = 4;

/**
 * Places worth a request, the surest first, each as indices into the page's hits.
 * @param {number[]} positions word positions of the hits, increasing
 * @param {number[]} prefixes listed prefix each hit met; a repeated phrase is one piece of evidence
 * @param {number} checked fingerprints of the page that were looked up
 * @param {number} strayRate share of them that meet the list by chance, as the feed states it
 * @returns {number[][]}
 */
export function spots(positions, prefixes, checked, strayRate) {
  const pairs = rows(positions, prefixes, PAIR_GAP, 2);
  const paired = new Set(pairs.flat());
  const loose = rows(positions, prefixes, ROW_GAP, 3).filter((row) => !row.some((at) => paired.has(at)));
  if (pairs.length || loose.length) return [...pairs, ...loose];
  const expected = checked * strayRate;
  const clearlyMore = Math.max(FEWEST_STRAYS, expected + 4 * Math.sqrt(expected));
  return new Set(prefixes).size >= clearlyMore ? [positions.map((_, i) => i)] : [];
}

/**
 * Longest rows of hits at most `gap` words apart with so many different prefixes, the longest row first.
 * @param {number[]} positions
 * @param {number[]} prefixes
 * @param {number} gap
 * @param {number} different
 */
function rows(positions, prefixes, gap, different) {
  /** @type {number[][]} */
  const found = [];
  positions.forEach((position, i) => {
    const row = found.at(-1);
    if (row && position - positions[/** @type {number} */ (row.at(-1))] <= gap) row.push(i);
    else found.push([i]);
  });
  return found
    .filter((row) => new Set(row.map((i) => prefixes[i])).size >= different)
    .sort((one, other) => other.length - one.length);
}
