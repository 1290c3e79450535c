"""Tables in markdown, ready to be pasted into docs/feed.md."""

from collections.abc import Sequence

KILO = 1000
MEGA = 1_000_000


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table and the blank line after it."""
    first, *others = (f"| {' | '.join(line)} |" for line in (head, *rows))
    return "\n".join([first, "|" + "---|" * len(head), *others]) + "\n"


def whole(number: float) -> str:
    """A number without decimals, in groups of three digits."""
    return f"{number:,.0f}"


def size(count: float) -> str:
    """Bytes, in the unit that suits them."""
    if count >= KILO * MEGA:
        return f"{count / MEGA / KILO:,.2f} GB"
    if count >= MEGA:
        return f"{count / MEGA:,.1f} MB"
    return f"{count / KILO:,.1f} KB" if count >= 10 * KILO else f"{whole(count)} B"


def share(part: float, of: float) -> str:
    """A part in per cent."""
    return f"{100 * part / of:.2f} %"


def took(seconds: float) -> str:
    """A time, in the unit that suits it."""
    if seconds >= 100:
        return f"{seconds:,.0f} s"
    if seconds >= 1:
        return f"{seconds:.1f} s"
    return f"{1000 * seconds:.0f} ms" if seconds >= 0.01 else f"{1000 * seconds:.2f} ms"
