"""The curators' API, one module for each noun."""

from masthead.web.api import (
    addresses,
    articles,
    captures,
    checks,
    curators,
    feed,
    importing,
    lookup,
    matching,
    notes,
    outlets,
    placements,
    reports,
    revisions,
    samples,
    statements,
)

OPERATIONS = [
    *outlets.operations.all,
    *addresses.operations.all,
    *statements.operations.all,
    *articles.operations.all,
    *captures.operations.all,
    *checks.operations.all,
    *placements.operations.all,
    *notes.operations.all,
    *samples.operations.all,
    *revisions.operations.all,
    *curators.operations.all,
    *importing.operations.all,
    *feed.operations.all,
    *lookup.operations.all,
    *matching.operations.all,
    *reports.operations.all,
]
