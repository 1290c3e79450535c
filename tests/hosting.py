"""A small site on the network of tests, for pages that are fetched: 127.0.0.2, which the tests allow."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

HOST: Final = "127.0.0.2"


@dataclass
class Site:
    """What it shows, and what it was asked."""

    port: int = 0
    pages: dict[str, bytes] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    """Types of those that are no HTML in UTF-8."""
    redirects: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    open: threading.Event = field(default_factory=threading.Event)
    """Pages below /slow/ come once it is set."""
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    """Released whenever one of them is asked for."""

    def url(self, path: str) -> str:
        """Where a page of it stands."""
        return f"http://{HOST}:{self.port}{path}"

    @property
    def settings(self) -> dict[str, Any]:
        """What lets a server fetch from it."""
        return {"fetch_networks": f"{HOST}/32", "fetch_ports": f"80 443 {self.port}"}


@contextmanager
def hosting(host: str = HOST) -> Iterator[Site]:
    """A site for the length of a block."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            if to := site.redirects.get(self.path):
                self.send_response(302)
                self.send_header("Location", to)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            if self.path.startswith("/slow/"):
                site.arrived.release()
                site.open.wait()
            body = site.pages.get(self.path)
            self.send_response(404 if body is None else 200)
            kind = "text/plain" if self.path == "/robots.txt" else "text/html; charset=utf-8"
            self.send_header("Content-Type", site.kinds.get(self.path, kind))
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            pass

    server = ThreadingHTTPServer((host, 0), Handler)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield site
    finally:
        site.open.set()
        server.shutdown()
        thread.join()
        server.server_close()
