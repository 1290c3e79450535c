"""Whoever does not know whether a create arrived sends it again with its key, and it is created once."""

import json

from web.conftest import Answer, Caller
from web.making import article, outlet
from web.test_refusals import assert_problem


async def create(caller: Caller, key: str, path: str = "/api/outlets", **body: object) -> Answer:
    return await caller.call("POST", path, json.dumps(body).encode(), headers={"Idempotency-Key": key})


async def test_the_same_create_twice_creates_once_and_is_answered_the_same(editor: Caller) -> None:
    first = await create(editor, "key-1", slug="sluice", name="Sluice")
    again = await create(editor, "key-1", slug="sluice", name="Sluice")
    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    for header in ("Location", "ETag"):
        assert first.headers[header] == again.headers[header]
    assert first.headers["Location"] == f"/api/outlets/{first.body['id']}"
    assert ("Idempotency-Replayed" in first.headers, again.headers["Idempotency-Replayed"]) == (False, "true")


async def test_a_key_is_good_for_one_create_of_one_curator(editor: Caller, contributor: Caller) -> None:
    await create(editor, "key-2", slug="sluice-two", name="Two")
    for body in ({"slug": "sluice-three", "name": "Three"}, {"slug": "sluice-two", "name": "Two, again"}):
        assert_problem(await create(editor, "key-2", **body), 422, "key-reused")
    assert (await create(contributor, "key-2", slug="sluice-four", name="Four")).status == 201


async def test_a_create_that_was_refused_may_be_mended_under_the_same_key(editor: Caller) -> None:
    await outlet(editor, "sluice-five")
    assert_problem(await create(editor, "key-3", slug="sluice-five", name="Five"), 409, "conflict")
    assert (await create(editor, "key-3", slug="sluice-six", name="Six")).status == 201


async def test_an_archived_page_is_answered_the_same_too(editor: Caller) -> None:
    text = {"text": (await article(editor, "sent twice"))["text"], "title": "Sent twice"}
    first, again = [await create(editor, "key-4", "/api/articles", **text) for _ in range(2)]
    assert first.body == again.body


async def test_a_key_that_cannot_be_used_is_refused_and_so_is_one_where_it_would_promise_nothing(
    editor: Caller,
) -> None:
    for key in ("", "two words", "x" * 201):
        assert_problem(await create(editor, key, slug="sluice-seven", name="Seven"), 422, "invalid-input")
    refused = await create(editor, "key-5", "/api/publish")
    assert "changes go by If-Match" in assert_problem(refused, 422, "invalid-input")
