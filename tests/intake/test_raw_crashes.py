"""A page that is kept as it came: a crash at any step leaves nothing half under a name that is read."""

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator as OtherIterator

KEEPING = """
    import os, resource, secrets, signal, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from masthead.intake import raw
    from masthead.intake.warcs import WebPage

    at = datetime(2026, 3, 1, tzinfo=UTC)
    block = secrets.token_bytes(500_000)
    page = WebPage(0, "http://a.example/", at, "", "resource", "text/html", block, b"", None)
    calls = 0

    def watch(event, arguments):
        global calls
        if event in ("open", "os.rename"):
            calls += 1
            if calls == CALL:
                os.kill(os.getpid(), signal.SIGKILL)

    PREPARE
    raw.keep_record(Path(sys.argv[1]), page)
"""


def keep_in_another_process(folder: Path, prepare: str, call: int = 0) -> "subprocess.CompletedProcess[str]":
    """Keep a page in a process of its own, which may not live to see the end."""
    code = textwrap.dedent(KEEPING).replace("PREPARE", prepare).replace("CALL", str(call))
    return subprocess.run([sys.executable, "-c", code, folder], check=False, capture_output=True, text=True)


def require_only_whole_files(folder: Path) -> None:
    """See that what has a name that is read is whole, and what is not whole is recognised by its name."""
    for path in (one for one in folder.rglob("*") if one.is_file()):
        if path.name.startswith("."):
            assert path.name.endswith(".warc.gz.part")
            continue
        with path.open("rb") as stream:
            kinds = []
            for record in OtherIterator(stream, check_digests="raise"):
                record.content_stream().read()
                kinds.append(record.rec_type)
            assert kinds == ["warcinfo", "resource"]


@pytest.mark.parametrize("call", range(1, 6))
def test_a_crash_at_any_step_leaves_nothing_half_under_a_name_that_is_read(tmp_path: Path, call: int) -> None:
    (tmp_path / "2026").mkdir()
    done = keep_in_another_process(tmp_path, "sys.addaudithook(watch)", call)
    assert done.returncode == -signal.SIGKILL, done.stderr
    require_only_whole_files(tmp_path)
    whole = list(tmp_path.rglob("[!.]*.warc.gz"))
    assert len(whole) == (1 if call > 3 else 0)  # the third step is the renaming


LIMITED = "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))"


def test_a_crash_in_the_midst_of_writing_leaves_nothing_half_under_a_name_that_is_read(tmp_path: Path) -> None:
    done = keep_in_another_process(tmp_path, f"signal.signal(signal.SIGXFSZ, signal.SIG_DFL); {LIMITED}")
    assert done.returncode == -signal.SIGXFSZ, done.stderr
    (left,) = (tmp_path / "2026").iterdir()
    assert left.stat().st_size == 200_000
    require_only_whole_files(tmp_path)
    assert list(tmp_path.rglob("[!.]*.warc.gz")) == []


def test_a_disk_without_room_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    done = keep_in_another_process(tmp_path, LIMITED)
    assert "CannotStart" in done.stderr
    assert "See that there is room" in done.stderr
    assert list((tmp_path / "2026").iterdir()) == []
