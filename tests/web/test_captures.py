"""A page that was archived before is recognised: curators see what differs, and readers no second article."""

from typing import Any

import pytest

from feed.making import prose
from web.conftest import Caller
from web.making import article, outlet

HEAD = "The weir was opened too late"
MORE = " ".join(prose("one thing more", 60).split()) + "."


def page(*paragraphs: str, title: str = HEAD) -> str:
    return "\n\n".join([title, *paragraphs])


def parts(seed: str) -> list[str]:
    """Paragraphs of a text of made-up words."""
    return [" ".join(prose(f"{seed} {number}", 60).split()) for number in range(4)]


@pytest.fixture(scope="module")
async def weir(curators: dict[str, Caller]) -> Any:  # noqa: ANN401 - JSON
    """The article as it was first archived, at home."""
    made = await outlet(curators["editor"], "weir-daily")
    await curators["editor"].made(f"/api/outlets/{made['id']}/addresses", address="weir-daily.example")
    return await curators["editor"].made(
        "/api/articles", text=page(*parts("weir")), url="https://weir-daily.example/late"
    )


async def test_what_an_outlet_changed_in_its_article_is_a_capture_of_it_and_no_second_article(
    editor: Caller,
    weir: Any,  # noqa: ANN401 - JSON
) -> None:
    before = editor.records()
    first, second, third, last = parts("weir")
    denial = "The keeper of the weir denies it all."
    corrected = page(first, second, denial, last, title="The weir was opened in time")
    answer = await editor.post("/api/articles", text=corrected, url="https://weir-daily.example/late")
    assert answer.status == 200
    assert (answer.body["id"], answer.body["known_before"]) == (weir["id"], True)
    assert answer.body["text"] == weir["text"], "what was archived stays as it is"
    shown = (await editor.get(f"/api/captures/{answer.body['capture']}")).body
    assert (shown["article_id"], shown["title"], shown["word_for_word"]) == (
        weir["id"],
        "The weir was opened in time",
        False,
    )
    assert [(one["change"], one["text"]) for one in shown["differences"]] == [
        ("same", first),
        ("same", second),
        ("removed", third),
        ("added", denial),
        ("same", last),
    ]
    assert (shown["words"], shown["words_added"], shown["words_removed"]) == (188, 8, 60)
    assert [one["text"] for one in shown["segments"] if one["kept"]] == [first, second, denial, last]
    after = editor.records()
    assert {name for name in after if after[name] != before[name]} == {"capture", "revision"}
    again = await editor.post("/api/articles", text=corrected, url="https://weir-daily.example/late")
    assert (again.status, again.body["capture"]) == (200, None)
    assert editor.records() == after, "the same capture is kept once"


async def test_a_copy_with_changes_is_a_placement_and_half_of_it_an_excerpt(editor: Caller, weir: Any) -> None:  # noqa: ANN401 - JSON
    first, second, third, last = parts("weir")
    copied = page(first, second, third, last, "Somebody else has added this, and nobody has asked why it was.")
    copy = await editor.made("/api/articles", text=copied, url="https://copyist.example/1")
    half = await editor.made("/api/articles", text=page(first, second, third), url="https://digest.example/1")
    assert copy["id"] == half["id"] == weir["id"]
    assert [(place["url"], place["role"]) for place in half["placements"]] == [
        ("https://weir-daily.example/late", "origin"),
        ("https://copyist.example/1", "copy"),
        ("https://digest.example/1", "excerpt"),
    ]
    listed = (await editor.get(f"/api/articles/{weir['id']}/captures?limit=1")).body
    (one,) = listed["items"]
    assert (one["differences"], one["segments"], one["words_added"]) == (None, None, None)
    assert listed["next"] == one["id"]
    rest = (await editor.get(f"/api/articles/{weir['id']}/captures?after={listed['next']}")).body
    assert {copy["capture"], half["capture"]} <= {one["id"], *(other["id"] for other in rest["items"])}


async def test_what_only_shares_a_template_or_a_long_quote_is_another_article(editor: Caller, weir: Any) -> None:  # noqa: ANN401 - JSON
    quoting = page(parts("weir")[0], *parts("a comment on the weir"), title="On the weir")
    assert (await editor.made("/api/articles", text=quoting))["id"] != weir["id"]
    longer = page(*parts("weir"), *parts("week"), *parts("month"), title="All that was said of the weir")
    assert (await editor.made("/api/articles", text=longer))["id"] != weir["id"]


async def test_a_curator_may_say_that_it_is_an_article_of_its_own(editor: Caller, weir: Any) -> None:  # noqa: ANN401 - JSON
    own = page(*parts("weir")[1:], " ".join(prose("another hand", 30).split()), title="The weir in another hand")
    made = await editor.post("/api/articles", text=own, as_new=True)
    assert made.status == 201
    assert made.body["id"] != weir["id"]
    very_same = await editor.post("/api/articles", text=page(*parts("weir")), as_new=True)
    assert (very_same.status, very_same.body["id"]) == (200, weir["id"])


async def test_captures_are_for_curators_and_change_nothing_for_readers(
    editor: Caller,
    contributor: Caller,
    stranger: Caller,
    weir: Any,  # noqa: ANN401 - JSON
) -> None:
    await editor.made("/api/publish")
    feed = await editor.feed()
    seen = page(*parts("weir")[:3], "And that is all of it.")
    given = await contributor.made("/api/articles", text=seen, url="https://victim.example/slander")
    assert given["id"] == weir["id"]
    assert "https://victim.example/slander" not in [place["url"] for place in given["placements"]]
    path = f"/api/captures/{given['capture']}"
    assert (await contributor.get(path)).body["status"] == "draft"
    for asked in (path, f"{path}/revisions", f"/api/articles/{weir['id']}/captures"):
        assert (await stranger.get(asked)).status == 401
    history = (await stranger.get(f"/api/articles/{weir['id']}/revisions")).body
    assert "capture" not in {one["record"] for one in history["items"]}
    done = await editor.made("/api/publish")
    assert await editor.feed() == feed, done
    assert (await editor.stepped(path, "publish"))["status"] == "published"
    assert (await editor.stepped(path, "withdraw", reason="a fake"))["status"] == "withdrawn"
    listed = (await editor.get(f"/api/articles/{weir['id']}/captures?limit=20")).body["items"]
    assert given["capture"] not in [one["id"] for one in listed]
    texts = str((await editor.get(f"{path}/revisions")).body)
    assert "And that is all of it." not in texts


async def test_a_draft_is_removed_with_its_captures_and_found_no_more(contributor: Caller) -> None:
    draft = await article(contributor, "a hasty draft")
    text = f"A headline, a hasty draft\n\n{prose('a hasty draft')}\n\n{MORE}"
    again = await contributor.made("/api/articles", text=text)
    assert (again["id"], again["known_before"], again["capture"] is None) == (draft["id"], True, False)
    assert (await contributor.delete(f"/api/articles/{draft['id']}")).status == 204
    assert (await contributor.get(f"/api/captures/{again['capture']}")).status == 404
    assert (await contributor.made("/api/articles", text=text))["known_before"] is False


async def test_an_article_that_was_withdrawn_is_archived_anew(editor: Caller) -> None:
    wrong = await article(editor, "a wrong one")
    await editor.stepped(f"/api/articles/{wrong['id']}", "withdraw", reason="cut wrongly")
    text = f"A headline, a wrong one\n\n{prose('a wrong one')}\n\n{MORE}"
    assert (await editor.made("/api/articles", text=text))["known_before"] is False


async def test_what_an_editor_publishes_does_not_end_in_a_draft_that_resembles_it(
    editor: Caller, contributor: Caller
) -> None:
    lies = await contributor.made(
        "/api/articles", text=page(*parts("lie"), f"And a lie: {MORE}", title="A lying title")
    )
    told = await editor.post("/api/articles", text=page(*parts("lie"), title="The true title of it"))
    assert told.status == 201
    assert (told.body["status"], told.body["title"]) == ("published", "The true title of it")
    assert told.body["id"] != lies["id"]


async def test_a_teaser_that_was_archived_first_does_not_stand_for_the_article(editor: Caller) -> None:
    url = "https://weir-daily.example/teased"
    teaser = await editor.made(
        "/api/articles", text=page(*parts("teaser")[:1], title="All of it behind a wall"), url=url
    )
    whole = await editor.post("/api/articles", text=page(*parts("teaser"), title="All of it behind a wall"), url=url)
    assert whole.status == 201
    assert whole.body["id"] != teaser["id"]
    again = await editor.made("/api/articles", text=page(*parts("teaser")[:1], title="All of it behind it"), url=url)
    assert again["id"] == teaser["id"]


async def test_drafts_of_captures_do_not_fill_the_place_of_others(editor: Caller, contributor: Caller) -> None:
    weir = await article(editor, "a popular one")
    text = f"A headline, a popular one\n\n{prose('a popular one')}\n\n"
    answers = [
        await contributor.post("/api/articles", text=text + " ".join(prose(f"junk {number}", 50).split()) + ".")
        for number in range(52)
    ]
    assert [one.status for one in answers] == [200] * 50 + [409] * 2
    assert "50 drafts of captures already" in answers[-1].body["detail"]
    copy = await editor.made("/api/articles", text=text + MORE, url="https://copyist.example/popular")
    assert (copy["id"], [place["url"] for place in copy["placements"]]) == (
        weir["id"],
        ["https://copyist.example/popular"],
    )
    assert copy["capture"]


async def test_texts_made_to_take_long_are_not_held_against_each_other_for_long(editor: Caller) -> None:
    anchors = [" ".join(prose(f"anchor {number}", 60).split()) for number in range(40)]
    old = "\n\n".join(f"{one}\n\n{' '.join(['alpha', 'beta'] * 300)}." for one in anchors)
    new = "\n\n".join(f"{one}\n\n{' '.join(['alpha', 'gamma'] * 99)}." for one in anchors)
    made = await editor.made("/api/articles", text=f"A title of alpha and beta\n\n{old}", url="https://slow.example/1")
    again = await editor.made("/api/articles", text=f"A title of alpha and beta\n\n{new}", url="https://slow.example/1")
    assert again["id"] == made["id"]
    shown = await editor.get(f"/api/captures/{again['capture']}")
    assert {one["change"] for one in shown.body["differences"]} == {"same", "removed", "added"}


async def test_drafts_of_contributors_hide_no_published_article(editor: Caller, contributor: Caller) -> None:
    first, second, third, last = parts("flooded")
    known = await editor.made("/api/articles", text=page(first, second, third, last), url="https://flood.example/1")
    rewritten = [first, second, f"{third} and much of it was said anew by others", last]
    for number in range(11):
        draft = page(*rewritten[:3], f"{last} and this was draft number {number}")
        answer = await contributor.post("/api/articles", text=draft, as_new=True)
        assert answer.status == 201, answer.body
    answer = await editor.post("/api/articles", text=page(*rewritten), url="https://copyist.example/flood")
    assert (answer.status, answer.body["id"]) == (200, known["id"])


async def test_a_contributor_s_draft_of_a_place_gives_way_to_what_an_editor_archives_there(
    editor: Caller, contributor: Caller
) -> None:
    text, url = page(*parts("placed")), "https://copyist.example/placed"
    known = await editor.made("/api/articles", text=text, url="https://placed.example/1")
    places = f"/api/articles/{known['id']}/placements"
    made = await contributor.made(places, url=url, role="translation", first_seen="2001-01-01")
    by_hand = await editor.post(places, url=url, first_seen="2024-01-01")
    assert (by_hand.status, by_hand.body["detail"]) == (
        409,
        f"The article has a placement there already: {made['id']}, draft.",
    )
    await editor.post("/api/articles", text=text, url=url)
    shown = (await editor.get(f"/api/articles/{known['id']}")).body
    (there,) = [one for one in shown["placements"] if one["url"] == url]
    assert (there["role"], there["status"]) == ("copy", "published")
    assert there["first_seen"] > "2024-01-01"


async def test_a_capture_that_was_withdrawn_hides_no_new_one(editor: Caller) -> None:
    first, second, third, last = parts("seen twice")
    await editor.made("/api/articles", text=page(first, second, third, last))
    changed = page(first, second, third, last, MORE)
    capture = (await editor.post("/api/articles", text=changed)).body["capture"]
    assert (await editor.post("/api/articles", text=changed)).body["capture"] is None
    await editor.stepped(f"/api/captures/{capture}", "withdraw", reason="The wrong page.")
    assert (await editor.post("/api/articles", text=changed)).body["capture"] not in (None, capture)
