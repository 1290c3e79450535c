"""Pages for commands: from files, from standard input, or fetched by their URL and kept as they came."""

from dataclasses import dataclass

from masthead.config import Settings
from masthead.intake.archive import Seen
from masthead.intake.decode import Document, decode
from masthead.intake.exchange import Rules
from masthead.intake.fetch import Fetcher
from masthead.intake.raw import RawCapture, keep_fetched
from masthead.intake.segments import Capture
from masthead.safe import own_url


def is_url(name: str) -> bool:
    """Whether a source is named by its URL."""
    return name.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Read:
    """A page that was read, and where it came from."""

    document: Document
    url: str | None = None
    """Where it was fetched."""
    seen: Seen | None = None
    raw: RawCapture | None = None
    """The file with the page as it came."""

    def url_of(self, page: Capture) -> str | None:
        """Where the page stands, as far as that is known."""
        return own_url(self.url, page.canonical) if self.url else None


async def read_url(settings: Settings, url: str, *, keep_raw: bool, ignore_robots: bool) -> Read:
    """Fetch a page.

    Args:
        settings: say from where, and where it is kept as it came.
        url: its address.
        keep_raw: whether it is kept.
        ignore_robots: whether it is fetched though its site asks programs not to.

    Raises:
        MastheadError: it cannot be had, or may not be fetched.
    """
    async with Fetcher(Rules.of(settings)) as fetcher:
        fetched = await fetcher.fetch(url, respect_robots=not ignore_robots)
    document = decode(fetched.body, charset=fetched.charset)
    if not keep_raw:
        return Read(document, fetched.reached)
    raw = keep_fetched(settings.captures_folder, fetched)
    return Read(document, fetched.reached, Seen(fetched.at, raw.file, raw.record_id), raw)
