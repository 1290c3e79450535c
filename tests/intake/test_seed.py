"""The acceptance case: the raw scrape that started it all, where it lies beside the repo."""

from collections import Counter
from itertools import pairwise

import pytest

from masthead.intake.capture import capture, require_recognisable
from masthead.intake.decode import decode
from masthead.intake.segments import Reason
from serving import SEED

MORE = "MORE ON THIS TOPIC:"
FULL_SIZE = "Click to see full-size image."


@pytest.fixture(scope="module")
def seed() -> bytes:
    files = sorted(SEED.glob("*.txt"))
    if not files:
        pytest.skip(f"the seed is not here: {SEED}")
    return files[0].read_bytes()


def test_the_body_of_the_seed_stays_and_nothing_else_does(seed: bytes) -> None:
    lines = [line.strip() for line in seed.decode("utf-8").splitlines() if line.strip()]
    title, times = Counter(line for line in lines if len(line.split()) > 3).most_common(1)[0]
    end = lines.index(MORE)
    assert times == 4
    # Between its second title and the end, the page has the body; what follows a repeated title belongs to a picture.
    start = [at for at, line in enumerate(lines) if line == title][1]
    body = [line for before, line in pairwise(lines[start:end]) if title not in (before, line)]
    assert len(body) == 10

    found = capture(decode(seed))
    require_recognisable(found.text)

    assert found.text.split("\n\n") == body
    assert found.title == title
    assert found.published_on is None


def test_the_seed_says_of_each_piece_of_furniture_what_it_is(seed: bytes) -> None:
    found = capture(decode(seed))
    reasons = {segment.text: segment.reason for segment in found.segments}
    texts = [segment.text for segment in found.segments]
    assert reasons["NOVEMBER 2024"] is Reason.DATE_LINE
    assert reasons[FULL_SIZE] is Reason.BOILERPLATE
    assert reasons[MORE] is Reason.MORE
    assert {reasons[line] for line in texts if line.endswith("$")} == {Reason.TICKER}
    assert {reasons[line] for line in texts if line.startswith("Support ")} == {Reason.SUPPORT}
    comments = found.segments[texts.index("17 Comments") :]
    assert {segment.reason for segment in comments} == {Reason.COMMENTS}
    assert not any(segment.kept for segment in found.segments[texts.index(MORE) :])
