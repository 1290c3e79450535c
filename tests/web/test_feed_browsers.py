"""Browsers read the compressed forms, with what fills their pages, from any page: few files on the web have that."""

import hashlib
import json
from pathlib import Path

import pytest
from aiohttp import web

from driver.launch import NAMES, launch
from driver.needed import need
from web.feed_folder import answering, build

READ = """(async (feed, names) => {
    const read = async (name) => {
        const hash = await crypto.subtle.digest("SHA-256", await (await fetch(feed + name)).arrayBuffer());
        return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
    };
    return JSON.stringify(await Promise.all(names.map(read)));
})"""


async def blank(_request: web.Request) -> web.Response:
    return web.Response(text="<!doctype html><title>Any page</title>", content_type="text/html")


@pytest.mark.parametrize("name", NAMES)
async def test_a_browser_reads_every_form_of_every_file(tmp_path: Path, name: str) -> None:
    need(name)
    folder = build(tmp_path / "feed")
    sent: dict[str, str | None] = {}

    async def watch(request: web.Request, answer: web.StreamResponse) -> None:
        sent[request.path.removeprefix("/feed/")] = answer.headers.get("Content-Encoding")

    async with launch(name) as browser, answering(tmp_path, web.get("/", blank)) as page:
        tab = await browser.bidi.open_tab()
        await browser.bidi.go(tab, page)
        for suffix, coding in ((".br", "br"), (".gz", "gzip"), (None, None)):
            async with answering(folder.path, watch=watch) as url:
                question = f"({READ})({json.dumps(url + '/feed/')}, {json.dumps(folder.names)})"
                read = json.loads(str(await browser.bidi.evaluate(tab, question)))
            assert read == [hashlib.sha256(folder.content(name)).hexdigest() for name in folder.names]
            assert sent == {name: None if name.endswith(".bin") else coding for name in folder.names}
            for path in folder.path.rglob(f"*{suffix}") if suffix else ():
                path.unlink()
