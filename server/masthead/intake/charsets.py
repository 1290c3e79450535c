"""In which charset bytes are: as browsers decide it (https://encoding.spec.whatwg.org), and by the bytes themselves."""

import codecs
import re
from collections.abc import Iterator
from typing import Final

import cchardet

from masthead.errors import UnreadableText

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META: Final = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_XML: Final = re.compile(rb"""\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_COMMENT: Final = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_HEAD: Final = 4096
"""Bytes of a page in which it must state its charset."""

_LABELS: Final = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
    "ascii": "ascii us-ascii ansi_x3.4-1968 iso646-us",
    "cp1252": "iso-8859-1 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 latin1 latin-1 l1 cp819 ibm819 windows-1252"
    " cp1252 x-cp1252 win-1252 x-user-defined",
    "iso8859-2": "iso-8859-2 iso8859-2 iso88592 iso_8859-2 latin2 l2",
    "iso8859-3": "iso-8859-3 iso8859-3 iso88593 latin3 l3",
    "iso8859-4": "iso-8859-4 iso8859-4 iso88594 latin4 l4",
    "iso8859-5": "iso-8859-5 iso8859-5 iso88595 cyrillic",
    "iso8859-6": "iso-8859-6 iso8859-6 iso88596 iso-8859-6-e iso-8859-6-i arabic asmo-708 ecma-114",
    "iso8859-7": "iso-8859-7 iso8859-7 iso88597 greek greek8 ecma-118 elot_928 sun_eu_greek",
    "iso8859-8": "iso-8859-8 iso8859-8 iso88598 iso-8859-8-e iso-8859-8-i hebrew visual logical",
    "cp1254": "iso-8859-9 iso8859-9 iso88599 latin5 l5 windows-1254 cp1254 x-cp1254",
    "iso8859-10": "iso-8859-10 iso8859-10 latin6 l6",
    "iso8859-13": "iso-8859-13 iso8859-13",
    "iso8859-14": "iso-8859-14 iso8859-14",
    "iso8859-15": "iso-8859-15 iso8859-15 iso885915 latin9 l9",
    "iso8859-16": "iso-8859-16",
    "cp874": "tis-620 iso-8859-11 iso8859-11 dos-874 windows-874 cp874",
    "cp866": "ibm866 cp866 866",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251 win-1251 win1251",
    "cp1253": "windows-1253 cp1253 x-cp1253",
    "cp1255": "windows-1255 cp1255 x-cp1255",
    "cp1256": "windows-1256 cp1256 x-cp1256",
    "cp1257": "windows-1257 cp1257 x-cp1257",
    "cp1258": "windows-1258 cp1258 x-cp1258",
    "koi8-r": "koi8-r koi8 koi koi8_r",
    "koi8-u": "koi8-u koi8-ru",
    "mac-roman": "macintosh mac x-mac-roman",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "gb18030": "gb18030 gbk gb2312 gb_2312 gb_2312-80 chinese csgb2312 x-gbk cp936 iso-ir-58",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5 cp950",
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji ms932 windows-31j csshiftjis cp932",
    "euc-jp": "euc-jp eucjp x-euc-jp",
    "iso2022-jp": "iso-2022-jp csiso2022jp",
    "cp949": "euc-kr euckr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean windows-949 cseuckr"
    " iso-ir-149 cp949 uhc",
    "utf-16-le": "utf-16 utf-16le unicode ucs-2 csunicode iso-10646-ucs-2",
    "utf-16-be": "utf-16be unicodefffe",
}
"""What browsers take for which charset, by Python's names. Only ASCII is not read as windows-1252: it may be any."""
_CODECS: Final = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_WIDE: Final = ("utf-16-le", "utf-16-be")
_NO_ASCII_FORM: Final = (*_WIDE, "iso2022-jp")
"""Codecs whose bytes may be well-formed UTF-8 and mean something else."""

_FEW: Final = 1000
"""Of so many characters one may be broken: more is another charset."""
_SURE: Final = 10
"""So many good characters beyond ASCII stand against a broken one where bytes are UTF-8."""


def read(data: bytes, transport: str | None) -> str:
    """The text that bytes are; broken characters are shown as browsers show them, where they are few.

    Args:
        data: the bytes.
        transport: the charset that whoever delivered them stated, if any.

    Raises:
        UnreadableText: no charset fits.
    """
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(codec, "replace")
    stated = [label for label in (transport, _stated(data)) if label]
    known = [name for label in stated if (name := _codec_of(label))]
    if wide := _wide(data, transport):
        return data.decode(wide, "replace")
    if b"\x00" in data[:1000] and _strictly(data, "utf-8") is None:
        raise UnreadableText("This looks like binary data, not text. Save the page as HTML or plain text.")
    readings = _readings(data, [name for name in known if name not in _WIDE])
    if (text := next((one for one in readings if one is not None), None)) is not None:
        return text
    said = f"It says it is {stated[0]}, but it is not; " if stated else ""
    raise UnreadableText(f"{said or 'Its charset cannot be told; '}save it as UTF-8.")


def _readings(data: bytes, stated: list[str]) -> Iterator[str | None]:
    """What the bytes are, by one charset after the other; None where it does not fit."""
    for codec in stated:
        if codec in _NO_ASCII_FORM:
            yield _strictly(data, codec)
    # Bytes that are well-formed UTF-8 beyond ASCII are UTF-8, whatever a stale header says.
    yield _strictly(data, "utf-8")
    yield from (_strictly(data, codec) for codec in stated)
    yield _nearly(data, "utf-8")
    yield from (_nearly(data, codec) for codec in stated)
    label: str | None = cchardet.detect(data[:200_000])["encoding"]
    if detected := _codec_of(label or ""):
        yield _strictly(data, detected)
        yield _nearly(data, detected)


def _codec_of(label: str) -> str | None:
    return _CODECS.get(label.strip().lower())


def _stated(data: bytes) -> str | None:
    """The charset that a page states of itself; UTF-16 cannot be stated in bytes that are read one by one."""
    head = data[:_HEAD]
    found = _XML.match(head) or _META.search(_COMMENT.sub(b"", head))
    label = found.group(1).decode("ascii", "replace") if found else None
    return "utf-8" if label and _codec_of(label) in _WIDE else label


def _wide(data: bytes, transport: str | None) -> str | None:
    """The kind of UTF-16, which is known by NUL bytes that stand in one half of each pair only."""
    if transport and (codec := _codec_of(transport)) in _WIDE and b"\x00" in data[:1000]:
        return codec
    head = data[: _HEAD - len(data) % 2]
    first, second = head[::2].count(0), head[1::2].count(0)
    if second * 20 >= len(head) and first * 10 < second:
        return "utf-16-le"
    return "utf-16-be" if first * 20 >= len(head) and second * 10 < first else None


def _strictly(data: bytes, codec: str) -> str | None:
    """The text, if all of it is well-formed; what the end of a file cut off does not count."""
    try:
        return codecs.getincrementaldecoder(codec)().decode(data, final=False)
    except UnicodeError:
        return None


def _nearly(data: bytes, codec: str) -> str | None:
    """The text, if few of its characters are broken."""
    text = codecs.getincrementaldecoder(codec)("replace").decode(data, final=False)
    broken = text.count("\ufffd")
    if broken * _FEW > len(text):
        return None
    beyond = sum(char > "\x7f" for char in text) - broken if codec == "utf-8" else broken * _SURE
    return text if beyond >= broken * _SURE else None
