"""What curators noted on articles, as ClaimReview: the form in which search engines and fact-checkers exchange reviews.

https://schema.org/ClaimReview. Masthead gives no verdicts, so there is no ``reviewRating``.
"""

from collections.abc import Mapping
from typing import Any

from masthead.records.articles import Article
from masthead.records.base import published
from masthead.records.notes import Note
from masthead.records.outlets import Outlet
from masthead.records.placements import PlacementRole

Thing = dict[str, Any]
"""An object of JSON-LD."""


def document(reviews: list[Thing]) -> Thing:
    """Reviews as one document."""
    return {"@context": "https://schema.org", "@graph": reviews}


def reviews_of(article: Article, outlets: Mapping[int, Outlet], publisher: str) -> list[Thing]:
    """The published notes on a published article that quote a claim of it.

    A note that quotes nothing reviews no claim: it may say where a text comes from, or what others found.

    Args:
        article: with its placements and notes.
        outlets: those that readers are told of, by number.
        publisher: who keeps the notes.
    """
    return [_review(article, note, outlets, publisher) for note in published(article.notes) if note.quote]


def _review(article: Article, note: Note, outlets: Mapping[int, Outlet], publisher: str) -> Thing:
    return _told(
        {
            "@type": "ClaimReview",
            "author": {"@type": "Organization", "name": publisher},
            "datePublished": note.published_on.isoformat() if note.published_on else None,
            "claimReviewed": note.quote,
            "itemReviewed": _claim(article, outlets),
            "reviewBody": note.text,
            "inLanguage": note.language,
            "citation": [
                _told({"@type": "CreativeWork", "url": source.url, "name": source.title}) for source in note.sources
            ],
        }
    )


def _claim(article: Article, outlets: Mapping[int, Outlet]) -> Thing:
    told = published(article.placements)
    places = [place.url for place in told if place.role is not PlacementRole.DISPUTED]
    urls = dict.fromkeys([*([article.url] if article.url else []), *places])
    day = article.published_on.isoformat() if article.published_on else None
    return _told(
        {
            "@type": "Claim",
            "author": _organization(outlets.get(article.outlet_id)) if article.outlet_id else None,
            "datePublished": day,
            "appearance": [
                _told({"@type": "Article", "url": url, "headline": article.title, "inLanguage": article.language})
                for url in urls
            ],
        }
    )


def _organization(outlet: Outlet | None) -> Thing | None:
    if outlet is None:
        return None
    same = f"https://www.wikidata.org/wiki/{outlet.wikidata}" if outlet.wikidata else None
    return _told({"@type": "Organization", "name": outlet.name, "url": outlet.homepage, "sameAs": same})


def _told(thing: Thing) -> Thing:
    """What is known of a thing."""
    return {name: value for name, value in thing.items() if value not in (None, [])}
