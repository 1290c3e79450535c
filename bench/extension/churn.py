"""A page that changes as fast as it can: what watching it costs."""

from pathlib import Path
from typing import Final

from bench.extension.sample import Page
from bench.extension.visits import surfing

RUNS: Final = 7
CHANGES: Final = 200_000
"""Of elements, texts, classes and styles."""
PAGE: Final = Page(
    "churn.example",
    b"""<!doctype html><meta charset=utf-8><title>Churn</title><main></main><script>
    const main = document.querySelector("main");
    const turn = () => new Promise((done) => {
        const {port1, port2} = new MessageChannel();
        port1.onmessage = done;
        port2.postMessage(null);
    });
    const churn = async (changes) => {
        const began = performance.now();
        for (let at = 0; at < changes; at += 5) {
            const p = document.createElement("p");
            p.append(`Line ${at} of a page that changes all the time.`);
            main.append(p);
            p.className = "odd";
            p.firstChild.data += " And again.";
            p.style.color = "black";
            if (main.childNodes.length > 500) main.firstChild.remove();
            if (at % 1000 === 0) await turn();
        }
        return performance.now() - began;
    };
    </script>""",
)


async def churned(name: str, extension: Path, port: int) -> tuple[list[float], list[float]]:
    """Milliseconds that the page needs for its changes, without the extension and with it, in turn."""
    without: list[float] = []
    with_it: list[float] = []
    async with surfing(name, port) as bare, surfing(name, port, extension) as equipped:
        tabs = {}
        for one in (bare, equipped):
            tabs[one] = await one.browser.bidi.open_tab()
            await one.browser.bidi.go(tabs[one], f"http://{PAGE.host}/")
        for _ in range(RUNS):
            for one, took in ((bare, without), (equipped, with_it)):
                took.append(float(str(await one.browser.bidi.evaluate(tabs[one], f"churn({CHANGES})"))))
    return without, with_it
