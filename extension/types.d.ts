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
  /** Where its quote stands in the text that was read of the page: first character, and one past the last. */
  place?: [number, number] | null;
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
  /** On what terms the archived text is free to publish, such as "CC BY 4.0"; null where it is not. */
  licence: string | null;
}

interface Passage {
  words: number;
  /** First and one past the last character in the text that was read of the page. */
  place: [number, number] | null;
  /** The passage as it stands on the page; null of long pages and of passages after the first ones. */
  page: string | null;
  /** As it stands in the archived text, where that is free to publish. */
  archived: string | null;
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
  /** In the order of the article. */
  passages: Passage[];
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
  /** Address of the publisher's server, ending in a slash: takes reports and shows histories. Null where there is none. */
  server: string | null;
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
  /** Why something of the page was left unread or untold: words of `mastheadFeeds.unreadLines`, parted by "; ". */
  unread: string | null;
}

/** How loudly something is told: on the toolbar only, by the one line of the banner, or by the opened banner. */
type Surface = "badge" | "slim" | "panel";

/** What there may be to tell of a page. */
type Occasion = "impersonator" | "same article" | "large part" | "quotes a passage" | "outlet";

/** Something that shows no banner, while badge and popup go on telling. */
interface Mute {
  id: string;
  kind: "page" | "site" | "outlet" | "everything";
  /** A page's URL without its fragment, a host, or a slug; empty for everything. */
  what: string;
  /** Of an outlet: the feed that calls it so. */
  feed: string | null;
  /** What the reader saw it called. */
  label: string;
  since: string;
  /** ISO time at which it ends by itself; null where it does not. */
  until: string | null;
}

/** A site whose pages are not read at all. */
interface OffSite {
  host: string;
  since: string;
}

/** What the reader has chosen, but for the feeds. */
interface ReaderChoices {
  surfaces: Record<Occasion, Surface>;
  /** Languages of articles that are told of (BCP 47, primary subtag); null for all. */
  languages: string[] | null;
  /** Scripts of pages that are matched (ISO 15924, such as Latn); null for all. */
  scripts: string[] | null;
  /** Whether choices, mutes and feeds go through the browser's own synchronisation. */
  sync: boolean;
  /** Why synchronisation does not work, or what went through it cannot be taken back, in words; null where all is well. */
  syncProblem: string | null;
  mutes: Mute[];
  off: OffSite[];
}

/** What a page is answered. */
interface PageAnswer {
  knowledge: Knowledge;
  /** What of it a banner says: nothing of outlets that the reader has muted. */
  said: Knowledge;
  /** What is to be shown in the page now: nothing for "badge". */
  surface: Surface;
}

/** The banner of a page, as the script that reads the page uses it. */
interface BannerShown {
  show(answer: PageAnswer): void;
  hide(): void;
}

/** What the popup tells of a tab. */
type TabState =
  /** `hiddenBy` keeps the banner away that would be shown otherwise. */
  | { state: "knowledge"; knowledge: Knowledge; surface: Surface; hiddenBy: Mute | null; site: string }
  | { state: "off"; site: string }
  /** A page of the browser, a store, a file, the browser's own reader view. */
  | { state: "not-allowed" }
  | { state: "no-permission" }
  /** It was open before the extension was there, or nobody has looked at it yet. */
  | { state: "not-read"; site: string }
  | { state: "reading"; site: string };

/** What a reader sends to a feed's server, and nothing else: POST to `api/reports` of the server. */
interface ReaderReport {
  kind: "wrong match" | "note out of date";
  /** Number of the article that was matched, or that the note is on. */
  article: number | null;
  /** Number of the note. */
  note: number | null;
  /** Slug of the outlet that the note is on. */
  outlet: string | null;
  /** Address of the page, where the reader lets it be told. */
  url: string | null;
  /** Words shared, as the reader was told. */
  shared_words: number | null;
  /** What the reader adds; may be empty. */
  comment: string;
  /** Version of the feed that spoke. */
  feed_version: number;
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

/** A feed whose publisher has a server, and as whom the reader is known there. */
interface CuratorFeed {
  /** Address of the feed. */
  feed: string;
  name: string;
  server: string;
  /** Name of the curator whose token is kept on this device; null where there is none. */
  curator: string | null;
  /** contributor, editor or admin, when the token was given. */
  role: string | null;
}

/** What would be kept of a page, as the server's `api/captures` tells. */
interface Capture {
  title: string | null;
  author: string | null;
  language: string | null;
  published_on: string | null;
  text: string;
  words: number;
  segments: { text: string; kept: boolean; reason: string }[];
}

/** What became of a page that a curator archived. */
interface Archived {
  id: number;
  status: string;
  title: string;
  words: number;
  /** The very text had been archived before. */
  knownBefore: boolean;
  /** Number of the capture, where the page was kept as another one of this article. */
  capture: number | null;
  advice: string | null;
}
