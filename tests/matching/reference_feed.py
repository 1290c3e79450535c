"""The feed's files and the local rule once more, from the words of docs/protocol.md, in plain integers."""

import json
import math
import re
import struct
from collections.abc import Sequence
from datetime import date
from itertools import accumulate, pairwise
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Entry = tuple[int, int]
"""A prefix and a group."""
Hit = tuple[int, int, Sequence[int]]
"""Position, prefix, groups."""
Lead = tuple[int, str, list[int]]
"""Group, kind, indices of hits."""


def bits_for(group_sizes: list[int]) -> int:
    squares = sum(size**2 for size in group_sizes)
    return min((bits for bits in range(16, 32) if squares <= 2 ** (2 * bits - 19)), default=32)


def binary(number: int, width: int) -> str:
    return "".join(str(number >> place & 1) for place in reversed(range(width)))


def group_bits(radix: int) -> int:
    """As many bits as the highest group has."""
    return len(f"{radix - 1:b}") if radix > 1 else 0


def rice_of(entries: int, bits: int, radix: int) -> int:
    mean = max(1, 2**bits * radix / entries) if entries else 1
    return min(48, max(0, int(math.log2(mean * math.log(2)) + 1 / 2)))


def write_list(bits: int, entries: list[Entry]) -> bytes:
    radix = 1 + max((group for _, group in entries), default=-1)
    rice = rice_of(len(entries), bits, radix)
    coded, directory, previous = "", b"", 0
    for at, (prefix, group) in enumerate(entries):
        key = prefix * radix + group
        if at % 128:
            zeros, remainder = divmod(key - previous - 1, 2**rice)
            coded += "0" * zeros + "1" + binary(remainder, rice)
        else:
            directory += struct.pack("<II", prefix, len(coded))
            coded += binary(group, group_bits(radix))
        previous = key
    header = struct.pack("<4sBBHIII", b"MHL2", bits, rice, 0, radix, len(entries), len(coded))
    whole = coded.ljust(math.ceil(len(coded) / 8) * 8, "0")
    return header + directory + bytes(int(whole[at : at + 8], 2) for at in range(0, len(whole), 8))


def read_list(data: bytes) -> tuple[int, list[Entry]]:
    """Bits and entries of a well-formed list."""
    magic, bits, rice, zero, radix, count, size = struct.unpack_from("<4sBBHIII", data)
    assert (magic, zero) == (b"MHL2", 0)
    blocks = math.ceil(count / 128)
    coded = "".join(f"{byte:08b}" for byte in data[20 + 8 * blocks :])
    assert len(coded) == math.ceil(size / 8) * 8
    assert "1" not in coded[size:]
    entries: list[Entry] = []
    at = 0
    for number in range(count):
        if number % 128:
            closing = coded.index("1", at)
            end = closing + 1 + rice
            gap = (closing - at) * 2**rice + int(coded[closing + 1 : end] or "0", 2)
            entries.append(divmod(entries[-1][0] * radix + entries[-1][1] + 1 + gap, radix))
        else:
            prefix, offset = struct.unpack_from("<II", data, 20 + number // 128 * 8)
            assert offset == at
            end = at + group_bits(radix)
            entries.append((prefix, int(coded[at:end] or "0", 2)))
        at = end
    assert at == size
    assert radix == 1 + max((group for _, group in entries), default=-1)
    return bits, entries


def update_list(old: bytes, update: bytes) -> bytes | None:
    """The list that follows; None where the update is not one of this list."""
    magic, bits, rice, zero, radix, length = struct.unpack_from("<4sBBHII", update)
    assert (magic, zero) == (b"MHU1", 0)
    held_bits, held = read_list(old)
    gone_bits, gone = read_list(update[16 : 16 + length])
    come_bits, come = read_list(update[16 + length :])
    if {held_bits, gone_bits, come_bits} != {bits} or set(gone) - set(held) or set(come) & set(held):
        return None
    new = write_list(bits, sorted(set(held) - set(gone) | set(come)))
    return new if (new[5], struct.unpack_from("<I", new, 8)[0]) == (rice, radix) else None


def read_table(data: bytes, magic: bytes) -> dict[int, str]:
    """The digest of each group, in hexadecimal digits."""
    assert data[:4] == magic
    (count,) = struct.unpack_from("<I", data, 4)
    assert len(data) == 8 + 20 * count
    numbers = [int.from_bytes(data[at : at + 4], "little") for at in range(8, 8 + 4 * count, 4)]
    assert all(one < other for one, other in pairwise(numbers))
    digests = data[8 + 4 * count :].hex()
    return {number: digests[32 * at : 32 * at + 32] for at, number in enumerate(numbers)}


def update_table(old: bytes, update: bytes) -> bytes:
    """The table that follows."""
    held = read_table(old, b"MHT1") | read_table(update, b"MHV1")
    there = sorted(number for number in held if int(held[number], 16))
    digests = bytes.fromhex("".join(held[number] for number in there))
    return b"MHT1" + b"".join(number.to_bytes(4, "little") for number in [len(there), *there]) + digests


def leads(hits: list[Hit], w: int, checked: int, stray_rate: float, groups: int) -> list[Lead]:
    expected = checked * stray_rate
    found: list[Lead] = []
    for group in sorted({group for _, _, groups in hits for group in groups}):
        own = [at for at, (_, _, groups) in enumerate(hits) if group in groups]
        n = different(hits, own)
        chance = math.prod([float(groups), *(expected / i for i in range(n, 0, -1))])
        offers = {
            "pairs": rows(hits, own, 2 * w, 2),
            "rows": rows(hits, own, 4 * w, 3),
            "strays": own if n >= 3 and chance <= 0.001 else [],
        }
        found += [(group, kind, chosen) for kind, chosen in offers.items() if chosen][:1]
    found.sort(key=lambda lead: lead[2][0])
    found.sort(key=lambda lead: different(hits, lead[2]), reverse=True)
    found.sort(key=lambda lead: ("pairs", "rows", "strays").index(lead[1]))
    return found


def different(hits: list[Hit], chosen: list[int]) -> int:
    return len({hits[at][1] for at in chosen})


def rows(hits: list[Hit], own: list[int], gap: int, prefixes: int) -> list[int]:
    """The hits that stand in rows with so many different prefixes."""
    wide = [hits[later][0] - hits[earlier][0] > gap for earlier, later in pairwise(own)]
    row_of = dict(zip(own, accumulate(wide, initial=0), strict=False))
    row = {number: [at for at in own if row_of[at] == number] for number in row_of.values()}
    return [at for at in own if different(hits, row[row_of[at]]) >= prefixes]


def signed_by(text: str, pinned: str | None) -> str | None:
    """The key in force after an index whose form is right, None if signatures forbid it."""
    index = json.loads(text)
    if not holds(index["key"], index["signature"], "masthead-index/2\n" + index["content"]):
        return None
    key = pinned or index["key"]
    for _ in range(16):
        if key == index["key"]:
            break
        following = [one for one in index["handovers"] if one["from"] == key][:1]
        for one in following:
            said = f"masthead-handover/1\n{one['from']}\n{one['to']}\n{one['on']}"
            if not holds(one["from"], one["signature"], said):
                return None
            key = one["to"]
    return key if key == index["key"] else None


def holds(key: str, signature: str, message: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), message.encode())
    except InvalidSignature:
        return False
    return True


def number(value: object, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def digits(value: object, count: int) -> bool:
    return isinstance(value, str) and re.fullmatch(f"[0-9a-f]{{{count}}}", value) is not None


def updates(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= 16
        and all(digits(one["from"], 32) and digits(one["sha256"], 64) for one in value)
    )


def well_formed(text: str) -> bool:
    """Whether an index has the form that the protocol asks for, whoever signed it."""
    try:
        index = json.loads(text)
        content = json.loads(index["content"])
        return signed_form(index) and content_form(content)
    except (ValueError, TypeError, KeyError):
        return False


def signed_form(index: dict[str, Any]) -> bool:
    handed = index["handovers"]
    return (
        index["format"] == "masthead-feed/2"
        and digits(index["key"], 64)
        and digits(index["signature"], 128)
        and isinstance(handed, list)
        and len(handed) <= 16
        and all(digits(one["from"], 64) and digits(one["to"], 64) and digits(one["signature"], 128) for one in handed)
        and all(re.fullmatch(r"\d{4}-\d\d-\d\d", one["on"]) and date.fromisoformat(one["on"]) for one in handed)
    )


def content_form(content: dict[str, Any]) -> bool:
    entries, table, mirrors = content["list"], content["table"], content["mirrors"]
    address = r"https?://[^/@\s?#]+/(?:[^\s?#]*/)?"
    return (
        isinstance(content["name"], str)
        and 1 <= len(content["name"]) <= 100
        and number(content["version"], 0, 2**53 - 1)
        and (content["as_of"] is None or re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", content["as_of"]) is not None)
        and number(content["articles"], 0, 10**9)
        and number(content["group_size"], 1, 10**6)
        and number(content["refresh_seconds"], 60, 86400)
        and number(content["k"], 6, 6)
        and number(content["w"], 16, 64)
        and all(digits(content[part]["sha256"], 64) for part in ("list", "table", "directory"))
        and number(entries["bits"], 16, 32)
        and number(entries["entries"], 0, 2**26)
        and number(table["groups"], 0, 2**24)
        and updates(entries["updates"])
        and updates(table["updates"])
        and (table["groups"] <= 1 or content["articles"] >= 8 * table["groups"])
        and isinstance(mirrors, list)
        and len(mirrors) <= 8
        and all(re.fullmatch(address, one) and len(one) <= 2000 for one in mirrors)
    )
