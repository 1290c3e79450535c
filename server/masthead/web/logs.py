"""What the server's log looks like: one structured line for each event, and nothing of a request in it but its kind."""

import logging
import sys
import traceback
from typing import Final, Literal

import structlog
from aiohttp.http import HttpProcessingError
from structlog.typing import EventDict, Processor, WrappedLogger

_FIRST: Final = ["timestamp", "level", "event"]


def configure(style: Literal["logfmt", "json"]) -> None:
    """Write all that is logged to standard error in one form, warnings of the libraries too."""
    render: Processor = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.processors.LogfmtRenderer(key_order=_FIRST)
    )
    begin: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper("iso"),
    ]
    structlog.configure(
        processors=[*begin, structlog.processors.format_exc_info, render],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=begin,
            processors=[_of_library, structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    handler.addFilter(_of_our_making)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def trace_of(error: BaseException) -> str:
    """Where an error came from, and of which kind it and its causes are.

    Their messages are left out: they may quote addresses, texts, tokens, or the values of a statement.
    """
    parts = []
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        stack = "".join(traceback.format_tb(one.__traceback__))
        parts.append(f"{stack}{type(one).__module__}.{type(one).__qualname__}{_code(one)}")
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\n\n".join(reversed(parts))


def _code(error: BaseException) -> str:
    """What drivers and the system call the error, which says much and quotes nothing."""
    named = (getattr(error, name, None) for name in ("sqlite_errorname", "sqlstate", "strerror"))
    return next((f" ({name})" for name in named if name), "")


def _of_our_making(record: logging.LogRecord) -> bool:
    """Whether a library's line tells of a fault here; anyone can send what is no HTTP, and fill a log with it."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


def _of_library(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Take out of a library's line what it says of a request: nobody's reading is written down."""
    record: logging.LogRecord = event["_record"]
    event["logger"] = record.name
    if record.name.startswith("aiohttp"):
        event["event"] = "Error handling a request"  # aiohttp names the reader's address here
    failure = event.pop("exc_info", None)
    if isinstance(failure, tuple) and failure[1] is not None:
        event["trace"] = trace_of(failure[1])
    return event
