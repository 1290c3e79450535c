"""A check before publishing says what publishing would do, and what readers would be shown."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from feed.making import prose
from masthead.config import Settings
from masthead.feed.archive import read_archive
from masthead.feed.check import Subject, check
from masthead.feed.common import Reason
from masthead.feed.findings import Check, Shown
from masthead.feed.publish import publish
from masthead.feed.reader import Reader
from masthead.feed.source import FolderSource
from masthead.feed.texts import Recognisable
from masthead.matching.compare import MatchClass
from masthead.records.articles import ArticleFields, add_article, article_by_id, set_article_status
from masthead.records.base import Status, identity
from masthead.records.database import Database, database
from masthead.records.history import Author
from masthead.records.outlets import Outlet, OutletIn, add_outlet, outlet_by_id
from masthead.records.samples import SampleFields, add_sample

AUTHOR = Author("a test")
TEMPLATE = "About us: the café of the valley, “Nº 7”, is kept by volunteers. " + prose("template", 50)
QUOTE = prose("quote", 45).replace("\n\n", " ")
STOCK = "Your email address will not be published. Required fields are marked."


@pytest.fixture
async def records(tmp_path: Path) -> AsyncIterator[Database]:
    async with database(f"sqlite+aiosqlite:///{tmp_path / 'masthead.db'}") as opened:
        yield opened


@pytest.fixture
async def gazette(records: Database) -> Outlet:
    return await added(records, "gazette")


async def added(records: Database, slug: str) -> Outlet:
    async with records.session() as session:
        return await add_outlet(session, AUTHOR, OutletIn(slug=slug, name=slug.title()))


async def archived(
    records: Database,
    body: str,
    outlet: Outlet | None = None,
    status: Status = Status.PUBLISHED,
    url: str | None = None,
) -> int:
    async with records.session() as session:
        given = ArticleFields(body=body, title=f"On {body[:10]}", url=url, segments=[])
        number = outlet.id if outlet else None
        return identity((await add_article(session, AUTHOR, given, status=status, outlet_id=number)).id)


async def sampled(records: Database, outlet: Outlet, text: str, status: Status = Status.PUBLISHED) -> int:
    async with records.session() as session:
        sample, _ = await add_sample(session, AUTHOR, outlet, SampleFields(text=text), status=status)
        return identity(sample.id)


async def checked(records: Database, number: int) -> Check:
    async with records.reading() as session:
        article = await article_by_id(session, number)
        outlet = await outlet_by_id(session, article.outlet_id) if article.outlet_id else None
        subject = Subject(article.body, number, article.title, outlet, article.url)
        return await check(session, await read_archive(session), subject)


async def test_what_is_no_evidence_is_told_passage_by_passage_in_the_articles_own_words(
    records: Database, gazette: Outlet
) -> None:
    others = [await archived(records, f"{prose(n)}\n\n{TEMPLATE}", gazette) for n in (1, 2)]
    elsewhere = [
        await archived(records, f"{prose(n)}\n\n{prose('agency', 60)}", await added(records, f"o{n}")) for n in (3, 4)
    ]
    sample = await sampled(records, gazette, f"{prose('home', 80)}\n\n{prose('promise', 30)}\n\n{prose(5, 90)}")
    parts = [prose("own", 120), f"“{QUOTE}”", prose("more", 60), STOCK, prose("promise", 30)]
    parts += [prose("still", 60), prose("agency", 60), prose("last", 60), TEMPLATE]
    found = await checked(records, await archived(records, "\n\n".join(parts), gazette, Status.DRAFT))
    told = [
        (one.reason, one.words, [by.id for by in one.articles], [by.id for by in one.samples])
        for one in found.no_evidence
    ]
    assert told == [
        (Reason.QUOTED, 45, [], []),
        (Reason.STOCK, len(STOCK.split()), [], []),
        (Reason.SAMPLES, 30, [], [sample]),
        (Reason.ARTICLES, 60, elsewhere, []),
        (Reason.OUTLET, 63, others, []),
    ]
    for one, text in zip(found.no_evidence, [QUOTE, STOCK, parts[4], parts[6], TEMPLATE], strict=True):
        whole = " ".join(text.split()).removesuffix(".")
        if len(whole) <= 200:
            assert one.excerpt == whole
        else:
            assert whole.startswith(one.excerpt.removesuffix(" …"))
            assert 190 < len(one.excerpt) <= 200
    assert found.no_evidence[-1].excerpt.startswith("About us: the café of the valley, “Nº 7”, is kept")
    assert found.evidence_words == found.words - sum(words for _, words, _, _ in told)
    assert (found.recognisable, found.no_evidence_more, found.warnings) == (Recognisable.YES, 0, [])


async def test_a_check_says_what_publishing_then_does(records: Database, gazette: Outlet, tmp_path: Path) -> None:
    bodies = [f"{prose(n)} “{QUOTE}”\n\n{prose('shared', 40 + 5 * (n % 4))}" for n in range(8)]
    bodies += [bodies[0] + " Updated.", prose(1, 90)]
    other = await added(records, "other")
    numbers = [await archived(records, body, (gazette, other, None)[n % 3]) for n, body in enumerate(bodies)]
    await sampled(records, other, f"{prose('frame')} {prose(4, 40)}")
    draft = await archived(records, f"{prose('draft')}\n\n{prose('shared', 50)}", gazette, Status.DRAFT)
    before = await checked(records, draft)
    async with records.session() as session:
        await set_article_status(session, AUTHOR, await article_by_id(session, draft), Status.PUBLISHED)
    done = await publish(records, Settings(data=tmp_path))
    dropped = {one.article_id: one for one in done.dropped}
    for number in [*numbers, draft]:
        found = await checked(records, number)
        assert (found.listed, found.recognisable) == (dropped[number].listed, dropped[number].recognisable)
        assert {one.reason for one in found.no_evidence} == set(dropped[number].reasons)
    assert before == await checked(records, draft)


async def test_articles_that_readers_would_be_shown_are_told_both_ways(
    records: Database, gazette: Outlet, tmp_path: Path
) -> None:
    long = await archived(records, prose(1, 800), gazette)
    quoting = await archived(records, f"{prose('essay', 500)}\n\n" + " ".join(prose(1, 800).split()[300:360]))
    copied = await archived(records, prose(1, 800) + " Copied.", await added(records, "copyist"), Status.DRAFT)
    await archived(records, prose(1, 790), status=Status.WITHDRAWN)
    await archived(records, prose("nothing like it"))
    found = {one.id: one for one in (await checked(records, long)).alike}
    assert list(found) == [copied, quoting]
    assert (found[copied].near_duplicate, found[quoting].near_duplicate) == (True, False)
    assert (found[copied].outlet, found[copied].status) == ("copyist", Status.DRAFT)
    quote = Shown(match_class=MatchClass.QUOTE, shared_words=60, longest_run=60, article_share=0.075, page_share=0.1071)
    assert found[quoting].shown_there == quote
    assert found[quoting].shown_here.match_class is MatchClass.QUOTE
    await publish(records, Settings(data=tmp_path))
    shown = {
        match.article.id: match.comparison
        for match in Reader(FolderSource(tmp_path / "feed")).read(prose(1, 800)).matches
    }
    assert set(shown) == {long, quoting}
    assert shown[quoting].shared_words == found[quoting].shown_here.shared_words
    warnings = (await checked(records, long)).warnings
    assert [one for one in warnings if "near-duplicate" in one and f"Article {copied}, " in one]


async def test_articles_of_the_same_outlet_or_site_are_marked(records: Database, gazette: Outlet) -> None:
    homes = ((gazette, None, None), (None, "https://a.test/1", "https://www.a.test/2"))
    for at, (outlet, url, draft_url) in enumerate(homes):
        passage = prose(f"passage {at}", 60)
        one = await archived(records, f"{prose(f'one {at}')}\n\n{passage}", outlet, url=url)
        draft = await archived(records, f"{prose(f'draft {at}')}\n\n{passage}", outlet, Status.DRAFT, draft_url)
        found = await checked(records, one)
        assert [(like.id, like.same_outlet) for like in found.alike] == [(draft, True)]


async def test_a_template_makes_no_articles_alike_however_many_have_it(records: Database, gazette: Outlet) -> None:
    for n in range(60):
        await archived(records, f"{prose(n, 90)}\n\n{TEMPLATE}", gazette)
    found = await checked(records, await archived(records, f"{prose('own', 90)}\n\n{TEMPLATE}", gazette))
    assert [one.id for one in found.alike] == []
    assert found.alike_more == 0


async def test_an_article_with_too_little_evidence_is_told_to_be_unrecognisable(
    records: Database, gazette: Outlet
) -> None:
    pieces = [prose(f"piece {n}", 24) for n in range(6)]
    for piece in pieces[:3], pieces[3:]:
        await archived(records, "\n\n".join([prose(f"frame {piece[0]}", 400), *piece]), gazette)
    lost = await checked(records, await archived(records, "\n\n".join(pieces), gazette, Status.DRAFT))
    assert lost.recognisable is Recognisable.NO
    assert lost.evidence_words < 40
    assert "No reader would ever be shown this article" in lost.warnings[0]

    chequered = "\n\n".join(f"{piece}\n\n{prose(f'own {n}', 22)}" for n, piece in enumerate(pieces))
    thin = await checked(records, await archived(records, chequered, gazette, Status.DRAFT))
    assert thin.recognisable is Recognisable.HARDLY
    assert "no 37 words in a row" in thin.warnings[0]

    quoted = await checked(records, await archived(records, f"“{prose('speech', 100)}”".replace("\n\n", " "), gazette))
    assert (quoted.recognisable, quoted.evidence_words, quoted.listed) == (Recognisable.NO, 0, 0)


async def test_who_knows_too_few_pages_is_asked_for_samples(records: Database, gazette: Outlet) -> None:
    first = await archived(records, prose(1), gazette, Status.DRAFT)
    assert (await checked(records, first)).warnings[0].endswith("Give more: masthead sample gazette FILE...")
    await sampled(records, gazette, prose("home"))
    await sampled(records, gazette, prose("given by a contributor"), Status.DRAFT)
    found = await checked(records, first)
    assert "only one other page of gazette" in found.warnings[0]
    assert "1 sample of gazette waits for an editor" in found.warnings[1]
    assert (found.known_pages.samples, found.known_pages.samples_waiting) == (1, 1)
    await archived(records, prose(2), gazette)
    assert (await checked(records, first)).warnings == []

    nowhere = await checked(records, await archived(records, prose(3), status=Status.DRAFT))
    assert "neither an outlet nor a URL" in nowhere.warnings[0]
    somewhere = await checked(records, await archived(records, prose(4), url="https://www.weir.example/4"))
    assert "no other page of weir.example" in somewhere.warnings[0]
    assert somewhere.known_pages.site == "weir.example"


async def test_its_own_page_given_as_a_sample_does_not_erase_an_article_and_is_told(
    records: Database, gazette: Outlet
) -> None:
    number = await archived(records, prose(1, 300), gazette)
    own = await sampled(records, gazette, f"{prose('frame', 80)}\n\n{prose(1, 300)}")
    teaser = await sampled(records, gazette, f"{prose('home')}\n\n{' '.join(prose(1, 300).split()[:40])}")
    found = await checked(records, number)
    (passage,) = found.no_evidence
    assert (passage.words, [by.id for by in passage.samples]) == (40, [teaser])
    assert (found.evidence_words, found.recognisable) == (260, Recognisable.YES)
    assert [(one.id, one.share) for one in found.known_pages.own_pages] == [(own, 1)]
    assert found.known_pages.samples == 1
    assert f"Sample {own} carries 100% of this article" in found.warnings[0]
    assert f"masthead sample gazette --withdraw {own} --why REASON" in found.warnings[0]


async def test_an_article_in_a_script_without_spaces_is_measured_in_words(records: Database, gazette: Outlet) -> None:
    speech = "「" + "船長は夜の港で米を積んだと語り、" * 3 + "」"
    text = "灯台は海の端にあり、毎晩同じ時刻に火をともす。" + "".join(chr(0x4E00 + 7 * n) for n in range(400))
    found = await checked(records, await archived(records, f"{text}\n\n{speech}\n\n{text[::-1]}", gazette))
    (passage,) = found.no_evidence
    assert passage.reason is Reason.QUOTED
    assert passage.excerpt.startswith("船長は夜の港で")
    assert passage.words == 23
    assert found.evidence_words == found.words - passage.words


async def test_of_very_many_passages_the_longest_are_told(records: Database, gazette: Outlet) -> None:
    parts = [f"{prose(n, 20)} “{prose(f'q{n}', 8 + n % 5)}”".replace("\n\n", " ") for n in range(130)]
    found = await checked(records, await archived(records, "\n\n".join(parts), gazette))
    assert len(found.no_evidence) + found.no_evidence_more == 130
    assert len(found.no_evidence) == 100
    assert min(one.words for one in found.no_evidence) >= 9
