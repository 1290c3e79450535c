"""Curators, the demo, and everything that can stand in the way of a command: one clear line, status 1."""

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from serving import ROOT, Server, masthead

LETTER = ROOT / "fixtures" / "pages" / "hard-wrapped-letter" / "page.txt"


def counts(data: Path) -> dict[str, int]:
    connection = sqlite3.connect(data / "masthead.db")
    try:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 - our own tables
    finally:
        connection.close()


def test_a_curators_token_is_printed_once_and_the_data_folder_does_not_hold_it(tmp_path: Path) -> None:
    added = masthead(tmp_path, "curator", "add", "Anna Ø.", "--role", "editor")
    assert (added.returncode, added.stderr) == (0, "")
    token = added.stdout.strip()
    assert re.fullmatch(r"masthead_[\w-]{40,}", token)
    for file in tmp_path.rglob("*"):
        assert token.encode() not in file.read_bytes()
        assert token.removeprefix("masthead_").encode() not in file.read_bytes()


def test_whoever_starts_the_demo_on_another_port_is_told_where_its_links_lead(tmp_path: Path) -> None:
    assert masthead(tmp_path, "demo", port="8090").returncode == 0
    again = masthead(tmp_path, "demo", port="8080")
    assert again.returncode == 0
    assert "The demo was loaded for port 8090: its links lead there, and not to port 8080." in again.stdout
    assert "MASTHEAD_PORT=8090" in again.stdout
    assert masthead(tmp_path, "demo", port="8090").stdout == ""


def test_a_publication_that_takes_the_server_from_readers_says_so(tmp_path: Path) -> None:
    assert masthead(tmp_path, "demo").returncode == 0
    assert "as its server" not in masthead(tmp_path, "publish", "--demo").stdout
    assert "The feed named http://127.0.0.1:8080/ as its server, and names none" in masthead(tmp_path, "publish").stdout
    assert "as its server" not in masthead(tmp_path, "publish").stdout


def test_loading_the_demo_again_keeps_what_is_there(server: Server) -> None:
    before, token = counts(server.data), (server.data / "demo-token").read_text()
    again = masthead(server.data, "demo", port=str(server.port))
    assert (again.returncode, again.stderr) == (0, "")
    assert counts(server.data) == before
    assert (server.data / "demo-token").read_text() == token
    assert (server.data / "demo-token").stat().st_mode & 0o077 == 0


@dataclass(frozen=True)
class Refusal:
    """A command that cannot do its work, and what it says."""

    arguments: tuple[str, ...]
    said: str
    settings: dict[str, str] = field(default_factory=dict)


REFUSALS = {
    "a taken port": Refusal(("serve",), r"Port (\d+) is taken\. Stop what uses it, or .*MASTHEAD_PORT=\d+"),
    "an unwritable data folder": Refusal(
        ("publish",),
        r"The data folder .* cannot be written .*Set MASTHEAD_DATA to one that can\.",
        {"data": "FILE/data"},
    ),
    "an unwritable feed folder": Refusal(
        ("publish",),
        r"The feed folder .* cannot be written .*Set MASTHEAD_FEED to one that can\.",
        {"feed": "FILE/feed"},
    ),
    "a port that is no number": Refusal(("publish",), r"MASTHEAD_PORT: .*'eighty'", {"port": "eighty"}),
    "a server with a password": Refusal(
        ("publish",), r"MASTHEAD_PUBLIC_URL: .*without password", {"public_url": "https://me:secret@a.example/"}
    ),
    "a rate that is none": Refusal(
        ("publish",), r"MASTHEAD_RATE_PER_TOKEN: .*300/minute.*'many'", {"rate_per_token": "many"}
    ),
    "no calls at all": Refusal(("serve",), r"MASTHEAD_RATE_FAILED_SIGN_INS: ", {"rate_failed_sign_ins": "0/minute"}),
    "a proxy that is no network": Refusal(
        ("serve",),
        r"MASTHEAD_TRUSTED_PROXIES: .*has host bits set; networks are written like .*'::1 10\.0\.0\.1/8'",
        {"trusted_proxies": "::1 10.0.0.1/8"},
    ),
    "a form of log that is none": Refusal(("serve",), r"MASTHEAD_LOG: .*'logfmt' or 'json'.*'xml'", {"log": "xml"}),
    "a public suffix as address": Refusal(
        ("outlet", "add", "all-of-them", "--name", "All", "--address", "a.example", "--address", "blogspot.com"),
        r"blogspot\.com belongs to many: give name\.blogspot\.com",
    ),
    "an unknown outlet": Refusal(
        ("archive", "LETTER", "--outlet", "nobody"), r"no outlet 'nobody'. Add it first: masthead outlet add nobody"
    ),
    "a folder that is no feed": Refusal(
        ("match", "LETTER", "--feed", "/nowhere"), r"/nowhere/index\.json cannot be read .*masthead publish"
    ),
    "a server that does not answer": Refusal(
        ("match", "LETTER", "--feed", "http://127.0.0.1:1/feed"),
        r"http://127\.0\.0\.1:1/feed/index\.json cannot be read",
    ),
}


@pytest.fixture(scope="module")
def said(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str, str, Path]]:
    """Status, output and complaint of each refused command; two run at a time."""

    def run(name: str) -> tuple[int, str, str, Path]:
        refusal = REFUSALS[name]
        data = tmp_path_factory.mktemp("refused")
        file = data / "file"
        file.touch()
        settings = {"port": str(server.port)} | {
            key: value.replace("FILE", str(file)) for key, value in refusal.settings.items()
        }
        arguments = [str(LETTER) if argument == "LETTER" else argument for argument in refusal.arguments]
        done = masthead(data, *arguments, stdin=b"", **settings)
        return done.returncode, done.stdout, done.stderr, data

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(REFUSALS, pool.map(run, REFUSALS), strict=True))


@pytest.mark.parametrize("name", REFUSALS)
def test_what_stands_in_the_way_is_told_in_one_line(said: dict[str, tuple[int, str, str, Path]], name: str) -> None:
    status, output, complaint, data = said[name]
    assert re.search(REFUSALS[name].said, complaint)
    assert (status, output) == (1, "")
    assert complaint.startswith("masthead: ")
    assert len(complaint.splitlines()) == 1
    if (data / "masthead.db").exists():
        assert not any(counts(data)[table] for table in ("outlet", "address", "article", "placement", "revision"))


def test_a_misused_command_line_is_told_with_status_two(tmp_path: Path) -> None:
    for arguments, said in (
        (["nonsense"], "nonsense"),
        (["match", str(LETTER), "--feed", "x", "--colour", "red"], "--colour"),
    ):
        run = masthead(tmp_path, *arguments)
        assert (run.returncode, run.stdout) == (2, "")
        assert said in run.stderr
        assert "Traceback" not in run.stderr
