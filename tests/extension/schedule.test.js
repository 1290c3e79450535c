/** When a feed is asked again. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { minutesToNext } from "../../extension/background/schedule.js";

test("a feed is asked again before what was withdrawn must be gone, not by all readers at once", () => {
  const loaded = { index: { refreshSeconds: 900 } };
  const waits = [0, 0.5, 1].map((chance) => 60 * minutesToNext({ loaded, failures: 0 }, chance));
  assert.deepEqual(waits.map(Math.round), [696, 783, 870]);
  assert.equal(minutesToNext({ loaded: { index: { refreshSeconds: 60 } }, failures: 0 }, 1), 0.5);
});

test("a feed that fails is asked ever less often, but never less than it wants to be", () => {
  const loaded = { index: { refreshSeconds: 900 } };
  const waits = (/** @type {any} */ held) =>
    [1, 2, 3, 4, 5, 6, 500].map((failures) => minutesToNext({ loaded: held, failures }));
  assert.deepEqual(waits(loaded), [1, 2, 4, 8, 15, 15, 15]);
  assert.deepEqual(waits(null), [1, 2, 4, 8, 15, 15, 15]);
  assert.equal(minutesToNext({ loaded: null, failures: 0 }), 1);
});
