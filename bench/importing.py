"""How long an import takes: `make bench-import` (SIZE=10000 outlets and as many articles; minutes).

The file is made up once. It is imported into a server that has records already, where each line is added as a curator
would add it, and then the export of that into an empty one, on the same machine in the same run.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from feed.making import prose
from serving import MASTHEAD, environment


def write(file: Path, size: int) -> None:
    """Write an export of that many outlets, each with an address, a statement and an article of 300 words."""
    statement = {
        "topic": "ownership",
        "text": "It belongs to nobody.",
        "stated_by": "Register",
        "stated_on": "2024-05-01",
        "source_url": "https://register.example/1",
    }
    told = {"status": "published"}
    with file.open("w", encoding="utf-8") as out:
        for number in range(1, size + 1):
            slug = f"outlet-{number}"
            url = f"https://{slug}.example/1"
            article = {"title": f"Article {number}", "body": prose(number, 300), "segments": [], "url": url}
            for kind, row in (
                ("outlet", {"id": number, "slug": slug, "name": f"Outlet {number}"}),
                ("address", {"outlet_id": number, "address": f"{slug}.example", "role": "official"}),
                ("statement", {"outlet_id": number, **statement}),
                ("article", {"id": number, "outlet_id": number, **article}),
            ):
                out.write(json.dumps({kind: row | told}) + "\n")


def timed(data: Path, *arguments: str) -> float:
    """Seconds that a command takes."""
    began = time.perf_counter()
    given = [*MASTHEAD, *arguments]
    done = subprocess.run(given, env=environment(data), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        sys.exit(done.stderr)
    return time.perf_counter() - began


def main() -> None:
    """Make, import, export, import again; print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000)
    size = parser.parse_args().size
    with tempfile.TemporaryDirectory() as folder:
        made, exported = Path(folder) / "made.jsonl", Path(folder) / "exported.jsonl"
        write(made, size)
        filled, empty = Path(folder) / "filled", Path(folder) / "empty"
        timed(filled, "demo")
        print(f"{size:,} outlets with address and statement, {size:,} articles, {made.stat().st_size / 1e6:.0f} MB")
        for said, data, *arguments in (
            ("imported among others", filled, "import", str(made)),
            ("exported", filled, "export", str(exported)),
            ("imported with history into an empty database", empty, "import", str(exported)),
        ):
            print(f"  {said}: {timed(data, *arguments):.0f} s", flush=True)


if __name__ == "__main__":
    main()
