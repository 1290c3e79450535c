"""The answer of a site before its body is read: whether it is a page that we take, and how its body is taken."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

import ada_url

from masthead.errors import NotFetched, TooLarge, UnreadableText
from masthead.intake.codings import BY_HAND, Unpacker
from masthead.intake.exchange import Hop, Rules
from masthead.intake.publicnet import shown

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MOST_OF_REDIRECT: Final = 64 * 1024
"""Bytes of the body of a redirect that are kept; nobody reads it."""
_REDIRECT_SECONDS: Final = 2.0
"""How long that body is waited for."""
_TYPE: Final = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}")
_TAKEN: Final = re.compile(r"text/.*|application/xml|[^/]*/.*\+xml")
_CHARSET: Final = re.compile(r""";\s*charset\s*=\s*["']?([\w.:-]{1,40})""", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, its body still on the way."""

    url: ada_url.URL
    at: datetime
    """When it began; aware."""
    request: bytes
    """What was asked: line, headers and the empty line."""
    status: int
    line: bytes
    """The status line, without its end."""
    raw: tuple[tuple[bytes, bytes], ...]
    """Names and values of the headers."""
    pieces: AsyncIterator[bytes]
    """The body as it comes, chunks undone; raises NotFetched where it breaks off."""
    peer: str | None

    def header(self, name: str) -> str:
        """A header, joined by commas if it came several times; empty if it did not."""
        wanted = name.lower().encode()
        return ",".join(value.decode("latin-1") for key, value in self.raw if key.lower() == wanted)

    @property
    def charset(self) -> str | None:
        """The charset that is stated."""
        found = _CHARSET.search(self.header("Content-Type"))
        return found[1] if found else None

    def location(self) -> str | None:
        """Where a redirect leads: bytes beyond ASCII are written as browsers write them."""
        if self.status not in _REDIRECTS:
            return None
        found = next((value for name, value in self.raw if name.lower() == b"location"), None)
        return None if found is None else "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in found)

    def hop(self, body: bytes, truncated: str | None = None) -> Hop:
        """What is kept of it."""
        # The chunks are joined, so nothing may say any more that they are to be.
        kept = [(name, value) for name, value in self.raw if name.lower() != b"transfer-encoding"]
        lines = [self.line, *(name + b": " + value for name, value in kept), b""]
        return Hop(
            url=self.url.href,
            at=self.at,
            request=self.request,
            status=self.status,
            head=b"".join(line + b"\r\n" for line in lines),
            headers=tuple((name.decode("latin-1"), value.decode("utf-8", "replace")) for name, value in kept),
            body=body,
            peer=self.peer,
            truncated=truncated,
        )


def told(status: int) -> str:
    """A status in figures and words; those of the server are not repeated, for they may say anything."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def require_page(answer: Answer, rules: Rules) -> Unpacker:
    """See by its headers that an answer is a page that we take; what undoes the codings of its body.

    Raises:
        NotFetched: it is no page, or one redirect too many.
        TooLarge: it says that it is longer than what is taken.
        UnreadableText: it is of a type without text, or packed in a way that cannot be undone.
    """
    where = shown(answer.url)
    if answer.location() is not None:
        raise NotFetched(f"{where} leads on after {rules.most_hops} redirects already. {BY_HAND}")
    if answer.status != HTTPStatus.OK:
        raise NotFetched(
            f"{where} answered {told(answer.status)}, so there is no page. See whether the address is right. If a"
            " browser shows the page, save it there and give the file."
        )
    kind = answer.header("Content-Type").split(";")[0].strip().lower()
    # A type that is none says nothing; then the bytes decide.
    if _TYPE.fullmatch(kind) and not _TAKEN.fullmatch(kind):
        raise UnreadableText(f"{where} is {kind}, no text or HTML. Give the address of the article's page.")
    length = answer.header("Content-Length")
    if length.isdecimal() and len(length) < 20 and int(length) > rules.most_bytes:
        raise _too_large(answer, rules.most_bytes)
    return Unpacker(answer.header("Content-Encoding"), rules.most_bytes)


async def read(answer: Answer, unpacker: Unpacker, most: int) -> tuple[bytes, bytes]:
    """Read a body; as it came, and unpacked.

    Raises:
        NotFetched: it broke off.
        TooLarge: it has more bytes than are taken, either way.
        UnreadableText: it cannot be unpacked.
    """
    wire, body = bytearray(), bytearray()
    async for packed in answer.pieces:
        wire += packed
        if len(wire) > most:
            raise _too_large(answer, most)
        for piece in unpacker.feed(packed):
            body += piece
    unpacker.end()
    return bytes(wire), bytes(body)


async def redirect(answer: Answer) -> Hop:
    """Keep a redirect with the beginning of its body; one that breaks off leads on nevertheless, as in browsers."""
    body = bytearray()
    try:
        async with asyncio.timeout(_REDIRECT_SECONDS):
            async for piece in answer.pieces:
                body += piece
                if len(body) > _MOST_OF_REDIRECT:
                    return answer.hop(bytes(body[:_MOST_OF_REDIRECT]), "length")
    except TimeoutError:
        return answer.hop(bytes(body), "time")
    except NotFetched:
        return answer.hop(bytes(body), "disconnect")
    return answer.hop(bytes(body))


async def beginning(answer: Answer, unpacker: Unpacker, most: int) -> bytes:
    """The first so many bytes of a body, unpacked.

    Raises:
        NotFetched: it broke off before.
        UnreadableText: it cannot be unpacked.
    """
    data = bytearray()
    async for packed in answer.pieces:
        for piece in unpacker.feed(packed):
            data += piece
            if len(data) >= most:
                return bytes(data[:most])
    unpacker.end()
    return bytes(data)


def _too_large(answer: Answer, most: int) -> TooLarge:
    return TooLarge(f"{shown(answer.url)} has more than the {most:,} bytes that are taken. Give only the article.")
