"""The reader side is a folder: any web server carries it, and it goes on working when ours stops."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from driver.launch import stop_background
from journeys.reader import Reader
from masthead.demo import content
from masthead.demo.sites import with_port
from serving import Server

MIRROR = next(page for page in content.load().pages if page.kind == "mirror")


class PlainServer:
    """``python3 -m http.server`` on a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "http.server", str(self.port), "--bind", "127.0.0.1"]
        self._process = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture
def plain(server: Server) -> Iterator[PlainServer]:
    """The demo's feed, carried by a plain web server."""
    started = PlainServer(server.data / "feed")
    yield started
    started.stop()


async def test_a_feed_on_a_plain_web_server_serves_readers_as_well(
    reader: Reader, server: Server, plain: PlainServer
) -> None:
    await reader.subscribe(f"http://127.0.0.1:{plain.port}/")
    async with reader.visit(with_port(MIRROR.url, server.port)) as visit:
        assert "The Harbour Ledger" in await visit.opened_banner()


async def test_a_feed_that_has_gone_leaves_what_was_known_in_force_after_the_browser_stopped_the_worker(
    reader: Reader, server: Server, plain: PlainServer
) -> None:
    await reader.subscribe(f"http://127.0.0.1:{plain.port}/")
    plain.stop()
    await stop_background(reader.browser)
    await reader.ask("{type: 'refresh'}")
    (feed,) = await reader.feeds()
    state = feed["state"]
    assert isinstance(state, dict)
    assert "could not be fetched" in state["problem"]
    assert state["articles"] == 12
    impersonator = next(page for page in content.load().pages if page.kind == "impersonator")
    async with reader.visit(with_port(impersonator.url, server.port)) as visit:
        assert "This address imitates The Harbour Ledger" in await visit.opened_banner()
    async with reader.visit(with_port(MIRROR.url, server.port)) as visit:
        assert (await visit.knowledge())["status"] == "offline"
        assert await visit.classes() == []
