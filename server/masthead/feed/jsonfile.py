"""What all JSON of the feed has in common: it is read strictly, written in one way, and no longer than readers take."""

from typing import Any, Final, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from masthead.errors import FeedError

MAX_INDEX_BYTES: Final = 256 * 1024
MAX_JSON_BYTES: Final = 32 * 1024 * 1024
"""Readers refuse a larger file."""


def _is_none(value: object) -> bool:
    return value is None


IF_ANY: Final[dict[str, Any]] = {"default": None, "exclude_if": _is_none}
"""Of a field that is left out where there is nothing to tell: files of those who have nothing stay as they were."""


class Shape(BaseModel):
    """A part of a file; fields that a reader does not know are passed over, so that feeds can grow.

    Strict, as the extension is: "3" is no number and 0 is no date.
    """

    model_config = ConfigDict(frozen=True, strict=True, populate_by_name=True, serialize_by_alias=True)

    def encode(self) -> bytes:
        """The JSON of a file."""
        return self.model_dump_json().encode()

    @classmethod
    def parse(cls, data: bytes, path: str) -> Self:
        """What a file holds, checked.

        Args:
            data: the bytes of the file.
            path: its path, for the message.

        Raises:
            FeedError: it is not as it should be.
        """
        if len(data) > (MAX_INDEX_BYTES if path == "index.json" else MAX_JSON_BYTES):
            raise FeedError(f"{path} is larger than it may be.")
        try:
            found = cls.model_validate_json(data)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise FeedError(f"{path} is not as it should be: {where or 'the whole'}: {first['msg']}") from error
        if "format" in cls.model_fields.keys() - found.model_fields_set:
            raise FeedError(f"{path} does not say of which format it is.")
        return found
