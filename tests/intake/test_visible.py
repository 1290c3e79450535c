"""The visible text of an HTML file: what a reader would see, in order, word by word."""

import pytest

from masthead.intake.visible import visible_blocks, visible_text


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>secret</script>",
        "<style>.secret{}</style>",
        "<noscript>secret</noscript>",
        "<template><p>secret</p></template>",
        "<!-- secret -->",
        "<textarea>secret</textarea>",
        "<svg><text>secret</text></svg>",
        "<select><option>secret</option></select>",
        "<iframe>secret</iframe>",
        "<object>secret</object>",
        "<p hidden>secret</p>",
        '<p hidden="until-found">secret <b>secret</b></p>',
        '<p style="display:none">secret</p>',
        '<span style="color: red; DISPLAY :  None">secret</span>',
        '<p style="display:\n\tnone !important">secret</p>',
        '<div style="visibility: hidden"><p>secret</p></div>',
        "<dialog>secret</dialog>",
        "<details><summary>seen</summary>secret<p>secret</p></details>",
    ],
)
def test_what_a_reader_cannot_see_is_not_read(hidden: str) -> None:
    blocks = visible_blocks(f"<title>secret</title><body><p>before</p>{hidden}<p>after</p>")
    assert [block for block in blocks if block != "seen"] == ["before", "after"]


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("<p>a <b>wo</b>r<i>d</i> of <a href=x>fi</a>ve</p>", ["a word of five"]),
        ("<p>long<wbr>word</p>", ["longword"]),
        ("<p>shad<!-- remark -->ow</p>", ["shadow"]),
        ("<p>one<br>two<br/>three</p>", ["one", "two", "three"]),
        ("<p>one\n   two\t three</p>", ["one two three"]),
        ("<div>out<p>in</p>out again</div>", ["out", "in", "out again"]),
        ("<ul><li>one<li>two</ul>", ["one", "two"]),
        ("<table><tr><td>one<td>two<tr><td>three</table>", ["one", "two", "three"]),
        ("<p>fish &amp; chips &lt;b&gt; &#1087;&#xe9;</p>", ["fish & chips <b> пé"]),
        ("<dialog open>shown</dialog><details open><summary>head</summary>shown</details>", ["shown", "head", "shown"]),
        ("<p>読<ruby>売<rp>(</rp><rt>うり</rt><rp>)</rp></ruby>新聞</p>", ["読売新聞"]),
        ("no tags at all", ["no tags at all"]),
        ("<p>unclosed <b>bold", ["unclosed bold"]),
        ("", []),
        ("<p> </p><p>&nbsp;</p>", []),
    ],
)
def test_words_and_blocks_are_those_a_browser_shows(html: str, blocks: list[str]) -> None:
    assert visible_blocks(html) == blocks


def test_a_page_of_thousands_of_nested_elements_is_read_all_the_same() -> None:
    assert visible_text("<div>" * 3000 + "deep") == "deep"
    assert visible_text("<p>first</p>" + "<b><div>" * 1000 + "deep") == "first\ndeep"


def test_blocks_stand_in_document_order_one_a_line() -> None:
    page = "<h1>Title</h1><main><p>One.</p><aside>Two.</aside></main><footer>Three.</footer>"
    assert visible_text(page) == "Title\nOne.\nTwo.\nThree."
