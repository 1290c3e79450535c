"""A feed's key: how it is kept, how people compare it, and which key readers follow to which."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from feed.making import files_of, index_of, many, publish_records, settings_of
from masthead.errors import CannotStart, FeedError
from masthead.feed.shapes import Signed
from masthead.feed.signing import FeedKey, fingerprint_of, follow, keep_key, load_key, new_key, read_signed

DAY = date(2024, 5, 1)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "feed-key.pem"


def handed_over(times: int) -> list[FeedKey]:
    """A key and those that follow it, one by one."""
    keys = [new_key()]
    for _ in range(times):
        keys.append(keys[-1].hand_over(new_key(), DAY))
    return keys


class TestFingerprint:
    """What people read to one another."""

    def test_it_is_32_digits_of_the_keys_digest_in_groups_of_four(self) -> None:
        key = new_key()
        assert re.fullmatch(r"([0-9a-f]{4} ){7}[0-9a-f]{4}", key.fingerprint)
        digest = hashlib.sha256(bytes.fromhex(key.public)).hexdigest()
        assert key.fingerprint.replace(" ", "") == digest[:32]
        assert fingerprint_of(key.public) == key.fingerprint

    def test_it_stands_on_the_page_of_the_feed(self, tmp_path: Path) -> None:
        publish_records(tmp_path / "feed", many(3))
        key = load_key(settings_of(tmp_path / "feed").key_file)
        assert key.fingerprint in (tmp_path / "feed" / "index.html").read_text("utf-8")


class TestFile:
    """The key lies in a file that only its owner reads."""

    def test_it_is_made_once_and_found_again(self, key_file: Path) -> None:
        made = load_key(key_file)
        kept = key_file.read_bytes()
        assert load_key(key_file).public == made.public
        assert key_file.read_bytes() == kept
        assert list(key_file.parent.iterdir()) == [key_file]

    @pytest.mark.parametrize("before", [None, 0o644])
    def test_only_its_owner_can_read_it(self, key_file: Path, before: int | None) -> None:
        if before is not None:
            key_file.touch()
            key_file.chmod(before)
        keep_key(key_file, new_key())
        assert key_file.stat().st_mode & 0o777 == 0o600

    def test_a_part_that_a_crash_left_does_no_harm(self, key_file: Path) -> None:
        part = key_file.with_name(".feed-key.pem.part")
        part.write_text("-----BEGIN PRIV")
        part.chmod(0o644)
        keep_key(key_file, new_key())
        assert list(key_file.parent.iterdir()) == [key_file]
        assert key_file.stat().st_mode & 0o777 == 0o600

    def test_it_keeps_the_hand_overs(self, key_file: Path) -> None:
        key = handed_over(3)[-1]
        keep_key(key_file, key)
        found = load_key(key_file)
        assert found.public == key.public
        assert found.handovers == key.handovers
        assert len(found.handovers) == 3

    def test_it_is_a_key_that_other_programs_read(self, key_file: Path) -> None:
        keep_key(key_file, handed_over(1)[-1])
        assert "-----BEGIN PRIVATE KEY-----" in key_file.read_text("ascii").splitlines()

    def test_the_feed_is_signed_by_it_and_never_tells_it(self, tmp_path: Path) -> None:
        publish_records(tmp_path / "feed", many(3))
        key = load_key(settings_of(tmp_path / "feed").key_file)
        told = b"".join(files_of(tmp_path / "feed").values())
        assert read_signed((tmp_path / "feed" / "index.json").read_bytes())[0].key == key.public
        assert key.private.private_bytes_raw().hex().encode() not in told
        assert key.private.private_bytes_raw() not in told


def _pem(key: Ed25519PrivateKey | ec.EllipticCurvePrivateKey | x25519.X25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


GARBAGE: dict[str, bytes] = {
    "nothing": b"",
    "no key": b"Put the key here, please.\n",
    "no text": bytes(range(256)),
    "a key cut short": _pem(new_key().private)[:60],
    "a key with a letter changed": _pem(new_key().private).replace(b"MC4", b"!C4"),
    "the public key": new_key().private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    "a key of a curve that does not sign": _pem(x25519.X25519PrivateKey.generate()),
    "a key of another kind": _pem(ec.generate_private_key(ec.SECP256R1())),
    "a key under a password": new_key().private.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
    ),
    "a hand-over that is none": b'# {"from": "me", "to": "you"}\n' + _pem(new_key().private),
    "a remark that is no hand-over": b"# my key\n" + _pem(new_key().private),
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE.keys())
def test_a_file_that_holds_no_such_key_is_named_and_left_as_it_is(key_file: Path, garbage: bytes) -> None:
    key_file.write_bytes(garbage)
    with pytest.raises(CannotStart, match="MASTHEAD_FEED_KEY") as refused:
        load_key(key_file)
    assert str(key_file) in refused.value.message
    assert key_file.read_bytes() == garbage


@pytest.mark.parametrize("place", ["", "nowhere/feed-key.pem", "file/feed-key.pem"])
def test_a_place_where_no_key_can_be_kept_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotStart, match="MASTHEAD_FEED_KEY"):
        load_key(tmp_path / place)


def test_nothing_is_published_without_the_key(tmp_path: Path) -> None:
    key_file = tmp_path / "key.pem"
    key_file.write_text("lost")
    with pytest.raises(CannotStart, match="MASTHEAD_FEED_KEY"):
        publish_records(tmp_path / "feed", many(3), feed_key=key_file)
    assert not [path for path in (tmp_path / "feed").rglob("*") if path.is_file()]


class TestFollowing:
    """From the key that a reader knows to the one that signs now."""

    @pytest.mark.parametrize("times", [0, 1, 2, 16])
    def test_hand_overs_are_followed_from_every_key_of_the_chain(self, times: int) -> None:
        keys = handed_over(times)
        signed = keys[-1].sign("{}")
        assert [follow(key.public, signed) for key in keys] == [keys[-1].public] * (times + 1)

    def test_the_seventeenth_is_refused_with_words(self) -> None:
        last = handed_over(16)[-1]
        with pytest.raises(CannotStart, match=r"16 times.*new feed"):
            last.hand_over(new_key(), DAY)

    def test_no_way_leads_back(self) -> None:
        old, new = handed_over(1)
        with pytest.raises(FeedError, match="another key"):
            follow(new.public, old.sign("{}"))

    def test_a_stranger_is_refused_by_both_fingerprints(self) -> None:
        known, stranger = new_key(), new_key()
        with pytest.raises(FeedError) as refused:
            follow(known.public, stranger.sign("{}"))
        assert known.fingerprint in refused.value.message
        assert stranger.fingerprint in refused.value.message

    @pytest.mark.parametrize(
        "change",
        [
            lambda one, _: one.model_copy(update={"on": date(2024, 5, 2)}),
            lambda one, other: one.model_copy(update={"signature": other.signature}),
            lambda one, _: one.model_copy(update={"signature": "0" * 128}),
            lambda one, other: one.model_copy(update={"to_key": other.to_key}),
        ],
        ids=["another day", "the signature of another", "no signature", "another heir"],
    )
    def test_a_hand_over_with_a_wrong_signature_is_refused(self, change: Callable[..., object]) -> None:
        keys = handed_over(2)
        signed = keys[-1].sign("{}")
        first, second = signed.handovers
        forged = signed.model_copy(update={"handovers": [change(first, second), second]})
        with pytest.raises(FeedError, match="hand-over"):
            follow(keys[0].public, forged)
        assert follow(keys[1].public, forged) == keys[2].public, "whoever knows a later key does not need it"

    def test_an_heir_that_names_itself_is_refused(self) -> None:
        known, thief = new_key(), new_key()
        forged = thief.hand_over(thief, DAY).handovers[0].model_copy(update={"from_key": known.public})
        with pytest.raises(FeedError, match="wrong signature"):
            follow(known.public, thief.sign("{}").model_copy(update={"handovers": [forged]}))

    def test_a_ring_of_hand_overs_ends(self) -> None:
        one, other = new_key(), new_key()
        ring = [one.hand_over(other, DAY).handovers[0], other.hand_over(one, DAY).handovers[0]]
        with pytest.raises(FeedError, match="another key"):
            follow(one.public, new_key().sign("{}").model_copy(update={"handovers": ring}))


class TestIndex:
    """index.json holds what its key has signed, or is refused."""

    @pytest.fixture
    def signed(self, tmp_path: Path) -> Signed:
        publish_records(tmp_path / "feed", many(3))
        return read_signed((tmp_path / "feed" / "index.json").read_bytes())[0]

    def test_what_is_signed_is_what_the_index_says(self, signed: Signed, tmp_path: Path) -> None:
        assert read_signed(signed.encode())[1] == index_of(tmp_path / "feed")

    def test_a_changed_character_is_refused(self, signed: Signed) -> None:
        said = json.loads(signed.content)
        for name in ("name", "articles", "version"):
            changed = json.dumps(said | {name: said[name] * 2})
            with pytest.raises(FeedError, match="signature"):
                read_signed(signed.model_copy(update={"content": changed}).encode())

    def test_the_signature_of_another_key_is_refused(self, signed: Signed) -> None:
        for change in ({"key": new_key().public}, {"signature": new_key().sign(signed.content).signature}):
            with pytest.raises(FeedError, match="signature"):
                read_signed(signed.model_copy(update=change).encode())

    @pytest.mark.parametrize("key", ["0" * 64, "f" * 64, "01" + "0" * 62, "ec" + "f" * 60 + "7f"])
    def test_a_key_that_is_no_point_of_the_curve_signs_nothing(self, signed: Signed, key: str) -> None:
        with pytest.raises(FeedError, match="signature"):
            read_signed(signed.model_copy(update={"key": key}).encode())

    def test_a_signature_counts_for_an_index_only(self, signed: Signed) -> None:
        key = new_key()
        bare = key.private.sign(signed.content.encode()).hex()
        with pytest.raises(FeedError, match="signature"):
            read_signed(signed.model_copy(update={"key": key.public, "signature": bare}).encode())
