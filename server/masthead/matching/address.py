"""Which page a URL is, and which addresses it could belong to (docs/protocol.md, "Addresses").

URLs are read as browsers read them, by the WHATWG standard: the standard library would take other hosts from the same
text.
"""

from typing import Final

import ada_url

_DEPTH: Final = 4
"""Parts of the path that are looked at."""


def _parse(url: str) -> ada_url.URL | None:
    # Half a surrogate pair reads as U+FFFD, as in browsers.
    whole = url.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    try:
        parsed = ada_url.URL(whole)
    except ValueError:
        return None
    return parsed if parsed.protocol in ("http:", "https:") else None


def host_of(url: str) -> str | None:
    """Host of a web page's URL in ASCII and lower case, or None where there is none."""
    parsed = _parse(url)
    return (parsed.hostname.removesuffix(".") or None) if parsed else None


def place_of(url: str) -> str | None:
    """Which page a URL is, None where it is none of the web: two with the same place are the same page.

    Scheme, ``www.`` and fragment do not matter; port, path and query do.
    """
    parsed, host = _parse(url), host_of(url)
    if parsed is None or host is None:
        return None
    port = f":{parsed.port}" if parsed.port else ""
    return host.removeprefix("www.") + port + parsed.pathname + parsed.search


def candidates(url: str) -> list[str]:
    """Addresses that a page's URL could belong to, the most specific first.

    The host with ever fewer parts of the path, then each parent host the same way. A URL without a host has none.
    """
    parsed, host = _parse(url), host_of(url)
    if parsed is None or host is None:
        return []
    path = [part for part in parsed.pathname.split("/") if part][:_DEPTH]
    labels = host.split(".")
    hosts = [".".join(labels[at:]) for at in range(max(1, len(labels) - 1))]
    return ["/".join([name, *path[:depth]]) for name in hosts for depth in range(len(path), -1, -1)]
