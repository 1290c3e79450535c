"""Find a port for a program that cannot find one itself."""

import random
import socket
from collections.abc import Iterable
from contextlib import ExitStack

# Below what the system hands out to those who ask for any port, so that nobody is given ours before it is taken.
_RANGE = range(20_000, 32_000)
_LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


def free_on_both(candidates: Iterable[int] | None = None) -> int:
    """Find a port that is free on IPv4 and IPv6.

    Asked for any port, chromedriver takes one that is free on IPv6 and gives up where it is taken on IPv4.

    Args:
        candidates: the ports to choose from, the first that is free; by default some, in random order.

    Raises:
        OSError: none is free.
    """
    for port in candidates or random.sample(_RANGE, 100):
        try:
            _hold(port)
        except OSError:
            continue
        return port
    raise OSError("No port is free on 127.0.0.1 and ::1.")


def _hold(port: int) -> None:
    with ExitStack() as held:
        for family, host in _LOOPBACK:
            if family == socket.AF_INET6 and not _has_ipv6():
                continue
            probe = held.enter_context(socket.socket(family))
            probe.bind((host, port))


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
