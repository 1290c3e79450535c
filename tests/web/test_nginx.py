"""nginx with the configurations that we ship says what our server says, and as a cache what our server has said."""

import contextlib
import gzip
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

import brotli
import pytest
from aiohttp import web

from web.feed_folder import Folder, Reply, answering, ask, build, digest, write
from web.nginx import logged, nginx, running

HEADERS = """
    Content-Type Content-Length Content-Encoding Content-Range Accept-Ranges ETag Last-Modified Cache-Control Vary
    Access-Control-Allow-Origin Access-Control-Allow-Methods Access-Control-Allow-Headers Cross-Origin-Resource-Policy
    X-Content-Type-Options Content-Security-Policy Set-Cookie X-Of-The-Machine
""".split()
"""All that an answer may say but Date, Server and Connection."""
KINDS = ["index", "page", "group", "directory", "long_list", "table"]
LASTING = ["group", "directory", "long_list", "table"]
WISHES = [
    "",
    "br",
    "gzip",
    "gzip, deflate, br, zstd",
    "gzip;q=1.0, *;q=0.5",
    "GZIP;Q=1.0 ,\tBr;q=0.001",
    "br;q=0, gzip",
    "br;q=0.000,gzip;q=0.0",
    "br ; q=0, gzip ; q=0.5",
    "br;q=0.0001, gzip;q=1.000",
    "br;q=2, gzip;q=-1",
    "br;q=0.5x",
    "br;level=3",
    "brr, xgzip, br-x, x br",
    ",,br,,",
    "*",
    "identity",
    "identity;q=0",
    "identity;q=0, gzip;q=0.1",
]


@dataclass(frozen=True)
class Both:
    """Our server and nginx, on the same folder."""

    folder: Folder
    ours: str
    nginx: str
    here: Path

    async def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[Reply, Reply]:
        return await ask(self.ours + path, method, **headers), await ask(self.nginx + path, method, **headers)


@pytest.fixture(scope="module")
async def both(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Both]:
    nginx()
    here = tmp_path_factory.mktemp("nginx")
    folder = build(here / "feed")
    echo = web.route("*", "/{path:(?!feed).*}", tell_what_came)
    async with answering(folder.path, echo) as ours:
        changes = {"/var/lib/masthead/feed": str(folder.path), "127.0.0.1:8080": ours.removeprefix("http://")}
        with running(here / "run", "masthead.conf", changes) as theirs:
            yield Both(folder, ours, theirs, here / "run")


async def tell_what_came(request: web.Request) -> web.Response:
    body = await request.read()
    return web.json_response([request.method, request.path_qs, dict(request.headers), len(body)])


def same(ours: Reply, theirs: Reply, *, but: tuple[str, ...] = ()) -> None:
    """Both say the same, in headers too, but for some of them."""
    names = [name for name in HEADERS if name not in but]
    assert (theirs.status, theirs.said(names), theirs.body) == (ours.status, ours.said(names), ours.body)


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize("kind", KINDS)
async def test_every_file_is_the_same_in_the_form_that_a_reader_takes(both: Both, kind: str, wish: str) -> None:
    path = "/feed/" + getattr(both.folder, kind)
    for method in ("GET", "HEAD"):
        ours, theirs = await both.ask(path, method, Accept_Encoding=wish)
        assert ours.status == 200
        same(ours, theirs, but=() if kind in LASTING else ("ETag",))
        assert theirs.headers["ETag"], "index.json and index.html have one of nginx's own"
    decode = {"br": brotli.decompress, "gzip": gzip.decompress}.get(theirs.headers.get("Content-Encoding", ""), bytes)
    theirs = await ask(both.nginx + path, Accept_Encoding=wish)
    assert decode(theirs.body) == both.folder.content(getattr(both.folder, kind))


@pytest.mark.parametrize("wish", ["", "gzip", "br"])
@pytest.mark.parametrize("kind", KINDS)
async def test_who_has_a_file_already_is_told_so(both: Both, kind: str, wish: str) -> None:
    path = "/feed/" + getattr(both.folder, kind)
    bare = digest(both.folder.content(getattr(both.folder, kind)))
    wholes = await both.ask(path, Accept_Encoding=wish)
    for pattern in ("{}", "W/{}", '"x", {}', 'W/"x,y" ,\t{} , "z"', "*"):
        for method in ("GET", "HEAD"):
            ours, theirs = [
                await ask(url + path, method, Accept_Encoding=wish, If_None_Match=pattern.format(whole.headers["ETag"]))
                for url, whole in zip((both.ours, both.nginx), wholes, strict=True)
            ]
            assert ours.status == 304
            # Of a whole file's headers a 304 may have these or not; they must not be others.
            optional = ("Content-Type", "Content-Length", "Accept-Ranges")
            same(ours, theirs, but=(*optional, *(() if kind in LASTING else ("ETag",))))
            assert theirs.headers["ETag"] == wholes[1].headers["ETag"]
            length = theirs.headers.get("Content-Length")
            assert length in {None, wholes[1].headers["Content-Length"]}
    for tag in ('"x"', "", bare, f'"{bare}x"', f'"{bare}-br"', f'"{bare}-gz"', f'"{bare}"', 'W/"x", "y"'):
        ours, theirs = await both.ask(path, Accept_Encoding=wish, If_None_Match=tag)
        if kind in LASTING:
            assert theirs.status == ours.status, tag
    file = both.folder.path / (getattr(both.folder, kind) + {"br": ".br", "gzip": ".gz"}.get(wish, ""))
    written = file.stat().st_mtime if file.exists() else 0
    ours, theirs = await both.ask(path, Accept_Encoding=wish, If_Modified_Since=formatdate(written, usegmt=True))
    assert theirs.status == 200
    same(ours, theirs, but=() if kind in LASTING else ("ETag",))


async def test_a_changed_index_has_another_tag(both: Both) -> None:
    path = "/feed/index.json"
    before = [(await ask(both.nginx + path, Accept_Encoding=wish)).headers["ETag"] for wish in ("", "br", "gzip")]
    write(both.folder.path / "index.json", both.folder.content("index.json")[::-1])
    for wish, tag in zip(("", "br", "gzip"), before, strict=True):
        ours, theirs = await both.ask(path, Accept_Encoding=wish, If_None_Match=tag)
        same(ours, theirs, but=("ETag",))
        assert theirs.status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-99"},
        {"Range": "bytes=100-"},
        {"Range": "bytes=-7"},
        {"Range": "bytes=10-99999999"},
        {"Range": "bytes=0-9", "If_Range": "{tag}"},
        {"Range": "bytes=0-9", "If_Range": '"another"'},
        {"Range": "bytes=0-9", "If_Range": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"Range": "bytes=0-9, 20-29"},
        {"Range": "bytes=99999999-"},
        {"Range": "bytes=0-9", "If_None_Match": "{tag}"},
    ],
)
@pytest.mark.parametrize("kind", KINDS)
async def test_a_part_is_the_same_and_only_of_what_has_no_compressed_form(
    both: Both, kind: str, headers: dict[str, str]
) -> None:
    tag = f'"{digest(both.folder.content(getattr(both.folder, kind)))}"'
    ours, theirs = await both.ask(
        "/feed/" + getattr(both.folder, kind), **{name: value.format(tag=tag) for name, value in headers.items()}
    )
    if ours.status == 416:
        assert (theirs.status, theirs.headers["Content-Range"]) == (416, ours.headers["Content-Range"])
    elif kind in LASTING and ours.status != 304:
        # On a part, nginx does not say again that there are parts.
        same(ours, theirs, but=("Accept-Ranges",))
    elif kind in LASTING:
        assert theirs.status == 304
    assert ours.status == theirs.status or kind not in LASTING


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/index.json",
        "/lists/" + "0" * 32 + ".bin",
        "/articles/1-" + "0" * 32 + ".json",
        "/articles/01-" + "0" * 32 + ".json",
        "/lists",
        "/index.json.br",
        "/{group}.br",
        "/{long_list}.gz",
        "/%2e%2e/secret",
        "/..%2fsecret",
        "/lists/linked",
        "/lists/" + "a" * 32 + ".bin",
        "/updates/" + "b" * 32 + ".bin",
        "/-known",
        "/-refused",
        "/" + "x" * 3000,
    ],
)
async def test_what_is_not_there_or_not_to_be_had_is_refused_in_the_same_words(
    both: Both, path: str, method: str
) -> None:
    (both.here.parent / "secret").write_text("a secret")
    outside = both.here.parent / "outside"
    outside.mkdir(exist_ok=True)
    (outside / ("b" * 32 + ".bin")).write_text("a secret")
    for link, target in (("lists/" + "a" * 32 + ".bin", both.here.parent / "secret"), ("updates", outside)):
        with contextlib.suppress(FileExistsError):
            (both.folder.path / link).symlink_to(target)
    name = path.format(group=both.folder.group, long_list=both.folder.long_list)
    ours, theirs = await both.ask(f"/feed{name}", method, Accept_Encoding="br")
    if "%2e%2e" in path or "..%2f" in path:
        # nginx takes it for /secret, which is not the feed's: our server is asked.
        assert b"a secret" not in theirs.body
        return
    if ours.status == 308:
        assert (theirs.status, theirs.headers["Location"]) == (308, "/feed/")
        same(
            Reply(308, ours.headers, b""),
            Reply(theirs.status, theirs.headers, b""),
            but=("Content-Type", "Content-Length"),
        )
        return
    different = ("ETag",) if ours.status == 200 else ()
    if ours.status == 405:
        assert set(theirs.headers["Allow"].replace(" ", "").split(",")) == set(ours.headers["Allow"].split(","))
        ours, theirs = Reply(405, ours.headers, b""), Reply(theirs.status, theirs.headers, b"")
        different = ("Content-Length",)
    same(ours, theirs, but=different)


async def test_a_withdrawn_file_is_gone_even_for_those_who_have_it(tmp_path: Path) -> None:
    nginx()
    folder = build(tmp_path / "feed")
    with running(tmp_path / "run", "masthead.conf", {"/var/lib/masthead/feed": str(folder.path)}) as url:
        address = f"{url}/feed/{folder.group}"
        known = await ask(address, Accept_Encoding="br")
        for suffix in (".br", ".gz", ""):
            assert (await ask(address)).status == 200
            (folder.path / (folder.group + suffix)).unlink()
        for tag in (known.headers["ETag"], "*", '"x"'):
            answer = await ask(address, Accept_Encoding="br", If_None_Match=tag)
            assert (answer.status, answer.body) == (404, b"The feed has no such file.\n")
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_without_its_compressed_forms_a_file_comes_plain(tmp_path: Path) -> None:
    nginx()
    folder = build(tmp_path / "feed")
    for path in [*folder.path.rglob("*.br"), *folder.path.rglob("*.gz")]:
        path.unlink()
    async with answering(folder.path) as ours:
        with running(tmp_path / "run", "masthead.conf", {"/var/lib/masthead/feed": str(folder.path)}) as theirs:
            for name in folder.names:
                answers = [await ask(f"{url}/feed/{name}", Accept_Encoding="br, gzip") for url in (ours, theirs)]
                same(*answers, but=() if name in folder.lasting else ("ETag",))


@pytest.mark.parametrize("path", ["/", "/api/outlets?after=1", "/history/articles/1", "/feeder"])
async def test_everything_else_is_our_servers_and_learns_the_name_but_not_the_reader(both: Both, path: str) -> None:
    if path == "/feeder":
        assert (await ask(both.nginx + path)).status == 404, "not the feed's, and nothing of ours"
        return
    lies = {"X_Forwarded_For": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    known = {"Host": "feed.example:81", "Authorization": "Bearer x", "Content_Length": "0"}
    answer = await ask(both.nginx + path, "POST", **known, **lies)
    text = answer.body.decode()
    assert '"Host": "feed.example:81"' in text
    assert "Bearer x" in text
    assert path in text
    assert not any(word in text for word in ("Real-Ip", "X-Real-IP", "203.0.113.9"))
    # The API limits how often a network may call.
    counted = path.startswith(("/api/", "/history/"))
    assert ('"X-Forwarded-For": "127.0.0.1"' in text) == counted
    assert text.count("Forwarded") == counted


@pytest.mark.parametrize("path", ["/metrics", "//metrics", "/api/..%2fmetrics", "/%6detrics"])
async def test_the_servers_numbers_are_not_handed_on(both: Both, path: str) -> None:
    answer = await ask(both.nginx + path)
    assert (answer.status, b"<center>nginx" in answer.body) == (404, True)


async def test_nobody_writes_down_who_read_what(both: Both) -> None:
    for path in ("/feed/index.json", "/feed/lists/none", "/feed/..%2f..%2fx", "/api/outlets"):
        await ask(both.nginx + path, User_Agent="a reader's browser")
    said = logged(both.here)
    assert "start worker process" in said, "the log is read"
    assert not any(word in said for word in ("client:", "/feed/", "browser", "GET"))
