"""Changes of records in words for readers: what was said before, what is said since, who changed it, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from masthead.records.base import Status
from masthead.records.history import Revision

_PLACES: Final = {"since": "Since", "until": "Until", "source_url": "Source", "stated_on": "Stated on"}
_FIELDS: Final[dict[str, dict[str, str]]] = {
    "article": {
        "title": "Title",
        "author": "Author",
        "outlet_id": "Outlet",
        "language": "Language",
        "published_on": "Date of the article",
        "url": "Address",
        "licence": "Text free to publish",
    },
    "outlet": {
        "name": "Name",
        "slug": "Short name",
        "summary": "Summary",
        "kind": "Kind",
        "country": "Country",
        "languages": "Languages",
        "homepage": "Home page",
        "wikidata": "Wikidata",
        "reviewed_on": "Last reviewed on",
    },
    "address": {"address": "Address", "role": "Role", **_PLACES},
    "statement": {
        "kind": "Kind",
        "topic": "Topic",
        "text": "What is stated",
        "stated_by": "Stated by",
        "archived_url": "Archived copy",
        **_PLACES,
    },
    "placement": {
        "url": "Page",
        "role": "What it is to the article",
        "outlet_id": "Outlet",
        "first_seen": "First seen",
    },
    "note": {"text": "Text", "quote": "Passage", "language": "Language", "sources": "Sources"},
}
"""Of each kind of record what readers are told, and what it is called; in this order."""
_LINKS: Final = frozenset({"url", "source_url", "archived_url", "homepage"})
_DISPUTED: Final = "disputed: this page is not the article"


@dataclass(frozen=True, slots=True)
class Part:
    """Some words, and where they lead to."""

    text: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A field that was changed: what it said before, and what it says since; of either there may be nothing."""

    label: str
    before: list[Part]
    after: list[Part]


@dataclass(frozen=True, slots=True)
class Change:
    """One change."""

    number: int
    at: datetime
    what: str
    """The record, such as "Note 7"."""
    done: str
    """What was done: published, changed, withdrawn."""
    who: str
    why: str | None
    note: int | None
    """The number of the note, if it is one: it has a history of its own."""
    fields: list[Field]


def is_told(side: Mapping[str, Any] | None) -> bool:
    """Whether a record, as it was then, was told to readers; the first histories say so of articles and notes only."""
    return side is not None and side.get("status", Status.PUBLISHED) == Status.PUBLISHED


def change_of(revision: Revision, earlier: Mapping[str, Any] | None, slugs: Mapping[int, str]) -> Change:
    """A change in words.

    Args:
        revision: the change.
        earlier: what readers were told last, where that is not what the record was before the change.
        slugs: of outlets of which readers are told.
    """
    before = revision.before if is_told(revision.before) else earlier
    after = revision.after if is_told(revision.after) else None
    if not is_told(revision.before):
        done = "published" if earlier is None else "published again"
    else:
        done = "changed" if after is not None else "withdrawn"
    return Change(
        number=revision.id or 0,
        at=revision.at,
        what=f"{revision.record.capitalize()} {revision.record_id}",
        done=done,
        who=revision.who,
        why=revision.why,
        note=revision.record_id if revision.record == "note" else None,
        fields=_fields(revision.record, before, after, slugs),
    )


def _fields(
    record: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, slugs: Mapping[int, str]
) -> list[Field]:
    found = []
    for name, label in _FIELDS.get(record, {}).items():
        sides = [_parts(name, side.get(name) if side else None, slugs) for side in (before, after)]
        if sides[0] != sides[1]:
            found.append(Field(label, *sides))
    return found


def _parts(name: str, value: Any, slugs: Mapping[int, str]) -> list[Part]:  # noqa: ANN401 - whatever a field holds
    if value is None or value == []:
        return []
    if name == "outlet_id":
        slug = slugs.get(value)
        return [] if slug is None else [Part(slug, f"../outlets/{slug}")]
    if name == "sources":
        return [Part(one["title"] or one["url"], _link(one["url"])) for one in value]
    if name == "languages":
        return [Part(", ".join(value))]
    if name == "role" and value == "disputed":
        return [Part(_DISPUTED)]
    return [Part(str(value), _link(value) if name in _LINKS else None)]


def _link(url: str) -> str | None:
    """A URL that readers may be sent to."""
    return url if url.startswith(("https://", "http://")) else None
