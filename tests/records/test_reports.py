"""Reports are bounded, in every backup and in no export."""

from pathlib import Path

import pytest
from sqlalchemy import insert

from feed.making import article
from masthead.errors import Busy
from masthead.records.backup import back_up, restore
from masthead.records.base import identity
from masthead.records.database import Database, database
from masthead.records.deciding import decide
from masthead.records.exporting import export_lines
from masthead.records.history import Author, latest
from masthead.records.reports import (
    MOST_OPEN,
    Outcome,
    Report,
    ReportFields,
    ReportKind,
    listed_reports,
    receive,
    report_by_id,
)

ANNA = Author("anna", "Looked at.")
PAGE = "https://reader.example/a-book"


def given(url: str | None = None, comment: str = "") -> ReportFields:
    return ReportFields(kind=ReportKind.WRONG_MATCH, article=1, url=url, comment=comment, feed_version=1)


async def archived(records: Database) -> None:
    async with records.session() as session:
        session.add(article(1, outlet_id=None, placements=[]))


async def test_no_more_are_taken_than_curators_could_look_at_and_equal_ones_still_count(records: Database) -> None:
    await archived(records)
    async with records.session() as session:
        first = await receive(session, given(PAGE))
        row = first.model_dump(exclude={"id", "url"})
        rows = [row | {"url": f"{PAGE}/{number}"} for number in range(MOST_OPEN - 1)]
        await session.execute(insert(Report), rows)
    async with records.session() as session:
        with pytest.raises(Busy, match="no more are taken") as refused:
            await receive(session, given(f"{PAGE}/one-more"))
        assert refused.value.retry_after == 86_400
        assert (await receive(session, given(PAGE))).times == 2
        await decide(session, ANNA, first, Outcome.DECLINED)
        assert (await receive(session, given(f"{PAGE}/one-more"))).times == 1


async def test_a_report_makes_no_other_version_of_what_readers_are_told(records: Database) -> None:
    await archived(records)
    async with records.session() as session:
        before = await latest(session)
        report = await receive(session, given(PAGE))
        await decide(session, ANNA, report, Outcome.CORRECTED)
        assert await latest(session) == before
        other = await receive(session, given(PAGE))
        await decide(session, ANNA, other, Outcome.DISPUTED)
        assert await latest(session) != before


async def test_reports_are_in_a_backup_and_not_in_an_export(records: Database, tmp_path: Path) -> None:
    await archived(records)
    async with records.session() as session:
        await receive(session, given(PAGE, "Only for curators \u202e Ω 🦭."))
        await decide(session, ANNA, await receive(session, given()), Outcome.DECLINED)
    async with records.reading() as session:
        kept = [one.model_dump() for one in await listed_reports(session)]
        assert "Only for curators" not in "\n".join([line async for line in export_lines(session, "0")])
    await back_up(records, tmp_path / "backup.gz")
    async with database(f"sqlite+aiosqlite:///{tmp_path / 'restored.db'}") as other:
        await restore(other, tmp_path / "backup.gz")
        async with other.session() as session:
            assert [one.model_dump() for one in await listed_reports(session)] == kept
            assert identity((await receive(session, given("https://new.example/"))).id) == 3


async def test_they_are_listed_by_parts(records: Database) -> None:
    await archived(records)
    async with records.session() as session:
        for number in range(5):
            await receive(session, given(f"{PAGE}/{number}"))
        await decide(session, ANNA, await report_by_id(session, 2), Outcome.DECLINED)
        numbers = [one.id for one in await listed_reports(session, decided=False, after=1, limit=2)]
        assert numbers == [3, 4]
        assert [one.id for one in await listed_reports(session, decided=True)] == [2]
        assert await listed_reports(session, article=2**40) == []
