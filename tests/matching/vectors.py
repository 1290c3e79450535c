"""The vectors of fixtures/vectors."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "vectors"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


def vectors(name: str, kind: str = "cases") -> list[dict[str, Any]]:
    """The cases of one file."""
    cases: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))[kind]
    return cases
