"""What a list changes of a record, by its fields and in words."""

from typing import Any, Final

from masthead.intake.lists.tally import Fate
from masthead.records.keeping import Noun

_SHOWN: Final = 60
"""Characters of what a field was."""


def fields_of(noun: Noun[Any], record: Any) -> dict[str, Any]:  # noqa: ANN401 - any record
    """What can be changed of a record, as it is."""
    kept = {name: value for name, value in record.snapshot().items() if name in noun.fields.model_fields}
    return noun.fields.model_validate(kept).model_dump()


def changed(kept: dict[str, Any], values: dict[str, Any], what: str) -> tuple[Fate, str]:
    """Whether a record says something else now, and what it said; or the same as of another day.

    Args:
        kept: its fields as they are.
        values: those that the list has; at least one is another.
        what: how people know the record.
    """
    other = {name for name in values if kept[name] != values[name]}
    if other == {"stated_on"}:
        return Fate.CONFIRMED, what
    was = "; ".join(f"{name} was {_short(kept[name])}" for name in sorted(other - {"stated_on"}))
    return Fate.CHANGED, f"{what} ({was})"


def _short(value: Any) -> str:  # noqa: ANN401 - of any field
    text = "nothing" if value is None else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}\N{HORIZONTAL ELLIPSIS}"
