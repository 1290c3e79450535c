"""What a started browser is, to those who drive it."""

from dataclasses import dataclass
from pathlib import Path

from driver.bidi import Bidi


@dataclass(frozen=True)
class Browser:
    """One running browser.

    Attributes:
        name: `chromium` or `firefox`.
        bidi: the connection that drives it.
        extension_id: the loaded extension's id, empty without one.
        extension_origin: where its pages live, such as `chrome-extension://<id>`, empty without one.
    """

    name: str
    bidi: Bidi
    extension_id: str = ""
    extension_origin: str = ""


def unpacked(extension: Path) -> dict[str, str]:
    """Name an unpacked extension's folder the way `webExtension.install` wants it."""
    return {"type": "path", "path": str(extension.resolve())}
