"""What is read of a page: what a reader can see of it, in its order, and never more than fits in a moment."""

import re
from collections.abc import AsyncIterator
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

import pytest

from driver.launch import NAMES
from driver.needed import need
from journeys.hiding import HIDDEN, PARTED, SHADOWS, SHOWN, TEXT
from journeys.reading import Eye, eye

HEAD = "<!doctype html><meta charset=utf-8><link rel=icon href=data:,>"
PAGES = dict(enumerate(chain(HIDDEN.values(), SHOWN.values(), PARTED, SHADOWS)))
NUMBERS = {page: number for number, page in PAGES.items()}
OTHERS = {
    "/empty": "",
    "/text": f"<p>{TEXT}</p>",
    "/foreign": "<p>one</p><iframe src='http://elsewhere.example/text'></iframe><p>two</p>",
    "/foreign-large": "<iframe src='http://elsewhere.example/text' width=1200 height=800></iframe>",
    "/sandboxed": "<p>one</p><iframe sandbox srcdoc='<p>two'></iframe><p>three</p>",
    "/frames": "<frameset cols=*,*><frame src=/text><frame src=/empty></frameset>",
    "/clobbered": "<form><input name=nodeType><input name=nodeValue><input name=firstChild><input name=nextSibling>"
    "<input name=tagName><input name=shadowRoot><input name=getBoundingClientRect><input name=hasAttribute>"
    f"<input name=ownerDocument><input name=parentElement><p>{TEXT}</p></form>"
    "<img name=body><img name=documentElement><embed name=defaultView>"
    "<iframe name=contentDocument srcdoc='<form><input name=tagName><p>two</p></form>'></iframe>",
}


FILL = (
    "const all = document.createElement('p'); all.append('first '); document.body.append(all);"
    "const fill = (number, make) => { for (let i = 0; i < number; i++) all.append(make()); all.append('last'); };"
    "const element = (tag, rest) => Object.assign(document.createElement(tag), rest);"
)
MANY_FRAMES = """
    const loads = [];
    fill(40, () => {
        const frame = element("iframe", {srcdoc: "frame"});
        loads.push(new Promise((loaded) => (frame.onload = loaded)));
        return frame;
    });
    await Promise.all(loads);
"""
LIMITS = {
    "it is five million letters long": ("all.append('heron reeds '.repeat(420_000));", "long"),
    "it is one endless word": ("all.append('a'.repeat(5_000_000));", "long"),
    "it has more elements than are looked at": ("fill(310_000, () => element('i'));", "parts|slow"),
    "every letter of a hundred thousand is an element": (
        "fill(100_000, () => element('i', {textContent: 'x'}));",
        "parts|slow",
    ),
    "it shows many others": (MANY_FRAMES, "frames"),
}
"""How a page is more than is read, the script that makes it so, and what is said; a slow machine lacks time first."""
WHOLE = {
    "five thousand texts stand side by side": "fill(5000, () => document.createTextNode('word '));",
    "twenty thousand invisible elements stand in each other": (
        "const outer = element('div', {hidden: true}); let at = outer;"
        "for (let i = 0; i < 20_000; i++) { const inner = element('div'); at.append('x', inner); at = inner; }"
        "all.append(outer, 'last');"
    ),
    "a hundred elements stand in each other": (
        "let at = all; for (let i = 0; i < 100; i++) { const inner = element('div'); at.append(inner); at = inner; }"
        "at.append('last');"
    ),
    "a thousand elements have shadows": (
        "fill(1000, () => {"
        "  const host = element('div'); host.attachShadow({mode: 'open'}).append('word'); return host; });"
    ),
}
"""How a page is hard to read, and the script that makes it so; its last word is "last"."""
NESTED_FRAMES = """
let inner = document;
for (let level = 0; level < 8; level++) {
    const frame = inner.createElement("iframe");
    const loaded = new Promise((resolve) => (frame.onload = resolve));
    inner.body.append(`level ${level}`, frame);
    await loaded;
    inner = frame.contentDocument;
}"""


def pages(_host: str, path: str) -> str | None:
    """A numbered page, or one of the others."""
    name = unquote(path)
    if name in OTHERS:
        return HEAD + OTHERS[name]
    return HEAD + PAGES[int(name[1:])].replace("{{", "{").replace("}}", "}").replace("{}", TEXT)


@pytest.fixture(scope="module", params=NAMES)
async def reading(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Eye]:
    need(request.param)
    async with eye(request.param, tmp_path_factory.mktemp("eye"), pages) as one:
        yield one


def url(page: str) -> str:
    return f"http://page.example/{NUMBERS[page]}"


@pytest.mark.parametrize("page", HIDDEN.values(), ids=HIDDEN)
async def test_a_text_is_not_read_where(reading: Eye, page: str) -> None:
    assert "heron" not in (await reading.read(url(page))).text


@pytest.mark.parametrize("page", SHOWN.values(), ids=SHOWN)
async def test_a_text_is_read_where(reading: Eye, page: str) -> None:
    seen = await reading.read(url(page))
    assert TEXT in seen.lines
    assert seen.unread is None


@pytest.mark.parametrize(("page", "lines"), [*PARTED.items(), *SHADOWS.items()])
async def test_lines_are_parted_as_a_reader_sees_them(reading: Eye, page: str, lines: list[str]) -> None:
    assert (await reading.read(url(page))).lines == lines


async def test_a_frame_of_another_site_is_passed_over(reading: Eye) -> None:
    seen = await reading.read("http://page.example/foreign")
    assert seen.lines == ["one", "two"]
    assert seen.unread is None
    assert not seen.foreign
    assert (await reading.read("http://page.example/sandboxed")).lines == ["one", "three"]


async def test_of_a_page_that_is_mostly_another_site_it_is_told_that_it_is(reading: Eye) -> None:
    seen = await reading.read("http://page.example/foreign-large")
    assert seen.lines == []
    assert seen.foreign


async def test_the_frames_of_a_frameset_are_read(reading: Eye) -> None:
    assert (await reading.read("http://page.example/frames")).lines == [TEXT]


async def test_frames_in_frames_are_read_to_a_certain_depth(reading: Eye) -> None:
    seen = await reading.read("http://page.example/empty", NESTED_FRAMES)
    assert seen.lines == [f"level {number}" for number in range(5)]
    assert "frames" in str(seen.unread)


async def test_names_of_fields_and_pictures_blind_nobody(reading: Eye) -> None:
    assert (await reading.read("http://page.example/clobbered")).lines == [TEXT, "two"]


@pytest.mark.parametrize(("script", "said"), LIMITS.values(), ids=LIMITS)
async def test_a_page_is_read_in_part_and_says_so_where(reading: Eye, script: str, said: str) -> None:
    seen = await reading.read("http://page.example/empty", FILL + script)
    assert seen.text.strip().startswith("first")
    assert len(seen.text) < 1_600_000
    assert re.fullmatch(said, str(seen.unread))


@pytest.mark.parametrize("script", WHOLE.values(), ids=WHOLE)
async def test_a_page_is_read_to_its_end_where(reading: Eye, script: str) -> None:
    seen = await reading.read("http://page.example/empty", FILL + script)
    assert seen.text.endswith("last")
    assert seen.unread is None


async def test_of_a_hundred_thousand_texts_all_are_read_or_it_is_said_that_some_are_not(reading: Eye) -> None:
    seen = await reading.read(
        "http://page.example/empty", FILL + "fill(100_000, () => document.createTextNode('word '));"
    )
    assert seen.text.strip().startswith("first")
    assert seen.text.endswith("last") is (seen.unread is None)


@pytest.mark.parametrize("name", NAMES)
async def test_for_those_who_like_it_dark_light_letters_are_read_on_a_page_that_can_be_dark(
    name: str, tmp_path: Path
) -> None:
    need(name)
    looks = {
        "/style": f"<html style='color-scheme:light dark'><p>{TEXT}</p>",
        "/meta": f"<meta name=color-scheme content='light dark'><p style='color:#fff'>{TEXT}</p>",
        "/light": f"<p style='color:#fff'>{TEXT}</p>",
    }
    async with eye(name, tmp_path, lambda _, path: HEAD + looks[path] if path in looks else None, dark=True) as one:
        assert (await one.read("http://page.example/style")).lines == [TEXT]
        assert (await one.read("http://page.example/meta")).lines == [TEXT]
        assert (await one.read("http://page.example/light")).lines == []
