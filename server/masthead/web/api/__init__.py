"""The curators' API, one module for each noun."""

from masthead.web.api import articles, checks, feed, notes, outlets, samples

OPERATIONS = [
    *outlets.operations.all,
    *samples.operations.all,
    *articles.operations.all,
    *checks.operations.all,
    *notes.operations.all,
    *feed.operations.all,
]
