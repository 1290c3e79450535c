"""Web archives for tests, as a crawler would have written them."""

import gzip
import io
import zipfile
from pathlib import Path

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from feed.making import prose

HTML = "text/html; charset=utf-8"


def page(title: str, *paragraphs: str, head: str = "") -> bytes:
    """A page with an article on it."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    frame = "<nav><a href=/>Home</a> <a href=/news>News</a></nav>{}<footer>All rights reserved.</footer>"
    main = f"<main><article><h1>{title}</h1>{body}</article></main>"
    return f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body>{frame.format(main)}".encode()


def article(seed: str, *more: str) -> list[str]:
    """Paragraphs of made-up words."""
    return [*(" ".join(prose(f"{seed} {number}", 60).split()) + "." for number in range(3)), *more]


class Crawl:
    """A web archive in the making."""

    def __init__(self, *, gz: bool = True) -> None:
        self._out = io.BytesIO()
        self._writer = WARCWriter(self._out, gzip=gz, warc_version="1.1")

    def answer(
        self,
        url: str,
        body: bytes,
        *,
        kind: str = HTML,
        status: str = "200 OK",
        encoding: str = "",
        day: str = "2021-08-07",
    ) -> None:
        """Add what a server answered."""
        headers = [("Content-Type", kind), ("Content-Length", str(len(body)))]
        headers += [("Content-Encoding", encoding)] if encoding else []
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        dated = {"WARC-Date": f"{day}T10:11:12Z"}
        record = self._writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), http_headers=http, warc_headers_dict=dated
        )
        self._write(record)

    def file(self, url: str, body: bytes, *, kind: str = "text/html") -> None:
        """Add a file that came without HTTP."""
        record = self._writer.create_warc_record(
            url, "resource", payload=io.BytesIO(body), warc_content_type=kind, warc_headers_dict={}
        )
        self._write(record)

    def _write(self, record: ArcWarcRecord) -> None:
        self._writer.write_record(record)
        record.raw_stream.close()  # a temporary file, which warcio leaves open

    def data(self) -> bytes:
        """The file."""
        return self._out.getvalue()


def week(*, gz: bool = True) -> bytes:
    """A crawl of a small site: three articles, one of them again after it was changed, and what else a site has."""
    crawl = Crawl(gz=gz)
    crawl.answer("https://weir-daily.example/", page("The Weir Daily", "News of the week."))
    crawl.answer("https://weir-daily.example/logo.png", b"\x89PNG", kind="image/png")
    crawl.answer("https://weir-daily.example/old", b"", status="301 Moved Permanently")
    canonical = '<link rel="canonical" href="https://weir-daily.example/late">'
    late = page("The weir was opened too late", *article("late"), head=canonical)
    crawl.answer("https://weir-daily.example/late?ref=home", gzip.compress(late), encoding="gzip")
    crawl.answer("https://weir-daily.example/short", page("A short notice of nothing", "Nothing happened."))
    crawl.answer("https://weir-daily.example/broken", b"no gzip at all", encoding="gzip")
    crawl.file("https://weir-daily.example/fish", page("Fish come back to the river", *article("fish")))
    changed = page("The weir was opened in time", *article("late", "The keeper of the weir denies it all."))
    crawl.answer("https://weir-daily.example/late", changed, day="2021-08-09")
    crawl.answer("https://copyist.example/late", late, day="2021-08-05")
    crawl.answer("https://weir-daily.example/bomb", gzip.compress(bytes(40_000_000)), encoding="gzip")
    return crawl.data()


def packed(*archives: bytes) -> bytes:
    """Web archives in a WACZ file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("datapackage.json", '{"profile": "data-package", "wacz_version": "1.1.1"}')
        for number, data in enumerate(archives):
            file.writestr(f"archive/{number}.warc.gz", data)
    return out.getvalue()


def locked(archive: bytes) -> bytes:
    """A zip file that says of all that is in it that it is encrypted."""
    done = bytearray(archive)
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := done.find(sign, at + 1)) >= 0:
            done[at + flags] |= 1
    return bytes(done)


def many(path: Path, count: int) -> None:
    """Write a crawl of many articles."""
    crawl = Crawl()
    for number in range(count):
        text = page(f"The news of day number {number}", *article(f"day {number}"))
        crawl.answer(f"https://weir-daily.example/{number}", text)
    path.write_bytes(crawl.data())
