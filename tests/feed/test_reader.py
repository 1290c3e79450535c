"""The reference reader: what it says of a page, and what it keeps to itself."""

from datetime import date
from pathlib import Path

import pytest

from feed.making import DAY, article, many, outlet, placement, prose, publish_records, published, records, settings_of
from masthead.errors import FeedError
from masthead.feed.reader import Reader
from masthead.feed.signing import keep_key, load_key, new_key
from masthead.feed.source import FolderSource
from masthead.matching.compare import MatchClass
from masthead.records.outlets import AddressRole
from masthead.records.placements import Placement, PlacementRole

AROUND = prose("around", 150)
MORE = prose("more", 400)


def said(reader: Reader, text: str, url: str | None = None) -> list[tuple[int, str]]:
    """Article and class of each match."""
    return [(match.article.id, match.comparison.match.value) for match in reader.read(text, url).matches]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return published(tmp_path_factory.mktemp("reader") / "feed", many(60))


def test_an_unknown_text_is_not_matched(reader: Reader) -> None:
    assert said(reader, MORE, "https://elsewhere.example/") == []


@pytest.mark.parametrize("text", ["", "one two three", "大米船"])
def test_a_page_of_next_to_no_text_is_not_matched(reader: Reader, text: str) -> None:
    assert said(reader, text) == []


def test_a_mirror_is_the_same_article(reader: Reader) -> None:
    page = f"{AROUND}\n{prose(5)}\n{MORE}"
    assert said(reader, page, "https://elsewhere.example/a") == [(5, "same article")]
    comparison = reader.read(page).matches[0].comparison
    assert (comparison.shared_words, comparison.longest_run, comparison.article_share) == (220, 220, 1.0)
    assert comparison.page_share == 220 / (150 + 220 + 400)


def test_a_mirror_in_other_letters_is_the_same_article(reader: Reader) -> None:
    disguised = prose(5).upper().replace("E", "Е").replace("A", "\u00adA")
    assert said(reader, disguised) == [(5, "same article")]


def test_a_quotation_of_45_words_is_a_quotation(reader: Reader) -> None:
    passage = " ".join(prose(5, 220).split()[100:141])
    assert said(reader, f"{AROUND}\n{passage}\n{MORE}") == [(5, "quotes a passage")]


def test_a_large_part_is_a_large_part(reader: Reader) -> None:
    passage = " ".join(prose(5).split()[20:100])
    assert said(reader, f"{AROUND}\n{passage}\n{MORE}") == [(5, "large part")]


def test_a_page_may_carry_several_articles_the_most_telling_first(reader: Reader) -> None:
    half = " ".join(prose(8).split()[:80])
    page = f"{half}\n{AROUND}\n{prose(2)}\n{MORE}\n{' '.join(prose(4).split()[:150])}"
    assert said(reader, page) == [(2, "same article"), (4, "same article"), (8, "large part")]


def test_of_equal_matches_the_older_article_comes_first(tmp_path: Path) -> None:
    body = prose(1)
    copies = [article(1, body, 1), article(2, body, 2)]
    copies[0].published_on, copies[1].published_on = None, copies[0].published_on
    assert [number for number, _ in said(published(tmp_path / "feed", records(copies)), body)] == [2, 1]


def test_scattered_words_of_many_articles_are_no_match(reader: Reader) -> None:
    pieces = [" ".join(prose(number).split()[50:62]) for number in range(1, 13)]
    assert said(reader, f"\n{AROUND}\n".join(pieces)) == []


class TestOnTheOutletsOwnAddress:
    """An outlet's pages share menus and teasers: only the article itself is said there."""

    PART = " ".join(prose(5).split()[20:100])  # article 5 is outlet 1's

    def test_the_article_itself_is_said(self, reader: Reader) -> None:
        assert said(reader, prose(5), "https://outlet-1.example/5") == [(5, "same article")]

    def test_another_page_of_the_outlet_is_silent(self, reader: Reader) -> None:
        assert said(reader, f"{MORE}\n{self.PART}", "https://outlet-1.example/other") == []

    def test_a_page_below_a_subdomain_is_silent_too(self, reader: Reader) -> None:
        assert said(reader, f"{MORE}\n{self.PART}", "https://www.outlet-1.example/other") == []

    def test_the_same_page_of_another_outlet_is_not_silent(self, reader: Reader) -> None:
        assert said(reader, f"{MORE}\n{self.PART}", "https://outlet-2.example/other") == [(5, "large part")]

    def test_an_impersonator_is_not_the_outlet(self, tmp_path: Path) -> None:
        held = [("outlet-1.example", AddressRole.OFFICIAL), ("0utlet-1.example", AddressRole.IMPERSONATOR)]
        reader = published(tmp_path / "feed", records([article(5)], [outlet(1, held)]))
        page = f"{MORE}\n{self.PART}"
        assert said(reader, page, "https://outlet-1.example/x") == []
        assert said(reader, page, "https://0utlet-1.example/x") == [(5, "large part")]


def test_an_article_of_no_known_outlet_is_at_home_on_the_host_it_was_taken_from(tmp_path: Path) -> None:
    url = "https://unknown.example/1"
    own = [placement(1, url, PlacementRole.ORIGIN)]
    reader = published(tmp_path / "feed", records([article(1, outlet_id=None, url=url, placements=own)]))
    part = MORE + " ".join(prose(1).split()[20:100])
    assert said(reader, prose(1), "https://unknown.example/2") == [(1, "same article")]
    assert said(reader, part, "https://unknown.example/2") == []
    assert said(reader, part, "https://elsewhere.example/") == [(1, "large part")]


def test_a_former_holder_of_an_address_does_not_hide_the_present_one(tmp_path: Path) -> None:
    outlets = [outlet(number, [("moved.example", AddressRole.OFFICIAL)]) for number in (1, 2)]
    outlets[0].addresses[0].until = DAY
    address = published(tmp_path / "feed", records([], outlets)).read("", "https://moved.example/").address
    assert address is not None
    assert address.outlet == "outlet-2"


def test_a_page_with_an_outlets_article_says_nothing_less_of_that_outlet(reader: Reader) -> None:
    teaser = " ".join(prose(10).split()[20:100])  # articles 5 and 10 are outlet 1's, 4 is another's
    other = " ".join(prose(4).split()[20:100])
    page = f"{prose(5)}\n{teaser}\n{other}\n{AROUND}"
    assert said(reader, page, "https://elsewhere.example/") == [(5, "same article"), (4, "large part")]


class TestWhoWasFirst:
    """A text that an archived outlet copied does not brand the one it was copied from."""

    @pytest.fixture
    def reader(self, tmp_path: Path) -> Reader:
        places = [
            placement(1, "https://agency.example/wire/1", PlacementRole.ORIGIN),
            placement(2, "https://outlet-1.example/1", PlacementRole.COPY),
            placement(3, "https://copyist.example/1", PlacementRole.COPY),
        ]
        own = [placement(4, "https://outlet-1.example/2", PlacementRole.ORIGIN)]
        return published(tmp_path / "feed", records([article(1, placements=places), article(2, placements=own)]))

    def test_on_the_origins_host_nothing_is_said(self, reader: Reader) -> None:
        assert said(reader, prose(1), "https://agency.example/wire/1") == []
        assert said(reader, prose(1), "https://AGENCY.example:443/elsewhere?x=1") == []

    def test_on_the_host_of_a_copy_it_is_said(self, reader: Reader) -> None:
        assert said(reader, prose(1), "https://copyist.example/1") == [(1, "same article")]

    def test_on_the_outlets_own_origin_it_is_said(self, reader: Reader) -> None:
        assert said(reader, prose(2), "https://outlet-1.example/2") == [(2, "same article")]

    @pytest.mark.parametrize("url", [None, "about:blank", "not a URL"])
    def test_on_a_page_of_no_host_it_is_said(self, reader: Reader, url: str | None) -> None:
        assert said(reader, prose(1), url) == [(1, "same article")]


class TestDisputed:
    """Where a curator found that a page is not the article it was taken for, that is not told there again."""

    URL = "https://reader.example/collected?page=2"

    @pytest.fixture
    def reader(self, tmp_path: Path) -> Reader:
        def disputed(number: int, url: str) -> list[Placement]:
            return [placement(number, url, PlacementRole.DISPUTED)]

        articles = [
            article(1, placements=disputed(1, self.URL)),
            article(2, placements=[]),
            article(3, outlet_id=2, placements=disputed(3, "https://outlet-2.example/3")),
        ]
        return published(tmp_path / "feed", records(articles))

    @pytest.mark.parametrize(
        "url",
        [
            "https://reader.example/collected?page=2",
            "https://reader.example/collected?page=2#the-middle",
            "http://WWW.Reader.example:80/collected?page=2",
        ],
    )
    def test_at_that_page_it_is_not_said(self, reader: Reader, url: str) -> None:
        assert said(reader, prose(1), url) == []

    @pytest.mark.parametrize(
        "url",
        [
            "https://reader.example/collected?page=3",
            "https://reader.example/collected",
            "https://reader.example/Collected?page=2",
            "https://reader.example/collected/?page=2",
            "https://reader.example:8443/collected?page=2",
            "https://m.reader.example/collected?page=2",
            "https://reader.example/",
            None,
        ],
    )
    def test_at_any_other_it_is(self, reader: Reader, url: str | None) -> None:
        assert said(reader, prose(1), url) == [(1, "same article")]

    def test_what_else_the_page_carries_is_said_as_if_the_article_were_not_there(self, reader: Reader) -> None:
        teaser = " ".join(prose(2).split()[20:100])  # of the same outlet, whose whole article would silence it
        assert said(reader, f"{prose(1)}\n{AROUND}\n{teaser}", self.URL) == [(2, "large part")]

    def test_at_home_it_is_not_said_either(self, reader: Reader) -> None:
        assert said(reader, prose(3), "https://outlet-2.example/3") == []
        assert said(reader, prose(3), "https://outlet-2.example/other") == [(3, "same article")]


def test_the_most_specific_address_wins(tmp_path: Path) -> None:
    outlets = [
        outlet(1, [("platform.example", AddressRole.OFFICIAL)]),
        outlet(2, [("platform.example/name", AddressRole.ACCOUNT), ("deep.platform.example", AddressRole.OFFICIAL)]),
    ]
    reader = published(tmp_path / "feed", records([], outlets))

    def owner(url: str) -> str | None:
        address = reader.read("", url).address
        return address.outlet if address else None

    assert owner("https://www.platform.example/other") == "outlet-1"
    assert owner("https://platform.example/name/story") == "outlet-2"
    assert owner("https://platform.example/name2") == "outlet-1"
    assert owner("https://deep.platform.example/x") == "outlet-2"
    assert owner("https://example/") is None


def test_the_first_of_equal_addresses_counts(tmp_path: Path) -> None:
    outlets = [outlet(number, [("shared.example", AddressRole.OFFICIAL)]) for number in (1, 2)]
    address = published(tmp_path / "feed", records([], outlets)).read("", "https://shared.example/").address
    assert address is not None
    assert address.outlet == "outlet-1"


def test_every_article_of_a_large_feed_is_found_by_itself(tmp_path: Path) -> None:
    given = many(60)
    reader = published(tmp_path / "feed", given)
    for one in given.articles:
        matches = reader.read(f"{AROUND}\n{one.body}").matches
        assert [(match.article.id, match.comparison.match) for match in matches] == [(one.id, MatchClass.SAME)]


class TestWhoSpeaks:
    """A reader who knows a feed's key takes no other, unless the known one says so."""

    @pytest.fixture
    def feed(self, tmp_path: Path) -> Path:
        publish_records(tmp_path / "feed", many(8))
        return tmp_path / "feed"

    def test_the_key_is_the_one_that_signs(self, feed: Path) -> None:
        key = load_key(settings_of(feed).key_file).public
        assert Reader(FolderSource(feed)).key == key
        assert Reader(FolderSource(feed), key=key).key == key

    def test_an_index_signed_by_another_key_is_refused(self, feed: Path) -> None:
        with pytest.raises(FeedError, match="signed by another key"):
            Reader(FolderSource(feed), key=new_key().public)

    def test_an_index_signed_by_a_key_that_the_known_one_was_handed_over_to_is_taken(self, feed: Path) -> None:
        key_file = settings_of(feed).key_file
        old = load_key(key_file)
        after = old.hand_over(new_key(), date(2024, 6, 1)).hand_over(new_key(), date(2024, 7, 1))
        keep_key(key_file, after)
        publish_records(feed, many(9))
        reader = Reader(FolderSource(feed), key=old.public)
        assert reader.key == after.public != old.public
        assert said(reader, prose(9)) == [(9, "same article")]
        with pytest.raises(FeedError, match="signed by another key"):
            Reader(FolderSource(feed), key=new_key().public)
