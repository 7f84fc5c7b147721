"""Ciphertexts open in their place only, under the key they name, with the right master key."""

from __future__ import annotations

import base64
import hashlib
import hmac
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.crypto import CryptoError, Keyring, create_master_key, read_master_key

MASTER = bytes(range(32))


class Kept:
    """Wrapped keys in memory."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[str, bytes]] = {}

    def newest(self, tenant: str) -> tuple[str, bytes] | None:
        return self.rows.get(tenant)

    def by_id(self, key_id: str) -> bytes | None:
        return next((wrapped for known, wrapped in self.rows.values() if known == key_id), None)

    def any_id(self) -> str | None:
        return next((key_id for key_id, _ in self.rows.values()), None)

    def add(self, tenant: str, key_id: str, wrapped: bytes) -> None:
        self.rows.setdefault(tenant, (key_id, wrapped))


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def keyring(kept: Kept) -> Keyring:
    return Keyring(MASTER, kept)


@given(st.text(), st.text(max_size=20))
def test_what_was_sealed_opens_in_its_place(text: str, place: str) -> None:
    keyring = Keyring(MASTER, Kept())
    assert keyring.open(keyring.seal("t", text, place), place) == text


def test_a_ciphertext_does_not_show_its_text_and_differs_each_time(keyring: Keyring) -> None:
    one, two = (keyring.seal("t", "Ann Smith", "p") for _ in range(2))
    assert one != two
    assert b"Ann" not in base64.urlsafe_b64decode(one.partition(".")[2])


def test_a_ciphertext_moved_elsewhere_does_not_open(keyring: Keyring) -> None:
    sealed = keyring.seal("t", "text", "traces/1")
    with pytest.raises(CryptoError, match="altered or moved"):
        keyring.open(sealed, "traces/2")


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_an_altered_ciphertext_does_not_open(at: int, flip: int) -> None:
    keyring = Keyring(MASTER, Kept())
    key_id, _, encoded = keyring.seal("t", "text", "p").partition(".")
    body = bytearray(base64.urlsafe_b64decode(encoded))
    body[at % len(body)] ^= flip
    altered = f"{key_id}.{base64.urlsafe_b64encode(bytes(body)).decode()}"
    with pytest.raises(CryptoError):
        keyring.open(altered, "p")


@pytest.mark.parametrize("garbage", ["", ".", "x", "K.", "K.A", "K.AAAA", "K.é", "K.!!!!"])
def test_garbage_does_not_open_and_does_not_crash(keyring: Keyring, garbage: str) -> None:
    key_id = keyring.seal("t", "text", "p").partition(".")[0]
    with pytest.raises(CryptoError):
        keyring.open(garbage.replace("K", key_id), "p")


def test_tenants_have_keys_of_their_own(keyring: Keyring, kept: Kept) -> None:
    ids = {keyring.seal(tenant, "x", "p").partition(".")[0] for tenant in ("a", "b", "a")}
    assert len(ids) == len(kept.rows) == 2


def test_a_wrong_master_key_opens_nothing(keyring: Keyring, kept: Kept) -> None:
    sealed = keyring.seal("t", "text", "p")
    with pytest.raises(CryptoError, match="not wrapped by this master key"):
        Keyring(bytes(32), kept).open(sealed, "p")


def test_two_makers_of_a_tenants_first_key_agree(kept: Kept) -> None:
    one, two = Keyring(MASTER, kept), Keyring(MASTER, kept)
    assert two.open(one.seal("t", "x", "p"), "p") == one.open(two.seal("t", "x", "p"), "p")


def test_derived_keys_are_stable_and_distinct(keyring: Keyring) -> None:
    expanded = hmac.new(MASTER, b"conversation\x01", hashlib.sha256).digest()  # RFC 5869, 2.3
    assert keyring.derive("conversation") == expanded
    assert keyring.derive("other") != keyring.derive("conversation")


def test_a_master_key_is_made_once_and_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "master.key"
    create_master_key(path)
    key = read_master_key(path)
    create_master_key(path)
    assert read_master_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_master_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "master.key"
    create_master_key(path)
    path.chmod(mode)
    with pytest.raises(CryptoError, match="chmod 600"):
        read_master_key(path)


@pytest.mark.parametrize("content", [b"", b"c2hvcnQ=", b"\xff\xff", b"A"])
def test_what_is_no_master_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "master.key"
    path.touch(mode=0o600)
    path.write_bytes(content)
    with pytest.raises(CryptoError):
        read_master_key(path)


def test_a_missing_master_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CryptoError, match="cannot be read"):
        read_master_key(tmp_path / "none")
