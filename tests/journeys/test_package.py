"""What the stores are given works in the browsers, and is the same whoever packs it."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from driver.launch import NAMES, launch
from driver.needed import need
from journeys.reader import EXTENSION, Reader
from masthead.demo import content
from masthead.demo.sites import with_port
from serving import Server

ROOT = EXTENSION.parent
MIRROR = next(page for page in content.load().pages if page.kind == "mirror")
LISTEN = """(async () => {
    const {updateProfileConfiguration, updateExtensionConfiguration, reload} = chrome.developerPrivate;
    await updateProfileConfiguration({inDeveloperMode: true});
    await updateExtensionConfiguration({extensionId: %(id)r, errorCollection: true});
    await reload(%(id)r, {failQuietly: true, populateErrorForUnpacked: true});
})()"""
COMPLAINTS = """chrome.developerPrivate.getExtensionInfo(%(id)r).then((info) =>
    [...info.manifestErrors, ...info.runtimeErrors, ...info.runtimeWarnings].map((one) => one.message ?? one))"""


async def chromium_says(reader: Reader, script: str) -> object:
    """Ask the page on which Chromium shows its extensions to those who develop them."""
    await reader.bidi.go(reader.options, "chrome://extensions")
    return await reader.bidi.evaluate(reader.options, script % {"id": reader.browser.extension_id})


def packed(checkout: Path, folder: Path) -> list[Path]:
    """Pack the extension of a checkout into a folder."""
    tool = checkout / "tools" / "pack_extension.py"
    done = subprocess.run([sys.executable, str(tool), str(folder)], capture_output=True, text=True, check=True)
    packages = sorted(folder.glob("*.zip"))
    assert [str(len(package.read_bytes())) for package in packages] == [
        line.split()[1].replace(",", "") for line in sorted(done.stdout.splitlines())
    ], "the sizes are told"
    return packages


def test_another_checkout_at_another_time_packs_the_same_bytes(tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(EXTENSION, other / "extension", copy_function=shutil.copyfile)
    shutil.copytree(ROOT / "tools", other / "tools", copy_function=shutil.copyfile)
    shutil.copyfile(ROOT / "LICENSE", other / "LICENSE")
    for path in other.rglob("*"):
        os.utime(path, (2_000_000_000, 2_000_000_000))
        path.chmod(0o700)
    here = packed(ROOT, tmp_path / "here")
    assert len(here) == len(NAMES)
    assert [one.read_bytes() for one in here] == [one.read_bytes() for one in packed(other, tmp_path / "there")]


def test_a_file_that_has_no_place_in_a_package_is_not_packed_unnoticed(tmp_path: Path) -> None:
    for name in ("extension", "tools"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copyfile(ROOT / "LICENSE", tmp_path / "LICENSE")
    (tmp_path / "extension" / "ui" / "secrets.pem").write_text("key")
    with pytest.raises(subprocess.CalledProcessError) as caught:
        packed(tmp_path, tmp_path / "dist")
    assert "secrets.pem" in caught.value.stderr


@pytest.mark.parametrize("name", NAMES)
async def test_the_package_shows_a_banner_in_its_browser(name: str, server: Server, tmp_path: Path) -> None:
    need(name)
    (package,) = (one for one in packed(ROOT, tmp_path) if one.stem.endswith(name))
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    async with launch(name, extension=folder) as browser:
        reader = Reader(browser, await browser.bidi.open_tab())
        if name == "chromium":
            await chromium_says(reader, LISTEN)
        await reader.subscribe(f"{server.url}/feed/")
        async with reader.visit(with_port(MIRROR.url, server.port)) as visit:
            assert "The Harbour Ledger" in await visit.opened_banner()
        if name == "chromium":
            assert await chromium_says(reader, COMPLAINTS) == []
