"""Whole files in the place of others: of another group, of an earlier version, and lists that tell no pages apart."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from feed.making import prose
from feed.spoiling import Spoilt
from masthead.errors import FeedError
from masthead.matching.hashlist import HashList, decode
from masthead.matching.tables import Table, decode_table
from masthead.matching.updates import ListUpdate

PAGE = prose(1)


class TestGroups:
    """Whoever serves the files cannot exchange one for another."""

    def test_the_file_of_another_group_is_refused(self, feed: Spoilt) -> None:
        feed.file("articles").write_bytes(feed.file("articles", 2).read_bytes())
        feed.refused(PAGE, "checksum")

    def test_the_file_of_an_earlier_version_is_refused(self, feed: Spoilt) -> None:
        now = feed.file("articles")
        earlier = [path for path in (feed.folder / "articles").glob("0-*.json") if path != now]
        assert len(earlier) == 1
        now.write_bytes(earlier[0].read_bytes())
        feed.refused(PAGE, "checksum")

    def test_a_publisher_that_states_another_groups_file_for_a_group_is_refused(self, feed: Spoilt) -> None:
        feed.put("articles", feed.file("articles", 2).read_bytes())
        feed.refused(PAGE, "another group")

    def test_a_group_that_the_table_does_not_have_says_nothing(self, feed: Spoilt) -> None:
        digests = dict(feed.table.digests)
        del digests[0]
        feed.put("tables", Table(digests).encode())
        feed.say(lambda index: index["table"].update(groups=2))
        assert feed.read(PAGE) == []
        assert feed.read(prose(30)) == [30]


class TestTables:
    """The table says what each group's file must be: it must be whole and in order."""

    def test_it_is_refused_at_every_other_length(self, feed: Spoilt) -> None:
        data = feed.file("tables").read_bytes()
        for length in range(len(data)):
            with pytest.raises(FeedError):
                decode_table(data[:length])
        with pytest.raises(FeedError):
            decode_table(data + b"\0")

    @pytest.mark.parametrize("numbers", [(2, 0), (2, 2), (0, 2**24), (0, 2**32 - 1)])
    def test_groups_out_of_order_or_range_are_refused(self, feed: Spoilt, numbers: tuple[int, int]) -> None:
        data = feed.file("tables").read_bytes()
        feed.put("tables", data[:8] + b"".join(one.to_bytes(4, "little") for one in numbers) + data[16:])
        feed.refused(PAGE, "order")

    def test_a_group_without_a_digest_is_refused(self, feed: Spoilt) -> None:
        feed.put("tables", Table({0: bytes(16), 2: b"x" * 16}).encode())
        feed.refused(PAGE, "digest")

    def test_an_update_is_no_table(self, feed: Spoilt) -> None:
        feed.put("tables", b"MHV1" + feed.file("tables").read_bytes()[4:])
        feed.refused(PAGE)

    @pytest.mark.parametrize("groups", [0, 2, 4])
    def test_more_or_fewer_groups_than_stated_are_refused(self, feed: Spoilt, groups: int) -> None:
        feed.say(lambda index: index["table"].update(groups=groups))
        feed.refused(PAGE, "table is not what|groups are so small")


class TestLists:
    """The list decides what is asked for: it must be the one that is stated, and tell pages apart."""

    def test_it_is_refused_cut_short_at_every_length(self, feed: Spoilt) -> None:
        data = feed.file("lists").read_bytes()
        for length in range(0, len(data), 7):
            with pytest.raises(FeedError):
                decode(data[:length])

    def test_an_older_one_is_not_what_is_stated(self, feed: Spoilt) -> None:
        held = decode(feed.file("lists").read_bytes())
        feed.put("lists", HashList.of_keys(held.bits, held.keys()[:-1]).encode())
        feed.refused(PAGE, "list is not what")

    @pytest.mark.parametrize("change", [{"bits": 31}, {"entries": 1}, {"entries": 2**26}])
    def test_one_of_other_bits_or_entries_than_stated_is_refused(self, feed: Spoilt, change: dict[str, int]) -> None:
        feed.say(lambda index: index["list"].update(change))
        feed.refused(PAGE, "list is not what")

    def put(self, feed: Spoilt, prefixes: list[int], groups: list[int]) -> None:
        """Put another list with prefixes of 16 bits there."""
        keys = np.array(prefixes, np.uint64) << np.uint64(24) | np.array(groups, np.uint64)
        held = HashList.of_keys(16, keys)
        feed.put("lists", held.encode())
        feed.say(lambda index: index["list"].update(bits=16, entries=len(keys)))

    @pytest.mark.parametrize(("entries", "dense"), [(362, False), (363, True)])
    def test_one_of_so_many_entries_for_a_group_that_chance_leads_there_is_refused(
        self, feed: Spoilt, entries: int, *, dense: bool
    ) -> None:
        # 2^(2B - 15) is 362.04 squared.
        self.put(feed, list(range(0, 100 * entries, 100)), [0] * entries)
        if dense:
            feed.refused(PAGE, "dense")
        else:
            assert feed.read("nothing that is known") == []

    @pytest.mark.parametrize(("entries", "dense"), [(2**15, False), (2**15 + 1, True)])
    def test_one_that_holds_more_than_half_of_all_prefixes_is_refused(
        self, feed: Spoilt, entries: int, *, dense: bool
    ) -> None:
        self.put(feed, list(range(entries)), list(range(entries)))
        if dense:
            feed.refused(PAGE, "dense")
        else:
            assert feed.read("nothing that is known") == []


EARLIER = "0123456789abcdef" * 4
"""Digest of an earlier file."""


class TestUpdates:
    """An update saves bytes and is trusted with nothing."""

    def offer(self, feed: Spoilt, name: str, update: bytes) -> Path:
        """State an update from an earlier file."""
        digest = hashlib.sha256(update).hexdigest()
        path = feed.folder / "updates" / f"{digest[:32]}.bin"
        path.write_bytes(update)
        feed.say(lambda index: index[name].update(updates=[{"from": EARLIER[:32], "sha256": digest}]))
        return path

    def updated(self, feed: Spoilt, name: str) -> bytes:
        """What a reader makes of the earlier file: the list without its first entry, or the table without group 2."""
        if name == "table":
            return feed.reader().updated_table(self.earlier_table(feed), EARLIER)
        return feed.reader().updated_list(self.earlier_list(feed), EARLIER)

    def earlier_list(self, feed: Spoilt) -> HashList:
        held = feed.reader().hash_list
        return HashList.of_keys(held.bits, held.keys()[1:])

    def earlier_table(self, feed: Spoilt) -> Table:
        return Table({0: feed.table.digests[0]})

    def between(self, feed: Spoilt, name: str, *, right: bool) -> bytes:
        """An update from the earlier file to the present one, or to another."""
        if name == "table":
            return self.earlier_table(feed).update_to(feed.table if right else Table({7: b"x" * 16}))
        old, new = self.earlier_list(feed), feed.reader().hash_list
        to = new if right else HashList.of_keys(new.bits, new.keys()[:-1])
        return ListUpdate.between(old, to).encode(to)

    @pytest.mark.parametrize("name", ["list", "table"])
    def test_where_it_leads_to_what_is_stated_it_is_taken(self, feed: Spoilt, name: str) -> None:
        whole = feed.file(f"{name}s").read_bytes()
        self.offer(feed, name, self.between(feed, name, right=True))
        assert self.updated(feed, name) == whole

    @pytest.mark.parametrize("update", [b"", b"MHU1", b"MHV1" + bytes(4), bytes(4096), None])
    @pytest.mark.parametrize("name", ["list", "table"])
    def test_where_it_is_damaged_or_leads_elsewhere_the_whole_file_is_taken(
        self, feed: Spoilt, name: str, update: bytes | None
    ) -> None:
        path = self.offer(feed, name, self.between(feed, name, right=False) if update is None else update)
        assert self.updated(feed, name) == feed.file(f"{name}s").read_bytes()
        path.write_bytes(b"something else")
        assert self.updated(feed, name) == feed.file(f"{name}s").read_bytes()
        path.unlink()
        assert self.updated(feed, name) == feed.file(f"{name}s").read_bytes()
