"""The case that started it, where its text lies beside the repo: archived once, recognised elsewhere."""

import html
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from driver.launch import NAMES
from driver.lending import lend
from driver.needed import need
from journeys.reader import EXTENSION, Reader
from journeys.recorder import recorder

SEED = Path(__file__).resolve().parents[3] / "shared" / "seed"
TEMPLATE = """<!doctype html><html><head><title>World in brief</title></head><body>
<nav><a href=/>Home</a> <a href=/sport>Sport</a> <a href=/weather>Weather</a></nav>
<h1>Armed groups fall apart in the north, observers say</h1><p>By our desk, updated this morning at nine</p>
{body}
<aside><h2>Most read</h2><ul><li>Tomorrow will be windy along the coast</li><li>Ten winter soups</li></ul></aside>
<footer>World in brief is made by three people and a dog. Write to us at the usual place.</footer></body></html>"""


@pytest.fixture(scope="module")
def seed() -> Path:
    """The raw text, or a skipped test where the repo stands alone."""
    files = sorted(SEED.glob("*.txt"))
    if not files:
        pytest.skip("the seed's text does not lie beside the repo")
    return files[0]


@pytest.fixture(scope="module")
def archived(seed: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """The feed folder after archiving the seed on the command line, and what archiving said."""
    data = tmp_path_factory.mktemp("seed")
    environment = {**os.environ, "MASTHEAD_DATA": str(data)}

    def masthead(*arguments: str) -> str:
        command = [sys.executable, "-m", "masthead", *arguments]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    addresses = ("--address", "southfront.org", "--address", "southfront.press")
    masthead("outlet", "add", "southfront", "--name", "SouthFront", *addresses)
    said = masthead("archive", str(seed), "--outlet", "southfront", "--published", "2021-08-08", "--json")
    masthead("publish")
    return data / "feed", json.loads(said)


@pytest.mark.parametrize("name", NAMES)
async def test_the_seed_is_recognised_amid_another_template_and_its_comments_are_not(
    name: str, archived: tuple[Path, dict[str, object]]
) -> None:
    need(name)
    feed, said = archived
    segments = said["segments"]
    assert isinstance(segments, list)

    def paragraphs(*, kept: bool) -> str:
        return "\n".join(f"<p>{html.escape(one['text'])}</p>" for one in segments if one["kept"] is kept)

    def pages(host: str, _path: str) -> str | None:
        if host == "world-in-brief.example":
            return TEMPLATE.format(body=paragraphs(kept=True))
        return TEMPLATE.format(body=paragraphs(kept=False)) if host == "only-noise.example" else None

    async with (
        recorder(pages, feed) as hosts,
        lend(name, extension=EXTENSION, http_port=hosts.port) as browser,
    ):
        reader = Reader(browser, await browser.bidi.open_tab())
        await reader.subscribe("http://feed.example/feed/")
        async with reader.visit("http://world-in-brief.example/story") as visit:
            banner = await visit.opened_banner()
            assert "words with an article that SouthFront published on 8 August 2021" in banner
            assert await visit.classes() == ["same article"]
        async with reader.visit("http://only-noise.example/") as visit:
            assert (await visit.knowledge())["status"] == "nothing"
            assert await visit.banner() is None
