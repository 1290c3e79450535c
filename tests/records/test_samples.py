"""Samples of an outlet's pages are kept once, whole, in bounds, and with their history."""

import pytest
from pydantic import ValidationError

from masthead.errors import Conflict, NotFound
from masthead.records.articles import ArticleFields, add_article
from masthead.records.base import Status, identity
from masthead.records.database import Database
from masthead.records.history import Author, latest, revisions_of
from masthead.records.outlets import Outlet, OutletIn, add_outlet
from masthead.records.samples import (
    MOST_CHARACTERS,
    MOST_SAMPLES,
    Sample,
    SampleFields,
    add_sample,
    published_samples,
    sample_by_id,
    samples_of,
    set_sample_status,
    template_advice,
)

ANNA, BOR = Author("anna"), Author("bor", "of another site")


@pytest.fixture
async def outlet(records: Database) -> Outlet:
    async with records.session() as session:
        return await add_outlet(session, ANNA, OutletIn(slug="weir", name="Weir"))


async def given(records: Database, outlet: Outlet, text: str, status: Status = Status.PUBLISHED) -> tuple[Sample, bool]:
    async with records.session() as session:
        return await add_sample(session, ANNA, outlet, SampleFields(text=text), status=status)


async def test_the_same_page_is_kept_once_for_each_outlet(records: Database, outlet: Outlet) -> None:
    first, new = await given(records, outlet, "Home.\n\nAbout us.")
    again, new_again = await given(records, outlet, "  Home. \n About us. ")
    assert (new, new_again, again.id) == (True, False, first.id)
    async with records.session() as session:
        other = await add_outlet(session, ANNA, OutletIn(slug="other", name="Other"))
    assert (await given(records, other, "Home.\n\nAbout us."))[1]


async def test_a_draft_counts_once_an_editor_gives_the_same_page(records: Database, outlet: Outlet) -> None:
    draft, _ = await given(records, outlet, "Home.", Status.DRAFT)
    async with records.reading() as session:
        assert [one.id async for one in published_samples(session)] == []
    published, new = await given(records, outlet, "Home.")
    assert (published.id, new, published.status) == (draft.id, False, Status.PUBLISHED)
    assert (await given(records, outlet, "Home.", Status.DRAFT))[0].status is Status.PUBLISHED
    async with records.reading() as session:
        assert [one.text async for one in published_samples(session)] == ["Home."]


async def test_a_withdrawn_sample_counts_no_more_and_may_be_given_again(records: Database, outlet: Outlet) -> None:
    first, _ = await given(records, outlet, "Home.")
    async with records.session() as session:
        await set_sample_status(session, BOR, await sample_by_id(session, identity(first.id)), Status.WITHDRAWN)
    async with records.reading() as session:
        history = await revisions_of(session, "sample", identity(first.id))
        assert [(one.who, one.why, one.action) for one in history] == [
            ("anna", None, "added"),
            ("bor", "of another site", "withdrawn"),
        ]
        assert (await latest(session))[0] == history[-1].id, "what is told changes with it"
        assert list(await samples_of(session, identity(outlet.id))) == []
        assert [one async for one in published_samples(session)] == []
        with pytest.raises(NotFound, match="no sample 99"):
            await sample_by_id(session, 99)
    async with records.session() as session:
        with pytest.raises(Conflict, match=r"was withdrawn\. Give the page again"):
            await set_sample_status(session, BOR, await sample_by_id(session, identity(first.id)), Status.PUBLISHED)
    again, new = await given(records, outlet, "Home.")
    assert new
    assert again.id != first.id


async def test_of_one_outlet_a_bounded_number_of_pages_is_kept(records: Database, outlet: Outlet) -> None:
    for number in range(MOST_SAMPLES):
        await given(records, outlet, f"Page {number}.", Status.DRAFT if number % 2 else Status.PUBLISHED)
    with pytest.raises(Conflict, match=r"50 samples of weir already.*Withdraw some first"):
        await given(records, outlet, "One more.")
    assert not (await given(records, outlet, "Page 1."))[1], "what is kept already is recognised all the same"
    for text in ("", " \n ", "x" * (MOST_CHARACTERS + 1), "half a \ud800 pair", "a \x00"):
        with pytest.raises(ValidationError):
            SampleFields(text=text)


async def test_all_samples_are_read_however_many_there_are(records: Database) -> None:
    async with records.session() as session:
        for number in range(6):
            outlet = await add_outlet(session, ANNA, OutletIn(slug=f"o{number}", name="O"))
            for page in range(40):
                fields = SampleFields(text=f"Page {page} of {number}.")
                await add_sample(session, ANNA, outlet, fields, status=Status.PUBLISHED)
    async with records.reading() as session:
        assert [one.id async for one in published_samples(session)] == list(range(1, 241))


async def test_advice_is_given_until_three_pages_of_an_outlet_are_known(records: Database, outlet: Outlet) -> None:
    async def advice() -> str | None:
        async with records.reading() as session:
            return await template_advice(session, outlet)

    assert "Only 0 pages are known of weir" in str(await advice())
    async with records.session() as session:
        fields = ArticleFields(body="The text.", title="The title", segments=[])
        await add_article(session, ANNA, fields, status=Status.DRAFT, outlet_id=outlet.id)
        await add_article(session, ANNA, fields, status=Status.WITHDRAWN, outlet_id=outlet.id)
    said = await advice()
    assert said is not None
    assert said.startswith("Only 1 page is known of weir")
    assert "masthead sample weir FILE..." in said
    await given(records, outlet, "Home.")
    assert "Only 2 pages are known" in str(await advice())
    await given(records, outlet, "Another page.")
    assert await advice() is None
