/**
 * The shapes that travel between the rooms of the extension. Global, so that classic scripts can use them too.
 * The strings in them come from a feed, so they are never trusted: they are shown as text, and a URL is a link only
 * if `mastheadCard.webUrl` accepts it. All dates are ISO strings.
 *
 * `mastheadPhrases`, `mastheadStyles`, `mastheadCard` and `mastheadBanner` need no declaration here: they are
 * top-level names of classic scripts, which TypeScript sees as the browser does.
 */

interface Source {
  url: string;
  title: string;
}

interface Note {
  id: string;
  text: string;
  language: string | null;
  /** The passage of the article that the note speaks of. */
  quote: string | null;
  publishedOn: string;
  sources: Source[];
}

interface Statement {
  kind: "fact" | "assessment";
  topic: string;
  text: string;
  statedBy: string;
  statedOn: string;
  sourceUrl: string;
}

interface OutletCard {
  slug: string;
  name: string;
  summary: string;
  kind: string | null;
  country: string | null;
  homepage: string | null;
  reviewedOn: string | null;
  statements: Statement[];
  notes: Note[];
}

type AddressRole = "official" | "mirror" | "account" | "impersonator";

interface AddressKnowledge {
  address: string;
  role: AddressRole;
  since: string | null;
  until: string | null;
  sourceUrl: string | null;
  statedOn: string | null;
  /** For an impersonator: the outlet that is imitated. */
  outlet: OutletCard;
}

interface Placement {
  url: string;
  /** origin, copy, excerpt or translation; other words are shown as they are. */
  role: string;
  firstSeen: string | null;
}

interface Article {
  id: string;
  title: string;
  publishedOn: string | null;
  language: string;
  url: string | null;
  outlet: OutletCard | null;
  placements: Placement[];
  notes: Note[];
}

type MatchClass = "same article" | "large part" | "quotes a passage";

interface Match {
  class: MatchClass;
  sharedWords: number;
  /** Words in the longest shared passage. */
  longestRun: number;
  /** Share of the article that the page holds, 0 to 1. */
  articleShare: number;
  /** Share of the page's text that is the article's, 0 to 1. */
  pageShare: number;
  /** Words shared, and first and one past the last character in the text that was read of the page. */
  passages: { words: number; place: [number, number] | null }[];
  article: Article;
}

interface FeedState {
  /** Address that the reader gave. */
  url: string;
  name: string;
  version: string | number;
  asOf: string;
  fetchedAt: string | null;
  articles: number;
  /** Why the last refresh failed, in words. */
  problem: string | null;
  /** Fingerprint of the key in force, in groups of four digits; null before the first load. */
  fingerprint: string | null;
  /** Fingerprint of another key that the feed was offered with, and that was refused. */
  refusedFingerprint: string | null;
  /** Addresses that hold the same feed: those the feed names, and those the reader added. */
  mirrors: string[];
}

type KnowledgeStatus = "known" | "nothing" | "offline" | "never-loaded" | "too-short" | "no-feed";

/** What one feed says of a page. */
interface Voice {
  feed: FeedState;
  address: AddressKnowledge | null;
  /** The strongest first. */
  matches: Match[];
}

/**
 * What feeds contradict one another about: whose address it is (or in which role), who published the same text, or when.
 */
type Disagreement = "address" | "publisher" | "date";

interface Knowledge {
  url: string;
  /** Of all feeds together: known if one of them knows something. */
  status: KnowledgeStatus;
  /** Every feed that is switched on, in the reader's order, also those that know nothing. */
  voices: Voice[];
  disagreements: Disagreement[];
  /** What was not read of the page, in words. */
  unread: string | null;
}

interface FeedSetting {
  url: string;
  on: boolean;
  state: FeedState;
}

/** What the options page sees; `{error}` instead, when something was refused. */
interface Settings {
  /** In the order in which they speak. */
  feeds: FeedSetting[];
}
