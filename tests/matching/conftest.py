"""The JavaScript twin, at hand for comparison."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from matching.node import run

Ask = Callable[[Sequence[dict[str, Any]]], list[Any]]


@pytest.fixture(scope="session")
def twin() -> Ask:
    """Ask the JavaScript twin many questions at once, in one process."""
    return partial(run, Path(__file__).with_name("twin.mjs"))
