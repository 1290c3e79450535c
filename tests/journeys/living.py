"""Pages that change once they stand: how an archived article comes to be seen on them."""

from masthead.demo import content

DEMO = content.load()
ARTICLE = DEMO.article("night-ferries-emptied-saltmere-silos")
PARAGRAPHS = "".join(f"<p>{part.paragraph}</p>" for part in ARTICLE.body if isinstance(part, content.Paragraph))
OWN = (
    "<h1>Ten winter soups</h1><p>Peel the onions, cut them finely and leave them in the butter until they are soft.</p>"
    "<p>Then add the flour, stir, and pour in the broth. It wants an hour on a small flame, and a bay leaf.</p>"
)
HEAD = "<!doctype html><meta charset=utf-8><link rel=icon href=data:,><title>Soups</title>"
STORE = f"<template id=store>{PARAGRAPHS}</template>"
"""Holds the article where nobody sees it."""
SCRIPT = """<script>
    const article = () => document.getElementById("store").content.cloneNode(true);
    const pick = (id) => document.getElementById(id);
</script>"""

CHANGES = {
    "it comes late": ("", "document.body.append(article())"),
    "it comes paragraph by paragraph": (
        "",
        (
            "const all = [...article().children]; const next = () => { const one = all.shift(); if (!one) return;"
            " document.body.append(one); setTimeout(next, 150); }; next()"
        ),
    ),
    "it comes as the page is scrolled": (
        (
            "<div style='height:5000px'></div><script>addEventListener('scroll', () => document.body.append(article()),"
            " {once: true})</script>"
        ),
        "scrollTo(0, 99999)",
    ),
    "the text of an element becomes it": (
        "<p id=x>Later</p>",
        "pick('x').firstChild.data = [...article().children].map((one) => one.textContent).join(' ')",
    ),
    "a class shows it": ("<style>.more{display:none}</style><div id=x class=more>{}</div>", "pick('x').className = ''"),
    "a class of its ancestor shows it": (
        "<style>.shut div{visibility:hidden}</style><main id=x class=shut><section><div>{}</div></section></main>",
        "pick('x').className = ''",
    ),
    "a style shows it": ("<div id=x style='display:none'>{}</div>", "pick('x').style.display = 'block'"),
    "it is no longer hidden": ("<div id=x hidden>{}</div>", "pick('x').hidden = false"),
    "it is unfolded": ("<details id=x><summary>More</summary>{}</details>", "pick('x').open = true"),
    "its dialog opens": ("<dialog id=x>{}</dialog>", "pick('x').showModal()"),
    "its box grows": ("<div id=x style='height:0;overflow:hidden'>{}</div>", "pick('x').style.height = 'auto'"),
    "a new rule shows it": (
        "<style>.more{display:none}</style><div class=more>{}</div>",
        (
            "document.adoptedStyleSheets = [Object.assign(new CSSStyleSheet(), {})];"
            "document.adoptedStyleSheets[0].replaceSync('.more{display:block !important}')"
        ),
    ),
    "it was no more than a shade": (
        "<div id=x style='position:absolute;opacity:0'>{}</div>",
        "pick('x').style.opacity = 1",
    ),
    "it unfolds in a page whose body does not grow": (
        (
            "<style>html,body{height:100%;margin:0;overflow:hidden} main{height:100%;overflow:auto} .more{display:none}"
            "</style><main><div id=x class=more>{}</div></main>"
        ),
        "pick('x').className = ''",
    ),
    "it comes in a shadow": (
        "<x-y id=x><template shadowrootmode=open><p>Wait</p></template></x-y>",
        "pick('x').shadowRoot.append(article())",
    ),
    "it comes in a new element's shadow": (
        "",
        (
            "const host = document.createElement('div'); host.attachShadow({mode: 'open'}).append(article());"
            "document.body.append(host)"
        ),
    ),
    "it comes in a frame": (
        "<iframe id=x width=900 height=300 srcdoc='<p>Wait'></iframe>",
        "pick('x').contentDocument.body.append(article())",
    ),
    "a frame goes on to it": ("<iframe id=x width=900 height=300 src=/plain></iframe>", "pick('x').src = '/article'"),
    "a frame with it comes": (
        "",
        "document.body.append(Object.assign(document.createElement('iframe'), {src: '/article', width: 900}))",
    ),
    "the body is another": (
        "",
        "const body = document.createElement('body'); body.append(article()); document.body = body",
    ),
    "the page is written anew": (
        "",
        (
            "const html = document.getElementById('store').innerHTML; document.open(); document.write(html);"
            "document.close()"
        ),
    ),
    "a clock has been ticking": (
        "<p id=clock>0</p><script>let time = 0; setInterval(() => (pick('clock').textContent = ++time), 10)</script>",
        "document.body.append(article())",
    ),
}
"""What happens, the page on which it does, and the script that makes it happen."""
BY_HAND = {
    "a box is ticked": (
        "<style>div{display:none} :checked ~ div{display:block} html,body{height:100%;overflow:hidden}"
        " body{overflow:auto}</style><input id=x type=checkbox>Read more<div>{}</div>"
    ),
    "a popover is asked for": "<button id=x popovertarget=y>Read more</button><div popover id=y>{}</div>",
    "something moves all the time": (
        "<style>.more{display:none}</style><button id=x onclick=\"pick('y').className = ''\">Read more</button>"
        "<div id=y class=more>{}</div><i id=z></i>"
        "<script>let at = 0; setInterval(() => (pick('z').style.left = `${++at}px`), 10)</script>"
    ),
}
"""How a reader asks for it, and the page; #x is what is pressed."""


def page(body: str) -> str:
    """A page of ours that has the article in store."""
    return f"{HEAD}{STORE}{SCRIPT}{OWN}{body.replace('{}', PARAGRAPHS)}"
