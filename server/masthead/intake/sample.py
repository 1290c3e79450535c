"""From a page to a sample: its whole visible text, furniture included, for that is what a sample is for."""

from masthead.errors import TextTooShort, TooLarge
from masthead.intake.capture import page_text
from masthead.intake.decode import Document
from masthead.matching.fingerprint import K, shingles
from masthead.matching.words import words
from masthead.records.samples import MOST_CHARACTERS


def sample_text(page: Document) -> str:
    """The text of a page as it is kept as a sample.

    Raises:
        TooLarge: more text than is kept of one page.
        TextTooShort: not one shingle.
    """
    text = page_text(page).strip()
    if len(text) > MOST_CHARACTERS:
        raise TooLarge(
            f"The page has {len(text):,} characters of text, at most {MOST_CHARACTERS:,} are kept of a sample."
            " Give a shorter page of the outlet."
        )
    if not len(shingles(words(text))):
        raise TextTooShort(f"The page shows fewer than {K} words, which tell nothing. Give another page of the outlet.")
    return text
