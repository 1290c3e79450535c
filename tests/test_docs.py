"""The documentation tells what there is, and its commands work."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from masthead.__main__ import app
from masthead.config import Settings
from masthead.demo import content, sites
from serving import environment

ROOT = Path(__file__).resolve().parent.parent
RUNNING = (ROOT / "docs" / "running.md").read_text("utf-8")


def test_every_setting_is_documented() -> None:
    missing = [name for name in Settings.model_fields if f"`MASTHEAD_{name.upper()}`" not in RUNNING]
    assert missing == []


def test_every_command_is_documented() -> None:
    commands = {name for name in app if not name.startswith("-")}
    missing = [name for name in commands if not re.search(rf"`masthead {name}\b", RUNNING)]
    assert missing == []


def test_the_permissions_of_the_extension_are_those_that_are_justified() -> None:
    manifest = json.loads((ROOT / "extension" / "manifest.json").read_text("utf-8"))
    text, _, not_asked = (ROOT / "docs" / "permissions.md").read_text("utf-8").partition("## Not asked for")
    asked = {"host_permissions", *manifest["permissions"], *manifest["host_permissions"]}
    asked |= {match for script in manifest["content_scripts"] for match in script["matches"]}
    justified = re.findall(r"^\| (.+?) \|", text, re.MULTILINE)[1:]
    assert {word for cell in justified for word in re.findall(r"`(.+?)`", cell)} == asked
    assert not {"optional_permissions", "optional_host_permissions", "web_accessible_resources"} & manifest.keys()
    bullets = not_asked.partition("\n\nNo file")[0]
    assert not set(re.findall(r"`(\w+)`", bullets)) & asked


def test_every_link_between_documents_leads_somewhere() -> None:
    for document in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\((?!https?://)([^)#]+)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_commands_of_the_readme_do_what_it_says(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    block = next(one for one in re.findall(r"```sh\n(.*?)```", readme, re.DOTALL) if "masthead outlet add" in one)
    demo = content.load()
    article = demo.article("night-ferries-emptied-saltmere-silos")
    page = sites.render(demo, "harbour-ledger.localhost", article.path, 8080)
    mirror = sites.render(demo, "daily-digest-24.localhost", "/world/they-took-it-all", 8080)
    assert page
    assert mirror
    (tmp_path / "page.html").write_text(page, "utf-8")
    (tmp_path / "suspicious.html").write_text(mirror, "utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    said = ""
    for line in block.strip().splitlines():
        done = subprocess.run(
            shlex.split(line),
            cwd=tmp_path,
            env=environment(tmp_path / "var") | {"PATH": path},
            capture_output=True,
            text=True,
            check=True,
        )
        said = done.stdout
    (match,) = json.loads(said)["matches"]
    assert (match["outlet"], match["class"]) == ("the-outlet", "same article")
