"""Errors as RFC 9457 problems: one shape, made in one place."""

import json
from http import HTTPStatus
from typing import Any, Final

import structlog
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from pydantic import ValidationError

from masthead.errors import MastheadError, Stale, Unavailable, UnreadableBody
from masthead.records.imported import NotImported
from masthead.web.logs import trace_of
from masthead.web.naming import is_api, method_of, route_of

_log = structlog.get_logger()


def problem(
    status: HTTPStatus,
    code: str,
    detail: str,
    errors: list[dict[str, Any]] | None = None,
    *,
    retry_after: int | None = None,
    current: dict[str, Any] | None = None,
) -> web.Response:
    """A problem+json answer.

    Args:
        status: HTTP status.
        code: stable name of the kind of problem; ``type`` is made of it.
        detail: what is wrong and what to do.
        errors: for each offending field its path and what is wrong with it.
        retry_after: seconds to wait before the same call, if waiting helps.
        current: the record as it is now, where the caller has an older version.
    """
    body: dict[str, Any] = {
        "type": f"/problems/{code}",
        "title": code.replace("-", " ").capitalize(),
        "status": status.value,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    headers: dict[str, str] = {}
    if current is not None:
        body["current"] = current
        headers[hdrs.ETAG] = f'"{current["version"]}"'
    if status is HTTPStatus.UNAUTHORIZED:
        headers[hdrs.WWW_AUTHENTICATE] = "Bearer"
    if retry_after is not None:
        headers[hdrs.RETRY_AFTER] = str(retry_after)
    return web.Response(
        text=json.dumps(body, ensure_ascii=False),
        status=status,
        headers=headers,
        content_type="application/problem+json",
    )


def of_error(error: MastheadError) -> web.Response:
    """The problem a refusal becomes."""
    errors = [{"field": error.field, "message": error.message}] if error.field else None
    if isinstance(error, NotImported):
        errors = [{"field": f"line {one.line}", "message": one.message} for one in error.done.refused]
    current = error.current if isinstance(error, Stale) else None
    return problem(error.status, error.code, error.message, errors, retry_after=error.retry_after, current=current)


MOST_ERRORS: Final = 50
"""Fields of which an answer says what is wrong with them."""


def of_validation(error: ValidationError) -> web.Response:
    """The problem that wrong fields become; a missing source has a code of its own."""
    found = error.errors(include_url=False, include_context=False)
    errors = [
        {"field": ".".join(str(part)[:100] for part in one["loc"]), "message": _message(one["msg"])}
        for one in found[:MOST_ERRORS]
    ]
    lacking = {str(one["loc"][0]) for one in found if one["loc"] and _is_lacking(one)}
    missing = lacking & {"sources", "source_url", "stated_on", "stated_by"}
    code = "missing-source" if missing else "invalid-input"
    first = errors[0]
    detail = f"{first['field'] or 'The body'}: {first['message']}."
    if missing:
        detail += " Everything readers are shown needs a source and a date."
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, code, detail, errors)


def _is_lacking(error: Any) -> bool:  # noqa: ANN401 - what pydantic tells of one
    """Whether a field was left out, or left empty."""
    given = error["input"]
    return error["type"] in {"missing", "too_short"} or given is None or (isinstance(given, str) and not given.strip())


def _message(text: str) -> str:
    return text.removeprefix("Value error, ").rstrip(".")


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every refusal below /api/ into a problem; anything unforeseen is logged and told as such."""
    if not is_api(request):
        return await handler(request)
    try:
        return await handler(request)
    except web.HTTPException as error:
        return _of_http(error)
    except Exception as error:  # noqa: BLE001 - whatever broke, the caller gets a problem and the log gets the trace
        return _of_exception(request, error)


def _of_exception(request: web.Request, error: Exception) -> web.Response:
    if isinstance(error, web.RequestPayloadError):
        told = of_error(
            UnreadableBody("The body is not what its Content-Encoding says. Send it as it is, without that header.")
        )
        told.force_close()  # where the next call on the connection begins, nobody knows
        return told
    if isinstance(error, ValidationError):
        return of_validation(error)
    if isinstance(error, MastheadError):
        if isinstance(error, Unavailable):
            _log.warning("the database is away or busy", trace=trace_of(error))
        return of_error(error)
    _log.error("request failed", method=method_of(request), route=route_of(request), trace=trace_of(error))
    detail = "Something broke here; nothing was changed. Try again later."
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "server-error", detail)


KNOWN: Final = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address. See /api/docs.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This method is not known here, those of Allow are. See /api/docs.",
    HTTPStatus.REQUEST_TIMEOUT: "The body did not arrive in time. Send it again.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The request has more than 12 MB. Send less.",
}


def _of_http(error: web.HTTPException) -> web.Response:
    """The problem one of aiohttp's own answers becomes; what is no error is passed on."""
    status = HTTPStatus(error.status)
    if status < HTTPStatus.BAD_REQUEST:
        raise error
    told = problem(status, code_of(status), KNOWN.get(status, error.reason))
    if isinstance(error, web.HTTPRequestTimeout):
        told.force_close()
    if isinstance(error, web.HTTPMethodNotAllowed):
        told.headers[hdrs.ALLOW] = ", ".join(sorted(error.allowed_methods))
    return told


def code_of(status: HTTPStatus) -> str:
    """The stable name of the kind of problem that one of aiohttp's own answers is."""
    return "too-large" if status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE else status.phrase.lower().replace(" ", "-")
