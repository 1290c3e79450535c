"""The files of a feed, decoded: what its index leads to, and what is listed of a text."""

from collections.abc import Mapping

from feed.making import Content
from masthead.feed import paths, shapes
from masthead.feed.wire import unpack
from masthead.matching.compare import ArticleText
from masthead.matching.fingerprint import Shingles, archive_window, winnow
from masthead.matching.hashlist import HashList, decode
from masthead.matching.tables import Table, decode_table


def list_in(feed: Content) -> HashList:
    """The list."""
    return decode(feed.files[paths.list_path(feed.index.list.sha256)])


def table_in(feed: Content) -> Table:
    """The table of groups."""
    return decode_table(feed.files[paths.table_path(feed.index.table.sha256)])


def directory_in(feed: Content) -> shapes.Directory:
    """Outlets and addresses."""
    path = paths.directory_path(feed.index.directory.sha256)
    return shapes.Directory.parse(feed.files[path], path)


def groups_in(feed: Content) -> list[shapes.Group]:
    """The groups, in the order of the table."""
    held = [paths.group_path(number, digest.hex()) for number, digest in table_in(feed).digests.items()]
    return [shapes.Group.parse(feed.files[path], path) for path in held]


def group_of_each(feed: Content) -> Mapping[int, int]:
    """The group that holds an article, by the article's number."""
    return {one.id: group.group for group in groups_in(feed) for one in group.articles}


def text_of(feed: Content, number: int) -> ArticleText:
    """The text of an article as readers are told it."""
    told = next(one for group in groups_in(feed) for one in group.articles if one.id == number)
    return unpack(told.shingles, told.words)


def kept(cut: Shingles) -> list[int]:
    """Places of an article's shingles that the publisher's winnowing keeps."""
    places: list[int] = winnow(cut.lo, archive_window(len(cut))).tolist()
    return places


def listed(feed: Content, cut: Shingles, part: slice) -> int:
    """How many of an article's kept shingles that begin in a part are listed."""
    at = [at for at in kept(cut) if at in range(len(cut))[part]]
    return sum(bool(groups) for groups in list_in(feed).groups_of(cut.hi[at]))
