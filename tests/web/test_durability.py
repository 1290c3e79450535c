"""What the server has acknowledged is kept, whole, whenever it is killed."""

import os
import random
import sqlite3
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Final

from serving import Server, killable, serving
from writing import PATIENCE, editor, is_sound, writing

KILLS: Final = int(os.environ.get("MASTHEAD_KILLS", "3"))
"""Each takes a second or two, so a hundred are for those who ask for them."""


def is_whole(server: Server, kept: set[str]) -> None:
    """The database of a server that has just been started is sound and holds all these outlets, and it tells of one."""
    is_sound(server.data)
    with closing(sqlite3.connect(server.data / "masthead.db")) as connection:
        there = dict(connection.execute("SELECT slug, id FROM outlet"))
    assert kept - there.keys() == set(), "acknowledged, and lost"
    for slug in sorted(kept)[-1:]:
        with urllib.request.urlopen(f"{server.url}/api/outlets/{there[slug]}", timeout=PATIENCE) as answer:  # noqa: S310 - our own server
            assert slug in answer.read().decode()


def test_every_acknowledged_outlet_outlives_kills_in_the_midst_of_writing(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - no secret is made of it
    token = editor(tmp_path)
    kept: set[str] = set()
    for _ in range(KILLS):
        with killable(tmp_path, rate_per_token="off") as (server, process):
            is_whole(server, kept)
            with writing(server, token) as work:
                work.wait_for(chance.randint(1, 40))
                process.kill()
            assert work.acknowledged
            kept |= work.acknowledged
    with serving(tmp_path) as server:
        is_whole(server, kept)
