"""What a reader sees on each page of the demo."""

import pytest

from journeys.ownpages import popup
from journeys.reader import Reader
from masthead.demo import content
from masthead.demo.sites import with_port
from serving import Server

DEMO = content.load()
LEDGER = "The Harbour Ledger"


def page(kind: str, host: str) -> content.DemoPage:
    """The demo page of a kind on a host."""
    return next(one for one in DEMO.pages if one.kind == kind and f"//{host}." in one.url)


@pytest.fixture(scope="module", autouse=True)
async def _subscribed(reader: Reader, server: Server) -> None:
    await reader.subscribe(f"{server.url}/feed/")


async def test_the_original_tells_whose_page_and_whose_text_it_is(reader: Reader, server: Server) -> None:
    async with reader.visit(with_port(page("original", "harbour-ledger").url, server.port)) as visit:
        said = await visit.opened_banner()
        assert f"This address belongs to {LEDGER}" in said
        assert "words with an article it published on 7 August 2021" in said
        assert "This text is from August 2021" in said
        await visit.until_badge("¶", "")


async def test_a_mirror_on_a_host_nobody_knows_shows_whose_text_it_is_with_the_note_and_its_sources(
    reader: Reader, server: Server
) -> None:
    async with reader.visit(with_port(page("mirror", "daily-digest-24").url, server.port)) as visit:
        said = await visit.opened_banner()
        assert "The text of this page shares" in said
        assert f"words with an article that {LEDGER} published on 7 August 2021" in said
        article = DEMO.article("night-ferries-emptied-saltmere-silos")
        outlet = next(one for one in DEMO.outlets if one.slug == article.outlet)
        links = await visit.links()
        for note in article.notes:
            assert note.text in said
            assert {with_port(source.url, server.port) for source in note.sources} <= set(links)
        for statement in outlet.statements:
            assert statement.text in said
            assert statement.stated_by in said
            assert with_port(statement.source_url, server.port) in links


async def test_a_page_that_quotes_one_passage_gets_badge_and_popup_but_no_banner(
    reader: Reader, server: Server
) -> None:
    async with reader.visit(with_port(page("quote", "tidewatch").url, server.port)) as visit:
        assert (await visit.knowledge())["status"] == "known"
        assert await visit.classes() == ["quotes a passage"]
        await visit.until_badge("¶", "")
        assert await visit.banner() is None


async def test_another_article_of_the_outlet_is_not_taken_for_an_archived_one_by_its_template(
    reader: Reader, server: Server
) -> None:
    async with reader.visit(with_port(page("template", "harbour-ledger").url, server.port)) as visit:
        assert await visit.classes() == []
        said = await visit.opened_banner()
        assert said.strip().startswith("Masthead")
        assert f"Published by {LEDGER}" in said
        assert "shares" not in said
        await visit.until_badge("i", "")


async def test_an_impersonators_address_is_named_with_who_says_so(reader: Reader, server: Server) -> None:
    async with reader.visit(with_port(page("impersonator", "harbour-1edger").url, server.port)) as visit:
        said = await visit.opened_banner()
        assert f"This address imitates {LEDGER}. It is not one of its addresses." in said
        assert any("harbour-ledger-lookalike" in str(link) for link in await visit.links())
        await visit.until_badge("!", "")


async def test_a_page_about_which_nothing_is_known_stays_as_it_is(reader: Reader, server: Server) -> None:
    async with reader.visit(with_port(page("unknown", "garden-notes").url, server.port)) as visit:
        assert (await visit.knowledge())["status"] == "nothing"
        assert await visit.banner() is None
        assert await visit.badge() == ""


@pytest.mark.parametrize(
    ("kind", "host", "outlet"),
    [
        ("original", "severny-vestnik", "Северный вестник"),
        ("mirror", "novosti-zerkalo", "Северный вестник"),
        ("original", "nijiro-shimbun", "虹色新聞"),
    ],
)
async def test_texts_in_other_scripts_are_recognised(
    reader: Reader, server: Server, kind: str, host: str, outlet: str
) -> None:
    async with reader.visit(with_port(page(kind, host).url, server.port)) as visit:
        said = await visit.opened_banner()
        assert outlet in said
        assert await visit.classes() == ["same article"]


async def test_the_popup_says_the_same_as_the_banner_even_when_the_page_removes_it(
    reader: Reader, server: Server
) -> None:
    async with reader.visit(with_port(page("mirror", "daily-digest-24").url, server.port)) as visit:
        await visit.opened_banner()
        await reader.bidi.evaluate(visit.tab, "document.querySelector('masthead-banner').remove()")
        async with popup(reader, visit.number) as shown:
            assert f"words with an article that {LEDGER} published on 7 August 2021" in await shown.said()


async def test_the_popup_says_how_old_its_knowledge_is_where_nothing_is_known(reader: Reader, server: Server) -> None:
    unknown = with_port(page("unknown", "garden-notes").url, server.port)
    async with reader.visit(unknown) as visit, popup(reader, visit.number) as shown:
        assert "12 articles" in await shown.said()
