"""Whoever follows docs/curating.md gets where it leads: each command in it is run, in its order."""

import os
import re
import subprocess
import sys
from pathlib import Path

from feed.making import prose
from serving import ROOT, environment, free_port, serving

_CURL = """set -eu
curl() { command curl --silent --show-error --fail-with-body "$@"; }
"""


def test_each_command_of_the_guide_does_what_it_says(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "curating.md").read_text("utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", guide, re.DOTALL)
    port = free_port()
    script = (_CURL + "\necho\n".join(blocks)).replace("127.0.0.1:8080", f"127.0.0.1:{port}")
    (tmp_path / "page.txt").write_text(f"Ahrar al-Sham, an invented page\n\n{prose('guide')}", "utf-8")
    for name in ("home", "another-article"):
        (tmp_path / f"{name}.html").write_text(f"<html><body><p>{prose(name, 60)}</p></body></html>", "utf-8")
    data = tmp_path / "case"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with serving(data, port=port):
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=tmp_path,
            env=environment(data) | {"PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    assert '"address":"southfront.press"' in done.stdout
    assert '"status":"withdrawn"' in done.stdout
    assert '"class":"same article"' in done.stdout, "the page is found again"
