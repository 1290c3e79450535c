"""The reader hides the banner from the page it stands on, knows what exactly is hidden, and can take it back."""

from collections.abc import AsyncIterator

import pytest

from driver.launch import NAMES
from driver.needed import need
from journeys.reader import BANNER
from journeys.stage import Stage, page, stage
from serving import Server

CHOICES = "(root) => JSON.stringify([...root.querySelectorAll('.menu button')].map((one) => one.textContent))"
OUTCOME = "(root) => root.querySelector('.done').checkVisibility() && root.querySelector('.done').innerText"


@pytest.fixture(scope="module", params=NAMES)
async def theatre(request: pytest.FixtureRequest, server: Server) -> AsyncIterator[Stage]:
    need(request.param)
    async with stage(request.param, server.data / "feed") as staged:
        yield staged


@pytest.fixture(autouse=True)
async def _everything_is_shown(theatre: Stage) -> AsyncIterator[None]:
    yield
    mutes = (await theatre.reader.ask("{type: 'choices'}"))["mutes"]
    assert isinstance(mutes, list)
    for mute in mutes:
        await theatre.reader.ask(f"{{type: 'unmute', id: {mute['id']!r}}}")


@pytest.mark.parametrize(
    ("choice", "said", "kind"),
    [
        ("Hide on this page", "Hidden on this page.", "page"),
        ("Hide on copied.example", "Hidden on copied.example.", "site"),
        ("Hide what is known of The Harbour Ledger", "What is known of The Harbour Ledger is hidden.", "outlet"),
        ("Hide everything for an hour", "Everything is hidden for an hour.", "everything"),
    ],
)
async def test_what_is_hidden_is_said_and_can_be_taken_back(theatre: Stage, choice: str, said: str, kind: str) -> None:
    async with theatre.show(page()) as scene:
        await scene.banner_stands()
        await scene.press_button("Hide…")
        assert choice in str(await scene.inside(CHOICES))
        await scene.press_button(choice)
        assert (await theatre.reader.ask("{type: 'choices'}"))["mutes"] == [], "no script hides anything"
        await scene.click_button(choice)
        assert str(await scene.until(OUTCOME)).startswith(said)
        await scene.until("(root) => !root.querySelector('.bar').checkVisibility()")
        mutes = (await theatre.reader.ask("{type: 'choices'}"))["mutes"]
        assert isinstance(mutes, list)
        assert [mute["kind"] for mute in mutes] == [kind]
        await scene.until_badge("¶", "")
        await scene.click_button("Undo")
        await scene.banner_stands()
        assert await scene.inside("(root) => root.querySelector('.done').checkVisibility()") is False
        assert (await theatre.reader.ask("{type: 'choices'}"))["mutes"] == []


async def test_a_page_that_was_hidden_stays_so_when_it_is_loaded_again(theatre: Stage) -> None:
    async with theatre.show(page()) as scene:
        await scene.banner_stands()
        await scene.press_button("Hide…")
        await scene.click_button("Hide on this page")
        await scene.until(OUTCOME)
    async with theatre.show(page()) as scene:
        assert await scene.classes() == ["same article"]
        await scene.run("new Promise((done) => setTimeout(done, 700))")
        assert await scene.banner() is None
    async with theatre.show(page(), host="other.example") as scene:
        await scene.banner_stands()


async def test_the_keyboard_hides_and_takes_back_too(theatre: Stage) -> None:
    bidi = theatre.reader.bidi
    async with theatre.show(page("<button id=before>Before</button><div style='height: 200px'></div>")) as scene:
        await scene.banner_stands()
        await scene.run("before.focus()")
        await scene.inside("(root) => root.querySelector('[data-opens=menu]').focus()")
        await bidi.press(scene.tab, "Enter")
        await scene.until("(root) => root.querySelector('.menu')")
        await bidi.press(scene.tab, "Escape")
        await scene.until("(root) => !root.querySelector('.menu')")
        focused = "(root) => root.activeElement?.textContent"
        assert await scene.inside(focused) == "Hide…", "Escape closes what was opened last"
        await bidi.press(scene.tab, "Enter", "Tab", "Tab", "Enter")
        assert str(await scene.until(OUTCOME)).startswith("Hidden on this page.")
        await scene.until("(root) => root.activeElement?.textContent === 'Undo'")
        await bidi.press(scene.tab, "Enter")
        await scene.banner_stands()
        await bidi.press(scene.tab, "Escape")
        await scene.until_page(f"!document.querySelector('{BANNER}')")
