"""Text and URLs from outside, made safe once at the edge: every record's strings have one of these types."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Annotated, Final
from urllib.parse import urlsplit

import ada_url
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationError


def clean(text: str) -> str:
    """Refuse what databases and browsers choke on.

    Raises:
        ValueError: the text holds a NUL or half a surrogate pair.
    """
    if "\x00" in text:
        raise ValueError("holds a NUL character; remove it")
    return no_half_pair(text)


def no_half_pair(text: str) -> str:
    """Refuse what cannot be told in UTF-8.

    Raises:
        ValueError: the text holds half a surrogate pair.
    """
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("holds half a surrogate pair; send valid Unicode")
    return text


def has_letter(text: str) -> str:
    """Refuse a number: it is another way to name an outlet.

    Raises:
        ValueError: it has digits only.
    """
    if text.isdigit():
        raise ValueError("must have a letter, such as the-outlet")
    return text


def one_line(text: str) -> str:
    """Refuse what would break a line, or steer a terminal.

    Raises:
        ValueError: it holds line breaks or other control characters.
    """
    if any(unicodedata.category(char) in ("Cc", "Zl", "Zp") for char in text):
        raise ValueError("must be one line, without control characters")
    return text


def not_to_come(day: date) -> date:
    """Refuse days that nobody can have seen yet.

    Raises:
        ValueError: it lies more than a day ahead, which is how far time zones go.
    """
    if day > datetime.now(UTC).date() + timedelta(days=1):
        raise ValueError("lies in the future")
    return day


def seen(text: str) -> str:
    """Refuse what nobody would see.

    Raises:
        ValueError: all of it is white space, control or format characters, or nothing.
    """
    if not any(unicodedata.category(char)[0] not in "CZ" for char in text):
        raise ValueError("holds nothing that can be seen")
    return text


def web_url(text: str) -> str:
    """Accept http and https URLs with a host.

    Raises:
        ValueError: anything else.
    """
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    # Readers want it in small letters; what else a parser forgives is refused too.
    if not usable or not re.match(r"https?://[^/]", text) or any(char.isspace() or char < " " for char in text):
        raise ValueError("must be a full http or https URL")
    return text


def own_url(url: str, canonical: str | None) -> str:
    """Where a page stands: its canonical URL where that only leaves out a part of the query, else its URL.

    Of another page a page may say what it likes: copies say that they are the original, also at the same host, which
    may have pages of many people.
    """
    if canonical is None:
        return url
    here, there = urlsplit(url), urlsplit(canonical)
    hosts = [one.netloc.lower().removeprefix("www.").removeprefix("m.") for one in (here, there)]
    same = hosts[0] == hosts[1] and here.path.rstrip("/") == there.path.rstrip("/")
    return canonical if same and set(there.query.split("&")) - {""} <= set(here.query.split("&")) else url


def folder_url(text: str) -> str:
    """Accept addresses of folders as readers' browsers take them.

    Raises:
        ValueError: anything else.
    """
    if not re.fullmatch(r"https?://[^/@\s?#\\]+/([^\s?#\\]*/)?", text) or not ada_url.check_url(text):
        raise ValueError("must be an http or https address that ends in a slash, without password, query or fragment")
    return text


def iso_day(value: object) -> object:
    """Accept dates and their ISO form; a number is no date, though pydantic would take it for one.

    Raises:
        ValueError: anything else.
    """
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueError("must be a date like 2021-08-07")


MOST_MARKS: Final = 300
"""Combining marks in a row: to put them in order, as Unicode wants it, takes time with the square of them."""


@cache
def _stacked() -> re.Pattern[str]:
    marks = "".join(map(re.escape, filter(unicodedata.combining, map(chr, range(0x300, 0x20000)))))
    return re.compile(f"[{marks}]{{{MOST_MARKS + 1}}}")


def no_stack(text: str) -> str:
    """Refuse heaps of combining marks, which no language needs.

    Raises:
        ValueError: there are more than MOST_MARKS in a row.
    """
    if not text.isascii() and _stacked().search(text):
        raise ValueError(f"has more than {MOST_MARKS} combining marks in a row: this is no text")
    return text


def _bounded(longest: int, shortest: int = 1) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=shortest, max_length=longest)


Line = Annotated[str, _bounded(300), AfterValidator(clean), AfterValidator(seen), AfterValidator(one_line)]
"""One line: a name, a title."""
Paragraph = Annotated[str, _bounded(5000), AfterValidator(clean), AfterValidator(seen)]
"""A summary, a statement, a note."""
Body = Annotated[str, _bounded(2_000_000), AfterValidator(clean), AfterValidator(no_stack)]
"""The text of an article."""
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80), AfterValidator(has_letter)]
"""Lower-case words joined by hyphens, never a number: that is another way to name an outlet."""
WebUrl = Annotated[str, _bounded(2000), AfterValidator(clean), AfterValidator(web_url)]
"""A full http or https URL."""
MOST_OF_LANGUAGE: Final = 35
"""Characters of a language tag, at most: RFC 5646, 4.4.1."""
Language = Annotated[str, Field(pattern=r"^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$", max_length=MOST_OF_LANGUAGE)]
"""A BCP 47 language tag."""
Day = Annotated[date, BeforeValidator(iso_day)]
"""A calendar day."""
PastDay = Annotated[Day, AfterValidator(not_to_come)]
"""A day on which something was stated, seen or published."""
Whole = Annotated[str, AfterValidator(no_half_pair)]
"""A whole page, as it came."""


def wrong_field(error: ValidationError) -> str:
    """What is wrong with the first field that is, in a sentence."""
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"]))
    return f"{where}: {first['msg'].removeprefix('Value error, ')}."
