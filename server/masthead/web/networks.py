"""Who asks, as far as it can be known: the peer, or whom a trusted proxy names."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from aiohttp import hdrs, web

from masthead.config import Network, Settings

Address = IPv4Address | IPv6Address


def address_of(request: web.Request, settings: Settings) -> Address | None:
    """Whose request it is; None where even the peer is not known, as after it has gone.

    X-Forwarded-For is believed from trusted proxies only, from its end on to the first who is no such proxy: what
    stands before was written by whoever asked.
    """
    found = _parsed(request.remote or "")
    proxies = settings.proxies
    if found is None or not proxies:
        return found
    named = ",".join(request.headers.getall(hdrs.X_FORWARDED_FOR, ())).split(",")
    while named and _among(found, proxies):
        before = _parsed(named.pop().strip())
        if before is None:
            break
        found = before
    return found


def network_of(request: web.Request, settings: Settings) -> str:
    """The network that counts as one caller: an IPv4 address, or the /64 that IPv6 gives to one house."""
    address = address_of(request, settings)
    if address is None:
        return "unknown"
    return str(ip_network((address, 32 if address.version == 4 else 64), strict=False))


def may_watch(request: web.Request, settings: Settings) -> bool:
    """Whether the metrics are for whoever asks."""
    peer = _parsed(request.remote or "")
    unknown_proxy = hdrs.X_FORWARDED_FOR in request.headers and not (peer and _among(peer, settings.proxies))
    if unknown_proxy or hdrs.FORWARDED in request.headers:
        return False  # it comes from anywhere, through a proxy that is near
    address = address_of(request, settings)
    return address is not None and _among(address, settings.watchers)


def _among(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)


def _parsed(text: str) -> Address | None:
    """An address; IPv4 in the clothes of IPv6 is IPv4."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or IPv6Address(int(address))  # without the name of a network card
    return address
