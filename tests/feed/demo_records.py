"""The demo's content as records, as a curator would have kept them."""

from feed.making import Records, article, note, placement, records
from masthead.demo.content import body_text, load
from masthead.records.base import Status
from masthead.records.outlets import Address, AddressRole, Outlet, Statement, StatementKind
from masthead.records.placements import PlacementRole


def demo_records() -> Records:
    """The demo's outlets, addresses, statements, notes and archived articles, as a curator would have kept them."""
    demo = load()
    numbers = {one.slug: number for number, one in enumerate(demo.outlets, 1)}
    outlets = [
        Outlet(
            id=numbers[one.slug],
            **one.model_dump(exclude={"addresses", "statements", "notes", "languages"}),
            languages=list(one.languages),
            status=Status.PUBLISHED,
            addresses=[
                Address(
                    outlet_id=numbers[one.slug],
                    status=Status.PUBLISHED,
                    **held.model_dump() | {"role": AddressRole(held.role)},
                )
                for held in one.addresses
            ],
            statements=[
                Statement(
                    outlet_id=numbers[one.slug],
                    status=Status.PUBLISHED,
                    **said.model_dump() | {"kind": StatementKind(said.kind)},
                )
                for said in one.statements
            ],
            notes=[note(500 + 10 * numbers[one.slug] + at, said.text) for at, said in enumerate(one.notes)],
        )
        for one in demo.outlets
    ]
    articles = []
    for number, one in enumerate((given for given in demo.articles if given.archived), 1):
        host = next(given for given in demo.outlets if given.slug == one.outlet).own_hosts()[0]
        url = f"http://{host}{one.path}"
        articles.append(
            article(
                number,
                body_text(one),
                numbers[one.outlet],
                title=one.title,
                language=one.language,
                published_on=one.published_on,
                licence=one.licence,
                url=url,
                placements=[placement(number, url, PlacementRole.ORIGIN)],
                notes=[note(10 * number + at, said.text, quote=said.quote) for at, said in enumerate(one.notes)],
            )
        )
    return records(articles, outlets)
