"""A feed that turns hostile, and back: what readers know stays in force, and the toolbar tells what was refused."""

import gzip
import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web

from driver.launch import NAMES, stop_background
from driver.lending import lend
from driver.needed import need
from journeys.reader import EXTENSION, Reader
from journeys.recorder import Recorder, recorder
from masthead.demo import content, sites
from masthead.feed.content import sha256
from masthead.feed.signing import FeedKey, load_key, new_key, read_signed
from serving import masthead

FEED = "http://feed.example/feed/"
DEMO = content.load()
MIRROR = next(page for page in DEMO.pages if page.kind == "mirror")
PAGE = MIRROR.url.replace(".localhost", ".example")
Answer = Callable[[web.Request, str], Awaitable[web.StreamResponse | None]]


def demo_page(host: str, path: str) -> str | None:
    """A demo page under its name on the open web."""
    return sites.render(DEMO, host.replace(".example", ".localhost"), path, 80)


@dataclass(frozen=True)
class Versions:
    """One feed at two moments, and the key it is signed with."""

    old: Path
    new: Path
    key: FeedKey


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    """The demo's feed, and the same with one article more."""
    data = tmp_path_factory.mktemp("publisher")
    assert masthead(data, "demo", port="80").returncode == 0
    assert masthead(data, "publish").returncode == 0
    shutil.copytree(data / "feed", data / "old")
    text = "\n\n".join(f"Sentence {n} of a text about garden number {n * n} and its {n} neighbours." for n in range(60))
    archived = masthead(data, "archive", "-", "--title", "Gardens", stdin=text.encode())
    assert archived.returncode == 0, archived.stderr
    assert masthead(data, "publish").returncode == 0
    return Versions(data / "old", data / "feed", load_key(data / "feed-key.pem"))


def index_of(folder: Path) -> dict[str, object]:
    """The content of a feed's index."""
    content = json.loads(json.loads((folder / "index.json").read_text("utf-8"))["content"])
    assert isinstance(content, dict)
    return content


def instead(path: str, body: bytes | Callable[[], bytes], **headers: str) -> Answer:
    """Answer one path, or all that begin with it, with other bytes."""

    async def answer(_request: web.Request, asked: str) -> web.StreamResponse | None:
        if not asked.startswith(path):
            return None
        return web.Response(body=body if isinstance(body, bytes) else body(), headers=headers)

    return answer


def redirected() -> Answer:
    """Send readers to another host."""

    async def answer(request: web.Request, asked: str) -> web.StreamResponse | None:
        raise web.HTTPFound(f"http://elsewhere.example/{asked}?from={request.host}")

    return answer


def endless(path: str) -> Answer:
    """Never stop sending."""

    async def answer(request: web.Request, asked: str) -> web.StreamResponse | None:
        if not asked.startswith(path):
            return None
        stream = web.StreamResponse()
        await stream.prepare(request)
        try:
            while True:
                await stream.write(b"x" * 65536)
        except ConnectionError:
            return stream

    return answer


def resigned(folder: Path, key: FeedKey, **changes: object) -> bytes:
    """The index with another content, signed by a key."""
    return key.sign(json.dumps(index_of(folder) | changes)).encode()


def hostilities(versions: Versions) -> dict[str, tuple[Answer, str]]:
    """What a feed may do, and a word of what the reader is told."""
    new = (versions.new / "index.json").read_bytes()
    listed = index_of(versions.new)["list"]
    assert isinstance(listed, dict)
    bomb = gzip.compress(b" " * (300 * 1024 * 1024), 1)
    signed = versions.key
    return {
        "a content changed after it was signed": (
            instead("index.json", new.replace(b"Masthead", b"Mastheod")),
            "signature",
        ),
        "a signature by a stranger": (instead("index.json", resigned(versions.new, new_key())), "another key"),
        "an index that is a bomb": (instead("index.json", bomb, **{"Content-Encoding": "gzip"}), "larger"),
        "an index that never ends": (endless("index.json"), "larger"),
        "an index that is no JSON": (instead("index.json", b"<!doctype html><script>alert(1)</script>"), ""),
        "JSON that is a deep hole": (instead("index.json", b"[" * 100_000), ""),
        "a redirect to another host": (redirected(), "could not be reached"),
        "a lie about the number of entries": (
            instead("index.json", resigned(versions.new, signed, list=listed | {"entries": 7, "updates": []})),
            "list",
        ),
        "groups that tell what is read": (
            instead(
                "index.json",
                resigned(versions.new, signed, table={"sha256": "0" * 64, "groups": 13, "updates": []}),
            ),
            "tells what is read",
        ),
        "a list that is another": (
            instead("index.json", resigned(versions.new, signed, list=listed | {"sha256": "1" * 64, "updates": []})),
            "list",
        ),
    }


@asynccontextmanager
async def reading(name: str, versions: Versions) -> AsyncIterator[tuple[Reader, Recorder]]:
    """A new reader of the old version, and the server it asks."""
    need(name)
    async with (
        recorder(demo_page, versions.old) as hosts,
        lend(name, extension=EXTENSION, http_port=hosts.port) as browser,
    ):
        reader = Reader(browser, await browser.bidi.open_tab())
        await reader.subscribe(FEED)
        yield reader, hosts


async def state_after_refresh(reader: Reader) -> dict[str, object]:
    """What the options page tells of the only feed once it was asked again."""
    assert "error" not in await reader.ask("{type: 'refresh'}")
    (feed,) = await reader.feeds()
    state = feed["state"]
    assert isinstance(state, dict)
    return state


async def is_known(reader: Reader) -> bool:
    """Whether the mirror's page gets its banner."""
    async with reader.visit(PAGE) as visit:
        return "The Harbour Ledger" in await visit.opened_banner()


@pytest.mark.parametrize("name", NAMES)
async def test_a_feed_that_turns_hostile_changes_nothing_and_may_come_back(name: str, versions: Versions) -> None:
    version = index_of(versions.old)["version"]
    async with reading(name, versions) as (reader, hosts):
        hosts.feed = versions.new
        for what, (answer, word) in hostilities(versions).items():
            hosts.tamper = answer
            state = await state_after_refresh(reader)
            assert state["problem"], what
            assert word in str(state["problem"]), what
            assert (state["version"], state["articles"]) == (version, 12), what
        assert await is_known(reader)
        await stop_background(reader.browser)
        (feed,) = await reader.feeds()
        assert feed["state"]["problem"], "what was refused is told after the worker was stopped, too"  # type: ignore[index]
        hosts.tamper = None
        state = await state_after_refresh(reader)
        assert (state["problem"], state["articles"]) == (None, 13)
        assert await is_known(reader)
        hosts.feed = versions.old
        state = await state_after_refresh(reader)
        assert "older" in str(state["problem"])
        assert state["articles"] == 13
    asked = {one.host for one in hosts.asked if one.target.startswith("/feed") or "from=" in one.target}
    assert asked == {"feed.example"}, "no redirect was followed"


@pytest.mark.parametrize("name", NAMES)
async def test_a_group_that_is_not_what_the_index_says_is_not_shown(name: str, versions: Versions) -> None:
    async with reading(name, versions) as (reader, hosts):
        hosts.tamper = instead("articles/", b'{"format": "masthead-group/2", "group": 0, "articles": []}')
        async with reader.visit(PAGE) as visit:
            assert await visit.classes() == []
            assert (await visit.knowledge())["status"] == "offline"
        hosts.tamper = None
        assert "error" not in await reader.ask("{type: 'refresh'}")
        assert await is_known(reader)


@pytest.mark.parametrize("name", NAMES)
async def test_markup_of_a_publisher_is_shown_as_text(name: str, versions: Versions, tmp_path: Path) -> None:
    """A publisher whose key is in order may still write whatever he likes into every string."""
    evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    folder = tmp_path / "evil"
    shutil.copytree(versions.old, folder)
    signed, index = read_signed((folder / "index.json").read_bytes())
    (directory,) = (folder / "outlets").glob("*.json")
    shapes = json.loads(directory.read_text("utf-8"))
    for outlet in shapes["outlets"]:
        outlet |= {"name": evil, "summary": evil, "kind": evil, "homepage": "javascript:alert(1)"}
        for statement in outlet["statements"]:
            statement |= {"text": evil, "stated_by": evil, "topic": evil}
    data = json.dumps(shapes).encode()
    (folder / "outlets" / f"{sha256(data)[:32]}.json").write_bytes(data)
    told = json.loads(signed.content) | {"name": evil, "directory": {"sha256": sha256(data)}}
    (folder / "index.json").write_bytes(versions.key.sign(json.dumps(told)).encode())
    assert index.articles == 12
    async with reading(name, Versions(folder, folder, versions.key)) as (reader, _):
        async with reader.visit(PAGE) as visit:
            said = await visit.opened_banner()
            assert "<img src=x" in said
            assert await reader.bidi.evaluate(visit.tab, "document.title") not in ("1", "2")
            found = await reader.bidi.closed_shadow_call(
                visit.tab, "masthead-banner", "(root) => root.querySelectorAll('img, script, iframe').length"
            )
            assert found == 0
            assert all(str(link).startswith(("http://", "https://")) for link in await visit.links())
        await reader.open_options()
        shown = await reader.bidi.evaluate(reader.options, "[document.images.length, document.body.innerText]")
        assert shown[0] == 0
        assert "<img src=x" in shown[1]
