"""The panel: how much is shared and where, who had it first, who the outlet is, and what can be done about it."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from driver.launch import NAMES
from driver.needed import need
from feed.spoiling import Spoilt
from journeys.stage import KNOWN, TEXT, Scene, Stage, page, stage
from masthead.demo import content
from serving import Server

PLACES: list[dict[str, Any]] = [
    {"url": "https://late.example/copy", "role": "copy", "first_seen": "2022-03-01"},
    {"url": "https://disputed.example/page", "role": "disputed", "first_seen": "2020-01-01"},
    {"url": "https://unknown.example/copy", "role": "copy", "first_seen": None},
    {"url": "https://early.example/copy", "role": "copy", "first_seen": "2021-08-07"},
    {"url": "https://agency.example/wire", "role": "origin", "first_seen": None},
]
SERVER = "https://curators.example/masthead/"
FIRST = content.body_text(KNOWN).split("\n\n")[0]
ARCHIVED = content.body_text(KNOWN).replace("Four ferries", "Four  ferries")
ASSESSED = ["Assessor One", "Assessor Two", "Assessor Three"]


def enriched(data: Path) -> Path:
    """The demo's feed with more in it: places, a licence, a server, and another assessment; it is signed again."""
    feed = Spoilt(data / "feed", data / "feed-key.pem")

    def tell(group: dict[str, Any]) -> None:
        for article in group["articles"]:
            if article["title"] == KNOWN.title:
                article |= {"placements": PLACES, "licence": "CC BY 4.0", "text": ARCHIVED}

    def assess(directory: dict[str, Any]) -> None:
        (outlet,) = (one for one in directory["outlets"] if one["slug"] == KNOWN.outlet)
        first, *_ = (one for one in outlet["statements"] if one["kind"] == "assessment")
        facts = [one for one in outlet["statements"] if one["kind"] == "fact"]
        outlet["statements"] = [*(first | {"stated_by": name} for name in ASSESSED), *facts]

    feed.change("articles", tell)
    feed.change("outlets", assess)
    feed.say(lambda index: index.update(server=SERVER))
    return feed.folder


@pytest.fixture(scope="module", params=NAMES)
async def theatre(
    request: pytest.FixtureRequest, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    need(request.param)
    data = tmp_path_factory.mktemp("enriched")
    shutil.copytree(server.data / "feed", data / "feed")
    shutil.copy(server.data / "feed-key.pem", data)
    async with stage(request.param, enriched(data)) as staged:
        yield staged


async def opened(scene: Scene) -> str:
    """What the panel says."""
    await scene.banner_stands()
    await scene.press_button("Details")
    await scene.until("(root) => root.querySelector('.panel .part')")
    (said,) = await scene.texts(".panel")
    return said


async def test_how_much_is_shared_is_said_in_words(theatre: Stage) -> None:
    async with theatre.show(page()) as scene:
        said = await opened(scene)
        assert "Same article" in said
        assert "Shares 389 words; the longest run has 389 words." in said
        assert "Of the archived article, 100% is here, and it is 100% of this page." in said


async def test_page_and_archive_stand_side_by_side_under_the_licence(theatre: Stage) -> None:
    changed = TEXT.replace("<p>", "<p>A line of their own that is nowhere else. ", 1)
    async with theatre.show(page(text=changed)) as scene:
        await opened(scene)
        assert (await scene.texts(".side .small"))[0] == "On this page as in the archive", "once is enough"
        assert (await scene.texts(".passage blockquote"))[0].startswith(FIRST[:200])
    async with theatre.show(page(text=changed.upper())) as scene:
        said = await opened(scene)
        assert "The archived text is free to publish: CC BY 4.0." in said
        assert (await scene.texts(".side .small"))[:2] == ["On this page", "In the archive"]
        sides = """(root) => {
            const [page, archive] = [...root.querySelectorAll(".passage .side")].map((one) => {
                return one.getBoundingClientRect();
            });
            return page.top === archive.top && page.right <= archive.left;
        }"""
        assert await scene.inside(sides) is True
        page_side, archive_side, *_ = await scene.texts(".passage blockquote")
        assert page_side.startswith(FIRST[:200].upper())
        assert archive_side.startswith(FIRST[:100])
        await theatre.reader.bidi.resize(scene.tab, 320, 600)
        assert await scene.inside(sides.replace("page.right <= archive.left", "true")) is False, "one over the other"


async def test_of_many_passages_the_first_are_open_and_the_rest_waits(theatre: Stage) -> None:
    noise = "<p>" + "Here somebody else goes on about something that is quite different. " * 9 + "</p>"
    async with theatre.show(page(text=TEXT.replace("</p>", f"</p>{noise}"))) as scene:
        said = await opened(scene)
        total = len(content.body_text(KNOWN).split("\n\n"))
        assert f"in {total} passages" in said
        open_ones = "(root) => [...root.querySelectorAll('.passage')].filter((one) => one.checkVisibility()).length"
        assert await scene.inside(open_ones) == 2
        assert f"Show {total - 2} more" in said


async def test_who_had_it_first_is_said_and_everywhere_else_follows_in_order(theatre: Stage) -> None:
    async with theatre.show(page()) as scene:
        said = await opened(scene)
        assert "The origin this feed knows: agency.example." in said
        assert "The earliest copy this feed knows: early.example, 7 August 2021." in said
        await scene.inside("(root) => root.querySelectorAll('details').forEach((one) => { one.open = true })")
        seen = await scene.texts(".seen")
        hosts = ["agency.example", "early.example", "late.example", "unknown.example"]
        assert [host for line in seen for host in hosts if host in line] == hosts
        assert "disputed.example" not in " ".join(await scene.texts(".panel"))


async def test_assessments_stand_side_by_side_each_with_who_when_and_source(theatre: Stage) -> None:
    async with theatre.show(page()) as scene:
        await opened(scene)
        facts = "(root) => root.querySelector('.statement').compareDocumentPosition(root.querySelector('.assessment'))"
        assert await scene.inside(facts) == 4, "facts come first"
        shown = await scene.texts(".assessment")
        for text, assessor in zip(shown, ASSESSED, strict=True):
            assert text.startswith(assessor)
            assert "1 June 2023" in text
            assert "Source: " in text
        tops = "(root) => [...root.querySelectorAll('.assessment')].map((one) => one.getBoundingClientRect().top)"
        positions = await scene.inside(tops)
        assert isinstance(positions, list)
        assert len(set(positions)) == 1


async def test_histories_are_linked_on_the_publishers_server(theatre: Stage) -> None:
    async with theatre.show(page()) as scene:
        await opened(scene)
        links = [str(link) for link in await scene.links()]
        (match, *_) = (await scene.knowledge())["voices"][0]["matches"]  # type: ignore[index]
        article, note = match["article"]["id"], match["article"]["notes"][0]["id"]
        for end in (f"articles/{article}", f"notes/{note}", "outlets/harbour-ledger"):
            assert f"{SERVER}history/{end}" in links


@pytest.mark.parametrize(
    ("button", "kind"), [("This match is wrong", "wrong match"), ("This note is out of date", "note out of date")]
)
async def test_a_mistake_can_be_reported_from_where_it_stands(theatre: Stage, button: str, kind: str) -> None:
    bidi = theatre.reader.bidi
    async with theatre.show(page()) as scene:
        await opened(scene)
        before = set(await bidi.tabs())
        await scene.click_button(button)

        async def opened_tab() -> str | None:
            return next(iter(set(await bidi.tabs()) - before), None)

        tab = str(await bidi.until(opened_tab, "a tab with the report"))
        url = str(await bidi.wait_for(tab, "location.search && location.href"))
        await bidi.close_tab(tab)
        assert "/ui/report.html?" in url
        assert f"kind={kind.replace(' ', '+')}" in url
        assert "feed=http%3A%2F%2Ffeed.example%2Ffeed%2F" in url
        assert f"tab={scene.number}" in url
        assert ("note=" in url) is (kind == "note out of date")


async def test_a_page_to_which_its_browser_hands_the_buttons_presses_them_in_vain(theatre: Stage) -> None:
    """Firefox tells pages what is under the pointer, in closed shadow roots too."""
    catching = """<script>
        window.caught = null;
        addEventListener("mousemove", ({originalTarget, explicitOriginalTarget, rangeParent}) => {
            for (const one of [originalTarget, explicitOriginalTarget, rangeParent]) {
                const root = one?.getRootNode();
                if (root instanceof ShadowRoot) window.caught = root;
            }
        });
        window.press = () => [...caught?.querySelectorAll("button:not(.shut)") ?? []].map((one) => {
            one.dispatchEvent(new PointerEvent("click", {bubbles: true, composed: true}));
            one.click();
            return one.textContent;
        });
    </script>"""
    bidi = theatre.reader.bidi
    async with theatre.show(page(catching), host="hostile.example") as scene:
        await scene.banner_stands()
        await scene.click_button("Details")
        await scene.until("(root) => root.querySelector('.panel')")
        before = set(await bidi.tabs())
        reports = await scene.run("press().filter((said) => said === 'This match is wrong').length")
        assert reports == (1 if theatre.reader.browser.name == "firefox" else 0)
        await scene.run("press()")  # what the first round has unfolded: the menu of what can be hidden
        choices = await theatre.reader.ask("{type: 'choices'}")
        assert (choices["mutes"], choices["off"]) == ([], [])
        assert set(await bidi.tabs()) == before
        assert await scene.classes() == ["same article"]


async def test_who_speaks_and_of_what_day_it_is_stands_at_the_end(theatre: Stage) -> None:
    async with theatre.show(page()) as scene:
        said = await opened(scene)
        (feed,) = await theatre.reader.feeds()
        assert f"From the feed {feed['state']['name']}, version {feed['state']['version']}, as of " in said  # type: ignore[index]
        assert "12 articles" in said


async def test_the_popup_has_no_button_that_only_a_page_could_answer(theatre: Stage) -> None:
    bidi = theatre.reader.bidi
    async with theatre.show(page()) as scene:
        popup = await bidi.open_tab()
        await bidi.go(popup, f"{theatre.reader.browser.extension_origin}/ui/popup.html?tab={scene.number}")
        said = str(await bidi.wait_for(popup, "document.querySelector('#answer .part') && document.body.innerText"))
        await bidi.close_tab(popup)
        assert "Shared passages" in said
        assert "On this page as in the archive" in said
        assert "Show on the page" not in said
