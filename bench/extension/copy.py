"""A copy of the extension that tells what it spends in pages, and an extension that does nothing there."""

import json
import shutil
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
_LOADED: Final = "globalThis.mastheadBenchLoaded();\n"


def doing_nothing(folder: Path) -> Path:
    """Make an extension with an empty content script: what browsers ask for any extension that sees pages.

    Args:
        folder: that does not exist yet.
    """
    real = json.loads((ROOT / "extension" / "manifest.json").read_text("utf-8"))
    (matches,) = (one["matches"] for one in real["content_scripts"])
    kept = {key: real[key] for key in ("manifest_version", "version", "browser_specific_settings")}
    manifest = kept | {"name": "Nothing", "content_scripts": [{"matches": matches, "js": ["nothing.js"]}]}
    folder.mkdir()
    (folder / "nothing.js").write_text("// Nothing.\n", "utf-8")
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return folder


def with_clock(folder: Path) -> Path:
    """Make the copy.

    Args:
        folder: that does not exist yet.
    """
    shutil.copytree(ROOT / "extension", folder)
    shutil.copy(Path(__file__).with_name("clock.js"), folder / "page" / "clock.js")
    main = folder / "page" / "main.js"
    # Behind the scripts that read, and before the one that begins.
    main.write_text(_LOADED + main.read_text("utf-8"), "utf-8")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["content_scripts"][0]["js"].insert(0, "page/clock.js")
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return folder
