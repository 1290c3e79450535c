"""Which addresses are public: none that is not, in whatever it is wrapped."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from masthead.config import Settings
from masthead.errors import NotFetchable
from masthead.intake.exchange import Rules
from masthead.intake.publicnet import Reach, is_public

WRAPPINGS = {
    "mapped": lambda inner: 0xFFFF << 32 | inner,
    "compatible": lambda inner: inner,
    "translated": lambda inner: 0xFFFF << 48 | inner,
    "NAT64": lambda inner: 0x64FF9B << 96 | inner,
    "NAT64 of a network": lambda inner: 0x64FF9B0001 << 80 | inner,
    "6to4": lambda inner: 0x2002 << 112 | inner << 80 | 1,
    "Teredo client": lambda inner: 0x20010000 << 96 | 0x08080808 << 64 | inner ^ 0xFFFFFFFF,
    "Teredo server": lambda inner: 0x20010000 << 96 | inner << 64 | 0x08080808 ^ 0xFFFFFFFF,
    "ISATAP": lambda inner: 0x2A00123400000000 << 64 | 0x00005EFE << 32 | inner,
    "ISATAP, global": lambda inner: 0x2A00123400000000 << 64 | 0x02005EFE << 32 | inner,
    "ISATAP, link-local": lambda inner: 0xFE80 << 112 | 0x00005EFE << 32 | inner,
}


@given(some.ip_addresses(v=4), some.sampled_from(sorted(WRAPPINGS)))
def test_an_ipv4_address_that_is_not_public_is_not_in_any_wrapping(inner: IPv4Address, wrapping: str) -> None:
    if not is_public(inner):
        assert not is_public(IPv6Address(WRAPPINGS[wrapping](int(inner))))


@pytest.mark.parametrize("wrapping", sorted(WRAPPINGS))
@pytest.mark.parametrize(
    "network", "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.168.0.0/16".split()
)
def test_the_ends_of_each_private_network_are_refused_in_every_wrapping(network: str, wrapping: str) -> None:
    for inner in (ip_network(network)[0], ip_network(network)[-1]):
        assert not is_public(IPv6Address(WRAPPINGS[wrapping](int(inner))))


@given(some.ip_addresses(v=4) | some.ip_addresses(v=6))
def test_nothing_is_public_that_python_knows_to_be_none(address: IPv4Address | IPv6Address) -> None:
    if is_public(address):
        assert address.is_global
        assert not address.is_multicast
        wraps = (ip_network("64:ff9b::/96"), ip_network("::ffff:0:0/96"))
        assert not address.is_reserved or any(address in network for network in wraps)


@given(some.ip_addresses(v=4))
def test_whatever_python_calls_global_is_public_but_for_a_few_networks(address: IPv4Address) -> None:
    left_out = [ip_network(one) for one in ("224.0.0.0/3", "192.0.0.0/24", "192.88.99.0/24")]
    if address.is_global and not any(address in network for network in left_out):
        assert is_public(address)


@pytest.mark.parametrize(
    "public",
    "1.1.1.1 8.8.8.8 9.255.255.255 100.63.255.255 100.128.0.0 128.0.0.0 223.255.255.255 2606:4700::1111"
    " 2a00:1450:4001::1 2400:cb00::1 64:ff9b::808:808 ::ffff:8.8.8.8".split(),
)
def test_public_addresses_are_contacted(public: str) -> None:
    assert is_public(ip_address(public))
    assert Reach().holds(public, 443)
    assert not Reach().holds(public, 22)


@pytest.mark.parametrize(
    "shut",
    "2001:db8::1 3fff::1 2001:2::1 2001:10::1 5f00::1 100::1 fc00::1 fec0::1 ff0e::1 ::2 4000::1 192.0.2.1 240.0.0.1"
    " 198.18.0.1 192.0.0.9 192.88.99.1 203.0.113.7 2a00::1%eth0".split(),
)
def test_addresses_of_examples_protocols_and_nobody_are_not_contacted(shut: str) -> None:
    assert not Reach().holds(shut, 443)


def test_a_named_network_is_contacted_but_neither_its_neighbours_nor_its_wrappings() -> None:
    reach = Reach((ip_network("10.2.0.0/16"), ip_network("fd12::/32")))
    assert reach.holds("10.2.255.255", 80)
    assert reach.holds("::ffff:10.2.0.1", 80)
    assert reach.holds("fd12::1", 80)
    for shut in ("10.3.0.0", "fd12:1::", "fd12::1%eth0", "64:ff9b::a02:1", "2002:a02:1::", "localhost", "10.2.1", ""):
        assert not reach.holds(shut, 80), shut


@pytest.mark.parametrize(
    ("spelled", "read"),
    [
        ("HTTPS://Example.ORG", "https://example.org/"),
        ("https://example.org:443/a/../b?c#d", "https://example.org/b?c"),
        ("https://bücher.example/straße", "https://xn--bcher-kva.example/stra%C3%9Fe"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("  http://example.org/\n", "http://example.org/"),
        ("http://@example.org/", "http://example.org/"),
    ],
)
def test_addresses_are_read_as_browsers_read_them(spelled: str, read: str) -> None:
    assert Reach().url(spelled).href == read


@pytest.mark.parametrize("host", ["a..example", ".example", "..", "example..", "a" * 64 + ".example", "a." * 127 + "b"])
def test_a_host_whose_name_cannot_be_is_refused(host: str) -> None:
    with pytest.raises(NotFetchable, match="no name like that"):
        Reach().url(f"https://{host}/")


def test_a_host_with_the_longest_name_there_can_be_is_taken() -> None:
    for host in ("a" * 63 + ".example", "a." * 126 + "b", "a." * 126 + "b.", "[2606:4700::1111]", "1.1.1.1"):
        assert Reach().url(f"https://{host}/").href == f"https://{host}/"


@pytest.mark.parametrize("port", [0, 22, 25, 6379, 8080, 65535])
def test_ports_of_other_services_are_refused(port: int) -> None:
    with pytest.raises(NotFetchable, match=f"port {port}, .* 80, 443 only"):
        Reach().url(f"https://example.org:{port}/")


def test_settings_say_how_far_we_go(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Rules.of(Settings()).reach == Reach()
    monkeypatch.setenv("MASTHEAD_FETCH_NETWORKS", "10.2.0.0/16, fd12::/32")
    monkeypatch.setenv("MASTHEAD_FETCH_PORTS", "80 443,8080")
    monkeypatch.setenv("MASTHEAD_FETCH_CONTACT", "https://desk.example/about-fetching")
    rules = Rules.of(Settings())
    assert rules.reach == Reach((ip_network("10.2.0.0/16"), ip_network("fd12::/32")), frozenset({80, 443, 8080}))
    assert rules.user_agent.startswith("Masthead/")
    assert rules.user_agent.endswith("; https://desk.example/about-fetching)")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NETWORKS", "10.2.0.1/16"),
        ("NETWORKS", "::ffff:10.0.0.0/112"),
        ("PORTS", "0"),
        ("PORTS", "65536"),
        ("PORTS", "http"),
        ("CONTACT", "two words"),
        ("CONTACT", "a)b"),
        ("CONTACT", "a\nb: c"),
    ],
)
def test_wrong_settings_are_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"MASTHEAD_FETCH_{name}", value)
    with pytest.raises(ValidationError, match=f"fetch_{name.lower()}"):
        Settings()
