"""Fact checks as ClaimReview (schema.org): JSON-LD in a file of its own, or in the scripts of a page."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from masthead.errors import InvalidInput
from masthead.intake.addresses import normalise
from masthead.intake.lists.edition import Edition, Format, Options, Review
from masthead.intake.lists.tables import json_of, text_of
from masthead.matching.address import host_of
from masthead.records.notes import NoteFields, SourceIn
from masthead.safe import WebUrl

_MOST_OF_CLAIM: Final = 1000
_MOST_URLS: Final = 20
"""Of one claim, those that are looked for."""
_QUOTES: Final = str.maketrans(dict.fromkeys('"“”„«»', "'"))
_OPENED: Final = re.compile("<script", re.IGNORECASE | re.ASCII)
_CLOSED: Final = re.compile("</script", re.IGNORECASE | re.ASCII)
_URL: Final[TypeAdapter[str]] = TypeAdapter(WebUrl)
_DEEPEST: Final = 6
"""How deep lists of reviews are nested in one another."""


def read(data: bytes, options: Options) -> Edition:
    """Read the fact checks.

    Raises:
        InvalidInput: there is none in it.
    """
    if options.source_url is None:
        raise InvalidInput(
            "Where does the file come from? Give its address, or its keeper's: --source-url https://checker.example/",
            field="source-url",
        )
    name = f"the fact checks of {normalise(options.source_url)}"
    edition = Edition(name, options.day or datetime.now(UTC).date())
    for number, review in enumerate(_reviews(_documents(data), 0), 1):
        try:
            edition.reviews.append(_taken(number, review))
        except (InvalidInput, ValidationError) as error:
            edition.refuse(number, _text(review.get("claimReviewed")) or _text(review.get("url")) or "", error)
    if not edition.reviews and not edition.refused:
        raise InvalidInput("There is no ClaimReview in it. Is this the right --format?")
    return edition


def _documents(data: bytes) -> Any:  # noqa: ANN401 - JSON
    text = text_of(data)
    if not text.lstrip().startswith("<"):
        return json_of(data)
    try:
        return [json.loads(found) for found in _scripts(text)]
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"A script of the page is not JSON: {error}.") from error


def _scripts(text: str) -> Iterator[str]:
    """The JSON-LD scripts of a page, read in one pass."""
    # Not in a copy in small letters: İ becomes two characters there, and all behind it would stand elsewhere.
    opened = _OPENED.search(text)
    while opened:
        begin = text.find(">", opened.end()) + 1
        closed = _CLOSED.search(text, begin) if begin else None
        if closed is None:
            return
        if "ld+json" in text[opened.start() : begin].lower():
            yield text[begin : closed.start()]
        opened = _OPENED.search(text, closed.end())


def _reviews(given: Any, depth: int) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    """The reviews in lists, graphs and feeds."""
    if depth > _DEEPEST:
        return
    if isinstance(given, list):
        for one in given:
            yield from _reviews(one, depth + 1)
    elif isinstance(given, dict):
        kinds = given.get("@type")
        if "ClaimReview" in (kinds if isinstance(kinds, list) else [kinds]):
            yield given
            return
        for name in ("@graph", "dataFeedElement", "itemListElement", "item"):
            yield from _reviews(given.get(name), depth + 1)


def _taken(number: int, review: dict[str, Any]) -> Review:
    url, claim = _text(review.get("url")), _text(review.get("claimReviewed"))
    who = next((name for one in _each(review.get("author")) if (name := _named(one))), None)
    if not url:
        raise InvalidInput("It has no url, where the fact check could be read.")
    if not who:
        raise InvalidInput("It does not say who checked: author.")
    if not claim:
        raise InvalidInput("It does not say what was checked: claimReviewed.")
    rating = next((said for one in _each(review.get("reviewRating")) if (said := _rating(one))), None)
    if not rating:
        raise InvalidInput("It has no rating in words: reviewRating.alternateName.")
    urls = tuple(islice(dict.fromkeys(_appearances(review)), _MOST_URLS))
    if not urls:
        raise InvalidInput("It does not say where the claim stands: itemReviewed.appearance.")
    if len(claim) > _MOST_OF_CLAIM:
        claim = f"{claim[:_MOST_OF_CLAIM]}…"
    day = _day(review.get("datePublished"))
    on = f" on {day}" if day else ""
    # Where it was published is told with it: anybody can write a file that names a checker.
    note = NoteFields(
        text=f"{_inner(who)} ({host_of(url) or url}) checked{on} the claim “{_inner(claim)}” and rated it"
        f" “{_inner(rating)}”.",
        sources=[SourceIn(url=url, title=who)],
        language=_language(review),
    )
    return Review(number, urls, note)


def _inner(text: str) -> str:
    """A text as it stands in quotation marks, which it must not end."""
    return text.translate(_QUOTES)


def _appearances(review: dict[str, Any]) -> Iterator[str]:
    for item in _each(review.get("itemReviewed")):
        if not isinstance(item, dict):
            continue
        for name in ("appearance", "firstAppearance", "url"):
            for one in _each(item.get(name)):
                found = _text(one.get("url") or one.get("@id")) if isinstance(one, dict) else _text(one)
                if found and _is_url(found):
                    yield found


def _is_url(text: str) -> bool:
    try:
        _URL.validate_python(text)
    except ValidationError:
        return False
    return True


def _each(given: Any) -> list[Any]:  # noqa: ANN401 - JSON
    return given if isinstance(given, list) else [] if given is None else [given]


def _named(given: Any) -> str | None:  # noqa: ANN401 - JSON
    return _text(given.get("name")) if isinstance(given, dict) else _text(given)


def _rating(given: Any) -> str | None:  # noqa: ANN401 - JSON
    return _text(given.get("alternateName") or given.get("name")) if isinstance(given, dict) else None


def _text(given: Any) -> str | None:  # noqa: ANN401 - JSON
    return " ".join(given.split()) or None if isinstance(given, str) else None


def _day(given: Any) -> str | None:  # noqa: ANN401 - JSON
    try:
        return date.fromisoformat(str(given)[:10]).isoformat()
    except ValueError:
        return None


def _language(review: dict[str, Any]) -> str | None:
    found = _text(review.get("inLanguage"))
    return found if found and re.fullmatch(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*", found) else None


FORMAT: Final = Format(
    "claimreview", "fact checks (ClaimReview, JSON-LD), as notes on the articles they are about", read
)
