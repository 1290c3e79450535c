"""A publisher whose key is in order, and who writes what he likes into every string that his feed carries."""

import itertools
from collections.abc import Iterator
from typing import Any

from feed.spoiling import Spoilt
from journeys.attacks import LINKS, OTHERS, SCHEMES, strings

HOST = "attacked.example"
"""The host of a page whose address he knows."""
_STATEMENTS, _NOTES, _SOURCES, _PLACEMENTS, _ADDRESSES = 20, 6, 4, 20, 3
_TOPICS = ("ownership", "state control", "sanction")


class HostilePublisher:
    """Fills the strings of a feed; those that stand alone in a record differ from one to the next."""

    def __init__(self, feed: Spoilt, lead: str, number: int, quote: str) -> None:
        """Attack.

        Args:
            feed: whose strings are filled.
            lead: the string that is to stand first everywhere.
            number: of the attack; other strings stand beside the lead in each.
            quote: words of the first article, so that a note stands at a place of its page.
        """
        self._feed = feed
        self._quote = quote
        self._lead = lead
        self._number = number
        turned = [*OTHERS[number * 9 % len(OTHERS) :], *OTHERS]
        self._titles, self._names = itertools.cycle([lead, *turned]), itertools.cycle([lead, *turned])
        self._many = itertools.cycle(strings())
        self._schemes = itertools.cycle(SCHEMES)
        self._links = itertools.cycle(LINKS)

    def publish(self) -> None:
        """Change every string, and sign what comes of it."""
        self._feed.change("articles", self._group)
        self._feed.change("outlets", self._directory)
        self._feed.change("index.json", self._index)

    def _index(self, index: dict[str, Any]) -> None:
        # A name of a feed is short, or the feed is refused.
        index.update(name=self._lead[:100], version=index["version"] + 1, server="http://feed.example/desk/")

    def _group(self, group: dict[str, Any]) -> None:
        for number, article in enumerate(group["articles"]):
            article.update(
                outlet=f"outlet-{number}",
                title=next(self._titles),
                language=next(self._many),
                url=next(self._schemes),
                placements=list(self._placements()),
                notes=list(self._notes()),
                licence=next(self._names),
                # In place of the text that was archived: one of other words, or one that ends too soon.
                text=" ".join(strings()[: 2 if self._number % 3 else None]),
            )

    def _directory(self, directory: dict[str, Any]) -> None:
        directory["outlets"] = [self._outlet(number) for number in range(12)]
        by_role = {"role": "official", "source_url": next(self._schemes), "stated_on": None}
        if self._number % 2:
            by_role = {"role": "impersonator", "source_url": next(self._links), "stated_on": "2024-01-01"}
        known = {"address": HOST, "outlet": "outlet-0", "since": "2020-01-01", "until": None} | by_role
        others = [known | {"address": next(self._many)} for _ in range(_ADDRESSES)]
        directory["addresses"] = [known, *others]

    def _outlet(self, number: int) -> dict[str, Any]:
        return {
            "slug": f"outlet-{number}",
            "name": next(self._names),
            "summary": next(self._many),
            "kind": next(self._many),
            "country": next(self._many),
            "homepage": next(self._schemes),
            "reviewed_on": "2024-01-01",
            "statements": [self._statement(count) for count in range(_STATEMENTS)],
            "notes": list(self._notes()),
        }

    def _statement(self, number: int) -> dict[str, Any]:
        return {
            "kind": "assessment" if number % 3 else "fact",
            "topic": next(self._many) if number % 2 else _TOPICS[number % 3],
            "text": next(self._many),
            "stated_by": f"{next(self._many)[:1980]} Institute",
            "stated_on": "2024-01-01",
            "source_url": next(self._links),
            "since": None,
            "until": None,
        }

    def _placements(self) -> Iterator[dict[str, Any]]:
        roles = itertools.cycle(("origin", "copy", "excerpt", "translation"))
        for _ in range(_PLACEMENTS // 2):
            yield {"url": next(self._schemes), "role": next(roles), "first_seen": "2024-01-01"}
            yield {"url": next(self._many), "role": next(roles), "first_seen": None}

    def _notes(self) -> Iterator[dict[str, Any]]:
        for number in range(_NOTES):
            sources = [{"url": next(self._links), "title": next(self._many)} for _ in range(_SOURCES)]
            yield {
                "id": number,
                "text": next(self._many),
                "language": next(self._many),
                "quote": (self._quote, None, next(self._many))[number % 3],
                "published_on": "2024-01-01",
                "sources": sources,
            }
