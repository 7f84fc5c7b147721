"""Keys at rest: one master key wraps a data key per tenant; every ciphertext names its key.

A ciphertext is `key_id "." base64url(nonce || AES-256-GCM)`; the associated data bind it to its
place (table, row), so that a row moved elsewhere does not decrypt.
"""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

KEY_BYTES = 32
NONCE_BYTES = 12


class CryptoError(Exception):
    """A key is missing or unusable, or a ciphertext does not belong where it was found."""


class WrappedKeys(Protocol):
    """Where wrapped tenant keys are kept."""

    def newest(self, tenant: str) -> tuple[str, bytes] | None:
        """The tenant's current (key id, wrapped key), or None when it has none yet."""

    def by_id(self, key_id: str) -> bytes | None:
        """A wrapped key, current or retired."""

    def any_id(self) -> str | None:
        """The id of some wrapped key; None where there is none yet."""

    def add(self, tenant: str, key_id: str, wrapped: bytes) -> None:
        """Keeps a new key unless the tenant got one meanwhile."""


def read_master_key(path: Path) -> bytes:
    """The 32-byte master key in `path` (base64).

    Raises:
        CryptoError: the file is absent, readable by others, or no key.
    """
    try:
        if path.stat().st_mode & 0o077:
            raise CryptoError(f"{path.name} must be readable by its owner only: chmod 600")
        key = base64.urlsafe_b64decode(path.read_bytes().strip())
    except (OSError, ValueError) as error:
        raise CryptoError(
            f"{path.name} cannot be read ({type(error).__name__}); restore it, or name it in "
            "PRECEPTOR_MASTER_KEY_FILE"
        ) from error
    if len(key) != KEY_BYTES:
        raise CryptoError(f"{path.name} must hold {KEY_BYTES} bytes in base64")
    return key


def create_master_key(path: Path) -> None:
    """Writes a fresh master key with mode 0600; a key that is there already is kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)))
        file.flush()
        os.fsync(file.fileno())


class Keyring:
    """Encrypts and decrypts per tenant; unwrapped keys stay in this process's memory.

    `locked` says why it cannot be used; None where it can.
    """

    locked: str | None = None

    def __init__(self, master_key: bytes, wrapped: WrappedKeys) -> None:
        self._master_key = master_key
        self._master = AESGCM(master_key)
        self._wrapped = wrapped
        self._ciphers: dict[str, AESGCM] = {}
        self._current: dict[str, str] = {}
        self._derived: dict[str, bytes] = {}

    def check(self) -> None:
        """Raises: CryptoError: keys are kept that another master key wrapped."""
        key_id = self._wrapped.any_id()
        if key_id is not None:
            self._cipher(key_id)

    def prepare(self, tenant: str) -> None:
        """Makes the tenant's key ready in memory, so that `seal` needs no store."""
        self._tenant_cipher(tenant)

    def seal(self, tenant: str, text: str, place: str) -> str:
        """Encrypts `text` for `tenant`, bound to `place`."""
        key_id, cipher = self._tenant_cipher(tenant)
        nonce = secrets.token_bytes(NONCE_BYTES)
        body = nonce + cipher.encrypt(nonce, text.encode(), place.encode())
        return f"{key_id}.{base64.urlsafe_b64encode(body).decode()}"

    def open(self, sealed: str, place: str) -> str:
        """Decrypts what `seal` made for the same `place`.

        Raises:
            CryptoError: the key is unknown, or the text was altered or moved.
        """
        key_id, _, encoded = sealed.partition(".")
        try:
            body = base64.urlsafe_b64decode(encoded)
            nonce, sealed_text = body[:NONCE_BYTES], body[NONCE_BYTES:]
            return self._cipher(key_id).decrypt(nonce, sealed_text, place.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise CryptoError(f"a ciphertext under key {key_id} was altered or moved") from error

    def derive(self, purpose: str) -> bytes:
        """A 32-byte key for `purpose` (keyed hashes, say), the same in every process."""
        if purpose not in self._derived:
            expand = HKDFExpand(SHA256(), KEY_BYTES, purpose.encode())
            self._derived[purpose] = expand.derive(self._master_key)
        return self._derived[purpose]

    def _tenant_cipher(self, tenant: str) -> tuple[str, AESGCM]:
        key_id = self._current.get(tenant) or self._current_key(tenant)
        return key_id, self._cipher(key_id)

    def _current_key(self, tenant: str) -> str:
        """The tenant's newest key id, made on first use; two makers agree on one key."""
        newest = self._wrapped.newest(tenant) or self._add_key(tenant)
        self._current[tenant] = newest[0]
        return newest[0]

    def _add_key(self, tenant: str) -> tuple[str, bytes]:
        key_id = f"k{secrets.token_hex(6)}"
        nonce = secrets.token_bytes(NONCE_BYTES)
        key = secrets.token_bytes(KEY_BYTES)
        self._wrapped.add(tenant, key_id, nonce + self._master.encrypt(nonce, key, key_id.encode()))
        newest = self._wrapped.newest(tenant)
        if newest is None:
            raise CryptoError(f"the key just made for tenant {tenant} is gone")
        return newest

    def _cipher(self, key_id: str) -> AESGCM:
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            cipher = self._ciphers[key_id] = AESGCM(self._unwrap(key_id))
        return cipher

    def _unwrap(self, key_id: str) -> bytes:
        wrapped = self._wrapped.by_id(key_id)
        if wrapped is None:
            raise CryptoError(f"key {key_id} is unknown here")
        try:
            return self._master.decrypt(
                wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], key_id.encode()
            )
        except InvalidTag as error:
            raise CryptoError(
                f"key {key_id} was not wrapped by this master key; restore the master key that "
                "this ledger was written under"
            ) from error


class LockedKeyring(Keyring):
    """Stands where no master key can be used: whatever needs a key says why there is none."""

    def __init__(self, reason: str) -> None:
        self.locked = reason

    def check(self) -> None:
        """Raises: CryptoError, always; so does every other use."""
        raise CryptoError(self.locked)

    def prepare(self, tenant: str) -> None:
        self.check()

    def seal(self, tenant: str, text: str, place: str) -> str:
        raise CryptoError(self.locked)

    def open(self, sealed: str, place: str) -> str:
        raise CryptoError(self.locked)

    def derive(self, purpose: str) -> bytes:
        raise CryptoError(self.locked)
