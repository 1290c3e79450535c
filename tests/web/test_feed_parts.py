"""What our own server makes of odd requests: for parts of files, for names that are none, for files it cannot read."""

import asyncio
import logging
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from yarl import URL

from masthead.web.shelf import SMALL, Shelf
from web.feed_folder import FOR_EVER, OPEN, Folder, answering, ask, build, digest, write


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return build(tmp_path_factory.mktemp("data") / "feed")


@pytest.fixture(scope="module")
async def feed(folder: Folder) -> AsyncIterator[str]:
    async with answering(folder.path) as url:
        yield url + "/feed/"


PARTS = [
    ("bytes=0-99", slice(0, 100)),
    ("bytes=100-", slice(100, None)),
    ("bytes=-7", slice(-7, None)),
    ("bytes=3999-3999", slice(3999, 4000)),
    ("bytes=10-99999999", slice(10, None)),
    ("bytes=-99999999", slice(0, None)),
    ("bytes=0-", slice(0, None)),
]


@pytest.mark.parametrize(("asked", "part"), PARTS)
@pytest.mark.parametrize("kind", ["long_list", "table"])
async def test_a_broken_download_goes_on_where_it_broke(
    folder: Folder, feed: str, kind: str, asked: str, part: slice
) -> None:
    name = getattr(folder, kind)
    data = folder.content(name)
    start, stop, _ = part.indices(len(data))
    for condition in ({}, {"If_Range": f'"{digest(data)}"'}):
        answer = await ask(feed + name, Range=asked, **condition)
        assert (answer.status, answer.body) == (206, data[part])
        assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(data)}"
        assert answer.headers["ETag"] == f'"{digest(data)}"'
        assert answer.headers["Cache-Control"] == FOR_EVER
        assert answer.said(OPEN) == OPEN


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-9", "If_Range": '"another"'},
        {"Range": "bytes=0-9", "If_Range": 'W/"another"'},
        {"Range": "bytes=0-9", "If_Range": "Fri, 31 Dec 2100 23:59:59 GMT"},
        {"Range": "bytes=0-9, 20-29"},
        {"Range": "lines=0-9"},
        {"Range": "bytes=9-0"},
        {"Range": "bytes=x"},
    ],
)
async def test_a_part_of_another_file_or_of_no_sense_is_answered_with_the_whole(
    folder: Folder, feed: str, headers: dict[str, str]
) -> None:
    answer = await ask(feed + folder.long_list, **headers)
    assert (answer.status, answer.body) == (200, folder.content(folder.long_list))


async def test_a_part_behind_the_end_is_refused_with_the_length(folder: Folder, feed: str) -> None:
    for asked in ("bytes=4000-", "bytes=4000-5000", "bytes=-0"):
        answer = await ask(feed + folder.table, Range=asked)
        assert (answer.status, answer.headers["Content-Range"]) == (416, "bytes */4000")
        assert answer.said(OPEN) == OPEN
        assert answer.headers["Cache-Control"] == "no-store"


async def test_compressed_files_come_only_whole(folder: Folder, feed: str) -> None:
    answer = await ask(feed + folder.group, Range="bytes=0-9")
    assert (answer.status, answer.body) == (200, folder.content(folder.group))


async def test_an_empty_file_is_no_mistake(tmp_path: Path) -> None:
    name = f"lists/{digest(b'')}.bin"
    write(tmp_path / "feed" / name, b"")
    async with answering(tmp_path / "feed") as url:
        answer = await ask(f"{url}/feed/{name}")
        assert (answer.status, answer.body, answer.headers["Content-Length"]) == (200, b"", "0")


HOSTILE = [
    "../secret",
    "lists/../../secret",
    "%2e%2e/secret",
    "..%2fsecret",
    "%2e%2e%2fsecret",
    "..%5csecret",
    "%2fetc%2fpasswd",
    "/etc/passwd",
    "index.json%00",
    "index.json%0a",
    "index.json/",
    "lists",
    "lists/",
    ".",
    "index.json.br",
    "index.html.gz",
    "{group}.br",
    "{group}.gz",
    "{list}.br",
    "{group_upper}",
    "articles/032-" + "0" * 32 + ".json",
    "articles/%D9%A0-" + "0" * 32 + ".json",
    "articles/1-" + "0" * 32 + ".json",
    "articles/99999999999-" + "0" * 32 + ".json",
    "lists/linked.bin",
    "lists/" + "a" * 32 + ".bin",
    "updates/" + "b" * 32 + ".bin",
    "outlets/" + "c" * 32 + ".json",
    "x" * 3000,
]


@pytest.mark.parametrize("path", HOSTILE)
async def test_nothing_but_the_feeds_files_can_be_had(tmp_path: Path, path: str) -> None:
    folder = build(tmp_path / "feed")
    secret = tmp_path / "secret"
    secret.write_text("a secret")
    (folder.path / "lists" / ("a" * 32 + ".bin")).symlink_to(secret)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / ("b" * 32 + ".bin")).write_text("a secret")
    (folder.path / "updates").symlink_to(outside)
    (folder.path / "outlets" / ("c" * 32 + ".json")).mkdir()
    name = path.format(group=folder.group, list=folder.long_list, group_upper=folder.group.upper())
    async with answering(folder.path) as url:
        for method in ("GET", "HEAD"):
            answer = await ask(f"{url}/feed/{name}", method, Accept_Encoding="br")
            assert answer.status == 404
            assert b"secret" not in answer.body
            assert answer.said(OPEN) == OPEN
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
            assert "ETag" not in answer.headers


async def test_a_feed_that_is_itself_behind_a_link_is_served(tmp_path: Path) -> None:
    folder = build(tmp_path / "disk" / "feed")
    (tmp_path / "feed").symlink_to(folder.path)
    async with answering(tmp_path / "feed") as url:
        for name in folder.names:
            assert (await ask(f"{url}/feed/{name}")).body == folder.content(name)


async def test_what_cannot_be_read_is_told_to_the_operator_and_nothing_about_the_reader(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    folder = build(tmp_path / "feed")
    # Neither root nor anyone else can go through a ring of links.
    shutil.rmtree(folder.path / "tables")
    (folder.path / "tables").symlink_to("tables")
    async with answering(folder.path) as url:
        with caplog.at_level(logging.DEBUG):
            answer = await ask(f"{url}/feed/{folder.table}", User_Agent="a reader's browser")
    assert answer.status == 500
    assert answer.said(OPEN) == OPEN
    assert answer.headers["Cache-Control"] == "no-store"
    said = capsys.readouterr().out + caplog.text
    assert "a file of the feed cannot be read" in said
    assert not any(word in said for word in ("127.0.0.1", "browser", Path(folder.table).name))


async def test_a_reader_who_goes_away_in_the_middle_is_no_error_and_is_not_written_down(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = build(tmp_path / "feed")
    # More than fits on the way to a reader who does not read.
    os.truncate(folder.path / folder.long_list, 24 << 20)
    async with answering(folder.path) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", URL(url).port)
        writer.write(f"GET /feed/{folder.long_list} HTTP/1.1\r\nHost: any\r\n\r\n".encode())
        await reader.readexactly(1000)
        writer.transport.abort()
        assert len((await ask(f"{url}/feed/{folder.long_list}")).body) == 24 << 20, "others get all of it"
    assert [record for record in caplog.records if record.levelno > logging.DEBUG] == []


async def test_memory_holds_the_small_files_that_were_asked_for_last_and_no_more_than_allowed(tmp_path: Path) -> None:
    sizes = {f"outlets/{n:032}.json": 1000 for n in range(5)} | {f"lists/{9:032}.bin": SMALL}
    for name, size in sizes.items():
        write(tmp_path / name, os.urandom(size))
    *small, long = sizes
    shelf = Shelf(most_bytes=3000)
    for name in sizes:
        held = await shelf.find(tmp_path, name)
        assert held
        assert held.size == sizes[name]
        assert (held.data is None) == (name == long)
        assert shelf.kept_bytes <= 3000
    again = await shelf.find(tmp_path, small[4])
    assert again is await shelf.find(tmp_path, small[4]), "kept"
    assert shelf.kept_bytes == 3000
    for name in small:
        (tmp_path / name).unlink()
        assert await shelf.find(tmp_path, name) is None
    assert shelf.kept_bytes == 0
