/** What the popup offers to curators: those who have given a token in the options. */
import { ask } from "./frame.js";
import { outletsOf } from "./hiding.js";

const { say, clean } = mastheadPhrases;
const { button, element } = mastheadCard;

const LENGTH = { title: 60, name: 60 };
/** Articles and outlets that are offered of each feed. */
const MOST = 4;

/**
 * @param {Knowledge} knowledge
 * @param {(page: string, params: Record<string, string>) => void} open
 * @returns {Promise<HTMLElement[]>} none for readers
 */
export async function curatorMenu(knowledge, open) {
  const { feeds } = /** @type {{feeds: CuratorFeed[]}} */ (await ask({ type: "curator" }));
  const mine = feeds.filter(({ curator }) => curator !== null);
  if (!mine.length) return [];
  const parts = mine.flatMap((feed) => actsAt(feed, knowledge, open));
  return [element("details", "menu", element("summary", "", say("popupCurating")), ...parts)];
}

/**
 * What can be done at one feed.
 * @param {CuratorFeed} at
 * @param {Knowledge} knowledge
 * @param {(page: string, params: Record<string, string>) => void} open
 */
function actsAt({ feed, name, curator }, knowledge, open) {
  const voice = knowledge.voices.find((one) => one.feed.url === feed);
  const articles = voice?.matches.slice(0, MOST).map(({ article }) => article) ?? [];
  const outlets = outletsOf({ voices: voice ? [voice] : [] }).slice(0, MOST);
  /** @param {string} words @param {Record<string, string>} params */
  const act = (words, params) =>
    element(
      "li",
      "",
      button(words, () => open("curate", { feed, ...params })),
    );
  const acts = [
    act(say("popupArchive"), { do: "archive" }),
    ...articles.map(({ id, title }) => {
      const named = clean(title, LENGTH.title) || say("articleUntitled");
      return act(say("popupNoteArticle", named), { do: "note-article", article: id });
    }),
    ...outlets.map(({ slug, name: outlet }) => {
      return act(say("popupNoteOutlet", clean(outlet, LENGTH.name)), { do: "note-outlet", outlet: slug });
    }),
  ];
  const who = say("popupCuratorOf", clean(curator, LENGTH.name), clean(name, LENGTH.name));
  return [element("ul", "acts", ...acts), element("p", "small", who)];
}
