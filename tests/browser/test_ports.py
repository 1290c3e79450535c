"""A port for chromedriver is free in both families, or it would not start."""

import socket

import pytest

from driver.ports import free_on_both


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_a_port_that_is_taken_in_one_family_is_not_chosen(family: socket.AddressFamily, host: str) -> None:
    free = free_on_both()
    with socket.socket(family) as held:
        try:
            held.bind((host, 0))
        except OSError:
            assert family == socket.AF_INET6, "a machine without IPv6 has nothing to hold"
            return
        taken = held.getsockname()[1]
        assert free_on_both([taken, free]) == free
        with pytest.raises(OSError, match="No port is free"):
            free_on_both([taken])
