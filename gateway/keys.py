"""A credential becomes a caller: tenant, role, department, limits.

A key is `pk-<id>-<secret>`; only the SHA-256 of its 256-bit secret is stored (a random secret needs
no slow hash). A known key is trusted for `CACHE_S` before the ledger is asked again, so that is how
long a revocation takes; while the ledger is down the keys seen last stay valid up to `GRACE_S`.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import time

import msgspec

from gateway.crypto import CryptoError, Keyring
from gateway.errors import AuthenticationFailed, PermissionDenied, SafetyUnavailable
from gateway.ledger.credentials import ApiKey, Credentials
from gateway.ledger.database import LedgerError

ROLES = ("application", "evaluator", "operator")
CACHE_S = 1.0
GRACE_S = 300.0


class Caller(msgspec.Struct, frozen=True):
    """Who sent a request, as its key says."""

    key: ApiKey

    @property
    def tenant(self) -> str:
        return self.key.tenant

    @property
    def department(self) -> str | None:
        return self.key.department

    def require(self, *roles: str) -> None:
        """Raises: PermissionDenied: the key has none of `roles`."""
        if self.key.role not in roles:
            raise PermissionDenied(
                f"this needs a key with the role {' or '.join(roles)}; yours is {self.key.role}"
            )


def new_key(
    tenant: str,
    role: str,
    *,
    department: str | None = None,
    requests_per_minute: int | None = None,
    tokens_per_minute: int | None = None,
    concurrency: int | None = None,
) -> tuple[str, ApiKey]:
    """Makes a credential: the text to hand out, shown once, and the row to store."""
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    row = ApiKey(
        key_id=key_id,
        secret_hash=hashlib.sha256(secret.encode()).digest(),
        tenant=tenant,
        role=role,
        department=department,
        requests_per_minute=requests_per_minute,
        tokens_per_minute=tokens_per_minute,
        concurrency=concurrency,
        created_at=time.time(),
    )
    return f"pk-{key_id}-{secret}", row


class KeyRing:
    """Authenticates `Authorization` headers against the ledger."""

    def __init__(self, credentials: Credentials, keyring: Keyring) -> None:
        self._credentials = credentials
        self._keyring = keyring
        self._seen: dict[str, tuple[ApiKey, float]] = {}

    async def authenticate(self, authorization: str | None) -> Caller:
        """The caller behind an `Authorization` header.

        Raises:
            AuthenticationFailed: no key, or one that is wrong or revoked.
            SafetyUnavailable: the ledger cannot be asked and this key was not seen lately.
        """
        key_id, secret = _parse(authorization)
        key = await self._find(key_id)
        given = hashlib.sha256(secret.encode()).digest()
        known = b"\0" * 32 if key is None else key.secret_hash
        if not hmac.compare_digest(given, known) or key is None or key.revoked_at is not None:
            raise AuthenticationFailed(
                "this API key is wrong or revoked; make one with `preceptor keys create`"
            )
        return Caller(key)

    async def _find(self, key_id: str) -> ApiKey | None:
        now_s = time.monotonic()
        key, read_at_s = self._seen.get(key_id, (None, 0.0))
        if key is not None and now_s - read_at_s < CACHE_S:
            return key
        try:
            found = await asyncio.to_thread(self._read, key_id)
        except CryptoError as error:
            raise SafetyUnavailable(f"nothing can be decrypted: {error}") from error
        except LedgerError as error:
            if key is not None and now_s - read_at_s < GRACE_S:
                return key
            raise SafetyUnavailable("keys cannot be checked now; try again shortly") from error
        if found is None:
            self._seen.pop(key_id, None)
        else:
            self._seen[key_id] = (found, now_s)
        return found

    def _read(self, key_id: str) -> ApiKey | None:
        """The stored key; its tenant's data key is made ready with it, here beside the loop."""
        key = self._credentials.find(key_id)
        if key is not None:
            self._keyring.prepare(key.tenant)
        return key


def _parse(authorization: str | None) -> tuple[str, str]:
    scheme, _, credential = (authorization or "").partition(" ")
    prefix, _, rest = credential.strip().partition("-")
    key_id, _, secret = rest.partition("-")
    if scheme.lower() != "bearer" or prefix != "pk" or not key_id or not secret:
        raise AuthenticationFailed("send your API key as `Authorization: Bearer pk-...`")
    return key_id, secret
