// What the reader chose. One feed for now.
import { api } from "./api.js";

const DEFAULT_FEED = "http://127.0.0.1:8080/feed/";

/** URL of the feed's folder. @returns {Promise<string>} */
export async function feedUrl() {
  const { feed } = await api.storage.local.get("feed");
  return typeof feed === "string" ? feed : DEFAULT_FEED;
}

/**
 * Choose a feed.
 * @param {string} given what the reader typed
 * @returns {Promise<string>} the URL as it is kept
 * @throws {Error} when it is no address of a folder on the web
 */
export async function chooseFeed(given) {
  let url;
  try {
    url = new URL(given.trim().replace(/index\.json$/, ""));
  } catch {
    throw new Error("This is not a web address. Give one like https://example.org/feed/");
  }
  if (!["http:", "https:"].includes(url.protocol) || url.username) {
    throw new Error("A feed's address begins with https:// or http:// and holds no password.");
  }
  url.search = url.hash = "";
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  await api.storage.local.set({ feed: url.href });
  return url.href;
}
