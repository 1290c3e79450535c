"""What a curator should do about what a check has found."""

from collections.abc import Iterator

from masthead.feed.findings import Check, KnownPages
from masthead.feed.texts import Recognisable
from masthead.matching.fingerprint import GUARANTEED_RUN
from masthead.records.samples import ENOUGH_PAGES


def warnings(found: Check) -> list[str]:
    """One sentence or two for each thing to look at before publishing."""
    return [*_recognisable(found), *_near_duplicates(found), *_own_pages(found.known_pages), *_few(found.known_pages)]


def _recognisable(found: Check) -> Iterator[str]:
    if found.recognisable is Recognisable.NO:
        yield (
            "No reader would ever be shown this article: too little of its text is evidence. Archive more of the"
            " text, or withdraw the samples or copies that take it away."
        )
    elif found.recognisable is Recognisable.HARDLY:
        yield (
            f"Readers will hardly recognise this article: no {GUARANTEED_RUN} words in a row of it are evidence."
            " Archive more of the text, if there is more."
        )


def _near_duplicates(found: Check) -> Iterator[str]:
    for one in found.alike:
        if one.near_duplicate:
            yield (
                f"Article {one.id}, {one.title!r} ({one.status.value}), is a near-duplicate: of the same text archived"
                " twice readers are shown both. Keep one of them, if one is enough."
            )


def _own_pages(known: KnownPages) -> Iterator[str]:
    for one in known.own_pages:
        yield (
            f"Sample {one.id} carries {one.share:.0%} of this article: it is likely its own page, and is left out."
            f" If it is: masthead sample {known.outlet} --withdraw {one.id} --why REASON"
        )


def _few(known: KnownPages) -> Iterator[str]:
    others = known.articles + known.samples
    if 1 + others >= ENOUGH_PAGES:
        return
    if known.outlet is None and known.site is None:
        yield (
            "The article has neither an outlet nor a URL: its template cannot be told from its text."
            " Say which outlet it is of."
        )
        return
    pages = {0: "no other page", 1: "only one other page"}[others]
    whose = known.outlet or known.site
    said = f"There is {pages} of {whose} to tell its template from its text."
    if known.outlet is None:
        yield f"{said} Archive the article with an outlet, and give samples of it."
        return
    yield f"{said} Give more: masthead sample {known.outlet} FILE..."
    if known.samples_waiting:
        wait = "1 sample of {} waits" if known.samples_waiting == 1 else f"{known.samples_waiting} samples of {{}} wait"
        yield f"{wait.format(known.outlet)} for an editor: POST /api/samples/ID/publish makes one count."
