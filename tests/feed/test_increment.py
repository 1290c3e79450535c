"""Publishing by the changes alone comes to the same feed as publishing everything anew, whatever has changed."""

import random
import sqlite3
from pathlib import Path

import pytest
from sqlmodel import select

from feed.curators import Curators
from feed.making import NOW, files_of, index_of, prose, settings_of
from masthead.config import Settings
from masthead.errors import FeedError, TooLarge
from masthead.feed.files import SIDES
from masthead.feed.paths import directory_path, list_path, table_path
from masthead.feed.publish import publish
from masthead.feed.reader import Reader
from masthead.feed.source import FolderSource
from masthead.matching import hashlist
from masthead.records.articles import article_by_id
from masthead.records.base import Status
from masthead.records.database import Database, database
from masthead.records.history import Revision

ALWAYS_BY_CHANGES = 0
NEVER_BY_CHANGES = 10**9


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "feed.data").mkdir()
    return settings_of(tmp_path / "feed")


def told(feed: Path) -> dict[str, bytes]:
    """What readers are told by a feed: all that its index leads to but the updates."""
    index, held = index_of(feed), files_of(feed)
    table = held[table_path(index.table.sha256)]
    groups = {path: data for path, data in held.items() if path.startswith("articles/")}
    named = {path: data for path, data in groups.items() if bytes.fromhex(path[-37:-5]) in table}
    found = {path: held[path] for path in (list_path(index.list.sha256), directory_path(index.directory.sha256))}
    return found | named | {"table": table}


@pytest.mark.parametrize(
    ("database_url", "seed"),
    [*(("sqlite", seed) for seed in range(3)), ("postgresql", 3)],
    indirect=["database_url"],
)
async def test_a_feed_published_change_by_change_is_the_one_published_at_once(
    records: Database, settings: Settings, tmp_path: Path, seed: int
) -> None:
    curators, done = Curators(records, seed), []
    other = settings_of(tmp_path / "other", data=settings.data)
    for _ in range(20):
        await curators.act()
    assert (await publish(records, settings, small=ALWAYS_BY_CHANGES)).full
    by_changes = 0
    for _ in range(25):
        done += [await curators.act() for _ in range(random.Random(seed).randint(1, 3))]  # noqa: S311
        publication = await publish(records, settings, small=ALWAYS_BY_CHANGES)
        by_changes += not publication.full
        await publish(records, other, small=NEVER_BY_CHANGES)
        assert told(settings.feed_folder) == told(other.feed_folder), done
        assert index_of(settings.feed_folder).version == index_of(other.feed_folder).version
    assert by_changes >= 8


@pytest.mark.parametrize("what", ["note", "place"])
async def test_a_note_or_a_place_changes_its_group_the_table_and_the_index_and_nothing_else(
    records: Database, settings: Settings, what: str
) -> None:
    curators = Curators(records, 1)
    for number in range(40):
        await curators.keep(prose(number))
    await publish(records, settings, small=ALWAYS_BY_CHANGES)
    before = files_of(settings.feed_folder)
    await getattr(curators, what)()
    done = await publish(records, settings, small=ALWAYS_BY_CHANGES)
    assert not done.full
    fresh = sorted(path.partition("/")[0] for path in files_of(settings.feed_folder).keys() - before.keys())
    assert fresh == ["articles", "tables", "updates"]
    # The group in three forms, the table, its update, and index.json with the page for people.
    assert done.written == 3 + 1 + 1 + 2
    assert index_of(settings.feed_folder).list.sha256 in str(before["index.json"])


async def test_an_update_leads_from_each_earlier_list_and_table_to_the_present_one(
    records: Database, settings: Settings
) -> None:
    curators = Curators(records, 2)
    for number in range(60):
        await curators.keep(prose(number))
    await publish(records, settings, small=ALWAYS_BY_CHANGES)
    held = [Reader(FolderSource(settings.feed_folder))]
    for reader in held:
        assert reader.hash_list.values.size
        assert reader.table.digests
    for _ in range(12):
        await curators.act()
        await publish(records, settings, small=ALWAYS_BY_CHANGES)
        reader = Reader(FolderSource(settings.feed_folder))
        for old in held:
            assert reader.updated_list(old.hash_list, old.index.list.sha256) == reader.hash_list.encode()
            assert reader.updated_table(old.table, old.index.table.sha256) == reader.table.encode()
        held.append(reader)


async def test_a_damaged_group_is_made_anew(records: Database, settings: Settings) -> None:
    curators = Curators(records, 3)
    for number in range(40):
        await curators.keep(prose(number))
    await publish(records, settings, small=ALWAYS_BY_CHANGES)
    whole = told(settings.feed_folder)
    for path in (settings.feed_folder / "articles").iterdir():
        path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(FeedError):
        Reader(FolderSource(settings.feed_folder)).group(0)
    await curators.note()
    assert (await publish(records, settings, small=ALWAYS_BY_CHANGES)).full
    healed = Reader(FolderSource(settings.feed_folder))
    assert sum(len(healed.group(number)) for number in healed.table.digests) == healed.index.articles
    assert told(settings.feed_folder).keys() & whole.keys()


async def test_without_what_the_publisher_remembers_all_is_made_anew(records: Database, settings: Settings) -> None:
    curators = Curators(records, 4)
    for number in range(20):
        await curators.keep(prose(number))
    await publish(records, settings, small=ALWAYS_BY_CHANGES)
    for path in settings.work_folder.glob("state-*"):
        path.unlink()
    before = files_of(settings.feed_folder)
    done = await publish(records, settings, small=ALWAYS_BY_CHANGES)
    assert (done.full, done.written) == (True, 0)
    assert files_of(settings.feed_folder) == before
    assert not [
        path
        for path in settings.feed_folder.rglob("*")
        if path.suffix not in (".json", ".bin", ".html", *SIDES) and path.is_file()
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # a backup of a file, put back
async def test_records_put_back_from_a_backup_are_not_taken_for_what_came_after(
    records: Database, settings: Settings, tmp_path: Path
) -> None:
    curators = Curators(records, 5)
    for number in range(20):
        await curators.keep(prose(number))
    backup = tmp_path / "backup.db"
    with sqlite3.connect(tmp_path / "masthead.db") as now, sqlite3.connect(backup) as then:
        now.backup(then)
    now.close()
    then.close()
    for number in range(20, 24):
        await curators.keep(prose(number))
    await publish(records, settings, small=ALWAYS_BY_CHANGES)
    async with database(f"sqlite+aiosqlite:///{backup}") as restored:
        again = Curators(restored, 6)
        for number in range(30, 36):
            await again.keep(prose(number))
        done = await publish(restored, settings, small=ALWAYS_BY_CHANGES)
        assert done.full
        other = settings_of(tmp_path / "other", data=settings.data)
        await publish(restored, other, small=NEVER_BY_CHANGES)
        assert told(settings.feed_folder) == told(other.feed_folder)


async def test_a_change_that_becomes_visible_late_is_taken_in(records: Database, settings: Settings) -> None:
    """Databases hand out a revision's number before it is committed: a lower one may come after a higher one."""
    curators = Curators(records, 7)
    for number in range(20):
        await curators.keep(prose(number))
    await publish(records, settings, small=ALWAYS_BY_CHANGES)
    await curators.keep(prose("late"))
    await curators.keep(prose("early"))
    async with records.session() as session:
        numbers = sorted((await session.scalars(select(Revision.id))).all())
        late = await session.get(Revision, numbers[-2])
        assert late is not None
        kept = late.model_dump()
        await session.delete(late)
        article = await article_by_id(session, kept["record_id"])
        article.status = Status.DRAFT
    await publish(records, settings, small=ALWAYS_BY_CHANGES)
    assert index_of(settings.feed_folder).articles == 21
    async with records.session() as session:
        session.add(Revision(**kept))
        (await article_by_id(session, kept["record_id"])).status = Status.PUBLISHED
    done = await publish(records, settings, small=ALWAYS_BY_CHANGES)
    assert not done.full
    assert index_of(settings.feed_folder).articles == 22


async def test_a_record_of_which_it_is_not_known_what_it_means_makes_all_anew(
    records: Database, settings: Settings
) -> None:
    curators = Curators(records, 8)
    for number in range(20):
        await curators.keep(prose(number))
    await publish(records, settings, small=ALWAYS_BY_CHANGES)
    async with records.session() as session:
        session.add(Revision(at=NOW, who="somebody", action="added", record="novelty", record_id=1))
    assert (await publish(records, settings, small=ALWAYS_BY_CHANGES)).full


async def test_a_list_longer_than_readers_take_is_not_published(
    records: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    curators = Curators(records, 9)
    for number in range(20):
        await curators.keep(prose(number))
    await publish(records, settings, small=ALWAYS_BY_CHANGES)
    before = files_of(settings.feed_folder)
    await curators.keep(prose("one too many"))
    # A real list of 128 MiB would take a million articles.
    monkeypatch.setattr(hashlist, "MAX_BYTES", 1000)
    with pytest.raises(TooLarge, match="MASTHEAD_WINDOW"):
        await publish(records, settings, small=NEVER_BY_CHANGES)
    assert files_of(settings.feed_folder)["index.json"] == before["index.json"]
