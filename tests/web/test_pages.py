"""What the server shows to people and programs without a token: pages, description, extension, feed."""

import io
import json
import re
import socket
import zipfile
from pathlib import Path

import aiohttp
import pytest
from openapi_spec_validator import validate
from selectolax.lexbor import LexborHTMLParser
from yarl import URL

from masthead.config import Settings
from masthead.demo.content import body_text, load
from masthead.demo.sites import with_port
from masthead.feed.paths import directory_path, list_path, name_of, table_path
from masthead.web.app import create_app
from serving import ROOT, Server, masthead

DEMO = load()


async def test_the_description_is_valid_openapi_and_lists_every_route(
    http: aiohttp.ClientSession, server: Server, tmp_path: Path
) -> None:
    async with http.get(f"{server.url}/api/openapi.json") as answer:
        description = await answer.json()
    validate(description)
    assert description["openapi"].startswith("3.1")
    listed = {(path, method.upper()) for path, methods in description["paths"].items() for method in methods}
    served = {
        (route.resource.canonical, route.method)
        for route in create_app(Settings(data=tmp_path)).router.routes()
        if route.resource and route.resource.canonical.startswith("/api/")
    }
    pages = {"/api/openapi.json", "/api/docs", "/api/docs/{file}"}
    assert listed == {(path, method) for path, method in served if path not in pages and method != "HEAD"}
    names = [operation["operationId"] for methods in description["paths"].values() for operation in methods.values()]
    assert len(names) == len(set(names))


async def test_the_documentation_loads_all_of_its_files_from_here_under_a_strict_policy(
    http: aiohttp.ClientSession, server: Server
) -> None:
    async with http.get(f"{server.url}/api/docs") as answer:
        page = LexborHTMLParser(await answer.text())
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.css("script:not([src])") == [], "the policy would not run it"
    files = [node.attributes.get("src") or node.attributes.get("href") for node in page.css("script, link")]
    assert len(files) == 3
    for file in files:
        assert file is not None
        async with http.get(URL(server.url).join(URL(file))) as answer:
            assert answer.status == 200
            assert answer.content_type in {"text/javascript", "application/javascript", "text/css"}
            assert len(await answer.read()) > 50
    async with http.get(f"{server.url}/api/docs/offapi.py") as answer:
        assert answer.status == 404


async def test_the_extension_is_a_zip_of_its_folder_the_same_each_time(
    http: aiohttp.ClientSession, server: Server
) -> None:
    bytes_of_each = []
    for _ in range(2):
        async with http.get(f"{server.url}/extension.zip") as answer:
            assert (answer.status, answer.content_type) == (200, "application/zip")
            bytes_of_each.append(await answer.read())
    assert bytes_of_each[0] == bytes_of_each[1]
    with zipfile.ZipFile(io.BytesIO(bytes_of_each[0])) as packed:
        assert packed.testzip() is None
        manifest = json.loads(packed.read("manifest.json"))
        names = set(packed.namelist())
    assert manifest["manifest_version"] == 3
    folder = ROOT / "extension"
    files = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert names == {name for name in files if not name.endswith(".d.ts")}
    assert set(re.findall(r'"([\w/-]+\.(?:js|html|css|png))"', json.dumps(manifest))) <= names


async def test_the_start_page_links_every_demo_page_and_every_link_answers(
    http: aiohttp.ClientSession, server: Server
) -> None:
    async with http.get(server.url) as answer:
        page = LexborHTMLParser(await answer.text())
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    links = [str(node.attributes["href"]) for node in page.css("a[href]")]
    assert {with_port(demo.url, server.port) for demo in DEMO.pages} < set(links)
    assert {"/extension.zip", "/api/docs", "/feed/index.json"} < set(links)
    for link in links:
        async with http.get(URL(server.url).join(URL(link))) as answer:
            assert answer.status == 200, link
            assert await answer.read()
    assert server.url in page.text()
    assert str(ROOT / "extension") in page.text()


async def test_a_demo_host_shows_its_own_pages_and_nothing_of_the_server(
    http: aiohttp.ClientSession, server: Server
) -> None:
    article = DEMO.article("night-ferries-emptied-saltmere-silos")
    site = f"http://harbour-ledger.localhost:{server.port}"
    async with http.get(site + article.path) as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
        shown = LexborHTMLParser(await answer.text()).text(separator=" ")
    assert body_text(article).split("\n\n")[0] in shown
    for path in ("/api/outlets", "/feed/index.json", "/healthz", "/extension.zip", "/2021/no-such-page"):
        async with http.get(site + path) as answer:
            assert answer.status == 404


async def test_every_file_of_the_feed_can_be_read_from_any_page_and_is_what_the_index_says(
    http: aiohttp.ClientSession, server: Server
) -> None:
    async with http.get(f"{server.url}/feed/index.json") as answer:
        index = json.loads((await answer.json())["content"])
    assert index["articles"] == sum(one.archived for one in DEMO.articles)
    folder = server.data / "feed"
    files = [file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.suffix in (".json", ".bin")]
    named = {file for file in files if file != "index.json"}
    stated = {list_path(index["list"]["sha256"]), table_path(index["table"]["sha256"])}
    assert stated | {directory_path(index["directory"]["sha256"])} <= named
    for file in files:
        async with http.get(f"{server.url}/feed/{file}", headers={"Origin": "https://any.example"}) as answer:
            data = await answer.read()
            assert answer.status == 200
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert ("immutable" in answer.headers["Cache-Control"]) == (file in named)
            assert "Set-Cookie" not in answer.headers
        assert data == (folder / file).read_bytes()
        assert file not in named or name_of(data) in file
    # How the files are handed out in detail: test_feed_files.py.


async def test_the_feeds_address_shows_people_what_it_is(http: aiohttp.ClientSession, server: Server) -> None:
    async with http.get(f"{server.url}/feed") as answer:
        assert str(answer.url) == f"{server.url}/feed/"
        shown = LexborHTMLParser(await answer.text()).text(separator=" ")
    fingerprint = masthead(server.data, "feed", "key").stdout.splitlines()[0]
    assert "Masthead feed" in shown
    assert fingerprint in shown


@pytest.mark.parametrize(
    "path",
    [
        "/feed/../masthead.db",
        "/feed/lists/../../demo-token",
        "/feed/%2e%2e/masthead.db",
        "/feed/..%2fmasthead.db",
        "/feed/%2e%2e%2fdemo-token",
        "/feed/....//masthead.db",
        "/feed/..\\masthead.db",
        "/feed//etc/passwd",
        "/feed/%2fetc%2fpasswd",
        "/feed/index.json%00",
        "/feed/index.json/",
        "/feed/index.json/../index.json%00.bin",
        "/feed/.feed.lock",
        "/feed/lists",
        "/feed/articles/999.json",
        "/feed/articles/٠.json",
        "/../demo-token",
        "/api/docs/..%2f..%2fpyproject.toml",
        "/api/docs/../../../../../etc/passwd",
    ],
)
def test_nothing_but_the_feeds_own_files_can_be_had(server: Server, path: str) -> None:
    # Clients tidy such paths up before they send them; an attacker does not.
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n\r\n".encode()
        )
        with connection.makefile("rb") as answer:
            head, _, body = answer.read().partition(b"\r\n\r\n")
    assert head.split()[1] in {b"404", b"400"}
    assert b"SQLite" not in body
    assert server.token.encode() not in body
    assert b"root:" not in body
