"""What a test says when its browser is not installed."""

import os

import pytest

from driver.launch import missing


def need(name: str) -> None:
    """Skip the running test where a browser is missing; in CI that is a failure: a skipped journey proves nothing."""
    if lacking := missing(name):
        message = f"not installed: {', '.join(lacking)}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
