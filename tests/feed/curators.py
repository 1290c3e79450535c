"""Curators who do one thing after another, by chance: whatever readers could be told differently by."""

import contextlib
import random

from feed.making import prose
from masthead.errors import Conflict
from masthead.records.articles import (
    ArticleFields,
    add_article,
    add_placement,
    article_by_id,
    publish_draft,
    set_article_status,
)
from masthead.records.base import Status, identity
from masthead.records.database import Database
from masthead.records.history import Author
from masthead.records.keeping import change, set_status
from masthead.records.notes import NoteIn, SourceIn, add_note, note_by_id, set_note_status
from masthead.records.outlets import (
    OUTLETS,
    AddressIn,
    OutletIn,
    StatementIn,
    add_address,
    add_outlet,
    add_statement,
    outlet_by_id,
)
from masthead.records.placements import PlacementRole
from masthead.records.samples import SampleFields, add_sample, sample_by_id, set_sample_status

AUTHOR = Author("a test")
WHAT = "write write write copy part template withdraw restore note unnote sample outlet place rewrite about hide"


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
        what = self._chance.choice(WHAT.split())
        # The text may be published as another article already; then nothing happens.
        with contextlib.suppress(Conflict):
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

    async def place(self) -> None:
        """See an article somewhere else, or find that it is not what stands there."""
        if self._articles:
            async with self._records.session() as session:
                article = await article_by_id(session, self._chance.choice(self._articles))
                url = f"https://place.example/{self._chance.random()}"
                role = self._chance.choice([PlacementRole.COPY, PlacementRole.DISPUTED])
                await add_placement(session, AUTHOR, article, url, role, None)

    _place = place

    async def _rewrite(self) -> None:
        """Publish an article, draft or not, with another outlet, address or text."""
        if self._articles:
            async with self._records.session() as session:
                article = await article_by_id(session, self._chance.choice(self._articles))
                body = self._chance.choice([article.body, self._chance.choice(self._bodies)])
                url = self._chance.choice([None, "https://site.example/1", "https://www.other.example/2"])
                given = ArticleFields(body=body, title="Rewritten", segments=[], url=url)
                await publish_draft(session, AUTHOR, article, given, outlet_id=self._chance.choice(self._outlets))

    async def _hide(self) -> None:
        """Withdraw an outlet, or publish it again."""
        known = [one for one in self._outlets if one is not None]
        if known:
            async with self._records.session() as session:
                outlet = await outlet_by_id(session, self._chance.choice(known))
                status = Status.WITHDRAWN if outlet.status is Status.PUBLISHED else Status.PUBLISHED
                await set_status(session, AUTHOR, OUTLETS, outlet, status)

    async def _about(self) -> None:
        """Rename an outlet, or say something about it."""
        known = [one for one in self._outlets if one is not None]
        if not known:
            return
        async with self._records.session() as session:
            outlet = await outlet_by_id(session, self._chance.choice(known))
            what = self._chance.choice("slug address statement note".split())
            if what == "slug":
                await change(session, AUTHOR, OUTLETS, outlet, {"slug": f"renamed-{self._chance.randrange(10**9)}"})
            elif what == "address":
                given = AddressIn(address=f"{self._chance.randrange(10**9)}.example")
                await add_address(session, AUTHOR, outlet, given)
            elif what == "statement":
                said = {"topic": "ownership", "text": "Invented.", "stated_by": "Register", "stated_on": "2024-05-01"}
                stated = StatementIn.model_validate(said | {"source_url": "https://register.example/1"})
                await add_statement(session, AUTHOR, outlet, stated)
            else:
                note = NoteIn(text="Invented.", sources=[SourceIn(url="https://source.example/")])
                await add_note(session, AUTHOR, note, status=Status.PUBLISHED, outlet_id=outlet.id)
