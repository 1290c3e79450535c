"""Make the frozen character table that Python and JavaScript share.

Run once, with Python 3.11 (Unicode 14.0), and never again without a new protocol version: every fingerprint in every
feed depends on it. Newer characters are separators by decision 0003; see docs/protocol.md, "Characters".

    python3.11 tools/make_table.py

Writes server/masthead/matching/table.json and extension/matching/table.js with the same content.
"""

import json
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEPARATOR, DELETED, WORD, HAN, SEA = range(5)

MARKS = [
    (0x300, 0x36F), (0x483, 0x489), (0x591, 0x5BD), (0x5BF, 0x5BF), (0x5C1, 0x5C2), (0x5C4, 0x5C5), (0x5C7, 0x5C7),
    (0x610, 0x61A), (0x64B, 0x65F), (0x670, 0x670), (0x6D6, 0x6DC), (0x6DF, 0x6E4), (0x6E7, 0x6E8), (0x6EA, 0x6ED),
    (0x8D3, 0x8FF), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F),
    (0x3099, 0x309A), (0x302A, 0x302F),
]  # fmt: skip
APOSTROPHES = [
    0x27, 0x60, 0x2018, 0x2019, 0x201B, 0x2032, 0x2035, 0x2B9, 0x2BB, 0x2BC, 0x2BD, 0x5F3, 0x640,
]  # fmt: skip
HAN_RANGES = [
    (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x3035), (0x3038, 0x303C), (0x3041, 0x3096),
    (0x309D, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x3105, 0x312F), (0x31A0, 0x31BF), (0x31F0, 0x31FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA000, 0xA48C), (0xF900, 0xFAFF),
]  # fmt: skip
SEA_RANGES = [
    (0xE00, 0xEFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x1950, 0x19DF), (0x1A20, 0x1AAF), (0x1B00, 0x1B7F),
    (0xA980, 0xA9FF), (0xAA60, 0xAADF),
]  # fmt: skip
# Letters of other alphabets that look like a Latin one, and variants that writers use for one another.
LOOK_ALIKES = {
    **dict(zip("авсԁеһніјкӏморԛѕтуԝх", "abcdehhijklmopqstywx", strict=True)),
    **dict(zip("αβεζηικμνορτυχ", "abezhikmvoptux", strict=True)),
    **dict(zip("ıɑɡłøđħŧς", "iaglodhtσ", strict=True)),
    **dict(zip("ىیکہھة", "ييكههه", strict=True)),
}


def within(code: int, ranges: list[tuple[int, int]]) -> bool:
    """Whether the code point lies in one of the ranges (both ends included)."""
    return any(first <= code <= last for first, last in ranges)


def classify(code: int) -> tuple[int, int]:
    """Class and folded value of one UTF-16 unit."""
    char = chr(code)
    category = unicodedata.category(char)
    if category == "Cs":
        return SEPARATOR, 0
    if within(code, MARKS) or code in APOSTROPHES or category == "Cf":
        return DELETED, 0
    if category[0] not in "LN" and category not in ("Mn", "Mc", "Me"):
        return SEPARATOR, 0
    if category == "Nd":
        return WORD, 0x30 + unicodedata.decimal(char)
    lower = char.lower()
    folded = lower if len(lower) == 1 and ord(lower) < 0x10000 else char
    folded = LOOK_ALIKES.get(folded, folded)
    kind = HAN if within(code, HAN_RANGES) else SEA if within(code, SEA_RANGES) else WORD
    return kind, ord(folded)


def runs() -> list[list[int]]:
    """Run-length form of the table: [first unit, length, class, folded minus unit]; separators are left out."""
    out: list[list[int]] = []
    for code in range(0x10000):
        kind, folded = classify(code)
        if kind == SEPARATOR:
            continue
        shift = 0 if kind == DELETED else folded - code
        last = out[-1] if out else None
        if last and last[0] + last[1] == code and last[2] == kind and last[3] == shift:
            last[1] += 1
        else:
            out.append([code, 1, kind, shift])
    return out


def unassigned() -> list[list[int]]:
    """Ranges of code points that Unicode 14.0 had not assigned: [first, last]."""
    out: list[list[int]] = []
    for code in range(0x110000):
        if unicodedata.category(chr(code)) != "Cn":
            continue
        if out and out[-1][1] == code - 1:
            out[-1][1] = code
        else:
            out.append([code, code])
    return out


def main() -> None:
    """Write both files."""
    if unicodedata.unidata_version != "14.0.0":
        raise SystemExit(f"Needs Unicode 14.0.0 (Python 3.11); this Python has {unicodedata.unidata_version}.")
    table = {"unicode": "14.0.0", "runs": runs(), "unassigned": unassigned()}
    text = json.dumps(table, separators=(",", ":")).replace("],[", "],\n[")
    (ROOT / "server/masthead/matching/table.json").write_text(text + "\n")
    (ROOT / "extension/matching/table.js").write_text(
        "// Made by tools/make_table.py, frozen: the twin of server/masthead/matching/table.json.\n"
        f"export default {text};\n"
    )


if __name__ == "__main__":
    main()
