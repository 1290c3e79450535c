"""masthead demo: load the demo content, the way a curator would have archived it."""

from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit

from masthead.commands.output import tell
from masthead.config import Settings, load_settings, prepare_data_folder
from masthead.demo import content, sites
from masthead.errors import UnreadableText
from masthead.intake.archive import About, Seen, archive
from masthead.intake.html import capture_html
from masthead.records.base import Status
from masthead.records.curators import Role, add_curator
from masthead.records.database import Database, Session, database
from masthead.records.history import COMMAND_LINE
from masthead.records.notes import NoteIn, add_note
from masthead.records.outlets import (
    AddressIn,
    Outlet,
    OutletIn,
    StatementIn,
    add_address,
    add_outlet,
    add_statement,
    outlets,
)

CURATOR = "demo curator"


async def load_demo() -> int:
    """Load the demo content; what is there already stays as it is."""
    settings = load_settings()
    prepare_data_folder(settings)
    demo = content.load()
    async with database(settings.database) as records:
        if there := await _outlet_of(records, demo):
            homepage = urlsplit(there.homepage or "")
            port = homepage.port
            # A curator may have given it another homepage since.
            if port in (None, settings.port) or not (homepage.hostname or "").endswith(".localhost"):
                return 0
            tell(f"The demo was loaded for port {port}: its links lead there, and not to port {settings.port}.")
            tell(f"  Use MASTHEAD_PORT={port}, another MASTHEAD_DATA, or remove {settings.data} with all in it.")
        else:
            # One transaction: the demo is there whole or not at all.
            async with records.session() as session:
                token = await add_curator(session, COMMAND_LINE, CURATOR, Role.EDITOR)
                for given in demo.outlets:
                    outlet = await _add_outlet(session, given, settings.port)
                    for article in demo.articles:
                        if article.outlet == given.slug and article.archived:
                            await _add_article(session, demo, article, outlet, settings.port)
                _keep_token(settings, token)
            archived = sum(article.archived for article in demo.articles)
            tell(f"Demo content loaded: {len(demo.outlets)} outlets, {archived} articles.")
    return 0


def _keep_token(settings: Settings, token: str) -> None:
    """Keep the demo curator's token where `masthead serve --demo` finds it; real tokens are never kept."""
    settings.demo_token.touch(mode=0o600)
    settings.demo_token.write_text(token + "\n", "utf-8")


async def _outlet_of(records: Database, demo: content.DemoContent) -> Outlet | None:
    """An outlet of the demo, if it is loaded."""
    known = {outlet.slug for outlet in demo.outlets}
    async with records.reading() as session:
        return next((outlet for outlet in await outlets(session) if outlet.slug in known), None)


async def _add_outlet(session: Session, given: content.Outlet, port: int) -> Outlet:
    plain = given.model_dump(exclude={"addresses", "statements", "notes", "homepage"})
    homepage = sites.with_port(given.homepage, port)
    outlet = await add_outlet(session, COMMAND_LINE, OutletIn(**plain, homepage=homepage))
    for address in given.addresses:
        source = sites.with_port(address.source_url, port) if address.source_url else None
        kept = AddressIn.model_validate(address.model_dump() | {"source_url": source})
        await add_address(session, COMMAND_LINE, outlet, kept)
    for statement in given.statements:
        source = sites.with_port(statement.source_url, port)
        stated = StatementIn.model_validate(statement.model_dump() | {"source_url": source})
        await add_statement(session, COMMAND_LINE, outlet, stated)
    for note in given.notes:
        await add_note(session, COMMAND_LINE, _note(note, port), status=Status.PUBLISHED, outlet_id=outlet.id)
    return outlet


async def _add_article(
    session: Session, demo: content.DemoContent, article: content.Article, outlet: Outlet, port: int
) -> None:
    given = next(one for one in demo.outlets if one.slug == outlet.slug)
    host = given.own_hosts()[0]
    page = sites.render(demo, host, article.path, port)
    if page is None:
        raise UnreadableText(f"The demo has no page for {article.slug}.")
    about = About(
        url=f"http://{host}:{port}{article.path}",
        outlet=outlet.slug,
        author=article.author,
        published=article.published_on,
        licence=article.licence,
    )
    # The demo's curators archived each article on the day after.
    seen = Seen(datetime.combine(article.published_on, time(12), UTC) + timedelta(days=1))
    done = await archive(session, COMMAND_LINE, capture_html(page), about, status=Status.PUBLISHED, seen=seen)
    for note in article.notes:
        kept = _note(note, port)
        await add_note(session, COMMAND_LINE, kept, status=Status.PUBLISHED, article_id=done.article.id)


def _note(note: content.OutletNote, port: int) -> NoteIn:
    sources = [{"url": sites.with_port(source.url, port), "title": source.title} for source in note.sources]
    quote = note.quote if isinstance(note, content.ArticleNote) else None
    return NoteIn.model_validate({"text": note.text, "language": note.language, "quote": quote, "sources": sources})
