"""Bytes become text, or a refusal that says what to do."""

import codecs

import pytest

from masthead.errors import MastheadError, TooLarge, UnreadableText
from masthead.intake.decode import MAX_BYTES, decode, document

RUSSIAN = "Паром на Тихую косу вернулся на линию после двух лет перерыва, и в первый рейс ушло тридцать пассажиров. "
POLISH = "Zażółć gęślą jaźń: przełożony młyna źle zniósł żądło pszczoły, więc łąka została skoszona później. "
JAPANESE = "港の朝は早い。漁師たちは灯台の明かりが消える前に船を出し、昼には市場へ戻ってくる。"


@pytest.mark.parametrize(
    ("bom", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_whatever_else_is_stated(bom: bytes, codec: str) -> None:
    assert decode(bom + RUSSIAN.encode(codec), charset="iso-8859-1").text == RUSSIAN


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("windows-1251", RUSSIAN),
        ("koi8-r", RUSSIAN),
        ("iso-8859-2", POLISH),
        ("windows-1250", POLISH),
        ("shift_jis", JAPANESE),
        ("euc-jp", JAPANESE),
        ("utf-8", JAPANESE),
    ],
)
@pytest.mark.parametrize(
    "meta",
    [
        '<meta charset="{}">',
        "<META CHARSET={}>",
        '<meta http-equiv="Content-Type" content="text/html; charset={}">',
    ],
)
def test_the_charset_a_page_states_is_used(meta: str, codec: str, text: str) -> None:
    page = f"{meta.format(codec)}<p>{text}</p>"
    read = decode(page.encode(codec))
    assert (read.text, read.kind) == (page, "html")


def test_a_charset_is_recognised_where_none_is_stated() -> None:
    assert decode((RUSSIAN * 3).encode("windows-1251")).text == RUSSIAN * 3
    assert decode((JAPANESE * 3).encode("shift_jis")).text == JAPANESE * 3


@pytest.mark.parametrize("stated", ["iso-8859-1", "windows-1251", "klingon", "undefined", "hex", "punycode"])
def test_utf_8_is_read_as_utf_8_whatever_a_stale_statement_says(stated: str) -> None:
    page = f'<meta charset="{stated}"><p>{RUSSIAN}</p>'
    assert decode(page.encode()).text == page
    assert decode(RUSSIAN.encode(), charset=stated).text == RUSSIAN


@pytest.mark.parametrize("stated", ["utf-8", "ascii", "klingon", "undefined", "punycode", "idna", "hex", "utf-7"])
def test_a_charset_stated_wrongly_is_corrected_by_what_the_bytes_are(stated: str) -> None:
    assert decode((RUSSIAN * 3).encode("windows-1251"), charset=stated).text == RUSSIAN * 3


def test_bytes_that_are_not_what_they_claim_are_refused_rather_than_garbled() -> None:
    broken = (JAPANESE * 2).encode() + b"\xe9" + (JAPANESE * 2).encode()
    with pytest.raises(UnreadableText, match=r"says it is utf-8, but it is not; save it as UTF-8"):
        decode(broken, charset="utf-8")
    with pytest.raises(UnreadableText, match=r"charset cannot be told; save it as UTF-8"):
        decode(broken)


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF"),
        (b"PK\x03\x04\x14\x00\x06\x00", "a zip archive or office document"),
        (b"\x1f\x8b\x08\x00 packed", "a gzip file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a PNG image"),
        (b"\xff\xd8\xff\xe0 jpeg", "a JPEG image"),
        (b"{\\rtf1\\ansi text}", "an RTF document"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(32)) * 50, "binary data"),
        (b"\x00\x01\x02\x03" * 500, "binary data"),
        (bytes(range(256)) * 20, "binary data"),
    ],
)
def test_what_is_not_text_is_refused_with_what_it_is_and_what_to_do(data: bytes, named: str) -> None:
    with pytest.raises(UnreadableText, match=named) as refused:
        decode(data)
    assert "Save the page as HTML or plain text." in refused.value.message


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", codecs.BOM_UTF8, codecs.BOM_UTF8 + b"\n \n", codecs.BOM_UTF16_LE])
def test_nothing_is_refused_as_nothing(data: bytes) -> None:
    with pytest.raises(UnreadableText, match="There is no text in it"):
        decode(data)


def test_twenty_megabytes_are_too_large_as_bytes_and_as_text() -> None:
    with pytest.raises(TooLarge, match="Give only the article"):
        decode(b"word " * 4_000_000)
    with pytest.raises(TooLarge, match="Give only the article"):
        document("word " * 4_000_000)
    assert len(document("word " * (MAX_BYTES // 5)).text) == MAX_BYTES


def test_a_stray_nul_is_dropped_and_the_text_kept() -> None:
    read = decode(("A herring boat came home. " * 60 + "\x00" + "It was late.").encode())
    assert read.text.endswith("home. It was late.")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<!DOCTYPE html><html><body>Hello</body></html>", "html"),
        ("<p>Only a paragraph", "html"),
        ('<DIV class="x">Upper case</DIV>', "html"),
        ("If a < b and b > c, then nothing follows.", "plain"),
        ("Write to <anna@example.org> about it.", "plain"),
        ("Just words.\n\nAnd more words.", "plain"),
    ],
)
def test_html_is_told_from_plain_text_by_its_tags(text: str, kind: str) -> None:
    assert document(text).kind == kind


def readable(data: bytes) -> bool:
    try:
        return "\x00" not in decode(data).text
    except MastheadError as refused:
        return bool(refused.message)


def test_a_page_cut_anywhere_is_read_or_refused_and_nothing_else() -> None:
    page = f'<meta charset="windows-1251"><p>{RUSSIAN * 4}</p>'.encode("windows-1251")
    for at in range(0, len(page), 7):
        for shaken in (page[at:], page[:at], page[at:] + page[:at], page[:at] + b"\xff\x00\xfe" + page[at:]):
            assert readable(shaken)


@pytest.mark.parametrize("kind", ["div", "b"])
def test_elements_nested_beyond_reason_are_refused_before_anything_is_parsed(kind: str) -> None:
    with pytest.raises(UnreadableText, match="nested 1,000,000 deep"):
        document(f"<{kind}>" * 1_000_000 + "text", html=True)


def test_a_closing_tag_that_closes_nothing_does_not_hide_how_deep_elements_are_nested() -> None:
    with pytest.raises(UnreadableText, match="nested 100,000 deep"):
        document("<div></q>" * 100_000 + "text", html=True)


CHINESE = "港口的早晨开始得很早。渔民在灯塔熄灭之前出海，中午回到市场，一天的事情就算做完了。"
TRADITIONAL = "港口的早晨開始得很早。漁民在燈塔熄滅之前出海，中午回到市場，一天的事情就算做完了。"
KOREAN = "항구의 아침은 일찍 시작된다. 어부들은 등대 불이 꺼지기 전에 배를 띄우고 낮에는 시장으로 돌아온다."
ARABIC = "يبدأ الصباح في الميناء باكرا، فيخرج الصيادون قبل أن تنطفئ المنارة ويعودون إلى السوق عند الظهر."
THAI = "เช้าที่ท่าเรือเริ่มต้นเร็ว ชาวประมงออกเรือก่อนที่ประภาคารจะดับไฟ แล้วกลับมาที่ตลาดตอนเที่ยง"
TURKISH = "Limanda sabah erken başlar; balıkçılar fener sönmeden denize açılır, öğlen çarşıya dönerler. Iğdır, şölen."


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("GB2312", "gb18030", CHINESE + "镕"),  # a character of GBK that GB 2312 lacks
        ("gbk", "gb18030", CHINESE),
        ("Big5", "big5hkscs", TRADITIONAL),
        ("x-sjis", "cp932", JAPANESE + "①"),
        ("Shift_JIS", "cp932", JAPANESE + "髙"),
        ("iso-2022-jp", "iso2022-jp", JAPANESE),
        ("ks_c_5601-1987", "cp949", KOREAN),
        ("EUC-KR", "cp949", KOREAN + "펲"),
        ("windows-1256", "cp1256", ARABIC),
        ("TIS-620", "cp874", THAI),
        ("windows-874", "cp874", "“" + THAI),
        ("ISO-8859-9", "cp1254", TURKISH),
        ("ISO-8859-1", "cp1252", "“Smörgås – für 3 €”, said the mayor"),
        ("latin1", "cp1252", "l’été…"),
        ("koi8-u", "koi8-u", "Пором повернувся на лінію, її чекали два роки"),
    ],
)
def test_a_label_means_what_browsers_take_it_for(label: str, codec: str, text: str) -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={label}"><p>{text * 3}</p>'
    assert decode(page.encode(codec)).text == page
    assert decode((text * 3).encode(codec), charset=label).text == text * 3


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("stated", [None, "utf-16", "utf-8"])
def test_utf_16_is_read_without_a_byte_order_mark_too(codec: str, stated: str | None) -> None:
    page = f'<html><head><meta charset="utf-16"></head><body><p>{RUSSIAN}</p></body></html>'
    assert decode(page.encode(codec), charset=stated if codec == "utf-16-le" else None).text == page


def test_an_xml_declaration_states_the_charset_and_a_comment_does_not() -> None:
    page = f'<?xml version="1.0" encoding="windows-1251"?><html><body><p>{RUSSIAN}</p></body></html>'
    assert decode(page.encode("cp1251")).text == page
    page = f'<!-- <meta charset="koi8-r"> --><meta charset="windows-1251"><p>{RUSSIAN}</p>'
    assert decode(page.encode("cp1251")).text == page


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [("utf-8", "utf-8", RUSSIAN), ("shift_jis", "cp932", JAPANESE), ("gbk", "gb18030", CHINESE)],
)
def test_a_page_whose_last_character_is_cut_in_two_is_read(label: str, codec: str, text: str) -> None:
    page = f'<meta charset="{label}"><p>{text * 3}'
    assert decode((page + "天").encode(codec)[:-1]).text == page


def test_a_broken_byte_in_a_long_page_is_shown_as_browsers_show_it() -> None:
    for codec, text in (("utf-8", RUSSIAN), ("gb18030", CHINESE)):
        good = (text * 60).encode(codec)
        for stated in (codec, None if codec == "utf-8" else codec):
            read = decode(good + b"\xff " + good, charset=stated).text
            assert read.count("\ufffd") == 1
            assert read.startswith(text * 60)
    # 0x98 means nothing in windows-1251.
    assert decode((RUSSIAN * 30).encode("cp1251") + b"\x98", charset="windows-1251").text == RUSSIAN * 30 + "\ufffd"


def test_a_single_accent_in_western_bytes_is_no_broken_utf_8() -> None:
    page = ("The harbour wakes early and the boats leave before the lamp goes out. " * 40).encode() + b"caf\xe9 au lait"
    assert "\ufffd" not in decode(page).text


def test_a_page_may_compare_many_numbers_in_its_scripts() -> None:
    script = "if(a<b" + " c" * 2000 + ")"
    assert decode(f"<p>{RUSSIAN}</p><script>{script}</script>".encode()).kind == "html"
    with pytest.raises(UnreadableText, match="has 40,001 attributes"):
        document("<p " + " ".join(f"a{number}" for number in range(40_000)) + ">text", html=True)


def test_a_page_of_a_million_tags_is_too_large() -> None:
    with pytest.raises(TooLarge, match="has 1,000,000 elements, at most 20,000 are taken"):
        document("<meta>" * 1_000_000, html=True)
