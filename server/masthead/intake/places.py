"""What an element of a page is for, by the names that the common systems give it.

The names explain why a block was cut; only those that never hold an article cut by themselves.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from masthead.intake.segments import Reason
from masthead.intake.visible import Place

_NEVER_BODY: Final = {
    Reason.COMMENTS: (
        r"comments?(?:[-_]?(?:list|area|section|respond|thread|container|wrapper|block|form|body|content|text|item))?"
        r"|commentlist|respond|disqus(?:_thread)?|fb-comments|vk_comments|hypercomments(?:_widget)?|wpd-.*|wpdiscuz.*"
        r"|cackle.*|comentarios|kommentare|commentaires|isso-.*|remark42|coral.*|spot-?im.*|livefyre.*|viafoura.*"
    ),
    Reason.NEWSLETTER: (
        r"newsletter.*|.*newsletter[-_]?(?:sign-?up|form|box|widget|promo)|mc_embed_signup|mailchimp.*"
        r"|(?:email|mail)[-_]?(?:sign-?up|subscribe|capture).*|sign-?up[-_]?(?:form|box)|subscribe[-_]?(?:form|box)"
    ),
    Reason.SHARING: (
        r"(?:social|share|sharing)[-_]?(?:bar|buttons?|links?|icons?|tools|block|list|widget|media|menu)?"
        r"|sharedaddy|sd-sharing.*|addtoany.*|a2a_kit|addthis.*|shariff|ya-share2?|likely|heateor.*"
    ),
    Reason.MORE: (
        r"related(?:[-_]?(?:posts?|articles?|stories|news|content|links|topics|items|materials))?|jp-relatedposts"
        r"|yarpp.*|crp_related|read[-_]?(?:more|next|also)(?:[-_].*)?|more[-_]?(?:stories|news|articles)"
        r"|recommend(?:ed|ations)?(?:[-_].*)?|most[-_]?(?:read|popular).*|trending.*|outbrain.*|ob-widget.*|taboola.*"
        r"|trc_.*|zergnet.*|mgid.*|also[-_]?read.*"
    ),
    Reason.AUTHOR_BOX: (
        r"author[-_]?(?:box|bio|info|profile|card|description|details|block)|(?:about|entry|post)[-_]the[-_]author"
        r"|about[-_]?author|post-author-.*|saboxplugin.*|m-a-box.*|molongui.*|abh_.*|bio-box|author__bio"
    ),
    Reason.COOKIES: (
        r"(?:cookie|gdpr|consent|cmp)[-_]?(?:bar|banner|notice|law|consent|popup|message|box|policy|info).*"
        r"|onetrust.*|cookiebot.*|cmplz.*|cky-.*|qc-cmp.*|didomi.*"
    ),
}
_PATTERNS: Final = tuple((reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _NEVER_BODY.items())
_TAGS: Final = {"figcaption": Reason.CAPTION}
_CAPTIONS: Final = re.compile(r"(?:wp-)?caption(?:-?text)?|(?:image|photo|media|picture)[-_]?caption", re.IGNORECASE)
_WHOLE_PAGE: Final = frozenset(("html", "body", "main", "article"))
"""Elements whose names tell something of the page, not of what they are for."""


def purposes(places: Iterable[Place]) -> list[Reason | None]:
    """What furniture a block at each place is part of, by the names of the elements around it, or None."""
    known: dict[int, Reason | None] = {}
    return [_within(place, known) for place in places]


def _within(place: Place, known: dict[int, Reason | None]) -> Reason | None:
    """What the innermost element is for that tells; elements that were looked at are not looked at again."""
    passed: list[int] = []
    reason: Reason | None = None
    for outer in place.outward():
        if id(outer) in known:
            reason = known[id(outer)]
            break
        passed.append(id(outer))
        if outer.tag not in _WHOLE_PAGE and (reason := _purpose(outer.tag, outer.named)):
            break
    known.update(dict.fromkeys(passed, reason))
    return reason


@lru_cache(maxsize=4096)
def _purpose(tag: str, named: str) -> Reason | None:
    names = named.split()[:20]
    for reason, pattern in _PATTERNS:
        if any(pattern.fullmatch(name) for name in names):
            return reason
    if tag in _TAGS:
        return _TAGS[tag]
    return Reason.CAPTION if any(_CAPTIONS.fullmatch(name) for name in names) else None
