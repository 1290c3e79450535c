/** What `make extension` packs for the stores. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PYTHON = join(ROOT, ".venv/bin/python");
const MOST_BYTES = 500_000;
const BROWSERS = ["chromium", "firefox"];

const folder = mkdtempSync(join(tmpdir(), "masthead-package-"));
const { version } = JSON.parse(readFileSync(join(ROOT, "extension/manifest.json"), "utf8"));
/** @param {string} browser */
const packageFor = (browser) => join(folder, `masthead-${version}-${browser}.zip`);
/** @param {string} browser */
const unpacked = (browser) => join(folder, browser);
/** @param {string} browser @param {string} file */
const read = (browser, file) => readFileSync(join(unpacked(browser), file), "utf8");
/** @param {string} browser */
const filesIn = (browser) =>
  readdirSync(unpacked(browser), { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(unpacked(browser), name)).isFile())
    .sort();

before(() => {
  execFileSync(PYTHON, [join(ROOT, "tools/pack_extension.py"), folder]);
  for (const browser of BROWSERS) {
    execFileSync(PYTHON, ["-m", "zipfile", "-e", packageFor(browser), unpacked(browser)]);
  }
});
after(() => rmSync(folder, { recursive: true }));

/**
 * What the lint of Firefox's store finds.
 * @param {string} source folder or package
 * @returns {string[]} a code each
 */
function lint(source) {
  const flags = ["--no-config-discovery", "--no-input", "--output", "json", "--source-dir", source];
  const { stdout, stderr } = spawnSync(join(ROOT, "node_modules/.bin/web-ext"), ["lint", ...flags], {
    encoding: "utf8",
  });
  assert.ok(stdout.startsWith("{"), stdout + stderr);
  const { errors, warnings, notices } = JSON.parse(stdout);
  return [...errors, ...warnings, ...notices].map(({ code }) => code);
}

test("the store of Firefox finds nothing in its package", () => {
  assert.deepEqual(lint(packageFor("firefox")), []);
});

test("in the folder itself it finds only that Firefox does without the service worker", () => {
  assert.deepEqual(lint(join(ROOT, "extension")), ["BACKGROUND_SERVICE_WORKER_IGNORED"]);
});

for (const browser of BROWSERS) {
  test(`the package for ${browser} is small`, () => {
    assert.ok(statSync(packageFor(browser)).size < MOST_BYTES);
  });

  test(`the package for ${browser} holds every file that its parts name, and no other`, () => {
    const files = filesIn(browser);
    const named = new Set(["manifest.json", "LICENSE"]);
    const waiting = ["manifest.json"];
    for (let file = waiting.pop(); file; file = waiting.pop()) {
      for (const found of namedBy(file, read(browser, file), files)) {
        assert.ok(files.includes(found), `${file} names ${found}`);
        if (named.has(found)) continue;
        named.add(found);
        if (/\.(js|html)$/.test(found)) waiting.push(found);
      }
    }
    assert.deepEqual(
      files.filter((file) => !named.has(file) && !/^_locales\/\w+\/messages\.json$/.test(file)),
      [],
    );
  });
}

/**
 * The files that a file names: as an import, as a part of a document, by their whole path, or, of the extension's own
 * pages, as `ui/${page}.html`.
 * @param {string} file
 * @param {string} text
 * @param {string[]} files all there are
 */
function namedBy(file, text, files) {
  const near = [...text.matchAll(/(?:from|import|src=|href=)\s*"([\w./-]+\.(?:js|css|png))"/g)].map(([, path]) =>
    new URL(path, `file:///${file}`).pathname.slice(1),
  );
  const whole = [...text.matchAll(/"((?:background|page|ui|icons)\/[\w-]+\.(?:js|html|css|png))\b/g)].map(
    ([, path]) => path,
  );
  const opened = text.includes("`ui/${page}.html") ? files.filter((name) => /^ui\/\w+\.html$/.test(name)) : [];
  return [...near, ...whole, ...opened];
}

test("each store's manifest says only what its browser understands", () => {
  const source = JSON.parse(readFileSync(join(ROOT, "extension/manifest.json"), "utf8"));
  const chromium = JSON.parse(read("chromium", "manifest.json"));
  const firefox = JSON.parse(read("firefox", "manifest.json"));
  assert.deepEqual(chromium.background, { service_worker: source.background.service_worker, type: "module" });
  assert.deepEqual(firefox.background, { scripts: source.background.scripts, type: "module" });
  const rest = { ...source };
  for (const key of ["background", "browser_specific_settings", "minimum_chrome_version"]) delete rest[key];
  for (const manifest of [chromium, firefox]) {
    for (const [key, value] of Object.entries(rest)) assert.deepEqual(manifest[key], value, key);
  }
  assert.deepEqual(firefox.browser_specific_settings, source.browser_specific_settings);
  assert.equal(chromium.minimum_chrome_version, source.minimum_chrome_version);
});
