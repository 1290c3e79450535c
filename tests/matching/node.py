"""Running the extension's code outside a browser, to compare it with Python's."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest


def run(script: Path, questions: Sequence[dict[str, Any]], *arguments: str) -> list[Any]:
    """Give a script JSON lines and hand back the JSON line it answers to each; one process for all."""
    node = shutil.which("node")
    if node is None:
        pytest.fail("These tests compare Python with JavaScript: install Node 20 or later and put node on the PATH.")
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    done = subprocess.run([node, str(script), *arguments], input=lines, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(questions)
    return answers
