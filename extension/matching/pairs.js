// The local rule: which groups a page gives reason to ask for. Twin of matching/pairs.py; rules in docs/protocol.md, 6.2.
// One hit in the list means nothing, a common phrase is enough for it. Two different hits close together that agree on a
// group mean that the page shares a passage with an article of it; so do three in a looser row, and clearly more
// scattered hits than chance explains: a copy with many words changed has no others.

/** Scattered hits below this number are never looked into. */
const FEWEST_STRAYS = 3;
/** Share of pages that may have as many scattered hits of one group by chance. */
const BY_CHANCE = 1 / 1000;
/** What a page offers for a group, the surest first. */
const KINDS = ["pairs", "rows", "strays"];

/**
 * A kept shingle of the page that the list holds: the word it begins with, the listed prefix it met (a phrase the page
 * repeats is one piece of evidence, not two), and the groups in which that stands.
 * @typedef {{position: number, prefix: number, groups: number[]}} Hit
 */
/**
 * A reason to ask for a group: hits are indices into the page's hits, increasing; prefixes is how many different ones
 * they met.
 * @typedef {{group: number, kind: string, hits: number[], prefixes: number}} Lead
 */

/**
 * Groups worth a request, the surest first.
 * @param {Hit[]} hits by position
 * @param {number} w the feed's window: pairs lie within 2w words, rows within 4w
 * @param {{checked: number, entries: number, bits: number, groups: number}} chance fingerprints of the page that were
 *   looked up; what is known of the list, and how many groups it has, if all were alike
 * @returns {Lead[]}
 */
export function leads(hits, w, { checked, entries, bits, groups }) {
  /** @type {Map<number, number[]>} */
  const ofGroup = new Map();
  hits.forEach((hit, at) => {
    for (const group of hit.groups) {
      const held = ofGroup.get(group);
      if (held) held.push(at);
      else ofGroup.set(group, [at]);
    }
  });
  const expected = checked * (entries / 2 ** bits / Math.max(groups, 1));
  const found = Array.from(ofGroup, ([group, held]) => ({ group, ...offered(hits, held, w, expected, groups) }));
  return found
    .filter((lead) => lead.hits.length > 0)
    .map((lead) => ({ ...lead, prefixes: different(hits, lead.hits) }))
    .sort(
      (one, other) =>
        KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) ||
        other.prefixes - one.prefixes ||
        one.hits[0] - other.hits[0] ||
        one.group - other.group,
    );
}

/**
 * The surest that the hits of one group offer, and the hits that make it.
 * @param {Hit[]} hits
 * @param {number[]} held those of the group
 * @param {number} w
 * @param {number} expected how many of them chance explains
 * @param {number} groups how many groups there are
 */
function offered(hits, held, w, expected, groups) {
  const pairs = inRows(hits, held, 2 * w, 2);
  if (pairs.length) return { kind: "pairs", hits: pairs };
  const rows = inRows(hits, held, 4 * w, 3);
  if (rows.length) return { kind: "rows", hits: rows };
  return { kind: "strays", hits: areNoChance(different(hits, held), expected, groups) ? held : [] };
}

/**
 * Whether scattered hits of one group are more than chance gives to some group of some page. With a Poisson distribution
 * of strays, groups * expected^n / n! bounds how many groups have n of them or more.
 * @param {number} strays
 * @param {number} expected
 * @param {number} groups
 */
function areNoChance(strays, expected, groups) {
  let chance = Math.max(groups, 1);
  for (let n = strays; n > 0; n--) chance *= expected / n;
  return strays >= FEWEST_STRAYS && chance <= BY_CHANCE;
}

/**
 * Hits that stand in longest rows, `gap` words at most from each to the next, with so many different prefixes.
 * @param {Hit[]} hits
 * @param {number[]} held
 * @param {number} gap
 * @param {number} fewest
 */
function inRows(hits, held, gap, fewest) {
  /** @type {number[][]} */
  const rows = [];
  let last = -Infinity;
  for (const at of held) {
    if (hits[at].position - last <= gap) rows[rows.length - 1].push(at);
    else rows.push([at]);
    last = hits[at].position;
  }
  return rows.filter((row) => different(hits, row) >= fewest).flat();
}

/** @param {Hit[]} hits @param {number[]} chosen */
const different = (hits, chosen) => new Set(chosen.map((at) => hits[at].prefix)).size;
