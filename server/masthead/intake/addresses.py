"""Addresses by the public suffix list: what can belong to one outlet, and in which form it is kept.

The only place that knows tldextract. The list comes from the package publicsuffixlist (a fresh copy of
publicsuffix.org); nothing is fetched. Platforms that the list lacks are added here: nobody owns medium.com for the
purpose of a banner, but medium.com/@name is somebody's.
"""

import ipaddress
import re
import warnings
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import ada_url

from masthead.errors import UnusableAddress

if TYPE_CHECKING:
    import tldextract

_HOST_PLATFORMS: Final = (
    "substack.com wordpress.com livejournal.com tumblr.com weebly.com ghost.io beehiiv.com blogspot.com wixsite.com"
    " github.io gitlab.io pages.dev netlify.app vercel.app web.app neocities.org over-blog.com narod.ru ucoz.ru"
    " hatenablog.com altervista.org carrd.co webflow.io myshopify.com"
).split()
"""Accounts are hosts below these: name.substack.com."""
_PATH_PLATFORMS: Final = frozenset(
    "medium.com t.me telegram.me youtube.com telegra.ph facebook.com twitter.com x.com instagram.com tiktok.com"
    " vk.com ok.ru rumble.com odysee.com bitchute.com reddit.com linkedin.com threads.net bsky.app dzen.ru teletype.in"
    " rutube.ru patreon.com note.com weibo.com zhihu.com mastodon.social truthsocial.com gab.com minds.com"
    " linktr.ee archive.org web.archive.org archive.ph archive.is archive.today google.com"
    " sites.google.com docs.google.com soundcloud.com vimeo.com dailymotion.com gettr.com brighteon.com"
    " issuu.com".split()
)
"""Accounts are paths on these: t.me/name."""
_DEEPER: Final = {
    "youtube.com": ("channel", "c", "user"),
    "reddit.com": ("r", "user"),
    "linkedin.com": ("company", "in"),
    "bsky.app": ("profile",),
    "sites.google.com": ("view", "site"),
    "rumble.com": ("c", "user"),
    "gettr.com": ("user",),
    "brighteon.com": ("channels",),
    "t.me": ("s",),
    "telegram.me": ("s",),
}
"""Where the first part of the path only says what kind of account follows."""
_EXAMPLES: Final = {
    "medium.com": "medium.com/@name",
    "t.me": "t.me/name, and t.me/s/name, where browsers show what it posts",
}
"""Accounts as a curator would give them, where that is not the name alone, or the first of several kinds."""
_NO_ACCOUNT: Final = frozenset(
    "about embed events explore feed feeds groups hashtag hashtags home i intent live login m marketplace p pages"
    " permalink.php pin playlist post posts profile.php reel reels results search settings share shared shorts status"
    " stories story tag tags topics trending tv video videos watch web wiki".split()
)
"""Parts of a platform's path that lead to everybody's pages."""
_ALIASES: Final = {
    "mobile.twitter.com": "twitter.com",
    "old.reddit.com": "reddit.com",
    "new.reddit.com": "reddit.com",
    "music.youtube.com": "youtube.com",
    "mbasic.facebook.com": "facebook.com",
    "fb.com": "facebook.com",
}
"""Other names of platforms, besides m. and www."""
_SHORTENERS: Final = frozenset("youtu.be t.co bit.ly tinyurl.com goo.gl fb.me fb.watch lnkd.in".split())
_SHOW_OTHERS: Final = (
    "googleusercontent.com translate.goog ampproject.org yandexwebcache.net archive.org archive.ph archive.is"
    " archive.today archive.md archive.fo archive.li archive.vn tgstat.com tgstat.ru change.org"
    " news.google.com drive.google.com podcasts.google.com podcasts.apple.com open.spotify.com"
).split()
"""Hosts that show pages of others, below any name: caches, translators, archives, catalogues."""
_DOCUMENTED: Final = ("localhost", "example", "test")
"""Reserved suffixes under which demonstrations live."""


@cache
def _extract() -> "tldextract.TLDExtract":
    listed = Path(str(resources.files("publicsuffixlist") / "public_suffix_list.dat"))
    import tldextract  # noqa: PLC0415 - it brings a client for HTTP along, which most commands never need

    extract = tldextract.TLDExtract(
        cache_dir=None,
        suffix_list_urls=(listed.as_uri(),),
        fallback_to_snapshot=False,
        include_psl_private_domains=True,
        extra_suffixes=(*_HOST_PLATFORMS, *_DOCUMENTED),
    )
    with warnings.catch_warnings():
        # The list is read at the first use, and its file left to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        extract("example.org")
    return extract


def _host(text: str) -> str:
    """The host in its one spelling: lower case, ASCII, without port, trailing dot and leading www."""
    try:
        host = ada_url.URL(f"http://{text}/").hostname.rstrip(".")
    except ValueError as error:
        raise UnusableAddress(f"{text!r} is not a host name. Give one like example.org.", field="address") from error
    if not re.fullmatch(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})+", host) or len(host) > 253:
        raise UnusableAddress(f"{text!r} is not a host name. Give one like example.org.", field="address")
    return _without_www(host)


def _without_www(host: str) -> str:
    """The host without www, which says nothing; directly below a registry's suffix it is the name: www.gov.uk."""
    bare = host.removeprefix("www.")
    extracted = _extract()(host)
    is_name = extracted.domain == "www" and not extracted.is_private and bare not in _HOST_PLATFORMS
    return host if is_name else bare


MOST_OF_ADDRESS: Final = 300
"""Characters of an address."""


def normalise(text: str) -> str:
    """The one form in which an address is kept; see ``_normalised``.

    Raises:
        UnusableAddress: not an address, or one that cannot belong to a single outlet, or is too long to be told.
    """
    address = _normalised(text)
    # Counted as it is kept: what needs escapes grows on the way.
    if len(address) > MOST_OF_ADDRESS:
        raise UnusableAddress(
            f"The address has {len(address)} characters, and {MOST_OF_ADDRESS} are kept at most. Give less of it.",
            field="address",
        )
    return address


def _normalised(text: str) -> str:
    """The one form in which an address is kept.

    A URL stands for its host; a host may be followed by a path where the address is only a part of it, as an account
    on a platform is.

    Args:
        text: a bare host, a host with a path, or a URL.

    Raises:
        UnusableAddress: not an address, or one that cannot belong to a single outlet; the message says what could.
    """
    text = text.strip()
    scheme, found, rest = text.partition("://")
    if found and scheme.lower() not in ("http", "https"):
        raise UnusableAddress(f"{text!r} is not a web address. Give a host like example.org.", field="address")
    bare = not found
    rest = text if bare else rest
    authority, slash, tail = re.match(r"([^/?#]*)(/?)([^?#]*)", rest).groups()  # type: ignore[union-attr]
    if bare and "@" in authority:
        raise UnusableAddress(f"{text!r} is no web address. Give a host like example.org.", field="address")
    host = _host(authority.rpartition("@")[2])
    _refuse_numbers(host)
    parts = [quote(part, safe="%@:~!$&'()*+,;=") for part in tail.split("/") if part] if slash else []
    platform = _ALIASES.get(host, host.removeprefix("m."))
    if platform in _PATH_PLATFORMS:
        return _account(platform, parts)
    if host in _SHORTENERS:
        raise UnusableAddress(f"{host} only leads elsewhere: give the address it leads to.", field="address")
    if any(host == one or host.endswith(f".{one}") for one in _SHOW_OTHERS):
        raise UnusableAddress(
            f"{host} shows pages of others: give the address of the site that they are of.", field="address"
        )
    extracted = _extract()(host)
    if not extracted.suffix:
        raise UnusableAddress(f"{host} ends in no public suffix: nobody could publish there.", field="address")
    if not extracted.domain:
        hint = f"name.{host}" if host in _HOST_PLATFORMS else f"the name in front of it, like example.{host}"
        raise UnusableAddress(f"{host} belongs to many: give {hint}.", field="address")
    return "/".join([host, *parts]) if bare and parts else host


def site_of(address: str) -> str:
    """The registered domain of an address in its normal form; an account on a platform stays what it is."""
    if "/" in address:
        return address
    return _extract()(address).top_domain_under_public_suffix or address


def _account(host: str, parts: list[str]) -> str:
    kinds = _DEEPER.get(host, ())
    wanted = 2 if parts and parts[0] in kinds else 1
    if len(parts) < wanted or parts[0].lower() in _NO_ACCOUNT - set(kinds):
        example = _EXAMPLES.get(host, "/".join([host, *kinds[:1], "name"]))
        raise UnusableAddress(f"{host} is a platform: give the account on it, like {example}.", field="address")
    return "/".join([host, *parts[:wanted]])


def _refuse_numbers(host: str) -> None:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return
    raise UnusableAddress(f"{host} is a number, not a name: it says nothing about who publishes.", field="address")
