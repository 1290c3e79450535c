"""Readers for the journeys: both browsers, each with the extension loaded."""

from collections.abc import AsyncIterator

import pytest

from driver.launch import NAMES
from driver.lending import end_all, lend
from driver.needed import need
from journeys.reader import EXTENSION, Reader


@pytest.fixture(scope="session", autouse=True)
async def _browsers_end() -> AsyncIterator[None]:
    yield
    await end_all()


@pytest.fixture(scope="session", params=NAMES)
async def reader(request: pytest.FixtureRequest) -> AsyncIterator[Reader]:
    """A reader with each browser that is installed here."""
    need(request.param)
    async with lend(request.param, extension=EXTENSION) as browser:
        options = await browser.bidi.open_tab()
        await browser.bidi.go(options, f"{browser.extension_origin}/ui/options.html")
        yield Reader(browser, options)
