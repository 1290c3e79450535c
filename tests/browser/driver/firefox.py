"""Start Debian's Firefox, which speaks BiDi by itself."""

import json
import re
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from driver.bidi import Bidi, BidiError
from driver.browser import Browser, unpacked
from driver.process import StartError, running

PACKAGES = {"firefox-esr": "firefox-esr"}
"""The programs it takes, and the Debian package of each."""

_UUIDS = "extensions.webextensions.uuids"
_LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
_FLAGS = ("--no-remote", "--remote-debugging-port=0", "--remote-allow-system-access")
_DARK, _LIGHT = 0, 1
_COLORS_OF_THE_PAGE, _COLORS_OF_THE_READER = 1, 2
_CHANGED = (
    "browser.display.document_color_use",
    "network.dns.forceResolve",
    "network.proxy.type",
    "network.socket.forcePort",
    "ui.prefersReducedMotion",
)
"""Settings that a browser may have been given since it was started."""
_Pref = str | int | bool
_QUIET: Mapping[str, _Pref] = {
    "remote.prefs.recommended": True,
    "app.normandy.enabled": False,
    "app.update.auto": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.security.https_first": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.update.enabled": False,
    "extensions.webextOptionalPermissionPrompts": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "startup.homepage_welcome_url": "about:blank",
    "toolkit.telemetry.enabled": False,
}


@asynccontextmanager
async def firefox(
    *,
    extension: Path | None = None,
    http_port: int | None = None,
    headless: bool = True,
    dark: bool = False,
    window: tuple[int, int] = (1280, 900),
) -> AsyncIterator[Browser]:
    """Run Firefox with a throw-away profile; the parameters are those of `driver.launch.launch`."""
    gecko_id, uuid = _gecko_id(extension) if extension else "", str(uuid4())
    with TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True) as home:
        prefs = {**_QUIET, "layout.css.prefers-color-scheme.content-override": _DARK if dark else _LIGHT}
        prefs |= {_UUIDS: json.dumps({gecko_id: uuid})} if extension else {}
        prefs |= _fake_hosts(http_port) if http_port else {}
        profile = _profile(Path(home), prefs)
        command = [shutil.which("firefox-esr") or "firefox-esr", *_FLAGS, f"--profile={profile}"]
        command += [f"--width={window[0]}", f"--height={window[1]}"]
        command += ["--headless"] if headless else []
        async with running(command, announcement=_LISTENING, home=Path(home)) as program:
            address = await program.announced()
            async with _session(f"{address}/session") as bidi:
                yield await _with_extension(bidi, extension, gecko_id, uuid)


async def renew(browser: Browser, *, extension: Path, http_port: int | None, dark: bool) -> Browser:
    """Make a running Firefox as good as a new one: one empty tab, no data, and an extension that was never there.

    Args:
        browser: the browser, whose extension was loaded by this driver.
        extension: as in `driver.launch.launch`, as are the others.
        http_port: where all hosts are.
        dark: whether pages see a reader who prefers dark colours.
    """
    bidi, gecko_id, uuid = browser.bidi, _gecko_id(extension), str(uuid4())
    first = await bidi.open_tab()
    for tab in set(await bidi.tabs()) - {first}:
        with suppress(BidiError):  # the extension's own pages go with it
            await bidi.close_tab(tab)
    await bidi.command("webExtension.uninstall", extension=browser.extension_id)
    wanted = {_UUIDS: json.dumps({gecko_id: uuid}), **(_fake_hosts(http_port) if http_port else {})}
    wanted |= {"layout.css.prefers-color-scheme.content-override": _DARK if dark else _LIGHT}
    await _within(
        bidi,
        f"""(async () => {{
            const {{ prefs, clearData, dns, obs }} = Services;
            for (const name of {json.dumps(_CHANGED)}) prefs.clearUserPref(name);
            for (const [name, value] of Object.entries({json.dumps(wanted)})) {{
                if (typeof value === "string") prefs.setStringPref(name, value);
                else prefs.setIntPref(name, value);
            }}
            const {{ CLEAR_ALL_CACHES, CLEAR_COOKIES_AND_SITE_DATA, CLEAR_HISTORY, CLEAR_PERMISSIONS }} =
                Ci.nsIClearDataService;
            const all = CLEAR_ALL_CACHES | CLEAR_COOKIES_AND_SITE_DATA | CLEAR_HISTORY | CLEAR_PERMISSIONS;
            await new Promise((done) => clearData.deleteData(all, done));
            dns.clearCache(true);
            obs.notifyObservers(null, "net:prune-all-connections");
        }})()""",
    )
    bidi.events.clear()
    return await _with_extension(bidi, extension, gecko_id, uuid)


async def stop_background(browser: Browser) -> None:
    """End the extension's event page, as the browser does with an idle one."""
    policy = f"WebExtensionPolicy.getByID({json.dumps(browser.extension_id)})"
    # Whatever it still waits for would keep it alive.
    now = "{disableResetIdleForTest: true}"
    await _within(browser.bidi, f"{policy}.extension.terminateBackground({now})")


async def prefer(browser: Browser, _tab: str, *, dark: bool, forced_colors: bool, still: bool) -> None:
    """Let all pages see a reader with these preferences, from now on; see `driver.launch.prefer`."""
    prefs = {
        "layout.css.prefers-color-scheme.content-override": _DARK if dark else _LIGHT,
        "browser.display.document_color_use": _COLORS_OF_THE_READER if forced_colors else _COLORS_OF_THE_PAGE,
        "ui.prefersReducedMotion": int(still),
    }
    for name, value in prefs.items():
        await _within(browser.bidi, f"Services.prefs.setIntPref({json.dumps(name)}, {value})")


async def open_private(browser: Browser) -> str:
    """Allow the extension in private windows, open one, and return the context of its tab.

    The extension starts anew, and its own pages are closed.
    """
    bidi, name = browser.bidi, json.dumps(browser.extension_id)
    await _within(
        bidi,
        f"""(async () => {{
            const modules = "resource://gre/modules";
            const {{ ExtensionPermissions }} = ChromeUtils.importESModule(`${{modules}}/ExtensionPermissions.sys.mjs`);
            const {{ AddonManager }} = ChromeUtils.importESModule(`${{modules}}/AddonManager.sys.mjs`);
            const allowed = {{ permissions: ["internal:privateBrowsingAllowed"], origins: [] }};
            await ExtensionPermissions.add({name}, allowed);
            await (await AddonManager.getAddonByID({name})).reload();
        }})()""",
    )
    before = set(await bidi.tabs())
    await _within(bidi, "void OpenBrowserWindow({ private: true })")

    async def opened() -> str | None:
        return next(iter(set(await bidi.tabs()) - before), None)

    return str(await bidi.until(opened, "a private window"))


async def _within(bidi: Bidi, expression: str) -> None:
    """Evaluate JavaScript in the browser's own window, where everything is allowed."""
    windows = await bidi.command("browsingContext.getTree", maxDepth=0, **{"moz:scope": "chrome"})
    await bidi.evaluate(windows["contexts"][0]["context"], expression)


def _gecko_id(extension: Path) -> str:
    manifest = json.loads((extension / "manifest.json").read_text("utf-8"))
    try:
        return str(manifest["browser_specific_settings"]["gecko"]["id"])
    except KeyError as error:
        raise StartError(f"{extension}/manifest.json lacks browser_specific_settings.gecko.id") from error


def _fake_hosts(port: int) -> dict[str, _Pref]:
    """Map every host to this machine, and port 80, but no other port, to ours; a proxy would get in the way."""
    return {
        "network.dns.forceResolve": "127.0.0.1",
        "network.socket.forcePort": f"80={port}",
        "network.proxy.type": 0,
    }


def _profile(home: Path, prefs: Mapping[str, _Pref]) -> Path:
    """Make a profile that holds these settings."""
    profile = home / "profile"
    profile.mkdir()
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in prefs.items()]
    (profile / "user.js").write_text("".join(lines), "utf-8")
    return profile


@asynccontextmanager
async def _session(url: str) -> AsyncIterator[Bidi]:
    """Connect to the browser's BiDi, and close the browser at the end."""
    async with Bidi.connect(url) as bidi:
        await bidi.command("session.new", capabilities={"alwaysMatch": {"acceptInsecureCerts": True}})
        try:
            yield bidi
        finally:
            with suppress(BidiError):
                await bidi.command("browser.close")


async def _with_extension(bidi: Bidi, extension: Path | None, gecko_id: str, uuid: str) -> Browser:
    if extension is None:
        return Browser("firefox", bidi)
    await bidi.command("webExtension.install", extensionData=unpacked(extension))
    return Browser("firefox", bidi, gecko_id, f"moz-extension://{uuid}")
