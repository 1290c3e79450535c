"""Servers that several rooms of tests share."""

from collections.abc import Iterator

import pytest

from serving import Server, free_port, masthead, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the demo loaded and served; tests that share it only read, or add what disturbs nobody."""
    data, port = tmp_path_factory.mktemp("demo"), free_port()
    loaded = masthead(data, "demo", port=str(port))
    assert loaded.returncode == 0, loaded.stderr
    with serving(data, demo=True, port=port) as running:
        yield running


@pytest.fixture(scope="module")
def empty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that knows nothing yet, for the tests of one module."""
    # Some tests try many wrong tokens; what becomes of those who do: web/test_limits.py.
    with serving(tmp_path_factory.mktemp("empty"), rate_failed_sign_ins="off") as running:
        yield running
