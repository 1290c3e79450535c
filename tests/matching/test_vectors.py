"""The vectors that Python and JavaScript share, run on Python."""

import importlib.util
import json
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from masthead.errors import FeedError
from masthead.matching.fingerprint import winnow
from masthead.matching.hashlist import decode, encode
from matching.vectors import FOLDER, NAMES, vectors

ROOT = FOLDER.parents[1]
Case = dict[str, Any]


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_vectors", ROOT / "tools" / "make_vectors.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cases_of(maker: ModuleType, name: str, kind: str = "cases") -> list[tuple[Case, Case]]:
    """Each case with what Python makes of its inputs."""
    return [(case, maker.MAKERS[name][kind](case)) for case in vectors(name, kind)]


@pytest.mark.parametrize("name", ["words", "fingerprint", "pairs", "compare", "address"])
def test_python_makes_of_each_case_what_is_expected(maker: ModuleType, name: str) -> None:
    for case, made in cases_of(maker, name):
        assert made == {field: case[field] for field in made}, case["reason"]


def test_winnowing_keeps_what_is_expected() -> None:
    for case in vectors("fingerprint", "winnow"):
        kept = winnow(np.array(case["lo"], np.uint32), case["w"])
        assert kept.tolist() == case["kept"], case["reason"]


def test_each_list_is_coded_as_expected_and_read_back() -> None:
    for case in vectors("list"):
        coded = encode(np.array(case["values"], np.uint32), case["bits"])
        assert coded.hex() == case["hex"], case["reason"]
        read = decode(coded)
        assert (read.bits, read.values.tolist()) == (case["bits"], case["values"]), case["reason"]


@pytest.mark.parametrize("case", vectors("list", "refused"), ids=lambda case: case["reason"])
def test_a_malformed_list_is_refused(case: Case) -> None:
    with pytest.raises(FeedError):
        decode(bytes.fromhex(case["hex"]))


@pytest.mark.parametrize("group", vectors("words", "same_as"), ids=lambda group: group["reason"])
def test_texts_that_differ_only_to_the_eye_have_the_same_words(maker: ModuleType, group: Case) -> None:
    cuts = [maker.word_triples(text) for text in group["texts"]]
    assert cuts[0] != []
    assert all(cut == cuts[0] for cut in cuts)


@pytest.mark.parametrize("group", vectors("words", "different"), ids=lambda group: group["reason"])
def test_texts_that_say_different_things_have_different_words(maker: ModuleType, group: Case) -> None:
    cuts = [json.dumps(maker.word_triples(text)) for text in group["texts"]]
    assert len(set(cuts)) == len(cuts)


def test_the_files_are_as_the_generator_lays_them_out(maker: ModuleType) -> None:
    assert sorted(maker.MAKERS) == NAMES
    for name in NAMES:
        text = (FOLDER / f"{name}.json").read_text("utf-8")
        assert text == maker.layout(json.loads(text)), f"run tools/make_vectors.py: {name}.json was laid out by hand"


def test_every_case_gives_its_reason_in_words() -> None:
    for name in NAMES:
        for kind, cases in json.loads((FOLDER / f"{name}.json").read_text("utf-8")).items():
            if kind != "about":
                assert all(len(case["reason"]) > 3 for case in cases)


def test_the_extension_carries_the_same_table() -> None:
    script = (ROOT / "extension" / "matching" / "table.js").read_text("ascii")
    table = script.partition("export default ")[2].rstrip().removesuffix(";")
    frozen = (ROOT / "server" / "masthead" / "matching" / "table.json").read_text("ascii")
    assert json.loads(table) == json.loads(frozen)
