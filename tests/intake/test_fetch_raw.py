"""What came over the network is kept as it came: any tool for web archives reads it, and nobody changes it."""

import contextlib
import gzip
import re
import stat
from collections.abc import AsyncIterator
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest
from fastwarc import ArchiveIterator
from warcio.archiveiterator import ArchiveIterator as OtherIterator

from intake.hostile_host import HTML, OPEN, HostileHost, Names, answer, hostile_host, moved
from masthead.config import Settings
from masthead.errors import CannotStart, NotFound, Unavailable, UnreadableText
from masthead.intake.exchange import Fetched, Rules
from masthead.intake.fetch import Fetcher
from masthead.intake.publicnet import Reach
from masthead.intake.raw import forget, gone_unless_named, keep_fetched, keep_record, kept_page
from masthead.intake.warcs import WebPage, pages

TEXT = "<p>Паром опаздывает, и никто на причале не удивлён.</p>".encode()


@pytest.fixture
async def host() -> AsyncIterator[HostileHost]:
    """A host with a packed page behind a redirect."""
    async with hostile_host() as running:
        running.says["/old"] = moved("/page", body=b"over there")
        running.says["/page"] = answer(
            gzip.compress(TEXT), HTML, "Content-Encoding: gzip", "X-Name: \u00e9", "Set-Cookie: a"
        )
        yield running


@pytest.fixture
async def fetched(host: HostileHost) -> Fetched:
    """What was fetched of it."""
    reach = Reach((ip_network(f"{OPEN}/32"),), frozenset({host.port}))
    async with Fetcher(Rules(reach, seconds=20), resolver=Names()) as fetcher:
        return await fetcher.fetch(f"{host.url}/old")


def test_a_page_is_read_back_as_it_came(tmp_path: Path, fetched: Fetched) -> None:
    raw = keep_fetched(tmp_path, fetched)
    assert re.fullmatch(f"{fetched.at:%Y/%Y-%m-%dT%H%M%SZ}-[0-9a-f]{{12}}\\.warc\\.gz", raw.file)
    kept = kept_page(tmp_path, raw.file, raw.record_id)
    assert kept.body == fetched.body == TEXT
    assert kept.block == fetched.page.head + fetched.page.body
    assert kept.headers == fetched.page.headers
    assert ("X-Name", "é") in kept.headers
    assert (kept.url, kept.at) == (fetched.reached, fetched.at)


def test_every_hop_is_there_with_its_request_and_both_libraries_find_every_digest_right(
    tmp_path: Path, fetched: Fetched
) -> None:
    raw = keep_fetched(tmp_path, fetched)
    with (tmp_path / raw.file).open("rb") as stream:
        records = []
        for record in ArchiveIterator(stream, parse_http=False):
            assert record.verify_block_digest()
            head = dict(record.headers)
            if record.is_http:
                record.parse_http()
            if head["WARC-Type"] == "response":
                assert record.verify_payload_digest()
            records.append(head)
    assert [one["WARC-Type"] for one in records] == ["warcinfo", "response", "request", "response", "request"]
    info, first, _, page, request = records
    assert page["WARC-Record-ID"] == raw.record_id
    assert request["WARC-Concurrent-To"] == raw.record_id
    assert [one["WARC-Target-URI"] for one in (first, page)] == [hop.url for hop in fetched.hops]
    assert {one["WARC-Warcinfo-ID"] for one in records[1:]} == {info["WARC-Record-ID"]}
    assert page["WARC-IP-Address"] == OPEN
    assert len({one["WARC-Record-ID"] for one in records}) == 5

    with (tmp_path / raw.file).open("rb") as stream:
        bodies = []
        for record in OtherIterator(stream, check_digests="raise"):
            bodies.append((record.rec_type, record.rec_headers.protocol, record.content_stream().read()))
            assert record.digest_checker.passed
    assert [kind for kind, _, _ in bodies] == ["warcinfo", "response", "request", "response", "request"]
    assert {protocol for _, protocol, _ in bodies} == {"WARC/1.1"}
    assert b"robots: classic\r\n" in bodies[0][2]
    assert (bodies[1][2], bodies[3][2]) == (b"over there", TEXT)


def test_our_own_reader_of_archives_finds_the_page(tmp_path: Path, fetched: Fetched) -> None:
    raw = keep_fetched(tmp_path, fetched)
    (page,) = [one for one in pages(tmp_path / raw.file) if isinstance(one, WebPage)]
    assert (page.url, page.record_id, page.data) == (fetched.reached, raw.record_id, TEXT)


def test_a_page_of_a_web_archive_is_kept_under_its_own_id(tmp_path: Path, fetched: Fetched) -> None:
    first = keep_fetched(tmp_path, fetched)
    (page,) = [one for one in pages(tmp_path / first.file) if isinstance(one, WebPage)]
    again = keep_record(tmp_path / "other", page)
    assert again.record_id == first.record_id
    assert kept_page(tmp_path / "other", again.file, again.record_id).body == TEXT
    saved = replace(page, kind="resource", content_type="text/html", block=TEXT, record_id="<x:y>")
    file = keep_record(tmp_path / "other", saved)
    assert re.fullmatch(r"<urn:uuid:[0-9a-f-]{36}>", file.record_id)
    kept = kept_page(tmp_path / "other", file.file, file.record_id)
    assert (kept.body, kept.block, kept.headers) == (TEXT, TEXT, ())


def test_a_redirect_cut_short_says_so(tmp_path: Path, fetched: Fetched) -> None:
    first, page = fetched.hops
    raw = keep_fetched(tmp_path, replace(fetched, hops=(replace(first, truncated="length"), page)))
    with (tmp_path / raw.file).open("rb") as stream:
        assert [one.headers.get("WARC-Truncated") for one in ArchiveIterator(stream)][1::2] == ["length", None]


def test_only_its_owner_reads_a_capture(tmp_path: Path, fetched: Fetched) -> None:
    folder = Settings(data=tmp_path).captures_folder
    path = folder / keep_fetched(folder, fetched).file
    assert path.is_relative_to(tmp_path / "captures")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_captures_of_the_same_moment_have_files_of_their_own(tmp_path: Path, fetched: Fetched) -> None:
    files = {keep_fetched(tmp_path, replace(fetched)).file for _ in range(20)}
    assert len(files) == 20
    assert len(list(tmp_path.rglob("*.warc.gz"))) == 20


def test_a_capture_that_no_record_names_is_removed(tmp_path: Path, fetched: Fetched) -> None:
    raw = keep_fetched(tmp_path, fetched)
    forget(tmp_path, raw.file)
    forget(tmp_path, raw.file)
    assert list(tmp_path.rglob("*.warc.gz")) == []
    with pytest.raises(NotFound, match="is not there"):
        kept_page(tmp_path, raw.file, raw.record_id)


@pytest.mark.parametrize(
    ("error", "there"), [(None, True), (KeyboardInterrupt(), False), (Unavailable("It may have been kept."), True)]
)
def test_a_file_outlives_only_what_may_have_named_it(
    tmp_path: Path, fetched: Fetched, error: BaseException | None, *, there: bool
) -> None:
    def work(*, named: bool) -> None:
        with gone_unless_named(tmp_path, keep_fetched(tmp_path, fetched)) as claim:
            claim.named = named
            if error is not None:
                raise error

    with pytest.raises(type(error)) if error else contextlib.nullcontext():
        work(named=False)
    assert list(tmp_path.rglob("*.warc.gz")) == []
    with pytest.raises(type(error)) if error else contextlib.nullcontext():
        work(named=True)
    assert len(list(tmp_path.rglob("*.warc.gz"))) == int(there)


def test_another_record_is_not_taken_for_the_page(tmp_path: Path, fetched: Fetched) -> None:
    with pytest.raises(NotFound, match="has no page"):
        kept_page(tmp_path, keep_fetched(tmp_path, fetched).file, "<urn:uuid:00000000-0000-0000-0000-000000000000>")


@pytest.mark.parametrize(
    "file",
    [
        "",
        "/etc/passwd",
        "../outside.warc.gz",
        "2026/../../outside.warc.gz",
        "2026/2026-01-01T000000Z-000000000000.warc.gz/../x",
        "2026/.2026-01-01T000000Z-000000000000.warc.gz.part",
        "2026//2026-01-01T000000Z-000000000000.warc.gz",
        "2026/2026-01-01T000000Z-000000000000.warc.gz\n",
        "２０２６/2026-01-01T000000Z-000000000000.warc.gz",
        "2026/2026-01-01T000000Z-000000000000.warc.gz\x00",
    ],
)
def test_a_name_that_is_none_of_ours_is_neither_read_nor_removed(tmp_path: Path, fetched: Fetched, file: str) -> None:
    raw = keep_fetched(tmp_path / "captures", fetched)
    (tmp_path / "captures" / raw.file).rename(tmp_path / "outside.warc.gz")
    with pytest.raises(NotFound):
        kept_page(tmp_path / "captures", file, raw.record_id)
    with pytest.raises(NotFound):
        forget(tmp_path / "captures", file)
    assert (tmp_path / "outside.warc.gz").exists()


def test_links_are_not_followed(tmp_path: Path, fetched: Fetched) -> None:
    raw = keep_fetched(tmp_path, fetched)
    path = tmp_path / raw.file
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotFound):
        kept_page(tmp_path, raw.file, raw.record_id)
    path.unlink()
    path.parent.rename(tmp_path / "year")
    path.parent.symlink_to(tmp_path / "year")
    (tmp_path / "elsewhere").rename(path)
    with pytest.raises(NotFound):
        kept_page(tmp_path, raw.file, raw.record_id)


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.6])
def test_a_capture_that_ends_before_the_page_does_is_recognised(tmp_path: Path, fetched: Fetched, kept: float) -> None:
    raw = keep_fetched(tmp_path, fetched)
    path = tmp_path / raw.file
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises((UnreadableText, NotFound)):
        kept_page(tmp_path, raw.file, raw.record_id)


def test_a_changed_capture_is_recognised(tmp_path: Path, fetched: Fetched) -> None:
    raw = keep_fetched(tmp_path, fetched)
    path = tmp_path / raw.file
    plain = gzip.decompress(path.read_bytes())
    assert plain.count(b"X-Name:") == 1
    path.write_bytes(gzip.compress(plain.replace(b"X-Name:", b"Y-Name:")))
    with pytest.raises(UnreadableText, match="damaged"):
        kept_page(tmp_path, raw.file, raw.record_id)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, fetched: Fetched) -> None:
    (tmp_path / "captures").write_text("in the way")
    with pytest.raises(CannotStart, match="MASTHEAD_DATA"):
        keep_fetched(tmp_path / "captures", fetched)


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, fetched: Fetched) -> None:
    broken = replace(fetched, hops=(*fetched.hops, replace(fetched.page, url="http://a.example/\ud800")))
    with pytest.raises(UnicodeEncodeError):
        keep_fetched(tmp_path, broken)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
