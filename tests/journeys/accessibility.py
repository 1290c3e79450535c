"""What axe, the checker of accessibility that most use, finds in a page that is open."""

import json
from pathlib import Path
from typing import Final

from driver.bidi import Bidi

_AXE: Final = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
_TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_OF_WHOLE_PAGES: Final = ("landmark-one-main", "page-has-heading-one", "region")
"""Rules about a page that say nothing about a banner on it: the page is not ours."""
_RUN = """axe.run(%s, %s).then(({violations}) => JSON.stringify(
    violations.flatMap(({id, nodes}) => nodes.map(({failureSummary, html}) =>
        `${id}: ${failureSummary.split("\\n").slice(1).join(" ")} ${html.slice(0, 160)}`))))"""


async def violations(bidi: Bidi, tab: str, within: str = "") -> list[str]:
    """Everything that axe finds.

    Args:
        bidi: the browser.
        tab: the page.
        within: CSS selector of the only element to look at; the whole page without.
    """
    rules = {name: {"enabled": False} for name in _OF_WHOLE_PAGES} if within else {}
    options = {"runOnly": list(_TAGS), "resultTypes": ["violations"], "rules": rules}
    where = json.dumps({"include": [within]}) if within else "document"
    if not await bidi.evaluate(tab, "'axe' in globalThis"):
        await bidi.evaluate(tab, f"void (() => {{ {_AXE.read_text('utf-8')} }})()")
    return list(json.loads(str(await bidi.evaluate(tab, _RUN % (where, json.dumps(options))))))
