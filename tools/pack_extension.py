"""Pack the extension for the stores: `make extension`.

Nothing is built. A package holds the files of `extension/` as they are, but for the manifest, which each store gets
without what is the other browser's. The same files always give the same bytes.
"""

import argparse
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
EXTENSION = ROOT / "extension"
BROWSERS = ("chromium", "firefox")
_BELONGS = re.compile(
    r"manifest\.json|_locales/\w+/messages\.json|(?:background|matching|page|ui)/\w+\.(?:js|html|css)|icons/\d+\.png"
)
_STAYS = re.compile(r"types\.d\.ts|icons/masthead\.svg")
"""What those who work on the extension need, and browsers do not."""
_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644
_UNIX = 3


class PackError(Exception):
    """Something in the folder has no place in a package; the message tells what to do."""


def main() -> None:
    """Read the command line, pack for each browser and print what was made."""
    parser = argparse.ArgumentParser(prog="pack_extension", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "dist", help="default: %(default)s")
    for package in pack(parser.parse_args().folder):
        print(f"{package}  {package.stat().st_size:,} bytes")


def pack(folder: Path, extension: Path = EXTENSION) -> list[Path]:
    """Write a package for each browser into a folder, and return their paths.

    Raises:
        PackError: a file neither belongs in a package nor is known to stay out.
    """
    manifest = json.loads((extension / "manifest.json").read_text("utf-8"))
    files = {path.relative_to(extension).as_posix(): path.read_bytes() for path in _files(extension)}
    files["LICENSE"] = (ROOT / "LICENSE").read_bytes()
    folder.mkdir(parents=True, exist_ok=True)
    packages = []
    for browser in BROWSERS:
        said = json.dumps(manifest_for(browser, manifest), ensure_ascii=False, indent=2) + "\n"
        package = folder / f"masthead-{manifest['version']}-{browser}.zip"
        _write(package, files | {"manifest.json": said.encode()})
        packages.append(package)
    return packages


def manifest_for(browser: str, manifest: dict[str, Any]) -> dict[str, Any]:
    """Leave out of the manifest what only the other browser understands; docs/permissions.md tells why."""
    background = dict(manifest["background"])
    if browser == "chromium":
        del background["scripts"]
        others = ("browser_specific_settings",)
    else:
        del background["service_worker"]
        others = ("minimum_chrome_version",)
    return {key: value for key, value in manifest.items() if key not in others} | {"background": background}


def _files(extension: Path) -> Iterator[Path]:
    for path in sorted(path for path in extension.rglob("*") if path.is_file()):
        name = path.relative_to(extension).as_posix()
        if _BELONGS.fullmatch(name):
            yield path
        elif not _STAYS.fullmatch(name):
            raise PackError(f"{path} is no file that packages are known to hold: remove it, or name it in {__file__}")


def _write(package: Path, files: dict[str, bytes]) -> None:
    """Write a zip in which nothing depends on when, where and by whom it is made."""
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = _UNIX
            entry.external_attr = _MODE << 16
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    main()
