"""The family of errors: each class knows its HTTP status and its stable code; the message says what to do next."""

from http import HTTPStatus
from typing import Any, ClassVar


class MastheadError(Exception):
    """Anything that Masthead refuses, with a message meant for the person who asked."""

    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR
    code: ClassVar[str] = "error"
    retry_after: int | None = None
    """After how many seconds the same call may well succeed, if waiting helps; told as Retry-After."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        """Name of the field or option the message is about, if it is about one."""


class InvalidInput(MastheadError):
    """What was given cannot be used as it is."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "invalid-input"


class UnreadableText(InvalidInput):
    """A file or body holds no text that could be archived."""

    code = "unreadable-text"


class TextTooShort(InvalidInput):
    """A text is too short to be recognised anywhere."""

    code = "text-too-short"


class TooLarge(MastheadError):
    """More bytes than we take."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "too-large"


class UnusableAddress(InvalidInput):
    """An address that cannot belong to one outlet."""

    code = "unusable-address"


class MissingSource(InvalidInput):
    """A statement or note without the source it needs."""

    code = "missing-source"


class NotFound(MastheadError):
    """No such record."""

    status = HTTPStatus.NOT_FOUND
    code = "not-found"


class Conflict(MastheadError):
    """Something else already stands there."""

    status = HTTPStatus.CONFLICT
    code = "conflict"


class Stale(MastheadError):
    """The record was changed since the caller read it."""

    status = HTTPStatus.PRECONDITION_FAILED
    code = "stale"

    def __init__(self, message: str, *, current: dict[str, Any]) -> None:
        super().__init__(message)
        self.current = current
        """The record as it is now, in its JSON form."""


class PreconditionRequired(MastheadError):
    """The call does not say which version of the record it is about."""

    status = HTTPStatus.PRECONDITION_REQUIRED
    code = "precondition-required"


class MissingReason(InvalidInput):
    """Something published is to be changed or withdrawn, and nobody says why."""

    code = "missing-reason"


class KeyReused(InvalidInput):
    """An Idempotency-Key that was used for another call."""

    code = "key-reused"


class UnreadableBody(MastheadError):
    """A body that is not what its Content-Encoding says."""

    status = HTTPStatus.BAD_REQUEST
    code = "unreadable-body"


class UnknownType(MastheadError):
    """A body of a kind that is not taken."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    code = "unsupported-media-type"


class NotSignedIn(MastheadError):
    """The call needs a curator's token."""

    status = HTTPStatus.UNAUTHORIZED
    code = "not-signed-in"


class NotAllowed(MastheadError):
    """The curator's role does not reach that far."""

    status = HTTPStatus.FORBIDDEN
    code = "not-allowed"


class NeedsReview(NotAllowed):
    """Somebody else must look at it first."""

    code = "needs-review"


class TooMany(MastheadError):
    """More calls than a token or a network may make."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too-many-requests"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Busy(MastheadError):
    """What is asked for cannot be done at the moment, and can be soon."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "busy"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(MastheadError):
    """The database is away or busy: the same call may well succeed soon."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "database-unavailable"
    retry_after = 5


class NotFetchable(InvalidInput):
    """A page that we do not ask for: its address leads where nobody may send us."""

    code = "not-fetchable"


class AskedNotTo(NotFetchable):
    """A page whose site asks programs not to fetch it, or cannot be asked; whoever has a reason may go on."""

    code = "asked-not-to"


class NotFetched(MastheadError):
    """A page that was asked for and did not come, or came broken."""

    status = HTTPStatus.BAD_GATEWAY
    code = "not-fetched"


class FeedError(MastheadError):
    """A feed that cannot be read or trusted."""

    status = HTTPStatus.BAD_GATEWAY
    code = "feed-error"


class CannotStart(MastheadError):
    """The program cannot do its work here: a port, a folder or a setting is in the way."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "cannot-start"
