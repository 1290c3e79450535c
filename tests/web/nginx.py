"""Debian's nginx on a configuration that we ship, changed in nothing but what whoever installs it must change."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from serving import ROOT, free_port, program

# The worst that the configuration around ours may hold: nothing of it may get into the feed's answers.
AROUND = """
{user}
daemon off;
pid {here}/pid;
error_log stderr notice;
error_log {here}/error.log notice;
worker_processes 2;
events {{}}
http {{
    client_body_temp_path {here}/body;
    proxy_temp_path {here}/proxy;
    fastcgi_temp_path {here}/fastcgi;
    uwsgi_temp_path {here}/uwsgi;
    scgi_temp_path {here}/scgi;
    access_log {here}/access.log;
    gzip on;
    gzip_types *;
    gzip_min_length 1;
    gzip_vary on;
    types {{ application/x-of-the-machine json html bin br gz; }}
    add_header X-Of-The-Machine 1 always;
    include {shipped};
}}
"""


def nginx() -> str:
    """The program; without it a test is skipped, in CI it fails: a comparison with nothing proves nothing."""
    # Debian keeps it where only root looks.
    if found := shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"):
        return found
    if os.environ.get("CI"):
        pytest.fail("not installed: nginx")
    pytest.skip("not installed: nginx")


@contextmanager
def running(here: Path, name: str, changes: Mapping[str, str]) -> Iterator[str]:
    """Run nginx on a shipped file; gives its address.

    Args:
        here: a folder for all that it writes.
        name: of the file in deploy/nginx.
        changes: what stands in the file, and what an installation puts in its place.
    """
    program_file, port = nginx(), free_port()
    text = (ROOT / "deploy" / "nginx" / name).read_text("utf-8")
    for old, new in {"listen 80;": f"listen 127.0.0.1:{port};", "listen [::]:80;": "", **changes}.items():
        assert old in text, f"{name} says nothing of {old}"
        text = text.replace(old, new)
    here.mkdir()
    shipped, around = here / "shipped.conf", here / "nginx.conf"
    shipped.write_text(text, "utf-8")
    # Workers of a root's nginx are nobody's otherwise, and see nothing of a test's folders.
    user = "user root;" if os.geteuid() == 0 else ""
    around.write_text(AROUND.format(here=here, shipped=shipped, user=user), "utf-8")
    with program([program_file, "-p", str(here), "-c", str(around)], dict(os.environ), "start worker process "):
        yield f"http://127.0.0.1:{port}"


def logged(here: Path) -> str:
    """All that nginx wrote to its logs."""
    return "".join(path.read_text("utf-8") for path in sorted(here.glob("*.log")))
