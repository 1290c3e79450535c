"""What the files of a feed are called (docs/protocol.md, "The feed")."""

import hashlib


def name_of(data: bytes) -> str:
    """H of a file: what it is named by."""
    return hashlib.sha256(data).hexdigest()[:32]


def list_path(digest: str) -> str:
    """Path of a list, by its digest or the first half of it."""
    return f"lists/{digest[:32]}.bin"


def table_path(digest: str) -> str:
    """Path of a table."""
    return f"tables/{digest[:32]}.bin"


def update_path(digest: str) -> str:
    """Path of an update."""
    return f"updates/{digest[:32]}.bin"


def directory_path(digest: str) -> str:
    """Path of a directory."""
    return f"outlets/{digest[:32]}.json"


def group_path(number: int, digest: str) -> str:
    """Path of a group."""
    return f"articles/{number}-{digest[:32]}.json"
