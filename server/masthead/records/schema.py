"""All tables in one place, for migrations: importing the nouns registers their tables."""

from sqlmodel import SQLModel

from masthead.records import (
    articles,
    captures,
    curators,
    history,
    notes,
    outlets,
    reports,
    retries,
    samples,
    search,
    sketches,
)

METADATA = SQLModel.metadata

__all__ = [
    "METADATA",
    "articles",
    "captures",
    "curators",
    "history",
    "notes",
    "outlets",
    "reports",
    "retries",
    "samples",
    "search",
    "sketches",
]
