"""The parts that the JSON of a feed is made of, with the limits that bind publisher and reader.

Twin of extension/background/fields.js.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field

from masthead.safe import folder_url


def _spelt(pattern: str, made: Callable[[str], date]) -> BeforeValidator:
    """Take only text that is spelt as it should be: pydantic alone reads "0" as a day in 1970."""

    def check(value: object) -> object:
        if isinstance(value, str) and not re.fullmatch(pattern, value):
            raise ValueError("a day is spelt 2021-08-07, a time 2021-08-07T12:34:56Z")
        return made(value) if isinstance(value, str) else value

    return BeforeValidator(check)


Day = Annotated[date, _spelt(r"\d{4}-\d\d-\d\d", date.fromisoformat)]
Moment = Annotated[datetime, _spelt(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:[\d.]+)?(Z|[+-]\d\d:?\d\d)?", datetime.fromisoformat)]
LONGEST_LINE: Final = 2000
Short = Annotated[str, Field(max_length=LONGEST_LINE)]
Long = Annotated[str, Field(max_length=5000)]
LONGEST_TEXT: Final = 100_000
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
"""An article that is free to publish."""
Told = Annotated[str, Field(pattern="[^\\s\ufeff]", max_length=LONGEST_LINE)]
"""Something that can be seen; JavaScript takes U+FEFF for white space too."""
Link = Annotated[str, Field(pattern=r"^https?://[^/]", max_length=LONGEST_LINE)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
"""H of docs/protocol.md: the first half of a SHA-256, by which files are named."""
Key = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Signature = Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]
Folder = Annotated[str, Field(max_length=2000), AfterValidator(folder_url)]


def _server(value: object) -> str | None:
    """The address of a server; whatever else it may be is passed over: a feed is read without it too."""
    if not isinstance(value, str) or len(value) > LONGEST_LINE:
        return None
    try:
        return folder_url(value)
    except ValueError:
        return None


Server = Annotated[str | None, BeforeValidator(_server)]
MOST_EXACT: Final = 2**53 - 1
"""The largest number that JavaScript holds exactly."""
Number = Annotated[int, Field(ge=0, le=MOST_EXACT)]
