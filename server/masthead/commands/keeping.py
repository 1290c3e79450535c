"""masthead outlet and publish: keep the records from the command line."""

from typing import Annotated

from cyclopts import App, Parameter

from masthead.commands.output import tell
from masthead.config import load_settings, prepare_data_folder
from masthead.feed.losses import Loss
from masthead.feed.publish import publish
from masthead.intake.addresses import normalise
from masthead.records.database import database
from masthead.records.history import COMMAND_LINE
from masthead.records.outlets import AddressIn, OutletIn, add_address, add_outlet

outlet = App(name="outlet", help="Keep outlets.")


@outlet.command(name="add")
async def outlet_add(
    slug: Annotated[str, Parameter(help="Its name in lower-case words joined by hyphens.")],
    /,
    *,
    name: Annotated[str, Parameter(help="Its name as readers see it.")],
    address: Annotated[list[str] | None, Parameter(negative="", help="A host or account of it; repeatable.")] = None,
    summary: Annotated[str | None, Parameter(help="One line about it.")] = None,
) -> int:
    """Add an outlet with its addresses."""
    settings = load_settings()
    prepare_data_folder(settings)
    given = OutletIn(slug=slug, name=name, summary=summary)
    addresses = [normalise(one) for one in address or ()]
    async with database(settings.database) as records, records.session() as session:
        added = await add_outlet(session, COMMAND_LINE, given)
        for one in addresses:
            await add_address(session, COMMAND_LINE, added, AddressIn(address=one))
    tell(f"Outlet {slug} added" + (f" with {', '.join(addresses)}." if addresses else "."))
    return 0


async def publish_feed(
    *, demo: Annotated[bool, Parameter(negative="", help="Publish as serve --demo does: on this machine.")] = False
) -> int:
    """Bring the feed folder to what is published now."""
    settings = load_settings()
    prepare_data_folder(settings)
    if demo:
        settings = settings.model_copy(update={"demo": True})
    async with database(settings.database) as records:
        done = await publish(records, settings)
    index = done.index
    tell(f"Feed version {index.version}: {index.articles} articles, {index.list.entries} fingerprints listed.")
    how = "in full" if done.full else "by the changes alone"
    tell(f"{done.written} files written, {done.removed} removed in {settings.feed_folder}, {how}")
    if done.server_before and not index.server:
        tell(f"The feed named {done.server_before} as its server, and names none any more: readers can report nothing,")
        tell("  see no history, and curators cannot sign in. Set MASTHEAD_PUBLIC_URL, or for the demo publish --demo.")
    _tell_dropped(done.loss)
    return 0


def _tell_dropped(loss: Loss) -> None:
    if loss.articles:
        reasons = ", ".join(f"{n} {reason.value}" for reason, n in loss.reasons.items())
        tell(f"{loss.shingles} of {loss.of_shingles} shingles were dropped as no evidence: {reasons}")
        tell(f"  articles concerned: {loss.articles}")
        tell(f"  what and why: masthead check {' '.join(map(str, loss.most_affected))}")
    for number in loss.unrecognisable:
        tell(f"Article {number} will be shown to nobody: too little of it is evidence. See masthead check {number}")
    if loss.more_unrecognisable:
        tell(f"So will {loss.more_unrecognisable} others.")
