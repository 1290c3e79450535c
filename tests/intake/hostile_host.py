"""A real web server that does what it should not, a target that nobody may reach, and names that lie."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

OPEN: Final = "127.0.0.2"
"""Where the host is: tests name it as a network that may be fetched from."""
SHUT: Final = "127.0.0.1"
"""Where the forbidden target is."""
Saying = Callable[[asyncio.StreamWriter], Awaitable[None]]


def answer(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """An answer, by default an honest one."""
    stated = [f"Content-Length: {len(body) if length is None else length}"] if length != -1 else []
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, *stated, "", ""]).encode() + body


def moved(to: str, *, status: str = "302 Found", body: bytes = b"") -> bytes:
    """A redirect."""
    return answer(body, f"Location: {to}", status=status)


HTML: Final = "Content-Type: text/html; charset=utf-8"
NO_ROBOTS: Final = answer(b"", status="404 Not Found")


def endless(beginning: bytes, piece: bytes) -> Saying:
    """Says something, and then something else for ever."""

    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(beginning)
        while True:
            writer.write(piece)
            await writer.drain()

    return say


def stalled(beginning: bytes) -> Saying:
    """Says something, and then nothing for ever."""

    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(beginning)
        await writer.drain()
        await asyncio.Event().wait()

    return say


def dripping(beginning: bytes, drop: bytes) -> Saying:
    """Says something, and then a little again and again, as slowly as keeps a patient listener waiting."""

    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(beginning)
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(0.02)

    return say


@dataclass
class HostileHost:
    """A server that says exact bytes, whatever HTTP may think of them."""

    port: int = 0
    says: dict[str, bytes | Saying] = field(default_factory=lambda: {"/robots.txt": NO_ROBOTS})
    """By the path that is asked for; "*" is for all others."""
    asked: list[bytes] = field(default_factory=list)
    """The requests, in order."""

    @property
    def url(self) -> str:
        """Its address, without a path."""
        return f"http://{OPEN}:{self.port}"

    @property
    def paths(self) -> list[str]:
        """What was asked for."""
        return [one.split(b" ")[1].decode() for one in self.asked]

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            request = await reader.readuntil(b"\r\n\r\n")
            self.asked.append(request)
            path = request.split(b" ")[1].decode()
            saying = self.says.get(path, self.says.get("*", answer(b"", status="404 Not Found")))
            if isinstance(saying, bytes):
                writer.write(saying)
                await writer.drain()
            else:
                await saying(writer)
        writer.close()


@dataclass
class Target:
    """What must never be reached: it counts who comes."""

    visits: int = 0

    async def meet(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Count, and give the secret away."""
        self.visits += 1
        writer.write(answer(b"<p>the secret</p>", HTML))
        writer.close()


@asynccontextmanager
async def hostile_host(tls: ssl.SSLContext | None = None) -> AsyncIterator[HostileHost]:
    """A host until the end of the block."""
    host, tasks = HostileHost(), set[asyncio.Task[None]]()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await host.meet(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            tasks.discard(task)

    server = await asyncio.start_server(meet, OPEN, 0, ssl=tls)
    host.port = server.sockets[0].getsockname()[1]
    try:
        yield host
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


@asynccontextmanager
async def target(port: int) -> AsyncIterator[Target]:
    """A target at the same port as the host, on every address of this machine that is shut."""
    reached = Target()
    addresses = [SHUT, *(["::1"] if socket.has_ipv6 else [])]
    server = await asyncio.start_server(reached.meet, addresses, port)
    try:
        yield reached
    finally:
        server.close()
        await server.wait_closed()


@asynccontextmanager
async def guarded_host() -> AsyncIterator[tuple[HostileHost, Target]]:
    """A host and the target beside it, at a port that is free on all their addresses."""
    for _ in range(20):
        async with AsyncExitStack() as stack:
            host = await stack.enter_async_context(hostile_host())
            try:
                reached = await stack.enter_async_context(target(host.port))
            except OSError:  # another program has the port there
                continue
            yield host, reached
            return
    raise RuntimeError("no port is free on every address of this machine")


class Names(AbstractResolver):
    """Answers as it was told, call by call; the last answer is given again and again."""

    def __init__(self, **answers: Iterable[list[str]]) -> None:
        self._answers = {name.replace("_", "."): list(answer) for name, answer in answers.items()}
        self.calls: list[str] = []

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002 - part of the interface
    ) -> list[ResolveResult]:
        self.calls.append(host)
        known = self._answers.get(host)
        if known is None:
            raise OSError(socket.EAI_NONAME, "no such name")
        addresses = known.pop(0) if len(known) > 1 else known[0]
        return [
            ResolveResult(
                hostname=host,
                host=one,
                port=port,
                family=socket.AF_INET6 if ":" in one else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for one in addresses
        ]

    async def close(self) -> None:
        """Nothing is held."""


def certificate(name: str) -> tuple[bytes, bytes]:
    """A certificate of a host that has signed it itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    return made.public_bytes(pem), key.private_bytes(pem, *form)
