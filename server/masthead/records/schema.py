"""All tables in one place, for migrations: importing the nouns registers their tables."""

from sqlmodel import SQLModel

from masthead.records import articles, curators, history, notes, outlets, retries, samples, search

METADATA = SQLModel.metadata

__all__ = ["METADATA", "articles", "curators", "history", "notes", "outlets", "retries", "samples", "search"]
