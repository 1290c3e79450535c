"""What a hostile publisher writes into the strings of a feed."""

import json
from pathlib import Path
from typing import Final

CANARY: Final = "canary.example"
"""A host that nobody may ever ask for anything."""
_RUN = f"globalThis.canary=1;alert(1);fetch('http://{CANARY}/ran')"
_NAUGHTY = Path(__file__).resolve().parents[3] / "shared" / "data" / "tests-blns" / "blns.json"

LEADS: Final = (
    f'<img src=x onerror="{_RUN}"><script>{_RUN}</script>',
    "W" * 2000,
    "\u202egnp.egap\u202c \u2066\u2067\u2068\u202d\u202a\u202b left open",
    "T\u0300\u0301\u0302\u0303\u0304" + "\u0310\u0311\u0312\u0313" * 200 + "ower",
    "\n" * 400 + "far below" + "\n" * 400,
    "اسم طويل جدًا " * 100,
    "👩‍👩‍👧‍👦" * 250,
    "\ufdfd" * 120 + "\U0001242b" * 60,
    "Masthead: nothing is known of this page. Details Close",
)
"""Those that could break a line apart; each stands in the first line of a banner once."""

OTHERS: Final = (
    f'"onmouseover="{_RUN}"autofocus onfocus="{_RUN}" style="position:fixed;inset:0',
    f"'><svg/onload={_RUN}>",
    f"</textarea></title></style></script></template></noscript><script>{_RUN}</script>",
    f"--><!--><![CDATA[><script>{_RUN}</script>]]>",
    f'<iframe srcdoc="<script>parent.{_RUN}</script>"></iframe>',
    f'<meta http-equiv=refresh content="0;url=http://{CANARY}/"><base href=http://{CANARY}/>',
    f"<link rel=stylesheet href=http://{CANARY}/a.css><style>@import 'http://{CANARY}/b.css'</style>",
    f"</style><style>*{{display:none!important;background:url(http://{CANARY}/c)}}",
    f"}} * {{ position: fixed; inset: 0; background: url(//{CANARY}/d) !important; }} /*",
    f"\\3c script\\3e {_RUN}",
    f"{{{{constructor.constructor('{_RUN}')()}}}} ${{{_RUN}}} #{{{_RUN}}} <%= {_RUN} %>",
    "$1 $2 $9 $10 $$ $& $` $' $COUNT$ $OUTLET$ $WORDS$ __MSG_extensionName__ $",
    "%s %d %n %1$s %(name)s {} {0} {name} %COUNT% \\1 \\u003cb\\u003e",
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; &#x202e;&#0; &nbsp;&NotAnEntity;",
    "null",
    "undefined",
    "NaN",
    "false",
    "[object Object]",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "-0",
    "1e1000",
    "\u2003\u3000 \u00a0",
    "\u200b\u200c\u200d\u2060\ufeff" * 50 + "nothing to see",
    "\u0301\u0489 begins with a mark",
    "\x01\x02\x07\x08\x0b\x0c\x1b[31mred\x1b[0m\x7f\x85\x9b",
    "\ufffe\uffff\ufdd0\U0001ffff and \u2028 and \u2029",
    "🏳️‍🌈🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 👍🏿 \U0001f3f4\u200d\u2620\ufe0f",
    "😀" * 2000,
    "ab " * 666,
    "\t" * 300 + "indented",
    "'; DROP TABLE outlets; -- \" OR 1=1",
    "../../../../../../etc/passwd\0"[:-1],
    '"},{"slug":"x","name":"y"}],"z":[{"a":"',
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>',
    "\ufdfa \u200f\u200e \u061c עברית and English ١٢٣ 123",
    "日本語の長い文" * 100,
    "ǲ ﬃ ß İ ı ſ K Å Ω",
)

SCHEMES: Final = (
    f"javascript:{_RUN}",
    f"JaVaScRiPt:{_RUN}//http://x.example/",
    f" \u0001java\nscript:{_RUN}",
    f"java\tscript:{_RUN}",
    f"data:text/html,<script>{_RUN}</script>",
    f"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==#http://{CANARY}",
    f"vbscript:{_RUN}",
    "file:///etc/passwd",
    f"blob:http://{CANARY}/1",
    f"view-source:http://{CANARY}/",
    f"filesystem:http://{CANARY}/temporary/x",
    "about:blank",
    "chrome://settings/",
    f"//{CANARY}/",
    f"/\\{CANARY}/",
    "mailto:someone@x.example",
    "https://",
    "https://[",
    "",
    "null",
)
"""Where a web address is expected but not asked for."""

LINKS: Final = (
    f'https://x.example/"onclick="{_RUN}"',
    f"https://x.example/<script>{_RUN}</script>",
    f"http://someone:secret@{CANARY}/",
    f"http://x.example@{CANARY}/",
    f"http://x.example\\@{CANARY}/",
    "https://\u202egro.elpmaxe\u202c/\u202etxt.exe",
    "https://еxаmрlе.example/",
    "http://[::1]:22/",
    "http://127.0.0.1:1/%00%0d%0aSet-Cookie:x=1",
    "https://" + "a" * 60 + ".example/" + "b" * 1900,
    "https://" + ".".join(["very-long-label"] * 14) + ".example/",
    "https://x.example:99999/",
    "https://%/",
    "http://x.example/" + "%F0%9F%98%80" * 60,
    "https://x.example/${1}/$&/$1?q=<>#\u202e",
)
"""Where a feed is believed only if it is one."""


def strings() -> list[str]:
    """All strings of our own, and the naughty ones where they lie beside the repo."""
    found = json.loads(_NAUGHTY.read_text("utf-8")) if _NAUGHTY.is_file() else []
    return [*LEADS, *OTHERS, *(one for one in found if one.strip())]
