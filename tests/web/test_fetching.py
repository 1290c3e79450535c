"""A curator names a page by its URL: the server fetches it, keeps it as it came, and goes nowhere else."""

import asyncio
import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
from warcio.archiveiterator import ArchiveIterator

from commands.crawls import article, page
from databases import fresh_sqlite, rows
from hosting import Site, hosting
from masthead.records.curators import Role, add_curator
from masthead.records.database import database
from masthead.records.history import Author
from serving import Server, masthead, serving
from web.conftest import Caller

LATE = page("The weir was opened too late", *article("late"))


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with hosting() as site:
        site.pages |= {
            "/late": LATE,
            "/private/late": page("The weir is a private matter", *article("private")),
            "/robots.txt": b"User-agent: *\nDisallow: /private/\n",
            "/elsewhere": page(
                "A copy that says it is the original",
                *article("copy"),
                head='<link rel="canonical" href="https://reuters.example/original">',
            ),
        }
        yield site


@pytest.fixture(scope="module")
def inner() -> Iterator[Site]:
    """What only this machine can reach."""
    with hosting("127.0.0.1") as site:
        site.pages["/secret"] = page("The secret of this machine", *article("secret"))
        yield site


@pytest.fixture(scope="module")
def server(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("fetching")
    fresh_sqlite(data)
    with serving(data, rate_fetches="20/hour", **site.settings) as server:
        yield server


@pytest.fixture
async def editor(server: Server, http: aiohttp.ClientSession) -> Caller:
    return await curator(server, http, Role.EDITOR)


@pytest.fixture
async def contributor(server: Server, http: aiohttp.ClientSession) -> Caller:
    return await curator(server, http, Role.CONTRIBUTOR)


async def curator(server: Server, http: aiohttp.ClientSession, role: Role) -> Caller:
    """A curator who has had nothing fetched yet."""
    async with database(server.database) as records, records.session() as session:
        token = await add_curator(session, Author("a test"), f"{role} {secrets.token_hex(4)}", role)
    return Caller(http, server, token)


def kept(data: Path) -> list[Path]:
    return sorted((data / "captures").rglob("*.warc.gz"))


async def test_a_page_is_archived_by_its_url_and_kept_as_it_came(editor: Caller, site: Site, server: Server) -> None:
    site.redirects["/short"] = "/late"
    made = await editor.post("/api/articles", url=site.url("/short"))
    assert made.status == 201, made
    assert (made.body["title"], made.body["url"]) == ("The weir was opened too late", site.url("/late"))
    assert [place["url"] for place in made.body["placements"]] == [site.url("/late")]
    shown = (await editor.get(f"/api/captures/{made.body['capture']}")).body
    assert shown["word_for_word"]
    with (server.data / "captures" / shown["raw"]).open("rb") as raw:
        records = [
            (one.rec_type, one.rec_headers.get_header("WARC-Target-URI"), one.content_stream().read())
            for one in ArchiveIterator(raw)
        ]
    assert ("response", site.url("/late"), LATE) in records
    assert site.url("/short") in [url for _, url, _ in records], "and how one came there"

    before = (editor.records(), kept(server.data))
    again = await editor.post("/api/articles", url=site.url("/late"))
    assert (again.status, again.body["id"], again.body["capture"]) == (200, made.body["id"], None)
    assert (editor.records(), kept(server.data)) == before, "a page that has not changed is kept once"

    site.pages["/late"] = page("The weir was opened in time", *article("late", "The keeper denies it."))
    changed = await editor.post("/api/articles", url=site.url("/late"))
    site.pages["/late"] = LATE
    assert (changed.status, changed.body["id"]) == (200, made.body["id"])
    shown = (await editor.get(f"/api/captures/{changed.body['capture']}")).body
    assert [one["text"] for one in shown["differences"] if one["change"] == "added"] == ["The keeper denies it."]


async def test_a_page_that_says_it_stands_elsewhere_is_kept_where_it_was_found(editor: Caller, site: Site) -> None:
    made = await editor.made("/api/articles", url=site.url("/elsewhere"))
    assert made["url"] == site.url("/elsewhere")


async def test_a_page_is_not_kept_at_the_url_of_another_page_of_its_host(editor: Caller, site: Site) -> None:
    head = f'<link rel="canonical" href="{site.url("/@victim/story")}">'
    site.pages["/@evil/page"] = page("A story of somebody else", *article("evil"), head=head)
    made = await editor.made("/api/articles", url=site.url("/@evil/page"))
    assert made["url"] == site.url("/@evil/page")
    head = f'<link rel="canonical" href="{site.url("/clicked?id=7")}">'
    site.pages["/clicked?utm_source=x&id=7"] = page("A story that was clicked on", *article("clicked"), head=head)
    made = await editor.made("/api/articles", url=site.url("/clicked?utm_source=x&id=7"))
    assert made["url"] == site.url("/clicked?id=7")


async def test_what_was_pasted_does_not_stand_in_for_the_page_as_it_came(editor: Caller, site: Site) -> None:
    text = page("A page that was pasted first", *article("pasted"))
    site.pages["/pasted"] = text
    first = page("A page that was pasted first", *article("pasted", *article("more of it")[:1]))
    await editor.made("/api/articles", html=first.decode())
    pasted = await editor.made("/api/articles", html=text.decode(), url=site.url("/pasted"))
    fetched = await editor.made("/api/articles", url=site.url("/pasted"))
    assert None not in (pasted["capture"], fetched["capture"])
    assert (await editor.get(f"/api/captures/{fetched['capture']}")).body["raw"]


async def test_what_would_be_kept_is_shown_and_nothing_is_kept(editor: Caller, site: Site, server: Server) -> None:
    before = (editor.records(), kept(server.data))
    shown = await editor.post("/api/captures", url=site.url("/late"))
    assert (shown.status, shown.body["title"]) == (200, "The weir was opened too late")
    assert (editor.records(), kept(server.data)) == before


async def test_a_site_that_asks_not_to_is_asked_only_by_a_curator_who_says_so(editor: Caller, site: Site) -> None:
    site.asked.clear()
    refused = await editor.post("/api/articles", url=site.url("/private/late"))
    assert (refused.status, refused.body["type"]) == (422, "/problems/asked-not-to")
    assert "/private/late" not in site.asked
    made = await editor.post("/api/articles", url=site.url("/private/late"), ignore_robots=True)
    assert made.status == 201


async def test_nobody_sends_the_server_where_only_it_can_reach(
    editor: Caller, site: Site, inner: Site, server: Server
) -> None:
    site.redirects["/inwards"] = inner.url("/secret").replace("127.0.0.2", "127.0.0.1")
    before = (editor.records(), kept(server.data))
    inside = f"http://127.0.0.1:{inner.port}/secret"
    for url in (site.url("/inwards"), inside, f"http://localhost:{inner.port}/secret", "http://[::1]/", "http://0/"):
        refused = await editor.post("/api/articles", url=url)
        assert (refused.status, refused.body["type"]) == (422, "/problems/not-fetchable"), (url, refused)
    assert inner.asked == []
    assert (editor.records(), kept(server.data)) == before


async def test_a_page_that_cannot_be_had_is_told_and_leaves_nothing(editor: Caller, site: Site, server: Server) -> None:
    site.pages["/notice"] = page("A short notice of nothing", "Nothing happened.")
    before = (editor.records(), kept(server.data))
    missing = await editor.post("/api/articles", url=site.url("/nowhere"))
    assert (missing.status, missing.body["type"]) == (502, "/problems/not-fetched")
    assert "404" in missing.body["detail"]
    short = await editor.post("/api/articles", url=site.url("/notice"))
    assert (short.status, short.body["type"]) == (422, "/problems/text-too-short")
    nothing = await editor.post("/api/articles", title="Nothing is given")
    assert (nothing.status, "or the url" in nothing.body["detail"]) == (422, True)
    assert (editor.records(), kept(server.data)) == before


async def test_nobody_takes_the_turns_of_all_others(editor: Caller, site: Site) -> None:
    waiting = [
        asyncio.create_task(editor.post("/api/captures", url=site.url(f"/slow/{number}"))) for number in range(2)
    ]
    for _ in waiting:
        await asyncio.to_thread(site.arrived.acquire)
    third = await editor.post("/api/captures", url=site.url("/late"))
    assert (third.status, third.headers["Retry-After"]) == (503, "10")
    assert "2 pages are being fetched for you already" in third.body["detail"]
    # Whoever is told to wait has used up nothing.
    assert {(await editor.post("/api/captures", url=site.url("/late"))).status for _ in range(25)} == {503}
    site.open.set()
    assert [(await one).status for one in waiting] == [502, 502]
    assert (await editor.post("/api/captures", url=site.url("/late"))).status == 200


async def test_a_call_that_is_repeated_gets_its_answer_though_the_page_is_gone(editor: Caller, site: Site) -> None:
    site.pages["/fleeting"] = page("A page that is soon gone", *article("fleeting"))
    body = json.dumps({"url": site.url("/fleeting")}).encode()
    first, again = None, None
    for _ in range(2):
        first, again = again, await editor.call("POST", "/api/articles", body, headers={"Idempotency-Key": "fleeting"})
        site.pages.pop("/fleeting", None)
    assert first is not None
    assert again is not None
    assert (first.status, again.status, again.headers["Idempotency-Replayed"]) == (201, 201, "true")
    assert again.body == first.body
    assert site.asked.count("/fleeting") == 1


async def test_with_a_draft_that_is_removed_goes_the_page_as_it_came(
    contributor: Caller, site: Site, server: Server
) -> None:
    before = kept(server.data)
    for name in ("article", "capture"):
        text = page(f"A draft of which the {name} is removed", *article(name))
        site.pages[f"/{name}"] = text
        if name == "capture":
            await contributor.made("/api/articles", html=text.decode())
        made = (await contributor.post("/api/articles", url=site.url(f"/{name}"))).body
        assert len(kept(server.data)) == len(before) + 1
        number = made["id"] if name == "article" else made["capture"]
        assert (await contributor.delete(f"/api/{name}s/{number}")).status == 204
        assert kept(server.data) == before


async def test_a_page_in_another_charset_is_read_as_its_server_says(editor: Caller, site: Site, tmp_path: Path) -> None:
    first = "\u041f\u0430\u0440\u043e\u043c \u0447\u0435\u0440\u0435\u0437 \u0440\u0435\u043a\u0443"
    text = page(f"{first}: the ferry is gone", *article("ferry", f"{first}. " * 20))
    site.pages["/cyrillic"] = text.decode().encode("windows-1251")
    site.kinds["/cyrillic"] = "text/html; charset=windows-1251"
    made = await editor.made("/api/articles", url=site.url("/cyrillic"))
    assert made["title"].startswith(first)
    assert first in made["text"]
    fresh_sqlite(tmp_path)
    done = masthead(tmp_path, "archive", site.url("/cyrillic"), **site.settings)
    assert first in done.stdout


async def test_a_token_has_only_so_many_pages_fetched_and_a_stranger_none(
    editor: Caller, site: Site, http: aiohttp.ClientSession, server: Server
) -> None:
    site.asked.clear()
    assert (await Caller(http, server).post("/api/articles", url=site.url("/late"))).status == 401
    assert site.asked == []
    answers = [await editor.post("/api/captures", url=site.url("/late")) for _ in range(21)]
    assert [one.status for one in answers] == [200] * 20 + [429]
    assert "pages fetched per hour" in answers[-1].body["detail"]


def test_the_command_line_archives_a_url_as_the_api_does(site: Site, tmp_path: Path) -> None:
    fresh_sqlite(tmp_path)
    shown = masthead(tmp_path, "archive", site.url("/late"), "--dry-run", **site.settings)
    assert "The weir was opened too late" in shown.stdout, shown.stderr
    assert kept(tmp_path) == []
    done = masthead(tmp_path, "archive", site.url("/late"), site.url("/nowhere"), **site.settings)
    assert done.returncode == 1
    assert "article 1, 'The weir was opened too late'" in done.stdout
    assert done.stderr.startswith(f"masthead: {site.url('/nowhere')}: ")
    assert len(kept(tmp_path)) == 1
    again = masthead(tmp_path, "archive", site.url("/late"), **site.settings)
    assert "archived already as article 1" in again.stdout
    assert len(kept(tmp_path)) == 1
    refused = masthead(tmp_path, "archive", site.url("/private/late"), **site.settings)
    assert refused.returncode == 1
    assert "robots.txt" in refused.stderr
    assert "--ignore-robots" in refused.stderr
    assert masthead(tmp_path, "archive", site.url("/private/late"), "--ignore-robots", **site.settings).returncode == 0


def test_a_place_that_is_archived_as_a_draft_is_noted_as_one(site: Site, tmp_path: Path) -> None:
    fresh_sqlite(tmp_path)
    (tmp_path / "late.html").write_bytes(LATE)
    assert masthead(tmp_path, "archive", tmp_path / "late.html").returncode == 0
    done = masthead(tmp_path, "archive", site.url("/late"), "--draft", **site.settings)
    assert "archived already as article 1" in done.stdout
    assert rows(tmp_path, "SELECT url, status FROM placement") == [(site.url("/late"), "draft")]
