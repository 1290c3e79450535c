"""The walls between the rooms: imports point one way, and each outside library has its place."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SERVER = ROOT / "server" / "masthead"
EXTENSION = ROOT / "extension"

ROOMS_BELOW = {
    "matching": set[str](),
    "demo": set[str](),
    "records": {"matching"},
    "intake": {"records", "matching"},
    "feed": {"records", "matching"},
    "web": {"feed", "intake", "records", "matching", "demo"},
    "commands": {"web", "feed", "intake", "records", "matching", "demo"},
}
"""For each room those it may import from; errors, safe and config belong to everyone but the pure matching."""

PLACES = {
    "aiohttp": ("web/", "intake/fetch.py"),
    "sqlmodel": ("records/",),
    "sqlalchemy": ("records/",),
    "alembic": ("records/",),
    "tldextract": ("intake/addresses.py",),
    "publicsuffixlist": ("intake/addresses.py",),
    "trafilatura": ("intake/html.py",),
    "warcio": ("intake/raw.py",),
    "fastwarc": ("intake/raw.py", "intake/warcs.py"),
    "protego": ("intake/robots.py",),
    "selectolax": ("intake/visible.py", "intake/metadata.py"),
    "cyclopts": ("commands/", "__main__.py"),
    "rich": ("commands/",),
    "pydantic_settings": ("config.py",),
    "limits": ("web/limits.py",),
    "prometheus_client": ("web/metrics.py",),
}
"""Libraries that only some files may know."""


def modules() -> list[Path]:
    """Every module of the server but the generated migrations."""
    return [path for path in sorted(SERVER.rglob("*.py")) if "migrations" not in path.parts]


def imported(path: Path) -> Iterator[str]:
    """Full names of what a module imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SERVER)))
def test_a_module_imports_only_from_rooms_below_its_own(path: Path) -> None:
    room = path.relative_to(SERVER).parts[0]
    if room not in ROOMS_BELOW:
        return
    for name in imported(path):
        package, _, rest = name.partition(".")
        other = rest.partition(".")[0]
        if package == "masthead" and other in ROOMS_BELOW and other != room:
            assert other in ROOMS_BELOW[room], f"{room} must not know {other}"
        if package == "masthead" and room == "matching":
            assert other in ("matching", "errors"), f"matching is pure and must not know {other}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SERVER)))
def test_a_library_is_known_only_in_its_place(path: Path) -> None:
    here = path.relative_to(SERVER).as_posix()
    for name in imported(path):
        places = PLACES.get(name.partition(".")[0])
        assert places is None or here.startswith(places), f"{here} must not know {name}"


def test_only_one_module_reads_the_environment_and_one_writes_the_feed() -> None:
    for path in modules():
        text = path.read_text("utf-8")
        here = path.relative_to(SERVER).as_posix()
        assert "environ" not in imported_names(text) or here == "config.py", here
        # What the publisher remembers is no file of the feed; holdings.py sorts it on disk.
        if here.startswith("feed/") and here not in ("feed/files.py", "feed/holdings.py"):
            assert not re.search(r"write_(?:bytes|text)\(|open\([^)]*[\"']w", text), here


def imported_names(text: str) -> set[str]:
    """Every attribute and name a module uses."""
    nodes = ast.walk(ast.parse(text))
    return {str(getattr(node, "attr", None) or getattr(node, "id", "")) for node in nodes}


def test_the_pure_part_of_the_extension_touches_neither_browser_nor_network() -> None:
    for path in sorted((EXTENSION / "matching").glob("*.js")):
        code = without_comments(path.read_text("utf-8"))
        assert not re.search(r"\b(?:chrome|browser|document|window|fetch|navigator|indexedDB)\b", code), path.name
        assert all(source.startswith("./") for source in re.findall(r'from "([^"]+)"', code)), path.name


def test_only_one_file_of_the_extension_can_reach_the_network() -> None:
    reaches = re.compile(
        r"\b(?:fetch\s*\(|XMLHttpRequest|sendBeacon|WebSocket|EventSource|RTCPeerConnection|new Image\b)"
    )
    for path in sorted(EXTENSION.rglob("*.js")):
        if path != EXTENSION / "background" / "server.js":
            assert not reaches.search(without_comments(path.read_text("utf-8"))), path


def test_page_and_popup_reach_the_background_only_by_messages() -> None:
    for room in ("page", "ui"):
        for path in sorted((EXTENSION / room).glob("*.js")):
            sources = re.findall(r'(?:from|import)\s*\(?"([^"]+)"', path.read_text("utf-8"))
            assert all("background" not in source and "matching" not in source for source in sources), path


def test_nothing_a_feed_says_is_ever_parsed_as_html() -> None:
    for path in sorted(EXTENSION.rglob("*.js")):
        code = without_comments(path.read_text("utf-8"))
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTML|\beval\(", code), path


def without_comments(code: str) -> str:
    """JavaScript without its comments; good enough for code that a formatter has laid out."""
    return re.sub(r"^\s*//.*$|/\*.*?\*/", "", code, flags=re.MULTILINE | re.DOTALL)


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    paths = [*modules(), *EXTENSION.rglob("*.js"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "tools").glob("*.py")]
    data = {EXTENSION / "matching" / "table.js"}
    long = {
        path.name: n for path in paths if path not in data and (n := len(path.read_text("utf-8").splitlines())) > 300
    }
    assert long == {}
