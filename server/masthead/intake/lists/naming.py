"""The names that lists give things, in the forms that are kept and looked for."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

_WITHOUT_MEANING: Final = re.compile(r"^(?:utm_\w+|fbclid|gclid)=")


def slug_of(name: str) -> str | None:
    """The slug of a name; None where there is none, as of a name without a Latin letter."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-")
    return slug if re.search("[a-z]", slug) else None


def spellings(urls: Sequence[str]) -> list[str]:
    """All forms of a page's URL, whatever its scheme, its www, its last slash and who counted the click."""
    found: dict[str, None] = dict.fromkeys(urls)
    for url in urls:
        bare, _, query = url.partition("#")[0].partition("?")
        query = "&".join(one for one in query.split("&") if one and not _WITHOUT_MEANING.match(one))
        rest = bare.partition("://")[2]
        host, _, path = rest.partition("/")
        path = path.rstrip("/")
        hosts = [host.removeprefix("www."), f"www.{host.removeprefix('www.')}"]
        for scheme in ("https", "http"):
            for one in hosts:
                for end in ("", "/"):
                    tail = f"/{path}" if path else ""
                    found[f"{scheme}://{one}{tail}{end}{'?' + query if query else ''}"] = None
    return list(found)
