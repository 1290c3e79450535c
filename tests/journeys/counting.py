"""A copy of the extension that counts what its content script does in a page; else it is the one readers have."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from driver.bidi import Bidi, BidiError
from journeys.reader import EXTENSION

_COUNTER = """(() => {
  const counts = { reads: 0, told: 0, timers: 0, observers: 0 };
  const tell = () => document.documentElement?.setAttribute("data-counts", JSON.stringify(counts));
  const count = (what, by) => {
    counts[what] += by;
    tell();
  };
  const { read } = mastheadText;
  mastheadText.read = (...given) => {
    count("reads", 1);
    return read(...given);
  };
  const { runtime } = globalThis.browser ?? globalThis.chrome;
  const send = runtime.sendMessage.bind(runtime);
  runtime.sendMessage = (message) => {
    count("told", 1);
    return send(message);
  };
  const pending = new Set();
  for (const [set, clear] of [
    ["setTimeout", "clearTimeout"],
    ["requestIdleCallback", "cancelIdleCallback"],
    ["requestAnimationFrame", "cancelAnimationFrame"],
  ]) {
    const [begin, end] = [globalThis[set].bind(globalThis), globalThis[clear].bind(globalThis)];
    const gone = (id) => pending.delete(`${set} ${id}`) && count("timers", -1);
    globalThis[set] = (act, ...rest) => {
      const id = begin((...given) => {
        gone(id);
        act(...given);
      }, ...rest);
      pending.add(`${set} ${id}`);
      count("timers", 1);
      return id;
    };
    globalThis[clear] = (id) => {
      gone(id);
      end(id);
    };
  }
  for (const kind of [MutationObserver, ResizeObserver, IntersectionObserver]) {
    const { observe } = kind.prototype;
    kind.prototype.observe = function (...given) {
      count("observers", 1);
      return observe.apply(this, given);
    };
  }
})();
"""


def counting_extension(folder: Path) -> Path:
    """Make the copy.

    Args:
        folder: that does not exist yet.
    """
    shutil.copytree(EXTENSION, folder)
    (folder / "page" / "counter.js").write_text(_COUNTER, "utf-8")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    scripts = manifest["content_scripts"][0]["js"]
    scripts.insert(scripts.index("page/watch.js"), "page/counter.js")
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return folder


@dataclass(frozen=True)
class Counts:
    """What the content script has done in a page so far."""

    reads: int = 0
    told: int = 0
    """Messages to the background."""
    timers: int = 0
    """Timers, and calls for idle moments and frames, that are pending now."""
    observers: int = 0
    """How often something was put under observation."""


async def counts_in(bidi: Bidi, tab: str) -> Counts:
    """The counts of a page."""
    try:
        told = await bidi.evaluate(tab, "document.documentElement.getAttribute('data-counts')")
    except BidiError:  # between two pages
        return Counts()
    return Counts(**json.loads(told)) if told else Counts()
