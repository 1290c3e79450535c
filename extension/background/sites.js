// What a site is to a reader: a host, with all hosts below it. Whether it is called with "www." makes no difference.
import { hostOf } from "../matching/address.js";

/**
 * The site that a page belongs to; null where it is no page of the web.
 * @param {string} url
 */
export const siteOf = (url) => hostOf(url)?.replace(/^www\.(?=[^.]+\.)/, "") ?? null;

/** Whether it is a site as `siteOf` tells it. @param {unknown} site @returns {site is string} */
export const isSite = (site) => typeof site === "string" && site !== "" && siteOf(`http://${site}/`) === site;

/**
 * Whether a page belongs to a site, or to one below it. What stands below a name of one part, such as "com", has nothing to
 * do with it.
 * @param {string} site
 * @param {string} url
 */
export function covers(site, url) {
  const host = hostOf(url);
  return host !== null && (host === site || (site.includes(".") && host.endsWith(`.${site}`)));
}

/** @param {string} url */
export const withoutFragment = (url) => url.replace(/#.*/, "");
