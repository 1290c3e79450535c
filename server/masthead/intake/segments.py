"""What intake hands on: the segments of a page, which were kept, and why the others were not."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from masthead.errors import InvalidInput


class Reason(StrEnum):
    """Why a segment was kept or cut, in words a curator understands."""

    BODY = "body"
    RESTORED = "kept by the curator"
    CURATOR = "cut by the curator"
    TITLE = "title"
    REPEATED_TITLE = "repeated title"
    TICKER = "donation ticker"
    DATE_LINE = "date line"
    CAPTION = "caption"
    BOILERPLATE = "boilerplate caption"
    SUPPORT = "support or subscribe line"
    MORE = "more on this topic"
    COMMENTS = "comment section"
    NAVIGATION = "navigation or template"
    COOKIES = "cookie notice"
    REPEATED = "repeated line"
    NEWSLETTER = "newsletter box"
    SHARING = "share bar"
    AUTHOR_BOX = "about the author"


@dataclass(frozen=True, slots=True)
class Segment:
    """A paragraph or line of the page, in page order."""

    text: str
    kept: bool
    reason: Reason


@dataclass(frozen=True, slots=True)
class Capture:
    """A page taken apart: what it said of itself, and its segments."""

    segments: tuple[Segment, ...]
    title: str | None = None
    author: str | None = None
    language: str | None = None
    published_on: str | None = None
    """ISO date, only where the page's own metadata states one."""
    canonical: str | None = None
    """Where the page itself says that it belongs: a full http or https URL, never the front page of a site."""
    site: str | None = None
    """The name that the page gives its site."""

    @property
    def text(self) -> str:
        """The kept segments, one paragraph each."""
        return "\n\n".join(segment.text for segment in self.segments if segment.kept)

    def overridden(self, keep: Iterable[int] = (), cut: Iterable[int] = ()) -> "Capture":
        """The same capture with some segments restored or cut by a curator.

        Args:
            keep: positions of segments to keep.
            cut: positions of segments to cut.

        Raises:
            InvalidInput: a position that does not exist, or one in both.
        """
        keep, cut = set(keep), set(cut)
        if both := keep & cut:
            raise InvalidInput(f"Segment {min(both)} cannot be both kept and cut.", field="keep")
        segments = list(self.segments)
        for chosen, kept, reason, field in ((keep, True, Reason.RESTORED, "keep"), (cut, False, Reason.CURATOR, "cut")):
            for at in chosen:
                if not 0 <= at < len(segments):
                    raise InvalidInput(
                        f"There is no segment {at}: this page has segments 0 to {len(segments) - 1}.", field=field
                    )
                segments[at] = replace(segments[at], kept=kept, reason=reason)
        return replace(self, segments=tuple(segments))
