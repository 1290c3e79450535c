"""The feed's files as our own server hands them out: what they are, their forms, their tags, how long they keep."""

import asyncio
import gzip
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator
from pathlib import Path

import brotli
import pytest

from web.feed_folder import FOR_A_MOMENT, FOR_EVER, OPEN, Folder, answering, ask, build, digest, write


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return build(tmp_path_factory.mktemp("data") / "feed")


@pytest.fixture(scope="module")
async def feed(folder: Folder) -> AsyncIterator[str]:
    async with answering(folder.path) as url:
        yield url + "/feed/"


KINDS = ["index", "page", "group", "directory", "long_list", "table"]
COMPRESSED = ["index", "page", "group", "directory"]
LASTING = ["group", "directory", "long_list", "table"]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_file_comes_whole_and_says_what_it_is_and_how_long_it_keeps(
    folder: Folder, feed: str, kind: str
) -> None:
    name = getattr(folder, kind)
    answer = await ask(feed + name)
    data = folder.content(name)
    assert (answer.status, answer.body) == (200, data)
    expected = OPEN | {
        "Content-Length": str(len(data)),
        "ETag": f'"{digest(data)}"',
        "Cache-Control": FOR_EVER if kind in LASTING else FOR_A_MOMENT,
        "Content-Type": {
            "json": "application/json",
            "html": "text/html; charset=utf-8",
            "bin": "application/octet-stream",
        }[name.rpartition(".")[2]],
    }
    assert answer.said(expected) == expected
    assert answer.headers.get("Vary") == ("Accept-Encoding" if kind in COMPRESSED else None)
    assert answer.headers.get("Accept-Ranges") == ("bytes" if kind not in COMPRESSED else None)
    assert ("default-src 'none'" in answer.headers.get("Content-Security-Policy", "")) == (kind == "page")
    assert not any(answer.said(["Last-Modified", "Content-Encoding", "Set-Cookie"]).values())
    head = await ask(feed + name, "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.said(expected) == expected
    assert set(head.headers) == set(answer.headers)


@pytest.mark.parametrize(
    ("wish", "coding"),
    [
        ("", None),
        ("br", "br"),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP;Q=1.0 ,\tBr;q=0.001", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.000, gzip;q=0.0", None),
        ("br ; q=0, gzip ; q=0.5", "gzip"),
        ("*", None),
        ("deflate, zstd", None),
        ("identity", None),
        ("identity;q=0", None),
        ("identity;q=0, *;q=0", None),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("brr, xgzip, br-x", None),
        ("br;q=2, gzip;q=-1", None),
        ("br;level=3", None),
        (",,br,,", "br"),
        ("br;q=0." + "1" * 4000, None),
    ],
)
@pytest.mark.parametrize("kind", COMPRESSED)
async def test_a_reader_gets_the_shortest_form_that_it_takes(
    folder: Folder, feed: str, kind: str, wish: str, coding: str | None
) -> None:
    name = getattr(folder, kind)
    data = folder.content(name)
    answer = await ask(feed + name, Accept_Encoding=wish)
    assert answer.status == 200
    assert answer.headers.get("Content-Encoding") == coding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert {None: bytes, "br": brotli.decompress, "gzip": gzip.decompress}[coding](answer.body) == data
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert kind != "group" or len(answer.body) % 4096 == 0, "its length names it"
    if kind in LASTING:
        assert answer.headers["ETag"] == f'"{digest(data)}{ {None: "", "br": "-br", "gzip": "-gz"}[coding] }"'


async def test_lists_and_tables_have_one_form_for_everybody(folder: Folder, feed: str) -> None:
    answer = await ask(feed + folder.table, Accept_Encoding="br, gzip")
    assert answer.body == folder.content(folder.table)
    assert not any(answer.said(["Content-Encoding", "Vary"]).values())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wish", ["", "gzip", "br"])
async def test_who_has_a_file_already_is_told_so(folder: Folder, feed: str, kind: str, wish: str) -> None:
    whole = await ask(feed + getattr(folder, kind), Accept_Encoding=wish)
    tag = whole.headers["ETag"]
    for known in (tag, f"W/{tag}", f'"x", {tag}', f'W/"x,y" ,\t{tag} , "z"', "*"):
        for method in ("GET", "HEAD"):
            answer = await ask(feed + getattr(folder, kind), method, Accept_Encoding=wish, If_None_Match=known)
            assert (answer.status, answer.body) == (304, b"")
            kept = (*OPEN, "ETag", "Cache-Control", "Vary")
            assert answer.said(kept) == whole.said(kept)
            assert not any(answer.said(["Content-Length", "Content-Encoding", "Last-Modified"]).values())


@pytest.mark.parametrize("known", ['"x"', "", "{bare}", '"{bare}-br"', '"{bare}-gz"', '"{bare}x"', 'W/"x", "y"'])
async def test_who_has_another_file_or_form_gets_this_one(folder: Folder, feed: str, known: str) -> None:
    bare = digest(folder.content(folder.group))
    answer = await ask(feed + folder.group, If_None_Match=known.format(bare=bare))
    assert (answer.status, answer.body) == (200, folder.content(folder.group))
    later = await ask(feed + folder.group, If_Modified_Since="Fri, 31 Dec 2100 23:59:59 GMT")
    assert later.status == 200, "a time says nothing about a file that was copied"


async def test_a_new_index_is_told_at_once_in_all_forms_even_of_the_same_length(tmp_path: Path) -> None:
    folder = build(tmp_path / "feed")
    async with answering(folder.path) as url:
        address = f"{url}/feed/index.json"
        tags = set()
        for text in (b"1" * 2000, b"2" * 2000, b"3" * 2000):
            write(folder.path / "index.json", text)
            for wish, decode in (("", bytes), ("br", brotli.decompress), ("gzip", gzip.decompress)):
                answer = await ask(address, Accept_Encoding=wish)
                assert decode(answer.body) == text
                tags.add(answer.headers["ETag"])
        assert len(tags) == 9


async def test_a_tag_never_names_a_form_that_is_still_an_older_one(tmp_path: Path) -> None:
    # A publisher replaces three files, one after the other; whoever asks meanwhile must not be left with the older.
    folder = build(tmp_path / "feed")
    async with answering(folder.path) as url:
        address = f"{url}/feed/index.json"
        before = await ask(address, Accept_Encoding="br")
        (folder.path / "index.json").write_bytes(b"newer")
        between = await ask(address, Accept_Encoding="br")
        assert between.headers["ETag"] == before.headers["ETag"]
        write(folder.path / "index.json", b"newer")
        after = await ask(address, Accept_Encoding="br", If_None_Match=between.headers["ETag"])
        assert (after.status, brotli.decompress(after.body)) == (200, b"newer")


async def test_a_withdrawn_file_is_gone_at_once_and_without_its_compressed_forms_a_file_comes_plain(
    tmp_path: Path,
) -> None:
    folder = build(tmp_path / "feed")
    async with answering(folder.path) as url:
        address = f"{url}/feed/{folder.group}"
        assert (await ask(address, Accept_Encoding="br")).headers["Content-Encoding"] == "br"
        for suffix in (".br", ".gz"):
            (folder.path / (folder.group + suffix)).unlink()
        plain = await ask(address, Accept_Encoding="br, gzip")
        assert (plain.status, plain.body) == (200, folder.content(folder.group))
        (folder.path / folder.group).unlink()
        assert (await ask(address, Accept_Encoding="br", If_None_Match="*")).status == 404


async def test_the_folders_page_stands_at_its_address(folder: Folder, feed: str) -> None:
    answer = await ask(feed)
    assert (answer.status, answer.body) == (200, folder.content("index.html"))
    bare = await ask(feed.removesuffix("/"))
    assert (bare.status, bare.headers["Location"]) == (308, "/feed/")
    assert bare.said(OPEN) == OPEN


@pytest.mark.parametrize("path", ["index.json", "", "articles/none.json", "lists/" + "0" * 32 + ".bin"])
async def test_any_page_may_ask_in_any_way_that_reads(feed: str, path: str) -> None:
    answer = await ask(feed + path, "OPTIONS", Origin="https://any.example", Access_Control_Request_Headers="x-any")
    assert (answer.status, answer.body) == (204, b"")
    assert answer.said(OPEN) == OPEN
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert answer.headers["Access-Control-Allow-Headers"] == "*"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_a_feed_can_only_be_read(folder: Folder, feed: str, method: str) -> None:
    answer = await ask(feed + folder.index, method)
    assert answer.status == 405
    assert answer.headers["Allow"] == "GET,HEAD,OPTIONS"
    assert answer.said(OPEN) == OPEN
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("wish", ["identity", "gzip", "br"])
async def test_curl_reads_every_form(folder: Folder, feed: str, wish: str) -> None:
    for name in (folder.group, folder.index):
        command = ["curl", "-sS", "--fail", "--compressed", "-H", f"Accept-Encoding: {wish}", feed + name]
        process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=STDOUT)
        out, _ = await process.communicate()
        assert (process.returncode, out) == (0, folder.content(name))
