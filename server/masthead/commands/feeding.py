"""masthead feed: check, copy and sign feeds."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from masthead.commands.output import complain, tell
from masthead.config import load_settings, prepare_data_folder
from masthead.errors import CannotStart, FeedError
from masthead.feed.export import export
from masthead.feed.signing import fingerprint_of, keep_key, load_key, new_key
from masthead.feed.source import pin_of, source_of
from masthead.feed.verify import verify

feed = App(name="feed", help="Check, copy and sign feeds.")


@feed.command(name="verify")
def feed_verify(
    place: Annotated[str, Parameter(help="Folder or URL of the feed.")],
    /,
    *,
    fingerprint: Annotated[str | None, Parameter(help="Fingerprint that its key should have.")] = None,
) -> int:
    """Check a whole feed: signature, digests, and that all its files fit together."""
    found = verify(source_of(place), pin=pin_of(place))
    index = found.index
    as_of = f", as of {index.as_of:%Y-%m-%d %H:%M} UTC" if index.as_of else ""
    tell(f"{index.name}, version {index.version}{as_of}: {index.articles} articles, {index.table.groups} groups")
    tell(f"  key          {found.fingerprint}")
    if index.server:
        tell(f"  server       {index.server}")
    tell(f"  list         {index.list.entries} entries of {index.list.bits} bits, {len(index.list.updates)} updates")
    tell(f"  read         {found.files} files, {found.bytes:,} bytes")
    if found.unlisted:
        tell(f"  unlisted     {found.unlisted} articles of which nothing is evidence")
    if fingerprint is not None and _bare(fingerprint) != _bare(found.fingerprint):
        found.problems.insert(0, f"The key has the fingerprint {found.fingerprint}, not {fingerprint}.")
    for problem in found.problems:
        complain(FeedError(problem))
    tell("All is well." if not found.problems else "This feed is not as it should be.")
    return int(bool(found.problems))


def _bare(fingerprint: str) -> str:
    return "".join(fingerprint.split()).lower()


@feed.command(name="export")
def feed_export(
    folder: Annotated[Path, Parameter(help="Folder for the copy; an earlier copy is brought up to date.")], /
) -> int:
    """Copy the feed to a folder that works from any static host."""
    settings = load_settings()
    reader, written = export(settings.feed_folder, folder)
    tell(f"{reader.index.name}, version {reader.index.version}: {written} files written to {folder}")
    tell(f"Readers add the address of that folder. Fingerprint of its key: {fingerprint_of(reader.key)}")
    return 0


@feed.command(name="key")
def feed_key() -> int:
    """Tell the fingerprint of the feed's key, which readers compare; a key that is missing is made."""
    settings = load_settings()
    prepare_data_folder(settings)
    key = load_key(settings.key_file)
    tell(key.fingerprint)
    tell(f"The key lies in {settings.key_file}. Keep a copy in a safe place: readers refuse a feed without it.")
    return 0


@feed.command(name="hand-over")
def feed_hand_over() -> int:
    """Replace the feed's key by a new one, signed by the present one, so that readers follow."""
    settings = load_settings()
    prepare_data_folder(settings)
    file = settings.key_file
    if not file.exists():
        raise CannotStart(f"There is no key in {file} to hand over. Publish first, or set MASTHEAD_FEED_KEY.")
    today = datetime.now(UTC).date()
    old = load_key(file)
    new = old.hand_over(new_key(), today)
    kept = file.with_name(f"{file.stem}-until-{today}-{old.public[:8]}{file.suffix}")
    keep_key(kept, old)
    keep_key(file, new)
    tell(f"Old key: {old.fingerprint} (kept in {kept})")
    tell(f"New key: {new.fingerprint}")
    tell("Announce the new fingerprint, and run: masthead publish. Readers who know the old key follow by themselves.")
    return 0
