"""Numbers for whoever watches over the server. None of them tells who asked, or for which record or file."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST

# Each series would say when it began: of the feed, when somebody first read it.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """The counters of one server."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._requests = Counter(
            "masthead_requests",
            "Requests but those of the feed and the demo.",
            ["method", "route", "status"],
            registry=registry,
        )
        self._seconds = Histogram(
            "masthead_request_seconds", "How long calls of the API took.", ["route"], registry=registry
        )
        self._feed_requests = Counter(
            "masthead_feed_requests", "Requests of any file of the feed.", ["status"], registry=registry
        )
        self._publications = Counter("masthead_publications", "Publications of the feed.", registry=registry)
        self._failures = Counter("masthead_publication_failures", "Publications that failed.", registry=registry)
        self._publishing = Histogram(
            "masthead_publication_seconds",
            "How long publications took.",
            buckets=(0.1, 0.5, 1, 5, 10, 30, 60, 300, 1800),
            registry=registry,
        )
        self._version = Gauge("masthead_feed_version", "Version of the feed.", registry=registry)
        self._articles = Gauge("masthead_feed_articles", "Articles in the feed.", registry=registry)
        self._failed_sign_ins = Counter("masthead_failed_sign_ins", "Sign-ins that failed.", registry=registry)
        self._limited = Counter(
            "masthead_limited_calls", "Calls refused since there were too many.", ["limit"], registry=registry
        )
        for limit in ("token", "network", "sign-in", "fetch", "report"):
            self._limited.labels(limit)  # what has not happened yet is told as 0

    def request(self, method: str, route: str, status: int) -> None:
        """Count a request."""
        self._requests.labels(method, route, status).inc()

    def took(self, route: str, seconds: float) -> None:
        """Note how long a call of the API took."""
        self._seconds.labels(route).observe(seconds)

    def feed_request(self, status: int) -> None:
        """Count a request of the feed: of which file, and how exactly it ended, is nobody's business."""
        self._feed_requests.labels(f"{status // 100}xx").inc()

    @contextmanager
    def publishing(self) -> Iterator[None]:
        """Time and count the publication in the block."""
        began = time.perf_counter()
        try:
            yield
        except Exception:
            self._failures.inc()
            raise
        self._publications.inc()
        self._publishing.observe(time.perf_counter() - began)

    def published(self, version: int, articles: int) -> None:
        """Note what the feed is now."""
        self._version.set(version)
        self._articles.set(articles)

    def sign_in_failed(self) -> None:
        """Count a failed sign-in."""
        self._failed_sign_ins.inc()

    def limited(self, limit: str) -> None:
        """Count a call that was refused."""
        self._limited.labels(limit).inc()

    def told(self) -> bytes:
        """All numbers in the text format of Prometheus."""
        return generate_latest(self._registry)
