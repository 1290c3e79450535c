"""What reaches a publisher of a report, byte for byte."""

from pathlib import Path

import pytest

from driver.launch import NAMES
from driver.lending import lend
from driver.needed import need
from journeys.ownpages import opened_by, popup
from journeys.reader import EXTENSION, Reader
from journeys.recorder import recorder
from journeys.test_hostile_feed import PAGE, demo_page
from serving import masthead


@pytest.mark.parametrize("name", NAMES)
async def test_a_report_says_nothing_of_who_sends_it(name: str, tmp_path: Path) -> None:
    need(name)
    publisher = tmp_path / "publisher"
    assert masthead(publisher, "demo", port="80").returncode == 0
    assert masthead(publisher, "publish", public_url="http://feed.example/").returncode == 0

    def answers(host: str, path: str) -> str | None:
        return "{}" if (host, path) == ("feed.example", "/api/reports") else demo_page(host, path)

    async with (
        recorder(answers, publisher / "feed") as hosts,
        lend(name, extension=EXTENSION, http_port=hosts.port) as browser,
    ):
        reader = Reader(browser, await browser.bidi.open_tab())
        await reader.subscribe("http://feed.example/feed/")
        async with (
            reader.visit(PAGE) as visit,
            popup(reader, visit.number) as opened,
            opened_by(reader, opened, "This match is wrong", "report") as report,
        ):
            await report.until_said("This is sent, and nothing else")
            raw = await report.bidi.evaluate(report.tab, "document.getElementById('raw').textContent")
            assert not [one for one in hosts.asked if one.target.startswith("/api/")]
            await report.press("Send to feed.example")
            await report.until_said("Sent. ", "#outcome")
        (sent,) = [one for one in hosts.asked if one.target.startswith("/api/")]
    assert (sent.method, sent.target, sent.body.decode()) == ("POST", "/api/reports", raw)
    headers = {header.lower(): value for header, value in sent.headers.items()}
    assert not {"cookie", "referer", "authorization", "idempotency-key"} & headers.keys()
    assert headers["accept-language"] == "*"
    # Each copy of the extension in Firefox has an origin of its own; in Chromium it is the same for all readers.
    assert headers.get("origin", "null") in ("null", f"chrome-extension://{browser.extension_id}")
