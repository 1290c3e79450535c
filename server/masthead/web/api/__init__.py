"""The curators' API, one module for each noun."""

from masthead.web.api import articles, feed, notes, outlets

OPERATIONS = [*outlets.operations.all, *articles.operations.all, *notes.operations.all, *feed.operations.all]
