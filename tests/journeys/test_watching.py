"""What the content script does in a page, and how little: nothing unseen, nothing twice, nothing without end."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from driver.launch import NAMES
from driver.lending import lend
from driver.needed import need
from journeys.counting import Counts, counting_extension, counts_in
from journeys.living import HEAD, OWN, PARAGRAPHS, page
from journeys.reader import BANNER, Reader
from journeys.recorder import Recorder, recorder
from serving import Server

TICKS = 600
"""A hundred in a second."""
LONG_TICKS = 2000
COUNT = "let ticks = 0; const tick = (act) => setInterval(() => { ticks++; act(); }, 10);"
FLOODS = {
    "a number ticks": "tick(() => (pick('x').textContent = ticks))",
    "an element moves": "tick(() => (pick('x').style.left = `${ticks}px`))",
    "a class comes and goes": "tick(() => pick('x').classList.toggle('on'))",
    "the page grows and shrinks": "tick(() => (pick('x').style.height = `${ticks % 9}px`))",
    "elements pour in": "tick(() => { for (let i = 0; i < 20; i++) pick('x').append(new Image()); })",
    "frames come and go": "tick(() => pick('x').replaceChildren(document.createElement('iframe')))",
    "the address changes": "tick(() => { if (ticks % 20 === 0) history.replaceState(null, '', `?${ticks}`); })",
    "another text stands there every time": "tick(() => (pick('x').textContent = `${ticks} `.repeat(500)))",
}
"""How pages change all the time; #x is an empty element."""
PAGES = {
    "/plain": f"{HEAD}{OWN}",
    "/live": page("<div id=x style='position:absolute'></div>"),
    "/article": f"{HEAD}{PARAGRAPHS}",
    "/ahead": f'{HEAD}{OWN}<script type=speculationrules>{{"prerender": [{{"urls": ["/prerendered"]}}]}}</script>',
    # What was counted before it was shown is told to the server.
    "/prerendered": f"{HEAD}{PARAGRAPHS}<script>document.addEventListener('prerenderingchange', () =>"
    "fetch(`/counted?${document.documentElement.getAttribute('data-counts')}`))</script>",
}
MOST_READS = 8
"""In the first seconds of a page that changes all the time: its pauses grow to a minute."""


def pages(_host: str, path: str) -> str | None:
    return PAGES.get(path)


@pytest.fixture(scope="module")
async def hosts(server: Server) -> AsyncIterator[Recorder]:
    async with recorder(pages, server.data / "feed") as recording:
        yield recording


@pytest.fixture(scope="module")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return counting_extension(tmp_path_factory.mktemp("counting") / "extension")


@pytest.fixture(scope="module", params=NAMES)
async def surfer(request: pytest.FixtureRequest, hosts: Recorder, extension: Path) -> AsyncIterator[Reader]:
    """A reader for whom all hosts are ours."""
    need(request.param)
    async with lend(request.param, extension=extension, http_port=hosts.port) as browser:
        reader = Reader(browser, await browser.bidi.open_tab())
        await reader.subscribe("http://feed.example/feed/")
        yield reader


async def until_counted(reader: Reader, tab: str, **least: int) -> Counts:
    """Wait until so much was done in a page, and no timer is left in it."""

    async def is_so() -> Counts | None:
        counts = await counts_in(reader.bidi, tab)
        return counts if counts.timers == 0 and all(getattr(counts, one) >= least[one] for one in least) else None

    counts = await reader.bidi.until(is_so, f"{least} and no timer")
    assert isinstance(counts, Counts)
    return counts


async def test_a_page_that_stands_still_is_read_once_and_has_no_timer(surfer: Reader) -> None:
    async with surfer.visit("http://soups.example/plain") as visit:
        counts = await until_counted(surfer, visit.tab, told=2)
        assert counts.reads == 1


async def test_a_tab_that_nobody_has_looked_at_is_left_alone(surfer: Reader) -> None:
    bidi = surfer.bidi
    tab = str((await bidi.command("browsingContext.create", type="tab", background=True))["context"])
    await bidi.go(tab, "http://soups.example/article?unseen")
    (number,) = await numbers_of(surfer, "http://soups.example/article?unseen")
    async with surfer.visit("http://soups.example/plain"):
        # Of what was opened later everything is known.
        assert await counts_in(bidi, tab) == Counts()
        assert await known(surfer, number) == "null"
    await bidi.command("browsingContext.activate", context=tab)
    await bidi.wait_for(surfer.options, f"({knowledge_of(number)}).then(Boolean)")
    assert (await counts_in(bidi, tab)).told == 2
    await bidi.close_tab(tab)


async def test_a_tab_is_left_alone_while_nobody_looks_and_read_again_when_somebody_does(surfer: Reader) -> None:
    async with surfer.visit("http://soups.example/live") as visit:
        before = await until_counted(surfer, visit.tab, told=2)
        async with surfer.visit("http://soups.example/plain"):
            await surfer.bidi.evaluate(visit.tab, "document.body.append(article())")
            async with surfer.visit("http://soups.example/plain?2"):
                pass
            hidden = await counts_in(surfer.bidi, visit.tab)
            assert (hidden.reads, hidden.told, hidden.timers) == (before.reads, before.told, 0)
        await surfer.bidi.command("browsingContext.activate", context=visit.tab)
        await surfer.bidi.until(visit.classes, "a match")


async def test_a_text_that_has_not_changed_is_told_once(surfer: Reader) -> None:
    async with surfer.visit("http://soups.example/live") as visit:
        await until_counted(surfer, visit.tab, told=2)
        for reads in (2, 3):
            await surfer.bidi.evaluate(visit.tab, f"pick('x').className = 'look-{reads}'")
            await until_counted(surfer, visit.tab, reads=reads)
        assert (await counts_in(surfer.bidi, visit.tab)).told == 2


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
async def test_a_page_is_read_a_few_times_only_where_all_the_time(surfer: Reader, flood: str) -> None:
    async with surfer.visit("http://soups.example/live") as visit:
        await surfer.bidi.evaluate(visit.tab, f"(() => {{ {COUNT} window.done = () => ticks >= {TICKS}; {flood} }})()")
        await surfer.bidi.wait_for(visit.tab, "done()", 60)
        counts = await counts_in(surfer.bidi, visit.tab)
        assert 2 <= counts.reads <= MOST_READS
        assert counts.told <= 1 + counts.reads
        assert counts.timers <= 1


async def test_a_page_that_brings_much_all_the_time_is_read_within_a_budget(surfer: Reader) -> None:
    async with surfer.visit("http://soups.example/live") as visit:
        bring = "tick(() => pick('x').append(`${ticks} lines that nobody has read before. `.repeat(3)))"
        await surfer.bidi.evaluate(
            visit.tab, f"(() => {{ {COUNT} window.done = () => ticks >= {LONG_TICKS}; {bring} }})()"
        )
        await surfer.bidi.wait_for(visit.tab, "done()", 120)
        seconds = float(str(await surfer.bidi.evaluate(visit.tab, "performance.now() / 1000")))
        counts = await counts_in(surfer.bidi, visit.tab)
        # Each costs 20 ms at least; 300 ms are there to begin with, and 5 come in a second.
        assert 4 <= counts.reads <= 2 + (300 + 5 * seconds) / 20


async def test_the_banner_stays_where_it_is_while_a_number_ticks(surfer: Reader) -> None:
    async with surfer.visit("http://soups.example/article") as visit:
        await surfer.bidi.wait_for(visit.tab, f"document.querySelector('{BANNER}')")
        await surfer.bidi.evaluate(
            visit.tab,
            "(() => { window.gone = 0; new MutationObserver((all) => { for (const {removedNodes} of all)"
            " window.gone += removedNodes.length; }).observe(document.documentElement, {childList: true});"
            "const p = document.createElement('p'); document.body.append(p); let at = 0;"
            "setInterval(() => (p.textContent = ++at), 50) })()",
        )

        async def told() -> bool:
            return (await counts_in(surfer.bidi, visit.tab)).told >= 4

        await surfer.bidi.until(told, "two more texts were told")
        assert await surfer.bidi.evaluate(visit.tab, f"[gone, document.querySelectorAll('{BANNER}').length]") == [0, 1]


async def test_a_page_that_comes_back_from_the_browsers_memory_is_told_again(surfer: Reader) -> None:
    async with surfer.visit("http://soups.example/article") as visit:

        async def nothing() -> bool:
            return "plain" in str(await known(surfer, visit.number)) and await visit.badge() == ""

        for _ in range(5):  # a busy browser may load the page anew instead
            await surfer.bidi.evaluate(
                visit.tab, "addEventListener('pageshow', (one) => (window.back = one.persisted))"
            )
            await surfer.bidi.go(visit.tab, "http://soups.example/plain")
            await surfer.bidi.until(nothing, "the other page is known")
            await surfer.bidi.command("browsingContext.traverseHistory", context=visit.tab, delta=-1)
            await surfer.bidi.wait_for(
                surfer.options, f"({knowledge_of(visit.number)}).then((one) => one?.url.includes('article'))"
            )
            if await surfer.bidi.evaluate(visit.tab, "window.back === true"):
                break
        else:
            pytest.fail("the browser kept no page in memory")
        assert await visit.classes() == ["same article"]
        await visit.until_banner(shown=True)


async def test_a_page_that_the_browser_opens_ahead_is_left_alone_until_it_is_shown(
    surfer: Reader, hosts: Recorder
) -> None:
    if surfer.browser.name == "firefox":
        pytest.skip("Firefox opens no pages ahead")
    tab = await surfer.bidi.open_tab()
    await surfer.bidi.go(tab, "http://soups.example/ahead")

    async def asked(target: str) -> list[str]:
        return [one.target for one in hosts.asked if target in one.target]

    await surfer.bidi.until(lambda: asked("/prerendered"), "the browser opens the page ahead")
    (number,) = await numbers_of(surfer, "http://soups.example/ahead")
    await surfer.bidi.wait_for(surfer.options, f"({knowledge_of(number)}).then(Boolean)")
    await surfer.bidi.evaluate(tab, "location.href = '/prerendered'")
    await surfer.bidi.wait_for(surfer.options, f"({knowledge_of(number)}).then((one) => one?.voices[0].matches.length)")
    await surfer.bidi.until(lambda: asked("/counted"), "the page says what it had counted when it was shown")
    assert await asked("/counted") == ["/counted?null"]
    # It is another context now.
    await surfer.bidi.evaluate(surfer.options, f"(globalThis.browser ?? globalThis.chrome).tabs.remove({number})")


async def test_a_second_copy_of_the_content_script_does_nothing(surfer: Reader) -> None:
    async with surfer.visit("http://soups.example/plain") as visit:
        before = await until_counted(surfer, visit.tab, told=2)
        await surfer.bidi.evaluate(
            surfer.options,
            f"""(async (api) => {{
                const [{{js}}] = api.runtime.getManifest().content_scripts;
                const files = js.filter((file) => file !== "page/counter.js");
                await api.scripting.executeScript({{target: {{tabId: {visit.number}}}, files}}).catch(() => {{}});
            }})(globalThis.browser ?? globalThis.chrome)""",
        )
        assert await until_counted(surfer, visit.tab) == before


@pytest.mark.parametrize("name", NAMES)
async def test_when_the_extension_is_removed_nothing_of_it_is_left_in_open_pages(
    name: str, hosts: Recorder, extension: Path
) -> None:
    need(name)
    async with lend(name, extension=extension, http_port=hosts.port) as browser:
        reader = Reader(browser, await browser.bidi.open_tab())
        await reader.subscribe("http://feed.example/feed/")
        tab = await browser.bidi.open_tab()
        await browser.bidi.go(tab, "http://soups.example/article")
        await browser.bidi.wait_for(tab, f"document.querySelector('{BANNER}')")
        await browser.bidi.subscribe("log.entryAdded")
        await browser.bidi.command("webExtension.uninstall", extension=browser.extension_id)
        await browser.bidi.evaluate(tab, "document.body.append('Something else.')")
        await browser.bidi.wait_for(
            tab, f"!document.querySelector('{BANNER}')?.checkVisibility({{visibilityProperty: true}})"
        )
        assert [event["params"]["text"] for event in browser.bidi.events] == []


def knowledge_of(number: int) -> str:
    """JavaScript: what the background knows of a tab."""
    return (
        f"(globalThis.browser ?? globalThis.chrome).runtime.sendMessage({{type: 'knowledge-of-tab', tabId: {number}}})"
    )


async def known(reader: Reader, number: int) -> object:
    """The same, as JSON."""
    return await reader.bidi.evaluate(reader.options, f"({knowledge_of(number)}).then(JSON.stringify)")


async def numbers_of(reader: Reader, url: str) -> list[int]:
    """The numbers of the tabs that show a page."""
    found = await reader.bidi.evaluate(
        reader.options,
        f"(globalThis.browser ?? globalThis.chrome).tabs.query({{}})"
        f".then((tabs) => tabs.filter((one) => one.url === {url!r}).map((one) => one.id))",
    )
    assert isinstance(found, list)
    return found
