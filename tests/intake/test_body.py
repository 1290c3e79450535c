"""Bodies that lie in several elements, and what stands between and behind them."""

import pytest

from masthead.intake.html import capture_html
from masthead.intake.segments import Capture, Reason

PARAGRAPHS = [
    f"The {what} was opened again on Tuesday, and the people of the valley walked over from {where} to see whether it"
    f" would hold after the {trouble}, for nobody had trusted it since the engineers went home in the autumn."
    for what, where, trouble in [
        ("weir", "Sallow", "flood"),
        ("footbridge", "Upper Marl", "landslide"),
        ("old mill", "the terraces", "fire"),
        ("signal box", "Brock Halt", "long frost"),
        ("ferry landing", "Orlen", "storm"),
        ("lime kiln", "the quarry", "collapse"),
    ]
]


def page(*parts: str, head: str = "<title>The valley opens again</title>") -> Capture:
    return capture_html(f"<html><head>{head}</head><body><h1>The valley opens again</h1>{''.join(parts)}</body></html>")


def paragraphs(*which: int) -> str:
    return "".join(f"<p>{PARAGRAPHS[at]}</p>" for at in which)


def reasons(found: Capture) -> dict[str, Reason]:
    return {segment.text: segment.reason for segment in found.segments}


def test_an_article_that_advertisements_split_into_several_elements_is_kept_whole() -> None:
    pieces = [
        f'<div class="grid"><div class="grid-item body">{paragraphs(at, at + 1)}</div></div>'
        '<div class="grid"><aside class="ad-slot">Advertisement</aside></div>'
        for at in (0, 2, 4)
    ]
    found = page("<main>", *pieces, "</main>")
    assert found.text.split("\n\n") == PARAGRAPHS
    assert reasons(found)["Advertisement"] is Reason.BOILERPLATE


def test_a_list_of_other_articles_in_the_middle_does_not_end_the_article() -> None:
    teaser = '<h3>Related articles</h3><ul><li><a href="/a">Mill burns for the second time</a></li></ul>'
    found = page(f'<article><div class="text">{paragraphs(0, 1, 2, 3, 4)}{teaser}{paragraphs(5)}</div></article>')
    assert found.text.split("\n\n") == PARAGRAPHS
    assert reasons(found)["Related articles"] is Reason.MORE


def test_a_link_to_the_comments_does_not_end_the_article() -> None:
    found = page(
        f'<article><div class="text">{paragraphs(0, 1, 2, 3)}<p><a href="#c">12 comments</a></p>'
        f"{paragraphs(4, 5)}</div></article>"
    )
    assert found.text.split("\n\n") == PARAGRAPHS


@pytest.mark.parametrize(
    ("box", "reason"),
    [
        ('<section id="disqus_thread">{}</section>', Reason.COMMENTS),
        ('<div class="hypercomments_widget"><div>{}</div></div>', Reason.COMMENTS),
        ('<div class="author-box">{}</div>', Reason.AUTHOR_BOX),
        ('<div class="newsletter-signup">{}</div>', Reason.NEWSLETTER),
        ("<figure><figcaption>{}</figcaption></figure>", Reason.CAPTION),
        ('<div class="sharedaddy sd-sharing">{}</div>', Reason.SHARING),
        ('<div id="onetrust-banner-sdk">{}</div>', Reason.COOKIES),
    ],
)
def test_what_an_element_is_called_tells_what_its_text_is(box: str, reason: Reason) -> None:
    said = "Those who have read as far as this may have a word on it as well, and should hear it from us first."
    box = box.format(f"<p>{said}</p>")
    found = page(f'<article><div class="text">{paragraphs(0, 1, 2, 3, 4, 5)}{box}</div></article>')
    assert found.text.split("\n\n") == PARAGRAPHS
    assert reasons(found)[said] is reason


def test_a_page_that_calls_its_article_a_comment_keeps_it() -> None:
    found = page(f'<div class="comment"><div class="text">{paragraphs(0, 1, 2, 3, 4, 5)}</div></div>')
    assert found.text.split("\n\n") == PARAGRAPHS


def test_a_few_words_about_the_author_are_no_part_of_the_article() -> None:
    about = "Odile Farrow has written about the valley since the dam was closed."
    article = f'<div class="text">{paragraphs(0, 1, 2, 3, 4, 5)}</div>'
    found = page(f"<article>{article}<h3>About the author</h3><p>{about}</p></article>")
    assert found.text.split("\n\n") == PARAGRAPHS
    assert reasons(found)[about] is Reason.AUTHOR_BOX
