"""Patterns meet hostile lines: one long line must not keep a server busy."""

import pytest

from masthead.intake.markers import BOILERPLATE, COMMENTS, COOKIES, DATE_LINE, MORE, SUPPORT, TICKER
from masthead.intake.plain import capture_plain

HOSTILE = ["_" * 200_000 + "☃x", "inline feedback" + "_" * 200_000 + "\t", "comments" + " " * 200_000 + "x"]


@pytest.mark.parametrize("line", HOSTILE, ids=["underscores", "feedback", "spaces"])
def test_a_line_longer_than_any_furniture_is_none_and_is_not_searched(line: str) -> None:
    # Searched, each of these lines would take longer than this whole suite.
    patterns = (BOILERPLATE, COMMENTS, COOKIES, DATE_LINE, MORE, SUPPORT, TICKER)
    assert not any(pattern.fullmatch(line) for pattern in patterns)
    assert not capture_plain(line).text
