"""The page that says what a feed is, to people who open its folder in a browser."""

from html import escape

from masthead.feed.shapes import Index

_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color:#1d2730;"
    "background:#fff}dt{color:#5a6772;font-size:.9rem}dd{margin:0 0 .6rem}code{font-size:1rem;overflow-wrap:anywhere}"
    "@media(prefers-color-scheme:dark){body{color:#e6e9ec;background:#14191e}dt{color:#9aa7b2}}"
)


def page_of(index: Index, fingerprint: str) -> bytes:
    """The page of a feed: the same bytes for the same index.

    Args:
        index: the feed's.
        fingerprint: of its key.
    """
    as_of = index.as_of.strftime("%-d %B %Y, %H:%M UTC") if index.as_of else "nothing published yet"
    rows = {
        "Published by": escape(index.name),
        "As of": f"{as_of} (version {index.version})",
        "Articles": f"{index.articles:,}",
        "Fingerprint of its key": f"<code>{fingerprint}</code>",
    }
    if index.mirrors:
        rows["Also at"] = "<br>".join(f"<code>{escape(one)}</code>" for one in index.mirrors)
    if index.server:
        rows["Histories and reports"] = f"<code>{escape(index.server)}</code>"
    told = "\n".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows.items())
    name = escape(index.name)
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{name}: a Masthead feed</title>
<style>{_STYLE}</style>
<h1>{name}</h1>
<p>This folder is a <em>Masthead feed</em>: what curators know about articles and those who publish them, for readers
of the Masthead browser extension. The extension keeps a list of text fingerprints on the reader's own computer and
compares pages with it there; nobody is told what is read.</p>
<p>To read with it, add the address of this page in the extension's options. The fingerprint shown there should be the
one that the publisher announces.</p>
<dl>
{told}
</dl>
<p>The files are plain static files. They can be copied and served from anywhere, and checked with
<code>masthead feed verify</code> and the address of this folder.</p>
</html>
""".encode()
