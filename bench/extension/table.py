"""From visits to the lines of the tables."""

import statistics

from bench.extension.visits import Open, Visit


def spent_lines(seen: dict[str, list[Visit]]) -> list[str]:
    """What the content script itself measured."""
    lines = _head(
        "browser", "pages", *(f"{what}, ms" for what in ("loading", "layout", "reading", "all", "answer")), "reads"
    )
    for name, visits in seen.items():
        spent = [one.spent for one in visits]
        columns = [
            [one.loading for one in spent],
            [one.layout for one in spent],
            [one.reading for one in spent],
            [one.loading + one.callbacks for one in spent],
            [one.answer for one in spent],
        ]
        reads = sum(one.reads for one in spent) / len(spent)
        lines.append(_line(name, str(len(visits)), *(_spread(column) for column in columns), f"{reads:.1f}"))
    return lines


def used_lines(seen: dict[str, list[Visit]]) -> list[str]:
    """What the system counted, with the extension and without."""
    lines = _head("browser", "processor time of", "without, ms", "with, ms", "more, ms", "ratio of medians")
    for name, visits in seen.items():
        for what, kind in (("the page's main thread", "page"), ("the extension", "extension"), ("the browser", "all")):
            without = [getattr(one.without, kind) for one in visits]
            with_it = [getattr(one.with_it, kind) for one in visits]
            more = [one - other for one, other in zip(with_it, without, strict=True)]
            usual = statistics.median(without)
            ratio = f"{statistics.median(with_it) / usual:.3f}" if usual else ""
            lines.append(_line(name, what, _spread(without), _spread(with_it), _spread(more), ratio))
    return lines


def churn_lines(took: dict[str, tuple[list[float], list[float]]]) -> list[str]:
    """How long a page takes that changes as fast as it can."""
    lines = _head("browser", "runs", "without, ms", "with, ms", "ratio of medians")
    for name, (without, with_it) in took.items():
        ratio = statistics.median(with_it) / statistics.median(without)
        lines.append(_line(name, str(len(without)), _spread(without), _spread(with_it), f"{ratio:.3f}"))
    return lines


def held_lines(seen: dict[str, Open]) -> list[str]:
    """What the system counted of memory."""
    columns = ("without, MB", "one that does nothing, MB", "with, MB", "more than without", "more than nothing")
    lines = _head("browser", "memory of", *columns)
    for name, held in seen.items():
        both = (held.without, held.nothing, held.with_it)
        lines.append(_line(name, "the browser, nothing open", *_compared(*(before.all for before, _ in both))))
        rows = (("the pages' processes", "pages"), ("the extension's", "extension"), ("all of it", "all"))
        for what, kind in rows:
            sizes = (getattr(after, kind) for _, after in both)
            lines.append(_line(name, f"{what}, {held.pages} pages open", *_compared(*sizes)))
    return lines


def _compared(without: float, nothing: float, with_it: float) -> tuple[str, ...]:
    more = (f"{with_it - other:+.0f}" + (f" ({with_it / other:.2f})" if other else "") for other in (without, nothing))
    return f"{without:.0f}", f"{nothing:.0f}", f"{with_it:.0f}", *more


def _spread(values: list[float]) -> str:
    """The median, and the 95th percentile."""
    cuts = statistics.quantiles(values, n=20, method="inclusive")
    return f"{statistics.median(values):.1f} / {cuts[-1]:.1f}"


def _head(*cells: str) -> list[str]:
    return [_line(*cells), "|" + "---|" * len(cells)]


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
