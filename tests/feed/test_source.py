"""A feed on a web server: what is asked for, what is accepted, and what the request tells."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from feed.making import many, publish_records, published
from masthead.errors import FeedError
from masthead.feed import source
from masthead.feed.paths import name_of
from masthead.feed.reader import Reader
from masthead.feed.signing import fingerprint_of
from masthead.feed.source import FolderSource, HttpSource, pin_of, source_of

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """A web server of this machine that remembers what it was asked."""

    port: int = 0
    answer: Answer | None = None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/feed/"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    known = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.asked.append((self.path, dict(self.headers.items())))
            assert known.answer is not None
            known.answer(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        known.port = running.server_address[1]
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield known
        running.shutdown()
        thread.join()


def of_folder(folder: Path) -> Answer:
    """Answers with the files of a folder, as any web server does."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        data = (folder / handler.path.removeprefix("/feed/")).read_bytes()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.send_header("Set-Cookie", "reader=1; Path=/")
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def of_status(status: int, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def test_a_feed_on_a_server_is_read_like_one_in_a_folder(server: Server, tmp_path: Path) -> None:
    given = many(4)
    in_folder = published(tmp_path, given)
    server.answer = of_folder(tmp_path)
    reader = Reader(source_of(server.url.rstrip("/")))
    for one in given.articles:
        read = [reading.read(one.body, one.url).matches for reading in (reader, in_folder)]
        assert [[match.article for match in matches] for matches in read] == [[read[0][0].article]] * 2


def test_requests_are_plain_and_the_same_for_every_reader(server: Server, tmp_path: Path) -> None:
    published(tmp_path, many(4))
    server.answer = of_folder(tmp_path)
    for _ in range(2):
        Reader(HttpSource(server.url)).read(many(4).articles[0].body, "https://secret.example/what-i-read?me=1")
    half = len(server.asked) // 2
    assert server.asked[:half] == server.asked[half:]
    for path, headers in server.asked:
        assert "?" not in path
        assert set(headers) <= {"Host", "Accept", "Accept-Encoding", "Connection"}
        assert "secret.example" not in str(headers)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(server: Server, status: int) -> None:
    server.answer = of_status(status, Location=f"http://127.0.0.1:{server.port}/elsewhere/index.json")
    with pytest.raises(FeedError, match=str(status)):
        HttpSource(server.url).read("index.json")
    assert [path for path, _ in server.asked] == ["/feed/index.json"]


@pytest.mark.parametrize("status", [204, 400, 401, 403, 404, 410, 429, 500, 503])
def test_an_answer_without_the_file_is_no_file(server: Server, status: int) -> None:
    server.answer = of_status(status)
    with pytest.raises(FeedError):
        Reader(HttpSource(server.url))


@pytest.mark.parametrize(("path", "most"), [("index.json", 0.25), ("updates/0.bin", 16), ("articles/0-0.json", 32)])
def test_an_endless_body_is_cut_off(server: Server, path: str, most: float) -> None:
    chunk, sent = bytes(1024 * 1024), itertools.count()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while next(sent) < 1024:
                handler.wfile.write(chunk)
        except OSError:
            handler.close_connection = True

    server.answer = answer
    with pytest.raises(FeedError, match="larger"):
        HttpSource(server.url).read(path)
    assert next(sent) < most + 30, "the reader should hang up as soon as it has more than a file may have"


def test_a_body_shorter_than_announced_is_refused(server: Server, tmp_path: Path) -> None:
    published(tmp_path, many(4))
    index = (tmp_path / "index.json").read_bytes()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(index)))
        handler.end_headers()
        handler.wfile.write(index[:-1])
        handler.close_connection = True

    server.answer = answer
    with pytest.raises(FeedError):
        Reader(HttpSource(server.url))


@pytest.mark.parametrize(
    "reply", [b"", b"hello\r\n\r\n", b"HTTP/1.1 twohundred OK\r\n\r\n", b"HTTP/1.1 200 OK\r\n" * 300]
)
def test_an_answer_that_is_no_http_is_refused(server: Server, reply: bytes) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(reply)
        handler.close_connection = True

    server.answer = answer
    with pytest.raises(FeedError):
        Reader(HttpSource(server.url))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/feed", "http:///feed", "http://[::1", "http://host:port/", "http://a b/"]
)
def test_a_place_that_cannot_be_asked_is_refused(url: str) -> None:
    with pytest.raises(FeedError):
        Reader(source_of(url))


@pytest.mark.parametrize("drop", [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"x" * 60_000])
def test_a_head_that_does_not_end_is_given_up(server: Server, drop: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "_STALL_SECONDS", 1)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        with suppress(OSError):
            for at in range(1000):
                handler.wfile.write(drop[at : at + 1] if len(drop) > 1000 else drop)
                time.sleep(0.05)

    server.answer = answer
    with pytest.raises(FeedError, match="cannot be read"):
        HttpSource(server.url).read("index.json")


def test_a_file_that_is_the_same_as_before_is_not_sent_again(server: Server) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.headers.get("If-None-Match"))
        same = asked[-1] == f'"{name_of(b"feed")}"'
        handler.send_response(304 if same else 200)
        handler.send_header("ETag", '"yours alone"')
        handler.send_header("Content-Length", "0" if same else "4")
        handler.end_headers()
        handler.wfile.write(b"" if same else b"feed")

    server.answer = answer
    asked: list[str | None] = []
    held = HttpSource(server.url)
    assert held.newer("index.json", None) == b"feed"
    assert held.newer("index.json", name_of(b"feed")) is None
    assert held.newer("index.json", name_of(b"another")) == b"feed"
    assert asked[0] is None
    assert not any("yours alone" in (tag or "") for tag in asked), "a server's own tag could tell readers apart"


def test_a_path_is_a_folder_and_a_url_a_server() -> None:
    assert isinstance(source_of("./var/feed"), FolderSource)
    assert isinstance(source_of("https://example.org/feed"), HttpSource)


def test_a_fingerprint_behind_a_url_is_not_asked_for_but_checked(server: Server, tmp_path: Path) -> None:
    feed = tmp_path / "feed"
    publish_records(feed, many(10))

    def answer(handler: BaseHTTPRequestHandler) -> None:
        data = (tmp_path / handler.path.lstrip("/")).read_bytes()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    server.answer = answer
    fingerprint = fingerprint_of(Reader(FolderSource(feed)).key)
    for place, right in ((f"{server.url}#{fingerprint}", True), (f"{server.url}#{'0' * 32}", False)):
        if right:
            assert Reader(source_of(place), pin=pin_of(place)).index.articles == 10
        else:
            with pytest.raises(FeedError, match="not the one that was given"):
                Reader(source_of(place), pin=pin_of(place))
    with pytest.raises(FeedError, match="32 digits"):
        pin_of(f"{server.url}#part")
    assert pin_of("./feed#1") is None
