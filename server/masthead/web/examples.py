"""An example of each body that the API takes, as its description shows them; a test makes every one of the calls."""

import json
from typing import Any, Final

_URL: Final = "https://southfront.press/mass-defections-push-syrias-ahrar-al-sham-closer-to-its-end"
_TEXT: Final = (
    "The harbour office counted the boats again on Tuesday. Eleven of them had come from the north, where the ice"
    " had broken early, and four had waited since autumn for a part that nobody makes any more. The clerk wrote both"
    " numbers down, closed the ledger and walked home along the quay, past the crane that the town has wanted to sell"
    " for nine years and that no buyer has ever come to look at."
)

BODIES: Final[dict[str, Any]] = {
    "OutletIn": {
        "slug": "southfront",
        "name": "SouthFront",
        "summary": "English-language outlet on military affairs.",
        "country": "RU",
        "languages": ["en", "ru"],
        "homepage": "https://southfront.press/",
    },
    "OutletPatch": {
        "summary": "An outlet on military affairs, in several languages.",
        "homepage": None,
        "reason": "Its home page is gone.",
    },
    "AddressIn": {"address": "https://southfront.press/", "role": "official", "since": "2022-03-01"},
    "AddressPatch": {"until": "2024-12-31", "reason": "It has moved on."},
    "StatementIn": {
        "topic": "sanction",
        "text": "Designated on 15 April 2021 under Executive Order 13848.",
        "stated_by": "US Treasury",
        "stated_on": "2021-04-15",
        "source_url": "https://home.treasury.gov/news/press-releases/jy0126",
    },
    "StatementPatch": {"archived_url": "https://archive.example/2021/jy0126", "reason": "A copy that will stay."},
    "ArchiveIn": {
        "text": f"The boats of the north\n\n{_TEXT}",
        "url": _URL,
        "outlet": "southfront",
        "published_on": "2021-08-08",
    },
    "ArticlePatch": {"published_on": "2021-08-09", "reason": "The page itself says so."},
    "PlacementIn": {"url": "https://copyist.example/boats", "role": "copy", "first_seen": "2021-08-20"},
    "PlacementPatch": {"role": "excerpt", "reason": "Two paragraphs stand there."},
    "NoteIn": {
        "text": "The port authority counted sixteen boats, one more than the article does.",
        "sources": [{"url": "https://port.example/log/2021-08", "title": "Log of the port, August 2021"}],
    },
    "NotePatch": {"language": "en", "reason": "Its language had not been said."},
    "SampleIn": {"html": f"<nav>News Culture Donate</nav><main><p>{_TEXT}</p></main>", "url": _URL},
    "MatchIn": {"text": _TEXT, "url": "https://copyist.example/boats"},
    "ReportFields": {
        "kind": "wrong match",
        "article": 1,
        "url": "https://library.example/old-almanac",
        "shared_words": 41,
        "comment": "The article quotes this almanac, not the other way round.",
        "feed_version": 12,
    },
    "Decision": {"outcome": "declined", "reason": "The page is a copy, of the day after."},
    "StepIn": {"reason": "Both sources were looked at."},
    "WithdrawIn": {"reason": "The source has corrected itself."},
    "CuratorIn": {"name": "ann", "role": "editor", "expires_at": "2036-01-01T00:00:00Z"},
    "CuratorPatch": {"role": "contributor"},
    "EndIn": {"reason": "She has left."},
    "TokenIn": {"label": "the script that imports lists", "expires_at": "2036-01-01T00:00:00Z"},
}
"""By the name of the model. One to undo has none: which revisions there are to go back to, the history says."""

LINES: Final = "".join(
    json.dumps(line) + "\n"
    for line in (
        {"outlet": {"id": 1, "slug": "weir", "name": "The Weir", "status": "published"}},
        {"address": {"outlet_id": 1, "address": "weir.example", "role": "official", "status": "published"}},
    )
)
"""Of a body that is JSON Lines."""
