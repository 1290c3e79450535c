"""Curators and their tokens: made by admins, shown once, told apart, expired, revoked; what a leaked one can do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from web.conftest import Caller
from web.making import outlet
from web.test_refusals import assert_problem


@pytest.fixture
def admin(curators: dict[str, Caller]) -> Caller:
    return curators["admin"]


def with_token(caller: Caller, token: str) -> Caller:
    return Caller(caller.http, caller.server, token)


async def curator(admin: Caller, name: str, role: str = "editor", **more: object) -> tuple[dict[str, Any], Caller]:
    made = await admin.made("/api/curators", name=name, role=role, **more)
    return made, with_token(admin, made["token"])


async def test_a_token_leaks_is_revoked_and_what_was_done_with_it_is_taken_back(
    admin: Caller, editor: Caller, stranger: Caller
) -> None:
    made, thief = await curator(admin, "Vera")
    target = await outlet(editor, "towpath-times", summary="A weekly.")
    path = f"/api/outlets/{target['id']}"
    await thief.changed(path, summary="All of it is a lie.", reason="Because.")

    (token,) = (await admin.get(f"/api/curators/{made['id']}")).body["tokens"]
    assert made["token"].startswith(token["prefix"])
    assert token["last_used_on"] == datetime.now(UTC).date().isoformat()
    revoked = await admin.made(f"/api/tokens/{token['id']}/revoke", reason="It stood in a screenshot.")
    assert revoked["revoked_at"] is not None
    assert "was revoked" in assert_problem(await thief.patch(path, "*", summary="x"), 401, "not-signed-in")
    assert_problem(await thief.get("/api/outlets"), 401, "not-signed-in")

    done = (await editor.get("/api/revisions?who=Vera&record=outlet")).body["items"]
    assert [one["action"] for one in done] == ["changed"]
    first = (await editor.get(f"{path}/revisions")).body["items"][0]
    await editor.stepped(path, "undo", revision=first["id"], reason="A token had leaked.")
    assert (await stranger.get(path)).body["summary"] == "A weekly."
    again = await admin.made(f"/api/curators/{made['id']}/tokens", label="a new laptop")
    me = (await with_token(admin, again["token"]).get("/api/me")).body
    assert (me["name"], [one["label"] for one in me["tokens"]]) == ("Vera", [None, "a new laptop"])


async def test_a_token_is_shown_once_and_kept_nowhere(admin: Caller) -> None:
    made, her = await curator(admin, "Wilma")
    assert made["token"] not in str((await admin.get("/api/curators")).body)
    assert made["token"] not in str((await her.get("/api/me")).body)
    history = (await admin.get(f"/api/revisions?who={'a curator, admin'}")).body["items"]
    assert made["token"] not in str(history)
    assert "token_hash" not in str(history)


async def test_a_token_expires(admin: Caller) -> None:
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    made, _ = await curator(admin, "Xenia", expires_at=soon)
    assert made["tokens"][0]["expires_at"] is not None
    late = await admin.post(
        f"/api/curators/{made['id']}/tokens", expires_at=(datetime.now(UTC) - timedelta(1)).isoformat()
    )
    assert "Give a time to come" in assert_problem(late, 422, "invalid-input")


async def test_a_role_counts_from_the_next_call_on_and_an_end_is_an_end(admin: Caller) -> None:
    made, him = await curator(admin, "Yuri", "contributor")
    assert_problem(await him.get("/api/curators"), 403, "not-allowed")
    assert_problem(await him.post("/api/publish"), 403, "not-allowed")
    path = f"/api/curators/{made['id']}"
    assert (await admin.patch(path, '"1"', role="editor")).body["role"] == "editor"
    assert (await him.post("/api/publish")).status == 200
    assert_problem(await admin.patch(path, '"1"', role="admin"), 412, "stale")
    assert "A name stays" in assert_problem(await admin.patch(path, "*", name="Jurij"), 422, "invalid-input")
    ended = await admin.step(path, "end", reason="He has left.")
    assert ended.body["ended_at"] is not None
    assert_problem(await him.get("/api/me"), 401, "not-signed-in")
    assert_problem(await admin.post(f"{path}/tokens"), 409, "conflict")
    assert_problem(await admin.post("/api/curators", name="Yuri", role="editor"), 409, "conflict")


async def test_the_only_admin_can_neither_end_nor_step_down(admin: Caller) -> None:
    me = f"/api/curators/{(await admin.get('/api/me')).body['id']}"
    assert "only admin" in assert_problem(await admin.patch(me, "*", role="editor"), 409, "conflict")
    assert "only admin" in assert_problem(await admin.step(me, "end"), 409, "conflict")


async def test_a_curator_revokes_a_token_of_their_own_but_of_nobody_else(admin: Caller, editor: Caller) -> None:
    _, her = await curator(admin, "Zora", "contributor")
    (own,) = (await her.get("/api/me")).body["tokens"]
    (other,) = (await editor.get("/api/me")).body["tokens"]
    assert_problem(await her.post(f"/api/tokens/{other['id']}/revoke"), 403, "not-allowed")
    await her.made(f"/api/tokens/{own['id']}/revoke")
    assert_problem(await her.get("/api/me"), 401, "not-signed-in")


async def test_what_was_done_to_curators_and_tokens_only_admins_read(admin: Caller, editor: Caller) -> None:
    made, _ = await curator(admin, "Ada of the locks")
    assert {one["record"] for one in (await admin.get("/api/revisions?limit=200")).body["items"]} >= {
        "curator",
        "token",
    }
    hidden = (await editor.get("/api/revisions?limit=200")).body["items"]
    assert not {one["record"] for one in hidden} & {"curator", "token"}
    (added,) = (await admin.get(f"/api/revisions?record=curator&record_id={made['id']}")).body["items"]
    assert_problem(await editor.get(f"/api/revisions/{added['id']}"), 404, "not-found")
