"""Copies of the extension that differ in one thing, for what cannot be tested on the extension itself."""

import json
import shutil
from pathlib import Path

from journeys.reader import EXTENSION

LANGUAGES = sorted(path.name for path in (EXTENSION / "_locales").iterdir())
"""The languages of its interface, as its folders are called."""
CLOSED = 'mode: "closed"'


def messages(language: str) -> dict[str, str]:
    """What the extension says in a language, by key."""
    found = json.loads((EXTENSION / "_locales" / language / "messages.json").read_text("utf-8"))
    return {key: one["message"] for key, one in found.items()}


def in_language(language: str, folder: Path) -> Path:
    """The extension with no other language than this, so that any browser shows it."""
    copy = _copied(folder)
    for path in (copy / "_locales").iterdir():
        if path.name != language:
            shutil.rmtree(path)
    manifest = json.loads((copy / "manifest.json").read_text("utf-8")) | {"default_locale": language}
    (copy / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return copy


def opened(folder: Path, extension: Path = EXTENSION) -> Path:
    """An extension whose shadow roots are open, since checkers of accessibility look into no other."""
    copy = _copied(folder, extension)
    changed = 0
    for path in (copy / "page").glob("*.js"):
        text = path.read_text("utf-8")
        changed += text.count(CLOSED)
        path.write_text(text.replace(CLOSED, CLOSED.replace("closed", "open")), "utf-8")
    assert changed, "there is no closed shadow root: the checks would look at nothing"
    return copy


def _copied(folder: Path, extension: Path = EXTENSION) -> Path:
    copy = folder / "extension"
    shutil.copytree(extension, copy)
    return copy
