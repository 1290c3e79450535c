"""Keys and signatures: who speaks is who signed first, or who was handed over to (docs/protocol.md, "Keys")."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from masthead.errors import CannotStart, FeedError
from masthead.feed.shapes import MAX_HANDOVERS, Handover, Index, Signed

_INDEX: Final = b"masthead-index/2\n"
_HANDOVER: Final = "masthead-handover/1"


def fingerprint_of(key: str) -> str:
    """What people compare: 32 hexadecimal digits of the key's SHA-256, in groups of four."""
    digits = hashlib.sha256(bytes.fromhex(key)).hexdigest()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


@dataclass(frozen=True, slots=True)
class FeedKey:
    """A publisher's key, and the hand-overs that led to it."""

    private: Ed25519PrivateKey
    handovers: tuple[Handover, ...] = ()

    @property
    def public(self) -> str:
        """The public key, 64 hexadecimal digits."""
        return self.private.public_key().public_bytes_raw().hex()

    @property
    def fingerprint(self) -> str:
        """What people compare."""
        return fingerprint_of(self.public)

    def sign(self, content: str) -> Signed:
        """Sign the content of an index."""
        return Signed(
            key=self.public,
            signature=self.private.sign(_INDEX + content.encode()).hex(),
            handovers=list(self.handovers),
            content=content,
        )

    def hand_over(self, to: "FeedKey", on: date) -> "FeedKey":
        """The other key, with a statement that it follows this one, signed by this one.

        Raises:
            CannotStart: there have been as many as readers follow.
        """
        if len(self.handovers) >= MAX_HANDOVERS:
            raise CannotStart(
                f"The key was handed over {MAX_HANDOVERS} times already, and readers follow no more. Start a new feed."
            )
        signature = self.private.sign(_handover_bytes(self.public, to.public, on)).hex()
        statement = Handover.model_validate({"from": self.public, "to": to.public, "on": on, "signature": signature})
        return FeedKey(to.private, (*self.handovers, statement))


def new_key() -> FeedKey:
    """A key that nobody has seen."""
    return FeedKey(Ed25519PrivateKey.generate())


def load_key(file: Path) -> FeedKey:
    """The key in a file; where there is none, a new one is made and kept there.

    Raises:
        CannotStart: the file cannot be read or written, or holds no such key.
    """
    try:
        if not file.exists():
            keep_key(file, new_key())
        lines = file.read_bytes()
        private = load_pem_private_key(lines, None)
        handovers = [line[2:] for line in lines.decode().splitlines() if line.startswith("# ")]
        if not isinstance(private, Ed25519PrivateKey):
            raise CannotStart(f"{file} holds a key that is none of Ed25519. Set MASTHEAD_FEED_KEY to the right one.")
        return FeedKey(private, tuple(Handover.model_validate_json(line) for line in handovers))
    except OSError as error:
        raise CannotStart(f"The feed's key {file} cannot be used ({error.strerror}). Set MASTHEAD_FEED_KEY.") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:  # garbage; under a password; of a strange kind
        raise CannotStart(
            f"{file} holds no key that can be read. Put back the copy you kept, or set MASTHEAD_FEED_KEY to it."
        ) from error


def keep_key(file: Path, key: FeedKey) -> None:
    """Keep a key where only its owner can read it; a file that is there is replaced whole or not at all."""
    pem = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    said = "".join(f"# {one.model_dump_json(by_alias=True)}\n" for one in key.handovers)
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(said + pem)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)


def read_signed(data: bytes) -> tuple[Signed, Index]:
    """An index.json whose signature holds.

    Raises:
        FeedError: it is malformed, or its signature is not that of its key.
    """
    signed = Signed.parse(data, "index.json")
    message = _INDEX + signed.content.encode()
    if not _holds(signed.key, signed.signature, message):
        raise FeedError("The signature of index.json is not that of its key.")
    return signed, Index.parse(signed.content.encode(), "index.json")


def follow(pinned: str, signed: Signed) -> str:
    """The key that is in force after an index, for a reader who knows one already.

    Raises:
        FeedError: no hand-over leads from the known key to that of the index.
    """
    key = pinned
    for one in _leading(signed.handovers, key):
        if key == signed.key:
            break
        message = _handover_bytes(one.from_key, one.to_key, one.on)
        if not _holds(one.from_key, one.signature, message):
            raise FeedError("The feed has a hand-over of its key with a wrong signature.")
        key = one.to_key
    if key != signed.key:
        raise FeedError(
            f"The feed is signed by another key, {fingerprint_of(signed.key)}, than the known one,"
            f" {fingerprint_of(pinned)}, and no hand-over leads to it."
        )
    return key


def _leading(handovers: Sequence[Handover], key: str) -> list[Handover]:
    """The hand-overs that follow one another from a key on."""
    found: list[Handover] = []
    for _ in range(MAX_HANDOVERS):
        following = next((one for one in handovers if one.from_key == key), None)
        if following is None:
            break
        found.append(following)
        key = following.to_key
    return found


def _handover_bytes(old: str, new: str, on: date) -> bytes:
    return f"{_HANDOVER}\n{old}\n{new}\n{on.isoformat()}".encode()


def _holds(key: str, signature: str, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), message)
    except InvalidSignature:
        return False
    return True
