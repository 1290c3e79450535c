"""Settings: read once from the environment, validated, and passed on. Nothing else reads the environment."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from masthead.errors import CannotStart
from masthead.safe import folder_url

REPOSITORY = Path(__file__).resolve().parents[2]
"""Folder of the checkout: the extension and the demo are served from it."""
MOST_MIRRORS: Final = 8
"""Readers take no more."""
LONGEST_ADDRESS: Final = 2000
"""Characters of an address of which readers take notice."""


def _folders(text: str) -> str:
    """Accept addresses of folders.

    Raises:
        ValueError: one is none, or there are more than readers take.
    """
    for one in text.split():
        folder_url(one)
    if len(text.split()) > MOST_MIRRORS:
        raise ValueError(f"may be {MOST_MIRRORS} addresses at most")
    return text


def _server(text: str) -> str:
    """Accept the address of a server as readers' browsers take it; the slash at its end may be missing.

    Raises:
        ValueError: it is none.
    """
    if len(text) >= LONGEST_ADDRESS:
        raise ValueError(f"must have fewer than {LONGEST_ADDRESS:,} characters")
    return folder_url(text if text.endswith("/") else f"{text}/") if text else text


Network = IPv4Network | IPv6Network
_RATE: Final = re.compile(r"off|[1-9][0-9]{0,5}/(?:second|minute|hour|day)")


def _rate(text: str) -> str:
    """Accept how many calls may be made in a time.

    Raises:
        ValueError: it says no such thing.
    """
    if not _RATE.fullmatch(text):
        raise ValueError("must be a number of calls in a time, such as 300/minute (second, minute, hour, day), or off")
    return text


def _split(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _networks(text: str) -> str:
    """Accept networks.

    Raises:
        ValueError: one is none.
    """
    for one in _split(text):
        try:
            network = ip_network(one)
        except ValueError as error:
            raise ValueError(f"{error}; networks are written like 192.0.2.0/24 or 2001:db8::/32") from error
        if getattr(network.network_address, "ipv4_mapped", None):
            raise ValueError(f"{one!r} is IPv4 in disguise: write it as IPv4")
    return text


def _ports(text: str) -> str:
    """Accept ports.

    Raises:
        ValueError: one is none.
    """
    for one in _split(text):
        if not re.fullmatch(r"[1-9][0-9]{0,4}", one) or int(one) > 65535:
            raise ValueError(f"{one!r} is no port: write numbers such as 80 443")
    return text


Rate = Annotated[str, AfterValidator(_rate)]
Networks = Annotated[str, AfterValidator(_networks)]
Ports = Annotated[str, AfterValidator(_ports)]


class Settings(BaseSettings):
    """What can be set, each as MASTHEAD_<NAME> in the environment."""

    model_config = SettingsConfigDict(env_prefix="MASTHEAD_", extra="ignore")

    data: Path = Field(Path("./var"), description="Folder for the database, the feed and the demo token.")
    database_url: str | None = Field(None, description="SQLAlchemy URL; default: SQLite in the data folder.")
    feed: Path | None = Field(None, description="Folder the feed is published to; default: feed/ in the data folder.")
    feed_name: str = Field("Masthead", min_length=1, max_length=100, description="Name readers see as the speaker.")
    feed_key: Path | None = Field(None, description="File of the feed's key; default: feed-key.pem in the data folder.")
    feed_mirrors: Annotated[str, AfterValidator(_folders)] = Field(
        "", description="Addresses of other folders that hold the feed, parted by blanks."
    )
    public_url: Annotated[str, AfterValidator(_server)] = Field(
        "", description="Address at which readers reach this server, for histories and reports."
    )
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: Annotated[int, Field(ge=1, le=65535, description="Port the server listens on.")] = 8080
    group_size: Annotated[
        int, Field(ge=8, le=1000, description="Articles that one file of the feed serves, at least (K).")
    ] = 32
    window: Annotated[
        int, Field(ge=16, le=64, description="Window of winnowing (w): wider for very large archives.")
    ] = 16
    refresh_seconds: Annotated[
        int, Field(ge=60, le=86400, description="How long readers wait before they ask for news of the feed.")
    ] = 900
    review: Literal["off", "required"] = Field(
        "off", description="Whether somebody else than its author must publish what readers are told."
    )
    log: Literal["logfmt", "json"] = Field("logfmt", description="How log lines are written.")
    rate_per_token: Rate = Field("1200/minute", description="Calls of the API that one token may make, or off.")
    rate_per_network: Rate = Field("300/minute", description="Calls without a token that one network may make, or off.")
    rate_fetches: Rate = Field("60/hour", description="Pages that are fetched for one token, or off.")
    rate_reports: Rate = Field("20/hour", description="Reports that readers of one network may send, or off.")
    rate_failed_sign_ins: Rate = Field("20/minute", description="Failed sign-ins of one network, or off.")
    trusted_proxies: Networks = Field("", description="Networks of proxies whose X-Forwarded-For is believed.")
    metrics_from: Networks = Field("127.0.0.0/8 ::1/128", description="Networks that may read /metrics.")
    fetch_networks: Networks = Field("", description="Networks that pages are fetched from though they are not public.")
    fetch_ports: Ports = Field("80 443", description="Ports that pages are fetched from.")
    fetch_contact: Annotated[
        str, Field(pattern=r"^[!-'*-~]{0,200}$", description="Web or mail address told to the sites we fetch from.")
    ] = ""
    demo: bool = Field(False, description="Serve the demo sites on their .localhost hosts.")
    extension: Path = Field(REPOSITORY / "extension", description="Folder of the extension offered for download.")

    @property
    def feed_folder(self) -> Path:
        """Where the feed is published."""
        return self.feed or self.data / "feed"

    @property
    def key_file(self) -> Path:
        """Where the feed's key is kept."""
        return self.feed_key or self.data / "feed-key.pem"

    @property
    def work_folder(self) -> Path:
        """What the publisher remembers: beside the feed, not in it."""
        return self.feed_folder.with_name(f"{self.feed_folder.name}.work")

    @property
    def server(self) -> str | None:
        """Where readers reach this server, as the feed tells them; the demo is for readers on this machine."""
        return self.public_url or (f"http://127.0.0.1:{self.port}/" if self.demo else None)

    @property
    def demo_token(self) -> Path:
        """File of the demo curator's token."""
        return self.data / "demo-token"

    @property
    def mirrors(self) -> list[str]:
        """Addresses of other folders that hold the feed."""
        return self.feed_mirrors.split()

    @property
    def proxies(self) -> list[Network]:
        """Where proxies are whose word on who asks is believed."""
        return [ip_network(one) for one in _split(self.trusted_proxies)]

    @property
    def watchers(self) -> list[Network]:
        """Who may read the metrics."""
        return [ip_network(one) for one in _split(self.metrics_from)]

    @property
    def captures_folder(self) -> Path:
        """Where pages are kept as they came over the network."""
        return self.data / "captures"

    @property
    def fetched_networks(self) -> tuple[Network, ...]:
        """Networks that pages are fetched from though they are not public."""
        return tuple(ip_network(one) for one in _split(self.fetch_networks))

    @property
    def fetched_ports(self) -> frozenset[int]:
        """Ports that pages are fetched from."""
        return frozenset(map(int, _split(self.fetch_ports)))

    @property
    def database(self) -> str:
        """URL of the database."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data.resolve() / 'masthead.db'}"


def load_settings() -> Settings:
    """Read and check the environment.

    Raises:
        CannotStart: a value is wrong; the message names the variable.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        variable = "MASTHEAD_" + "_".join(str(part) for part in first["loc"]).upper()
        raise CannotStart(f"{variable}: {first['msg']} (it is {first['input']!r}).") from error


def prepare_data_folder(settings: Settings) -> None:
    """Make the data folder if need be and make sure it can be written.

    Raises:
        CannotStart: it cannot.
    """
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        probe = settings.data / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"The data folder {settings.data} cannot be written ({error.strerror}). Set MASTHEAD_DATA to one that can."
        ) from error
