"""Work that takes its time is done a few at once, and nobody takes the turns of all others."""

import asyncio

import pytest

from masthead.errors import Busy
from masthead.web.turns import Turns


async def test_so_many_run_so_many_wait_and_the_next_one_is_told_when_to_come_again() -> None:
    turns = Turns("pages are being fetched", at_once=2, waiting=2, of_one=3, seconds=7)
    finish, running = asyncio.Event(), 0

    async def work(token: int) -> None:
        nonlocal running
        async with turns.turn(token):
            running += 1
            await finish.wait()

    tasks = [asyncio.create_task(work(token)) for token in (1, 1, 1, 2)]
    await asyncio.sleep(0)
    assert running == 2
    with pytest.raises(Busy, match=r"4 pages are being fetched already\. Wait 7 seconds") as refused:
        await work(3)
    assert refused.value.retry_after == 7
    tasks.pop().cancel()
    await asyncio.sleep(0)
    with pytest.raises(Busy, match="3 pages are being fetched for you already"):
        await work(1)
    tasks.append(asyncio.create_task(work(3)))
    finish.set()
    await asyncio.gather(*tasks)
    assert running == 4
    async with turns.turn(1):
        pass
