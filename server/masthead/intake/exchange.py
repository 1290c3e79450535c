"""What was asked and answered when a page was fetched, hop by hop, as it went over the wire."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from masthead import __version__
from masthead.config import Settings
from masthead.intake.decode import MAX_BYTES
from masthead.intake.publicnet import Reach

Headers = tuple[tuple[str, str], ...]
PRODUCT: Final = "Masthead"
"""What robots.txt files call us."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a fetch may do and take."""

    reach: Reach = field(default_factory=Reach)
    seconds: float = 30.0
    """For all of it: names, robots.txt and every hop."""
    most_bytes: int = MAX_BYTES
    """Of the page, as it comes and once it is unpacked."""
    most_header_bytes: int = 64 * 1024
    """Of one answer."""
    most_hops: int = 10
    """Redirects that are followed."""
    contact: str = ""
    """Web or mail address that is told to the sites."""

    @classmethod
    def of(cls, settings: Settings) -> "Rules":
        """The rules that are set."""
        return cls(Reach(settings.fetched_networks, settings.fetched_ports), contact=settings.fetch_contact)

    @property
    def user_agent(self) -> str:
        """Who we say we are."""
        contact = f"; {self.contact}" if self.contact else ""
        return f"{PRODUCT}/{__version__} (a curator archives this page{contact})"


@dataclass(frozen=True, slots=True)
class Hop:
    """One request and its answer."""

    url: str
    at: datetime
    """When the answer began; aware."""
    request: bytes
    """The request line and headers, with the empty line that ends them."""
    status: int
    head: bytes
    """The status line and headers of the answer as they came, less Transfer-Encoding, with the empty line."""
    headers: Headers
    body: bytes
    """As it came, still encoded as Content-Encoding says; chunks are joined."""
    peer: str | None
    """The network address that answered, where it is known."""
    truncated: str | None = None
    """Why the body is not whole, in the words of WARC: of redirects we keep no more than a little."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page and how it came."""

    hops: tuple[Hop, ...]
    """The last one is the page; those before led to it."""
    body: bytes
    """Of the page, unpacked."""
    charset: str | None
    """What the server said of it."""
    respected_robots: bool

    @property
    def page(self) -> Hop:
        """The hop that is the page."""
        return self.hops[-1]

    @property
    def reached(self) -> str:
        """The address of the page itself."""
        return self.page.url

    @property
    def at(self) -> datetime:
        """When the page came; aware."""
        return self.page.at
