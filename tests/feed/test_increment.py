"""Publishing by the changes alone comes to the same feed as publishing everything anew, whatever has changed."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from feed.making import files_of, index_of, prose, settings_of
from masthead.config import Settings
from masthead.errors import FeedError
from masthead.feed.files import SIDES
from masthead.feed.publish import publish
from masthead.feed.reader import Reader
from masthead.feed.shapes import directory_path, list_path, table_path
from masthead.feed.source import FolderSource
from masthead.records.articles import ArticleFields, add_article, article_by_id, set_article_status
from masthead.records.base import Status, identity
from masthead.records.database import Database, database
from masthead.records.history import Author
from masthead.records.notes import NoteIn, SourceIn, add_note, note_by_id, set_note_status
from masthead.records.outlets import OutletIn, add_outlet, outlet_by_id
from masthead.records.samples import SampleFields, add_sample, sample_by_id, set_sample_status

AUTHOR = Author("a test")
ALWAYS_BY_CHANGES = 0
NEVER_BY_CHANGES = 10**9


class Curators:
    """Curators who do one thing after another, by chance."""

    def __init__(self, records: Database, seed: int) -> None:
        self._records = records
        self._chance = random.Random(seed)  # noqa: S311 - no secret is made of it
        self._bodies: list[str] = []
        self._articles: list[int] = []
        self._notes: list[int] = []
        self._samples: list[int] = []
        self._outlets: list[int | None] = [None]

    async def act(self) -> str:
        """Do one thing, and say what."""
        what = self._chance.choice(
            "write write write copy part template withdraw restore note unnote sample outlet".split()
        )
        await getattr(self, f"_{what}")()
        return what

    async def _keep(self, body: str) -> None:
        await self.keep(body, self._chance.choice([Status.PUBLISHED] * 3 + [Status.DRAFT]))

    async def keep(self, body: str, status: Status = Status.PUBLISHED) -> None:
        """Archive a text."""
        async with self._records.session() as session:
            url = self._chance.choice([None, "https://site.example/1", "https://other.example/2"])
            given = ArticleFields(body=body, title=f"Article {len(self._bodies)}", segments=[], url=url)
            outlet = self._chance.choice(self._outlets)
            article = await add_article(session, AUTHOR, given, status=status, outlet_id=outlet)
        self._bodies.append(body)
        self._articles.append(identity(article.id))

    async def _write(self) -> None:
        await self._keep(prose(self._chance.random(), self._chance.randint(60, 200)))

    async def _copy(self) -> None:
        """Archive a text again, with a few words changed."""
        if self._bodies:
            said = self._chance.choice(self._bodies).split()
            said[self._chance.randrange(len(said))] = "another"
            await self._keep(" ".join(said))

    async def _part(self) -> None:
        """Archive half of a text amid other words: no near-duplicate, but shared passages."""
        if self._bodies:
            said = self._chance.choice(self._bodies).split()
            await self._keep(" ".join(said[: len(said) // 2]) + " " + prose(self._chance.random(), 80))

    async def _template(self) -> None:
        await self._keep(prose(self._chance.random(), 90) + "\n\n" + prose(self._chance.randrange(3), 50))

    async def _status(self, status: Status) -> None:
        if self._articles:
            async with self._records.session() as session:
                article = await article_by_id(session, self._chance.choice(self._articles))
                await set_article_status(session, AUTHOR, article, status)

    async def _withdraw(self) -> None:
        await self._status(Status.WITHDRAWN)

    async def _restore(self) -> None:
        await self._status(Status.PUBLISHED)

    async def note(self) -> None:
        """Write a note on an article."""
        if self._articles:
            async with self._records.session() as session:
                given = NoteIn(text="Invented.", sources=[SourceIn(url="https://source.example/")])
                about = self._chance.choice(self._articles)
                note = await add_note(session, AUTHOR, given, status=Status.PUBLISHED, article_id=about)
            self._notes.append(identity(note.id))

    _note = note

    async def _unnote(self) -> None:
        if self._notes:
            async with self._records.session() as session:
                note = await note_by_id(session, self._chance.choice(self._notes))
                await set_note_status(session, AUTHOR, note, Status.WITHDRAWN)

    async def _sample(self) -> None:
        outlets = [one for one in self._outlets if one is not None]
        if not outlets or not self._bodies:
            return
        async with self._records.session() as session:
            if self._samples and self._chance.random() < 0.3:
                sample = await sample_by_id(session, self._chance.choice(self._samples))
                if sample.status is Status.PUBLISHED:
                    await set_sample_status(session, AUTHOR, sample, Status.WITHDRAWN)
                return
            outlet = await outlet_by_id(session, self._chance.choice(outlets))
            said = self._chance.choice(self._bodies).split()
            text = " ".join(said[: self._chance.randint(20, 60)]) + " " + prose(self._chance.random(), 150)
            sample, new = await add_sample(session, AUTHOR, outlet, SampleFields(text=text), status=Status.PUBLISHED)
        self._samples += [identity(sample.id)] if new else []

    async def _outlet(self) -> None:
        if len(self._outlets) < 5:
            async with self._records.session() as session:
                slug = f"outlet-{len(self._outlets)}"
                outlet = await add_outlet(session, AUTHOR, OutletIn(slug=slug, name=slug))
            self._outlets.append(identity(outlet.id))


@pytest.fixture
async def records(tmp_path: Path) -> AsyncIterator[Database]:
    async with database(f"sqlite+aiosqlite:///{tmp_path / 'masthead.db'}") as opened:
        yield opened


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


@pytest.mark.parametrize("seed", range(6))
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


async def test_a_note_changes_its_group_the_table_and_the_index_and_nothing_else(
    records: Database, settings: Settings
) -> None:
    curators = Curators(records, 1)
    for number in range(40):
        await curators.keep(prose(number))
    await publish(records, settings, small=ALWAYS_BY_CHANGES)
    before = files_of(settings.feed_folder)
    await curators.note()
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
