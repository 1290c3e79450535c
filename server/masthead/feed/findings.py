"""What a check of an article finds: told to curators by the command line and the API in the same words."""

from pydantic import BaseModel, ConfigDict, Field

from masthead.feed.common import Reason
from masthead.feed.texts import Recognisable
from masthead.matching.compare import MatchClass
from masthead.records.base import Status


class Finding(BaseModel):
    """A part of what is found."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True)


class Holder(Finding):
    """An article or a sample that holds a passage too."""

    id: int
    title: str | None = Field(description="Title of the article, or URL of the sample.")


class NoEvidence(Finding):
    """A passage that is no evidence of whose text a page carries."""

    reason: Reason
    words: int
    excerpt: str = Field(description="How the passage begins.")
    articles: list[Holder] = Field(description="Others that hold it, at most three, where that is the reason.")
    samples: list[Holder] = Field(description="Samples that hold it, at most three, where that is the reason.")


class Shown(Finding):
    """What a reader of one article's text would be shown of another."""

    match_class: MatchClass = Field(serialization_alias="class")
    shared_words: int
    longest_run: int
    article_share: float = Field(description="Share of the words that are evidence of the article shown.")
    page_share: float = Field(description="Share of the words of the article read.")


class Alike(Finding):
    """Another article that shares text with the one checked."""

    id: int
    title: str
    outlet: str | None = Field(description="Slug of its outlet.")
    status: Status
    same_outlet: bool = Field(description="On its outlet's pages readers are told nothing below 'same article'.")
    near_duplicate: bool = Field(description="One of the two holds most of the other: the same text archived twice.")
    shown_here: Shown = Field(description="What a reader of the article checked would be shown of this one.")
    shown_there: Shown = Field(description="What a reader of this one would be shown of the article checked.")


class OwnPage(Finding):
    """A sample that holds so much of the article that it is left out for it."""

    id: int
    share: float = Field(description="Share of the article's shingles that it holds.")


class KnownPages(Finding):
    """The other pages by which the template of the article's outlet, or of its site, can be told."""

    outlet: str | None = Field(description="Slug of the outlet.")
    site: str | None = Field(description="Host that stands in where there is no outlet.")
    articles: int = Field(description="Other published articles.")
    drafts: int = Field(description="Others that are not published yet, and do not count.")
    samples: int
    samples_waiting: int = Field(description="Samples that wait for an editor, and do not count.")
    own_pages: list[OwnPage]


class Check(Finding):
    """What readers would be told if the article were published now."""

    article: int | None = Field(description="Its number, if it is archived.")
    title: str | None
    words: int
    evidence_words: int = Field(description="Words outside the passages that are no evidence.")
    recognisable: Recognisable
    listed: int = Field(description="Fingerprints of it that would be listed.")
    no_evidence: list[NoEvidence] = Field(description="In the order of the text; of very many the longest.")
    no_evidence_more: int = Field(description="Passages that are not listed here.")
    alike: list[Alike] = Field(description="Other articles, drafts too, the most alike first.")
    alike_more: int = Field(description="Articles with shared text that were not compared.")
    known_pages: KnownPages
    warnings: list[str] = Field(description="What to do before publishing, if anything.")
