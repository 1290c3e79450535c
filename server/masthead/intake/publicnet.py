"""Which addresses may be contacted on the word of a stranger: those of the public internet, and what is named besides.

The tables are ours: what Python's ipaddress calls global changes with its version, and counts multicast and addresses
that only wrap an IPv4 address among them. Sources: the special-purpose registries of IANA (RFC 6890), and RFC 4291,
5214, 6052, 7526 and 8215 for addresses within addresses.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

import ada_url

from masthead.config import Network
from masthead.errors import NotFetchable

Address = IPv4Address | IPv6Address
LONGEST_URL: Final = 8000
"""In characters, once it is written as browsers send it."""

_NOT_PUBLIC_4: Final = tuple(
    map(
        IPv4Network,
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24"
        " 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3".split(),
    )
)
"""This host, private, shared by carriers, loopback, link-local, protocols, examples, relays, benchmarks, multicast."""
_UNICAST_6: Final = IPv6Network("2000::/3")
"""All that was ever given out; outside lie loopback, unique local, link-local, multicast and a NAT64 of one's own."""
_NOT_PUBLIC_6: Final = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
"""Protocols with Teredo among them, examples, 6to4 (given up; a relay would unwrap it), examples."""
_NAT64: Final = IPv6Network("64:ff9b::/96")
"""Where a gateway unwraps IPv4: in networks that have IPv6 only, all of the older internet is reached so."""
_ISATAP: Final = (0x00005EFE, 0x02005EFE)


def is_public(address: Address) -> bool:
    """Whether an address is a unicast one of the public internet, whatever it is wrapped in."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    if address.scope_id is not None:
        return False
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    if address.ipv4_mapped or address in _NAT64:
        return is_public(last)
    if address not in _UNICAST_6 or any(address in network for network in _NOT_PUBLIC_6):
        return False
    return (int(address) >> 32 & 0xFFFFFFFF) not in _ISATAP or is_public(last)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far we go: to public addresses and the named networks, at some ports."""

    networks: tuple[Network, ...] = ()
    """May be contacted though they are not public."""
    ports: frozenset[int] = frozenset({80, 443})

    def holds(self, host: str, port: int) -> bool:
        """Whether a socket may be connected to that address, which must be written in full; a name never is."""
        try:
            address = ip_address(host)
        except ValueError:
            return False
        if isinstance(address, IPv6Address):
            # The system itself takes the mapped form for IPv4: what was named as IPv4 is meant.
            address = address.ipv4_mapped or address
        named = getattr(address, "scope_id", None) is None and any(address in network for network in self.networks)
        return port in self.ports and (named or is_public(address))

    def url(self, text: str, *, base: str | None = None) -> ada_url.URL:
        """Read an address as browsers do, without its fragment.

        Args:
            text: the address; hosts may be spelled oddly, and are judged by where they lead.
            base: the page that led there, if one did.

        Raises:
            NotFetchable: it is none, or none that pages are fetched from.
        """
        try:
            url = ada_url.URL(text, base=base) if base else ada_url.URL(text)
        except ValueError as error:
            where = f"{shown(base)} leads to an address that is none" if base else "This is no address of a web page"
            raise NotFetchable(f"{where}. Give a full one, such as https://example.org/page.", field="url") from error
        where = f"{shown(base)} leads to an address that" if base else "The address"
        url.hash = ""
        if url.protocol not in ("http:", "https:"):
            raise NotFetchable(f"{where} is neither http nor https: only these are fetched.", field="url")
        if url.username or url.password:
            raise NotFetchable(f"{where} has a user name or password in it: remove them.", field="url")
        if not url.hostname.startswith("[") and not _is_name(url.hostname):
            raise NotFetchable(f"{where} has a host that can have no name like that. Check it.", field="url")
        if len(url.href) > LONGEST_URL:
            raise NotFetchable(f"{where} is longer than {LONGEST_URL:,} characters: shorten it.", field="url")
        if port_of(url) not in self.ports:
            allowed = ", ".join(map(str, sorted(self.ports)))
            raise NotFetchable(
                f"{where} has the port {port_of(url)}, and pages are fetched from {allowed} only. Save the page in a"
                " browser and give the file; or have MASTHEAD_FETCH_PORTS name the port.",
                field="url",
            )
        return url


def _is_name(host: str) -> bool:
    """Whether a host's name has the lengths that names have (RFC 1035, 2.3.4); others make libraries stumble."""
    labels = host.removesuffix(".").split(".")
    return len(host) <= 254 and all(0 < len(label) < 64 for label in labels)


def port_of(url: ada_url.URL) -> int:
    """The port of an http or https address."""
    return int(url.port or (443 if url.protocol == "https:" else 80))


def shown(url: ada_url.URL | str) -> str:
    """An address as messages tell it: the beginning of a long one."""
    text = url if isinstance(url, str) else url.href
    return text if len(text) <= 200 else f"{text[:200]}\N{HORIZONTAL ELLIPSIS}"
