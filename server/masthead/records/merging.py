"""The lines of an export among other records: as new ones, with new numbers, of whoever imports them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from masthead.errors import Conflict, InvalidInput
from masthead.records.addresses import ADDRESSES
from masthead.records.articles import ARTICLES, article_of_body
from masthead.records.base import Status, now
from masthead.records.exporting import NOUNS, TEXTS
from masthead.records.history import Author
from masthead.records.imported import hash_of
from masthead.records.keeping import Noun, add

_REFERENCES: Final = {"outlet_id": "outlet", "article_id": "article"}


class Merging:
    """Among other records: as new ones, with new numbers."""

    def __init__(
        self, session: AsyncSession, author: Author, address_of: Callable[[str], str], *, as_drafts: bool
    ) -> None:
        self._session = session
        self._address_of = address_of
        self._as_drafts = as_drafts
        self._author = Author(author.name, author.why or "imported")
        self._nouns = {noun.name: noun for noun in NOUNS}
        self._numbers: dict[tuple[str, int], int] = {}
        """The new number of each record by its kind and its number in the file."""

    async def take(self, kind: str, row: dict[str, Any]) -> None:
        """Take a record in."""
        noun = self._nouns[kind]
        _refuse_unknown(noun, row)
        old = self._own_number(kind, row)
        if noun is ARTICLES:
            row.setdefault("segments", [])
        fields: dict[str, Any] = {}
        for name, of in _REFERENCES.items():
            if (number := row.pop(name, None)) is not None:
                if not isinstance(number, int) or (of, number) not in self._numbers:
                    raise InvalidInput(f"Its {of} {str(number)[:20]} is in no line above that was taken.", field=name)
                fields[name] = self._numbers[of, number]
        given = {name: value for name, value in row.items() if name in noun.fields.model_fields}
        if noun is ARTICLES and await article_of_body(self._session, str(given.get("body"))) is not None:
            raise Conflict("This very text is archived already.")
        if noun is ADDRESSES and "address" in given:
            given["address"] = self._address_of(str(given["address"]))
        values = noun.fields.model_validate(given).model_dump(exclude={"outlet_id"})
        status = _status(row.get("status", Status.DRAFT.value))
        record = noun.model(**fields, status=Status.DRAFT if self._as_drafts else status)
        noun.put(record, values)
        if noun in TEXTS:
            record.captured_at = _moment(row.get("captured_at"))
            record.content_hash = hash_of(row | values)
        await add(self._session, self._author, noun, record, "imported")
        if old is not None:
            self._numbers[kind, old] = record.id

    def _own_number(self, kind: str, row: dict[str, Any]) -> int | None:
        """The number by which other lines refer to a record."""
        number = row.pop("id", None)
        if number is not None and not isinstance(number, int):
            raise InvalidInput("It must be a number, by which other lines may refer to it.", field="id")
        if number is not None and (kind, number) in self._numbers:
            raise InvalidInput(f"There is another {kind} {number} above.", field="id")
        return number

    async def finish(self) -> None:
        """There is nothing left to do."""


def _refuse_unknown(noun: Noun[Any], row: dict[str, Any]) -> None:
    known = {*noun.fields.model_fields, *noun.model.model_fields}
    if unknown := sorted(row.keys() - known):
        raise InvalidInput(f"A line of an {noun.name} has no {unknown[0][:40]!r}.", field=unknown[0][:40])


def _status(given: object) -> Status:
    known = [status.value for status in Status]
    if given not in known:
        raise InvalidInput(f"It is one of {', '.join(known)}.", field="status")
    return Status(str(given))


def _moment(given: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(given))
    except ValueError:
        return now()
    return moment if moment.tzinfo else now()
