"""An archive of any size, made up: articles of invented words with what real archives have in common.

One article in fifty is a near-duplicate of an earlier one and has a note, every outlet has a template at the end of its
articles, and every tenth article quotes a passage that others quote too.
"""

import asyncio
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import numpy as np

from masthead.records.database import database

OUTLETS_PER = 200
"""Articles for each outlet."""
_WORDS = 830
_LETTERS = 6
_WORD = _LETTERS + 1
_PORTION = 2000


def prose(rng: np.random.Generator, texts: int, words: int = _WORDS) -> list[str]:
    """Texts of random words of six letters, so many for each, in lines of forty."""
    letters = rng.integers(97, 123, (texts, words, _WORD), dtype=np.uint8)
    letters[:, :, _LETTERS] = 32
    letters[:, 20::40, _LETTERS] = 10
    return [bytes(one).decode("ascii") for one in letters.reshape(texts, -1)]


@dataclass(frozen=True)
class Archive:
    """What its articles say, the same for the same size and seed."""

    count: int
    """Articles."""
    seed: int = 1

    @property
    def outlets(self) -> int:
        """How many there are."""
        return max(1, self.count // OUTLETS_PER)

    @cached_property
    def _templates(self) -> list[str]:
        return prose(np.random.default_rng((self.seed, 1)), self.outlets, 40)

    @cached_property
    def _quotes(self) -> list[str]:
        return prose(np.random.default_rng((self.seed, 2)), max(1, self.count // 200), 45)

    def bodies(self) -> Iterator[tuple[int, int, str]]:
        """Number, outlet and text of each article."""
        rng = np.random.default_rng((self.seed, 3))
        last: list[str] = []
        for first in range(0, self.count, _PORTION):
            fresh = prose(rng, min(_PORTION, self.count - first))
            for at, text in enumerate(fresh):
                number = first + at + 1
                yield number, self._outlet(number), self._body(rng, number, text, last or fresh[:at])
            last = fresh

    def later(self, numbers: range) -> Iterator[tuple[int, str]]:
        """Outlet and text of articles that are archived afterwards; numbers are those that they will have."""
        rng = np.random.default_rng((self.seed, 4, numbers.start))
        for number, text in zip(numbers, prose(rng, len(numbers)), strict=True):
            outlet = self._outlet(number)
            yield outlet, f"{text}\n{self._templates[outlet - 1]}"

    def _outlet(self, number: int) -> int:
        return 1 + number % self.outlets

    def _body(self, rng: np.random.Generator, number: int, text: str, earlier: list[str]) -> str:
        body = text
        if number % 50 == 0:
            old = earlier[int(rng.integers(len(earlier)))]
            body = old[: len(old) * 19 // 20] + text[: len(old) // 20]
        elif number % 10 == 0:
            quote = self._quotes[int(rng.integers(len(self._quotes)))]
            body = text[: _WORD * 400] + quote + text[_WORD * 400 : _WORD * 785]
        return f"{body}\n{self._templates[self._outlet(number) - 1]}"


async def make_archive(folder: Path, archive: Archive) -> None:
    """Fill a new database in a folder: the same as if curators had published all that, in one revision.

    Args:
        folder: data folder; its database must not exist.
        archive: what to keep.
    """
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    async with database(f"sqlite+aiosqlite:///{folder / 'masthead.db'}"):
        pass
    now = datetime(2026, 1, 1, tzinfo=UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    numbers, outlets = range(1, archive.count + 1), range(1, archive.outlets + 1)
    records = sqlite3.connect(folder / "masthead.db")
    records.execute("PRAGMA synchronous=OFF")
    records.execute(
        "INSERT INTO revision (at, who, action, record, record_id) VALUES (?, 'bench', 'made', 'x', 1)", (now,)
    )
    records.executemany(
        "INSERT INTO outlet (id, slug, name, languages) VALUES (?, ?, ?, '[\"en\"]')",
        ((n, f"outlet-{n}", f"Outlet {n}") for n in outlets),
    )
    records.executemany(
        "INSERT INTO address (outlet_id, address, role) VALUES (?, ?, 'official')",
        ((n, f"outlet-{n}.example") for n in outlets),
    )
    records.executemany(
        "INSERT INTO article (id, outlet_id, title, language, published_on, url, body, segments, content_hash,"
        " captured_at, status) VALUES (?, ?, ?, 'en', '2025-06-01', ?, ?, '[]', ?, ?, 'published')",
        (
            (n, outlet, f"Title of article {n}", f"https://outlet-{outlet}.example/{n}", body, f"{n:064x}", now)
            for n, outlet, body in archive.bodies()
        ),
    )
    records.executemany(
        "INSERT INTO placement (article_id, url, role, first_seen) VALUES (?, ?, 'copy', '2025-06-02')",
        ((n, f"https://mirror.example/{n}") for n in numbers[::5]),
    )
    records.executemany(
        "INSERT INTO note (id, article_id, text, status, published_on) VALUES (?, ?, ?, 'published', '2025-07-01')",
        ((n, n, f"What was found about article {n}, in a sentence or two.") for n in numbers[49::50]),
    )
    records.executemany(
        "INSERT INTO source (note_id, url) VALUES (?, ?)",
        ((n, f"https://source.example/{n}") for n in numbers[49::50]),
    )
    records.commit()
    records.close()
