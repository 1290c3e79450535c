"""Fetches a page that somebody named, and goes nowhere else for it: the only way from here into the network.

A stranger's address must not lead to what only this machine can reach. So each connection is judged where it is made,
by the very address that the socket is then connected to: redirects, odd spellings and names that change their meaning
between two look-ups all come by there. Nothing is carried from one hop to the next, and all that comes is bounded.
"""

import asyncio
import errno
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, Self

import ada_url
import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from masthead.errors import NotFetchable, NotFetched
from masthead.intake import robots
from masthead.intake.answers import Answer, beginning, read, redirect, require_page, told
from masthead.intake.codings import ACCEPTED, BY_HAND, Unpacker
from masthead.intake.exchange import Fetched, Hop, Rules
from masthead.intake.publicnet import shown

_MOST_ADDRESSES: Final = 4
"""Of a name, in each family, that are tried: nobody may have us knock at every door of the internet."""
_NO_CLOCKS: Final = aiohttp.ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None)
"""One clock runs for the whole fetch."""


class _Barred(OSError):
    """An address that is not contacted; an OSError, so that the other addresses of the name are tried."""


class _FewAddresses(AbstractResolver):
    """Looks names up as another does, and gives a few of the addresses."""

    def __init__(self, inner: AbstractResolver) -> None:
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        kinds = ([one for one in found if (":" in one["host"]) is six] for six in (True, False))
        few = [one for kind in kinds for one in kind[:_MOST_ADDRESSES]]
        if not few:
            raise OSError(errno.ENOENT, "the name has no address")
        return few

    async def close(self) -> None:
        await self._inner.close()


@dataclass(slots=True)
class _Arrival:
    """The end of a chain of redirects."""

    before: list[Hop]
    answer: Answer


@dataclass(slots=True)
class _Door:
    """Makes the sockets of one connection, and remembers what it did."""

    rules: Rules
    made: list[str] = field(default_factory=list)
    barred: bool = False

    def peer(self, response: aiohttp.ClientResponse) -> str | None:
        """Which address answers, where it is known."""
        transport = response.connection.transport if response.connection else None
        peer = transport.get_extra_info("peername") if transport else None
        # A short answer is through before anyone looks; where one socket was made, it was that.
        return str(peer[0]) if peer else self.made[0] if len(self.made) == 1 else None

    def socket(self, info: aiohttp.AddrInfoType) -> socket.socket:
        """A socket for an address that may be contacted.

        Raises:
            _Barred: it may not.
        """
        family, kind, protocol, _, address = info
        host, port = str(address[0]), int(address[1])
        # No name of a network card may hide in the fourth place either.
        if not self.rules.reach.holds(host, port) or any(address[3:]):
            self.barred = True
            raise _Barred(errno.EACCES, "this address is not contacted")
        self.made.append(host)
        return socket.socket(family, kind, protocol)


class Fetcher:
    """Fetches pages by the rules; ``async with Fetcher(rules) as fetcher: await fetcher.fetch(url)``."""

    def __init__(
        self, rules: Rules | None = None, *, resolver: AbstractResolver | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        """Prepare.

        Args:
            rules: what may be done and taken.
            resolver: looks names up; by default the system does.
            tls: whom to believe; by default those whom the system believes.
        """
        self._rules = rules or Rules()
        self._given = resolver
        self._tls: ssl.SSLContext | bool = tls or True  # aiohttp keeps one that believes whom the system believes

    async def __aenter__(self) -> Self:
        self._names = _FewAddresses(self._given or aiohttp.ThreadedResolver())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._given is None:
            await self._names.close()

    async def fetch(self, url: str, *, respect_robots: bool = True) -> Fetched:
        """Fetch a page.

        Args:
            url: its address.
            respect_robots: whether not to fetch it where its site asks programs not to.

        Raises:
            NotFetchable: the address, or one that it leads to, is none that pages are fetched from.
            AskedNotTo: the site asks programs not to, or cannot be asked.
            NotFetched: no page came, or not in time, or broken.
            TooLarge: more came than is taken.
            UnreadableText: what came is no text, or packed in a way that cannot be undone.
        """
        start = self._rules.reach.url(url)
        clock = asyncio.timeout(self._rules.seconds)
        permit = robots.Robots(self._robots).require if respect_robots else None
        try:
            async with clock, self._arrival(start, self._rules.most_hops, permit) as arrival:
                answer = arrival.answer
                unpacker = require_page(answer, self._rules)
                wire, body = await read(answer, unpacker, self._rules.most_bytes)
        except TimeoutError as error:
            if not clock.expired():
                raise
            raise NotFetched(
                f"{shown(start)} did not come whole within {self._rules.seconds:g} seconds. Try again later. {BY_HAND}"
            ) from error
        return Fetched(
            hops=(*arrival.before, answer.hop(wire)),
            body=body,
            charset=answer.charset,
            respected_robots=respect_robots,
        )

    async def _robots(self, url: str) -> bytes | None:
        """The beginning of a robots.txt; None where a site has none."""
        async with self._arrival(self._rules.reach.url(url), robots.MOST_REDIRECTS, None) as arrival:
            answer = arrival.answer
            if 400 <= answer.status < 500 or answer.location() is not None:
                return None
            if not 200 <= answer.status < 300:
                raise NotFetched(f"{shown(answer.url)} answered {told(answer.status)}.")
            unpacker = Unpacker(answer.header("Content-Encoding"), self._rules.most_bytes)
            return await beginning(answer, unpacker, robots.MOST_BYTES)

    @asynccontextmanager
    async def _arrival(
        self, url: ada_url.URL, most: int, permit: Callable[[ada_url.URL], Awaitable[None]] | None
    ) -> AsyncIterator[_Arrival]:
        """Follow redirects; where there are too many, the last of them is what is arrived at."""
        hops: list[Hop] = []
        while True:
            if permit is not None:
                await permit(url)
            async with self._answer(url) as answer:
                to = answer.location()
                if to is None or len(hops) == most:
                    yield _Arrival(hops, answer)
                    return
                hops.append(await redirect(answer))
            url = self._rules.reach.url(to, base=url.href)

    @asynccontextmanager
    async def _answer(self, url: ada_url.URL) -> AsyncIterator[Answer]:
        """Ask for one address, over a connection of its own."""
        door = _Door(self._rules)
        connector = aiohttp.TCPConnector(
            resolver=self._names, use_dns_cache=False, force_close=True, socket_factory=door.socket, ssl=self._tls
        )
        with _told_plainly(url, door):
            async with (
                aiohttp.ClientSession(
                    connector=connector,
                    cookie_jar=aiohttp.DummyCookieJar(),
                    auto_decompress=False,
                    trust_env=False,
                    timeout=_NO_CLOCKS,
                    max_field_size=self._rules.most_header_bytes // 4,
                    headers={
                        "User-Agent": self._rules.user_agent,
                        "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, text/*;q=0.8",
                        "Accept-Encoding": ACCEPTED,
                    },
                ) as session,
                session.get(URL(url.href, encoded=True), allow_redirects=False) as response,
            ):
                most = self._rules.most_header_bytes
                if sum(len(name) + len(value) + 4 for name, value in response.raw_headers) > most:
                    raise NotFetched(f"{shown(url)} sends more than {most:,} bytes of headers. {BY_HAND}")
                yield _begun(url, response, door.peer(response))


def _begun(url: ada_url.URL, response: aiohttp.ClientResponse, peer: str | None) -> Answer:
    """An answer in our own terms."""
    info, version = response.request_info, response.version or aiohttp.HttpVersion11
    asked = [f"{info.method} {info.url.raw_path_qs} HTTP/1.1", *(f"{k}: {v}" for k, v in info.headers.items()), ""]
    line = f"HTTP/{version.major}.{version.minor} {response.status} {response.reason or ''}"
    return Answer(
        url=url,
        at=datetime.now(UTC),
        request="".join(f"{one}\r\n" for one in asked).encode(),
        status=response.status,
        line=line.encode("utf-8", "surrogateescape"),
        raw=tuple(response.raw_headers),
        pieces=_pieces(url, response),
        peer=peer,
    )


async def _pieces(url: ada_url.URL, response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    """The body as it comes, chunks undone."""
    try:
        async for piece in response.content.iter_any():
            yield piece
    except (aiohttp.ClientError, OSError) as error:
        raise NotFetched(
            f"{shown(url)} broke off before it was whole, or its length is not what it says. Try again. {BY_HAND}"
        ) from error


def _not_public(url: ada_url.URL) -> str:
    """The same for a name that is not there and for one that only this machine knows: names inside are not told."""
    return (
        f"{url.host} is not on the public internet, or there is no such host; pages are fetched from the public"
        f" internet only. Check the address. {BY_HAND} Or have MASTHEAD_FETCH_NETWORKS name its network."
    )


@contextmanager
def _told_plainly(url: ada_url.URL, door: _Door) -> Iterator[None]:
    """Say what became of a request in words that help.

    Raises:
        NotFetchable: no address of the host is contacted.
        NotFetched: there is no such host, or it does not answer, or not as it should.
    """
    try:
        yield
    except aiohttp.ClientConnectorDNSError as error:
        raise NotFetchable(_not_public(url), field="url") from error
    except (aiohttp.ClientSSLError, ssl.SSLError) as error:
        raise NotFetched(
            f"{url.host} cannot prove that it is {url.hostname}: its certificate is not in order. Look at it in a"
            f" browser; if you trust it, save the page there and give the file."
        ) from error
    except (aiohttp.ClientConnectorError, OSError) as error:
        if door.barred and not door.made:
            # Which address it is may be nobody's business who asks.
            raise NotFetchable(_not_public(url), field="url") from error
        raise NotFetched(f"{url.host} cannot be reached. Try again later. {BY_HAND}") from error
    except aiohttp.InvalidURL as error:
        raise NotFetchable(f"{shown(url)} is no address that can be asked for. Check it.", field="url") from error
    except aiohttp.ClientResponseError as error:
        raise NotFetched(
            f"{url.host} does not answer as web servers do: its headers are too long or broken, or its length is not"
            f" what it says. {BY_HAND}"
        ) from error
    except aiohttp.ClientError as error:
        raise NotFetched(f"{url.host} closed the connection without an answer. Try again later. {BY_HAND}") from error
