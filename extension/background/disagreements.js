// What feeds contradict one another about. Readers are told only what is a contradiction for certain: a feed that knows
// more than another does not contradict it.

/** Of the shorter of two matches, the share that must stand where the other stands for both to be of one text. */
const SAME_PLACE = 0.5;

/**
 * @param {Voice[]} voices
 * @returns {Disagreement[]}
 */
export function disagreementsOf(voices) {
  /** @type {Set<Disagreement>} */
  const found = new Set();
  voices.forEach((one, at) => {
    for (const other of voices.slice(at + 1)) {
      if (one.address && other.address && clash(one.address, other.address)) found.add("address");
      for (const [ours, theirs] of sameTexts(one, other)) {
        const outlets = /** @type {OutletCard[]} */ (ours.map(({ article }) => article.outlet).filter(Boolean));
        const others = /** @type {OutletCard[]} */ (theirs.map(({ article }) => article.outlet).filter(Boolean));
        if (apart(outlets, others, isSameOutlet)) found.add("publisher");
        const dates = ours.map(({ article }) => article.publishedOn).filter(Boolean);
        const otherDates = theirs.map(({ article }) => article.publishedOn).filter(Boolean);
        if (apart(dates, otherDates, (a, b) => a === b)) found.add("date");
      }
    }
  });
  return /** @type {Disagreement[]} */ (["address", "publisher", "date"]).filter((what) => found.has(what));
}

/**
 * Whether two lists say something, and nothing in common.
 * @template T
 * @param {T[]} ones
 * @param {T[]} others
 * @param {(one: T, other: T) => boolean} same
 */
const apart = (ones, others, same) =>
  ones.length > 0 && others.length > 0 && !ones.some((one) => others.some((other) => same(one, other)));

/**
 * Whether two addresses contradict each other: as a part of a site may be another's than the rest, only the same
 * address can have different outlets, but no imitation is genuine elsewhere on it.
 * @param {AddressKnowledge} one
 * @param {AddressKnowledge} other
 */
function clash(one, other) {
  if ((one.role === "impersonator") !== (other.role === "impersonator")) return true;
  return one.address === other.address && !isSameOutlet(one.outlet, other.outlet);
}

/** @param {string} name */
const plain = (name) => name.normalize("NFKC").trim().toLowerCase();

/**
 * Whether two feeds mean the same outlet: each may have called or spelled it in its own way.
 * @param {OutletCard} one
 * @param {OutletCard} other
 */
const isSameOutlet = (one, other) => one.slug === other.slug || plain(one.name) === plain(other.name);

/**
 * The articles that two feeds found whole in the same place of the page: what one said of it, and what the other.
 * @param {Voice} one
 * @param {Voice} other
 * @returns {[Match[], Match[]][]}
 */
function sameTexts(one, other) {
  const whole = (/** @type {Voice} */ { matches }) => matches.filter((match) => match.class === "same article");
  return whole(one)
    .map((first) => {
      const theirs = whole(other).filter((match) => isSamePlace(first, match));
      const ours = whole(one).filter((match) => match === first || isSamePlace(first, match));
      return /** @type {[Match[], Match[]]} */ ([ours, theirs]);
    })
    .filter(([, theirs]) => theirs.length > 0);
}

/** @param {Match} one @param {Match} other */
function isSamePlace(one, other) {
  const [ours, theirs] = [placesOf(one), placesOf(other)];
  let shared = 0;
  for (let at = 0, behind = 0; at < ours.length && behind < theirs.length;) {
    const [from, to] = ours[at];
    const [start, end] = theirs[behind];
    shared += Math.max(0, Math.min(to, end) - Math.max(from, start));
    if (to < end) at++;
    else behind++;
  }
  return shared > 0 && shared >= SAME_PLACE * Math.min(lengthOf(ours), lengthOf(theirs));
}

/** @param {[number, number][]} places */
const lengthOf = (places) => places.reduce((sum, [from, to]) => sum + to - from, 0);

/** Found once for each match, which is held against many. @type {WeakMap<Match, [number, number][]>} */
const joinedOf = new WeakMap();

/**
 * Where on the page the passages of a match stand, in order, those that overlap joined.
 * @param {Match} match
 */
function placesOf(match) {
  const places = joinedOf.get(match) ?? joinedPlaces(match);
  joinedOf.set(match, places);
  return places;
}

/** @param {Match} match */
function joinedPlaces({ passages }) {
  const places = passages.flatMap(({ place }) => (place ? [place] : [])).sort(([one], [other]) => one - other);
  /** @type {[number, number][]} */
  const joined = [];
  for (const [from, to] of places) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}
