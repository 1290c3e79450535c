"""Ways of hiding a text from readers, and layouts that look like one but hide nothing."""

TEXT = "A grey heron stands in the reeds."

HIDDEN = {
    "it is not displayed": "<p style='display:none'>{}</p>",
    "its ancestor is not displayed": "<div style='display:none'><div><p>{}</p></div></div>",
    "it is invisible": "<p style='visibility:hidden'>{}</p>",
    "it has the attribute hidden": "<p hidden>{}</p>",
    "it is hidden until found": "<div hidden=until-found><p>{}</p>{}</div>",
    "its content is not rendered": "<div style='content-visibility:hidden'>{}<p>{}</p></div>",
    "it has no opacity": "<p style='opacity:0'>{}</p>",
    "hardly any opacity is left": "<div style='opacity:.1'><div style='opacity:.2'><p>{}</p></div></div>",
    "an overlay waits to fade in": "<div style='position:absolute;opacity:0;transition:opacity 1s'>{}</div>",
    "it is folded away": "<details><summary>More</summary><p>{}</p></details>",
    "it is folded away without an element": "<details><summary>More</summary>{}</details>",
    "it is a second summary": "<details><summary>More</summary><summary>{}</summary></details>",
    "its dialog is closed": "<dialog>{}</dialog>",
    "its popover is closed": "<div popover>{}</div>",
    "its letters have no size": "<p style='font-size:0'>{}</p>",
    "its letters are one pixel high": "<p style='font-size:1px'>{}</p>",
    "its first line is indented out of the window": "<p style='text-indent:-9999px'>{}</p>",
    "its block is indented, it is in a link": "<p style='text-indent:-999em'><a href=/>{}</a></p>",
    "it is indented by all of its box": "<p style='text-indent:100%;white-space:nowrap;overflow:hidden'>{}</p>",
    "it is left of the window": "<p style='position:absolute;left:-9999px'>{}</p>",
    "it is long and left of the window": "<div style='position:absolute;left:-9999px'>" + "<p>{}</p>" * 9 + "</div>",
    "it is above the window": "<p style='position:absolute;top:-9999px'>{}</p>",
    "it is fixed left of the window": "<p style='position:fixed;left:-9999px'>{}</p>",
    "it is fixed right of the window": "<p style='position:fixed;left:110%'>{}</p>",
    "it is moved left of the window": "<p style='margin-left:-9999px'>{}</p>",
    "it is transformed out of the window": "<p style='transform:translateX(-9999px)'>{}</p>",
    "it is right of a page that does not scroll there": (
        "<style>body{{overflow-x:hidden}}</style><p style='position:absolute;left:9999px;width:20em'>{}</p>"
    ),
    "it is left of a box that scrolls": (
        "<div style='overflow:auto;height:9em;position:relative'><p style='position:absolute;left:-999em'>{}</p></div>"
    ),
    "it is in a scrolling box left of the window": (
        "<div style='position:absolute;left:-9999px;width:300px;height:90px;overflow:auto'><p>{}</p></div>"
    ),
    "nothing of it is left by clip": "<p style='position:absolute;clip:rect(0,0,0,0)'>{}</p>",
    "a pixel of it is left by clip": "<p style='position:absolute;clip:rect(1px,1px,1px,1px)'>{}</p>",
    "nothing of it is left by inset(50%)": "<p style='clip-path:inset(50%)'>{}</p>",
    "nothing of it is left by inset(100%)": "<p style='clip-path:inset(100%)'>{}</p>",
    "nothing of it is left by an inset of one side": "<p style='clip-path:inset(0 0 100% 0)'>{}</p>",
    "nothing of it is left by circle(0)": "<p style='clip-path:circle(0)'>{}</p>",
    "nothing of it is left by a polygon": "<p style='clip-path:polygon(0 0,0 0,0 0)'>{}</p>",
    "it is for screen readers only": (
        "<p style='position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;white-space:nowrap'>{}</p>"
    ),
    "its box has no height": "<div style='height:0;overflow:hidden'><p>{}</p></div>",
    "its box has no height yet": "<div style='max-height:0;overflow:hidden;transition:max-height 1s'><p>{}</p></div>",
    "its box has no width": "<div style='width:0;overflow:hidden;white-space:nowrap'>{}</div>",
    "it is scaled down to nothing": "<p style='transform:scale(0)'>{}</p>",
    "its ancestor is scaled down to nothing": "<div style='scale:0'><div><p>{}</p></div></div>",
    "it is turned on its edge": "<p style='transform:rotateY(90deg)'>{}</p>",
    "its colour is transparent": "<p style='color:transparent'>{}</p>",
    "its letters have a transparent fill": "<p style='-webkit-text-fill-color:transparent'>{}</p>",
    "it is white on an empty page": "<p style='color:white'>{}</p>",
    "it is white on white": "<div style='background:#fff'><p><span style='color:#fff'>{}</span></p></div>",
    "it is nearly white on white": "<body style='background:#fff'><p style='color:#fafafa'>{}</p>",
    "it is black on black": "<div style='background:#000'><p style='color:#050505'>{}</p></div>",
    "it is a faint shade": "<p style='color:rgba(0,0,0,.02)'>{}</p>",
    "it is grey on layers that make the same grey": (
        "<div style='background:#fff'><div style='background:rgba(0,0,0,.5)'><p style='color:gray'>{}</p></div></div>"
    ),
    "it is white on white beside a picture": (
        "<div style='background:#fff;display:flow-root'><img width=90 height=90 style='float:left'>"
        "<p style='color:#fff'>{}</p></div>"
    ),
    "it is white in a cell of a white table": "<table bgcolor=white><tr><td style='color:white'>{}</table>",
    "it fills in a field": "<input value='{}'><textarea>{}</textarea>",
    "it stands for a field or a picture": "<input placeholder='{}'><img alt='{}' src=data:,>",
    "it is an option": "<select><option>{}</select>",
    "it is for browsers without scripts": "<noscript>{}</noscript>",
    "it is for browsers without moving pictures": "<canvas>{}</canvas><video>{}</video><object data=data:,>{}</object>",
    "it is a template": "<template>{}</template>",
    "it is a script or a style": "<script type=text/plain>{}</script><style>{}</style>",
    "it is the title": "<title>{}</title>",
    "it is in a frame that is not displayed": "<iframe style='display:none' srcdoc='{}'></iframe>",
    "it is in an invisible frame": "<iframe style='visibility:hidden' srcdoc='{}'></iframe>",
    "it is in a frame of one pixel": "<iframe width=1 height=1 style='border:0' srcdoc='{}'></iframe>",
    "it is in a frame left of the window": "<iframe style='position:absolute;left:-9999px' srcdoc='{}'></iframe>",
    "it is hidden in a frame": "<iframe srcdoc='<p style=display:none>{}'></iframe>",
}
"""Why a reader sees nothing of a text, and a page on which it is so."""

SHOWN = {
    "it is a paragraph": "<p>{}</p>",
    "it is directly in the page": "{}",
    "it is far down the page": "<div style='height:20000px'></div><p>{}</p>",
    "it is far down and rendering is left to the browser": (
        "<div style='height:20000px'></div><div style='content-visibility:auto'><p>{}</p></div>"
    ),
    "it is far down a box that scrolls": (
        "<div style='overflow:auto;height:100px'><div style='height:5000px'></div><p>{}</p></div>"
    ),
    "it is far to the right in a box that scrolls": (
        "<div style='overflow:scroll;white-space:nowrap'><span style='display:inline-block;width:900em'></span>{}</div>"
    ),
    "it is far to the right of a page that scrolls there": "<p style='position:absolute;left:3000px;width:20em'>{}</p>",
    "it is far to the left of a page that runs to the left": (
        "<html dir=rtl><body><div style='width:5000px'><p style='margin-right:3000px'>{}</p></div>"
    ),
    "it is in a box that scrolls to the left": (
        "<div dir=rtl style='overflow-x:auto;white-space:nowrap'>"
        "<span style='display:inline-block;width:9000px'></span>{}</div>"
    ),
    "its columns run to the left": (
        "<html style='writing-mode:vertical-rl'><body><div style='width:4000px'></div><p>{}</p>"
    ),
    "it is in a log that begins at its end": (
        "<div style='display:flex;flex-direction:column-reverse;height:100px;overflow:auto'>"
        "<div style='flex:none;height:900px'></div><p>{}</p></div>"
    ),
    "it is a slide that was moved on": (
        "<div style='overflow:hidden;width:600px'><div style='display:flex;transform:translateX(-1800px)'>"
        "<p style='flex:0 0 600px'>{}</p><p style='flex:0 0 600px'>Two</p></div></div>"
    ),
    "it is cut off by 'read more'": (
        "<div style='overflow:hidden;height:60px'><div style='height:100px'></div><p>{}</p></div>"
    ),
    "it sticks to the window": "<p style='position:sticky;top:0'>{}</p>",
    "it is fixed": "<p style='position:fixed;top:0'>{}</p>",
    "it is fixed and its parent has no height": (
        "<div style='height:0;overflow:hidden'><p style='position:fixed;top:0'>{}</p></div>"
    ),
    "it hangs out of a box without height": "<div style='height:0'>{}</div>",
    "it hangs out of a box without width": "<div style='width:0;white-space:nowrap'>{}</div>",
    "its parent has no box": "<div style='display:contents'>{}</div>",
    "its parents have no boxes": "<div style='display:contents'><div style='display:contents'><p>{}</p></div></div>",
    "its parent's letters have no size": "<div style='font-size:0'><span style='font-size:16px'>{}</span></div>",
    "its parent is invisible": "<div style='visibility:hidden'><p style='visibility:visible'>{}</p></div>",
    "it is in a table": "<table><tr><td>{}</table>",
    "it is in a form": "<form><p>{}</p></form>",
    "it is on a button": "<button>{}</button>",
    "it is a summary": "<details><summary>{}</summary>More</details>",
    "it is unfolded": "<details open><summary>More</summary>{}</details>",
    "its dialog is open": "<dialog open>{}</dialog>",
    "it fades in when it is scrolled to": (
        "<p style='opacity:0;transform:translateY(20px);transition:opacity .6s,transform .6s'>{}</p>"
    ),
    "it is about to fade in": (
        "<style>@keyframes come {{from {{opacity:0}}}}</style><p style='opacity:0;animation:come 99s 99s both'>{}</p>"
    ),
    "the whole page waits to fade in": "<body style='opacity:0'><p>{}</p>",
    "it is turned": "<p style='transform:rotate(5deg) scale(.9)'>{}</p>",
    "it is cut to a shape": "<p style='clip-path:inset(5%)'>{}</p><p style='clip-path:circle(50%)'>Round</p>",
    "each of its letters stands alone": "<p style='font-size:8px'>"
    + "".join(f"<span>{c}</span>" for c in TEXT)
    + "</p>",
    "it is white on a dark page": "<body style='background:#111'><p style='color:#fff'>{}</p>",
    "it is white on dark and the body has none": "<html style='background:#111'><body><p style='color:#fff'>{}</p>",
    "it is white on a picture": (
        "<div style='background:#fff'><div style='background:url(data:,) #fff;color:#fff'><p>{}</p></div></div>"
    ),
    "it is white on a gradient": "<div style='background:linear-gradient(#000,#333);color:#fff'><p>{}</p></div>",
    "it is white and laid over a picture": (
        "<div style='background:#fff;position:relative'><img width=600 height=200 src=data:,>"
        "<h1 style='position:absolute;top:20px;left:20px;color:#fff'>{}</h1></div>"
    ),
    "it is white and a picture is laid under it": (
        "<div style='position:relative;z-index:0;height:200px'><div><picture style='display:contents'><img src=data:,"
        " style='position:absolute;inset:0;width:100%;height:100%;z-index:-1'></picture></div>"
        "<h1 style='color:#fff'>{}</h1></div>"
    ),
    "it is white and shares its cell with a picture": (
        "<div style='display:grid'><div style='grid-area:1/1;background:#123'></div>"
        "<h1 style='grid-area:1/1;color:#fff'>{}</h1></div>"
    ),
    "it is white and a shade is laid under it": (
        "<style>.shade::before {{content:'';position:absolute;inset:0;background:#000c;z-index:-1}}</style>"
        "<div class=shade style='position:relative;z-index:0;color:#fff'><p>{}</p></div>"
    ),
    "it is white and the page lies on a film": (
        "<div style='position:fixed;inset:0;background:#123;z-index:-1'></div><div style='height:3000px'></div>"
        "<p style='color:#fff'>{}</p>"
    ),
    "it is white on the dark around a white box without height": (
        "<body style='background:#111'><div style='background:#fff'><p style='float:left;color:#fff'>{}</p></div>"
    ),
    "it is white and subtracted from the page": "<p style='color:#fff;mix-blend-mode:difference'>{}</p>",
    "its letters are cut out of a gradient": (
        "<h1 style='background:linear-gradient(red,blue);-webkit-background-clip:text;color:transparent'>"
        "<span>{}</span></h1>"
    ),
    "its letters are outlined": "<p style='color:transparent;-webkit-text-stroke:1px #000'>{}</p>",
    "its letters are shadows": "<p style='color:transparent;text-shadow:0 0 1px #000'>{}</p>",
    "it is pale": "<p style='color:#ccc'>{}</p>",
    "its colours are in a new notation": (
        "<div style='background:oklch(20% 0 0)'><p style='color:oklch(99% 0 0)'>{}</p></div>"
    ),
    "it is in a frame": "<iframe srcdoc='<p>{}'></iframe>",
    "it is in a frame in a frame": "<iframe srcdoc='<iframe srcdoc=\"<p>{}\"></iframe>'></iframe>",
    "it is far down a frame": "<iframe srcdoc='<div style=height:3000px></div><p>{}'></iframe>",
    "it is in a frame far down the page": "<div style='height:9000px'></div><iframe srcdoc='<p>{}'></iframe>",
}
"""How a text stands that a reader does see, or gets to see by scrolling and reading on."""

PARTED = {
    "<p>wo<b>rd</b></p>": ["word"],
    "<p>w<i></i>or<b><u>d</u></b>s <a href=/>here</a></p>": ["words here"],
    "<p>wo<wbr>rd wo&shy;rd</p>": ["word wo\u00adrd"],
    "<p>one<br>two</p>": ["one", "two"],
    "<p>wo<br style='display:none'>rd wo<span hidden><br></span>rd</p>": ["word word"],
    "<p>wo<span style='display:none'>x</span>rd</p>": ["word"],
    "<p>wo<span style='font-size:0'> x </span>rd wo<span style='display:none'> </span>rd</p>": ["word word"],
    "<p>wo<span style='font-size:0'> </span>rd</p>": ["word"],
    "<p>wo<span style='position:absolute;left:-9999px'>x</span>rd</p>": ["word"],
    "<p>one<span> </span>two</p>": ["one two"],
    "<p><b>one</b> <b>two</b></p>": ["one two"],
    "<p><b>one</b>\n<b>two</b></p>": ["one two"],
    "<p>one</p><p>two</p>": ["one", "two"],
    "<p>one<p>two": ["one", "two"],
    "<div>one<p></p>two</div>": ["one", "two"],
    "<div>one<hr>two</div>": ["one", "two"],
    "<div>one<div>two</div>three</div>": ["one", "two", "three"],
    "<div>one<div style='display:contents'>two</div></div>": ["onetwo"],
    "<div>one<span style='display:block'>two</span></div>": ["one", "two"],
    "<ul><li>one<li>two</ul>": ["one", "two"],
    "<ol><li>one<li>two</ol>": ["one", "two"],
    "<dl><dt>one<dd>two</dl>": ["one", "two"],
    "<table><tr><td>one<td>two<tr><th>three</table>": ["one", "two", "three"],
    "<div>one<table><tr><td>two</table>three</div>": ["one", "two", "three"],
    "<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>を読む</p>": ["漢字を読む"],
    "<p>a well-\nknown heron</p>": ["a well- known heron"],
    "<pre>a well-\nknown heron</pre>": ["a well-", "known heron"],
    "<p style='white-space: pre-line'>a well-\nknown heron</p>": ["a well-", "known heron"],
    "<p>Herons eat fish.<sup>[1]</sup></p>": ["Herons eat fish.[1]"],
    "<p>one<select><option>x</select>two</p>": ["onetwo"],
    "<p>one</p><iframe srcdoc='two'></iframe>three": ["one", "two", "three"],
    "<p>one<iframe srcdoc='two'></iframe>three</p>": ["one", "two", "three"],
    "<p>one" + "<i></i>" * 300 + "two</p>": ["onetwo"],
    "<div>one" + "<i></i>" * 300 + "<div></div>" + "<i></i>" * 300 + "two</div>": ["one", "two"],
}
"""Pieces of pages, and the lines that are read of them."""

SHADOWS = {
    "<x-y>light<template shadowrootmode=open><p>shadow</p></template></x-y>": ["shadow"],
    "<x-y><p>two</p><template shadowrootmode=open><p>one</p><slot></slot><p>three</p></template></x-y>": (
        ["one", "two", "three"]
    ),
    "<x-y>two<template shadowrootmode=open>one <slot></slot> three</template></x-y>": ["one two three"],
    "<x-y><p slot=b>two</p><p slot=a>one</p><p>lost</p><template shadowrootmode=open><slot name=a></slot>"
    "<slot name=b></slot></template></x-y>": ["one", "two"],
    "<x-y><template shadowrootmode=open><slot>instead</slot></template></x-y>": ["instead"],
    "<x-y><template shadowrootmode=open><p>one</p><z-z><template shadowrootmode=open><p>two</p></template></z-z>"
    "</template></x-y>": ["one", "two"],
    "<x-y>one<template shadowrootmode=open><z-z><slot></slot><template shadowrootmode=open><b><slot></slot></b>"
    "</template></z-z></template></x-y>": ["one"],
    "<x-y><p>one</p><template shadowrootmode=open><div style='display:none'><slot></slot></div></template></x-y>": [],
    "<x-y><p>one</p><template shadowrootmode=open><div style='height:0;overflow:hidden'><slot></slot></div>"
    "</template></x-y>": [],
    "<x-y style='display:none'><template shadowrootmode=open>one</template></x-y>": [],
    "<x-y style='display:contents'><template shadowrootmode=open>one</template></x-y>": ["one"],
    "wo<x-y><template shadowrootmode=open>r</template></x-y>d": ["word"],
}
"""Pieces of pages with shadow roots, and the lines that are read of them."""
