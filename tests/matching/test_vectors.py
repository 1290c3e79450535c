"""The vectors that Python and JavaScript share, run on Python."""

import importlib.util
import json
from types import ModuleType
from typing import Any

import pytest

from masthead.errors import FeedError
from masthead.matching.hashlist import HashList, decode, require_sparse
from masthead.matching.tables import decode_table
from masthead.matching.updates import ListUpdate, apply_update, decode_update
from matching.making import entries_of
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


def test_python_makes_of_each_case_what_is_expected(maker: ModuleType) -> None:
    for name, makers in maker.MAKERS.items():
        for kind, make in makers.items():
            for case in vectors(name, kind):
                made = make(case)
                assert made == {field: case[field] for field in made}, case["reason"]


def test_each_list_is_read_back() -> None:
    for case in vectors("list"):
        read = decode(bytes.fromhex(case["hex"]))
        require_sparse(read)
        expected = list(zip(case["prefixes"], case["groups"], strict=True))
        assert (read.bits, entries_of(read)) == (case["bits"], expected), case["reason"]


@pytest.mark.parametrize("case", vectors("list", "refused"), ids=lambda case: case["reason"])
def test_a_malformed_list_is_refused(case: Case) -> None:
    with pytest.raises(FeedError):
        decode(bytes.fromhex(case["hex"]))


@pytest.mark.parametrize("case", vectors("list", "dense"), ids=lambda case: case["reason"])
def test_a_dense_list_is_refused_though_it_is_well_formed(case: Case) -> None:
    read = decode(bytes.fromhex(case["hex"]))
    with pytest.raises(FeedError):
        require_sparse(read)


def held(case: Case) -> HashList:
    return decode(bytes.fromhex(case["old"]))


@pytest.mark.parametrize("case", vectors("updates", "lists"), ids=lambda case: case["reason"])
def test_the_update_that_a_publisher_makes_says_the_same_and_is_no_longer(case: Case) -> None:
    new, update = decode(bytes.fromhex(case["new"])), bytes.fromhex(case["update"])
    made = ListUpdate.between(held(case), new).encode(new)
    assert apply_update(held(case), made).hex() == case["new"]
    gone_and_come = [(one.gone.tolist(), one.come.tolist()) for one, _ in (decode_update(made), decode_update(update))]
    assert gone_and_come[0] == gone_and_come[1]
    assert len(made) <= len(update)


@pytest.mark.parametrize("case", vectors("updates", "tables"), ids=lambda case: case["reason"])
def test_the_update_of_a_table_that_a_publisher_makes_is_no_longer(case: Case) -> None:
    old, new = decode_table(bytes.fromhex(case["old"])), decode_table(bytes.fromhex(case["new"]))
    made = old.update_to(new)
    assert old.updated(made) == new
    assert len(made) <= len(bytes.fromhex(case["update"]))


@pytest.mark.parametrize("case", vectors("updates", "refused_lists"), ids=lambda case: case["reason"])
def test_an_update_that_is_not_one_of_the_list_is_refused(case: Case) -> None:
    with pytest.raises(FeedError):
        decode(apply_update(held(case), bytes.fromhex(case["update"])))


@pytest.mark.parametrize("case", vectors("updates", "refused_tables"), ids=lambda case: case["reason"])
def test_an_update_that_is_not_one_of_the_table_is_refused(case: Case) -> None:
    table = decode_table(bytes.fromhex(case["old"]))
    with pytest.raises(FeedError):
        decode_table(table.updated(bytes.fromhex(case["update"])).encode())


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
