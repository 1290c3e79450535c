"""The forms in which a file of the feed lies in its folder: as it is, and compressed beside it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a file: what its name and its entity tag end in, and what HTTP calls it."""

    suffix: str
    tag: str
    coding: str | None


PLAIN: Final = Form("", "", None)
_COMPRESSED: Final = (Form(".br", "-br", "br"), Form(".gz", "-gz", "gzip"))
_NAMED: Final = re.compile(r"([a-z]+)[ \t]*(?:;[ \t]*q=(?:1(?:\.0{0,3})?|0\.(?!0*$)[0-9]{1,3}))?", re.IGNORECASE)


def acceptable(accept_encoding: str) -> Iterator[Form]:
    """The forms to look for, best first.

    A compressed form is for those who name it and do not give it the weight 0; among those we choose by length, not by
    weight. A star names none: whoever sends one takes the plain form too. Those who refuse even that get it
    nevertheless, since an answer that they cannot read says no more than none. nginx can do exactly this as well.
    """
    matches = (_NAMED.fullmatch(part.strip(" \t")) for part in accept_encoding.split(","))
    named = {match[1].lower() for match in matches if match}
    yield from (form for form in _COMPRESSED if form.coding in named)
    yield PLAIN
