/** Which scripts come into a page, and when. */
import "./wording.js";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";
import { BANNER, equip } from "../../extension/background/injecting.js";

const root = new URL("../../extension/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("manifest.json", root), "utf8"));
/** @type {string[]} */
const reading = manifest.content_scripts[0].js;

test("each script of a page is either in every page or brought with the banner, and none in both", () => {
  const files = readdirSync(new URL("page/", root)).filter((file) => file.endsWith(".js"));
  assert.deepEqual([...reading, ...BANNER].sort(), files.map((file) => `page/${file}`).sort());
});

/**
 * The browser's `scripting` over one page, in which each script that is brought takes its name as `const` does.
 * @param {string[]} there scripts that have come by themselves
 */
function pageWith(there) {
  const world = vm.createContext({});
  /** @type {string[]} */
  const brought = [];
  const run = (/** @type {string} */ file) => {
    const name = file.replace(/page\/(.)(.*)\.js/, (_, first, rest) => `masthead${first.toUpperCase()}${rest}`);
    vm.runInContext(`const ${name} = {};`, world);
  };
  there.forEach(run);
  const scripting = {
    insertCSS: async () => {},
    /** @param {{func?: () => unknown, files?: string[]}} what */
    executeScript: async ({ func, files = [] }) => {
      files.forEach(run);
      brought.push(...files);
      return [{ result: func && vm.runInContext(`(${func})()`, world) }];
    },
  };
  Object.assign(/** @type {any} */ (globalThis).chrome, { scripting });
  return brought;
}

test("the banner's scripts come once, however often they are wanted at the same time", async () => {
  const brought = pageWith(reading);
  await Promise.all([equip(1), equip(1)]);
  await equip(1);
  assert.deepEqual(brought, BANNER);
});

test("nothing comes into a page that has taken the place of the one that it was wanted for", async () => {
  const brought = pageWith([]);
  await equip(1);
  assert.deepEqual(brought, []);
});
