"""Masthead: puts the box that says who publishes a page back on the page."""

from importlib.metadata import version

__version__ = version("masthead")
