"""A key is who it says, until it is revoked; a ledger that is away locks nobody out at once."""

from __future__ import annotations

import time
from typing import cast

import pytest

from gateway import keys
from gateway.crypto import Keyring
from gateway.errors import AuthenticationFailed, PermissionDenied, SafetyUnavailable
from gateway.keys import Caller, KeyRing, new_key
from gateway.ledger.credentials import ApiKey, Credentials
from gateway.ledger.database import LedgerUnavailable
from gateway.ledger.store import Ledger


class Rows:
    """The credentials of a ledger that can go away."""

    def __init__(self) -> None:
        self.rows: dict[str, ApiKey] = {}
        self.away = False
        self.asked = 0

    def find(self, key_id: str) -> ApiKey | None:
        self.asked += 1
        if self.away:
            raise LedgerUnavailable("away")
        return self.rows.get(key_id)


class Wrapped:
    """`gateway.crypto.WrappedKeys` in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[str, bytes]] = {}

    def newest(self, tenant: str) -> tuple[str, bytes] | None:
        return self.kept.get(tenant)

    def by_id(self, key_id: str) -> bytes | None:
        return next((wrapped for known, wrapped in self.kept.values() if known == key_id), None)

    def add(self, tenant: str, key_id: str, wrapped: bytes) -> None:
        self.kept.setdefault(tenant, (key_id, wrapped))


@pytest.fixture
def rows() -> Rows:
    return Rows()


@pytest.fixture
def ring(rows: Rows) -> KeyRing:
    return KeyRing(cast(Credentials, rows), Keyring(b"k" * 32, Wrapped()))


def issued(rows: Rows, role: str = "application") -> str:
    text, row = new_key("ward", role)
    rows.rows[row.key_id] = row
    return f"Bearer {text}"


async def test_a_key_is_its_tenant(ledger: Ledger) -> None:
    text, row = new_key("ward", "application", department="cardiology", requests_per_minute=5)
    ledger.credentials.add(row)
    caller = await KeyRing(ledger.credentials, ledger.keyring).authenticate(f"Bearer {text}")
    assert (caller.tenant, caller.department, caller.key) == ("ward", "cardiology", row)


def test_the_secret_is_not_kept() -> None:
    text, row = new_key("ward", "application")
    secret = text.split("-", 2)[2]
    assert secret not in repr(row)
    assert secret.encode() not in row.secret_hash


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer nonsense",
        "Bearer pk-",
        "Bearer pk-abc",
        "Bearer pk-abc-",
        "Bearer pk--x",
        "Basic pk-abc-def",
        "Bearer sk-abc-def",
        "Bearer pk-abc-déf",
        "pk-abc-def",
    ],
)
async def test_what_is_no_key_is_refused(ring: KeyRing, header: str | None) -> None:
    with pytest.raises(AuthenticationFailed):
        await ring.authenticate(header)


async def test_a_wrong_secret_is_refused_as_an_unknown_key_is(ring: KeyRing, rows: Rows) -> None:
    header = issued(rows)
    assert await ring.authenticate(header)
    messages = set()
    for wrong in (header[:-1] + ("a" if header[-1] != "a" else "b"), "Bearer pk-unknown-x"):
        with pytest.raises(AuthenticationFailed) as refusal:
            await ring.authenticate(wrong)
        messages.add(refusal.value.message)
    assert len(messages) == 1


async def test_a_revoked_key_is_refused_once_it_is_looked_up_again(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, row = new_key("ward", "application")
    ledger.credentials.add(row)
    ring = KeyRing(ledger.credentials, ledger.keyring)
    await ring.authenticate(f"Bearer {text}")
    assert ledger.credentials.revoke(row.key_id, 1.0)
    assert not ledger.credentials.revoke(row.key_id, 2.0)
    monkeypatch.setattr(keys, "CACHE_S", 0.0)
    with pytest.raises(AuthenticationFailed):
        await ring.authenticate(f"Bearer {text}")


async def test_a_known_key_is_not_looked_up_for_every_request(ring: KeyRing, rows: Rows) -> None:
    header = issued(rows)
    for _ in range(5):
        await ring.authenticate(header)
    assert rows.asked == 1


async def test_a_ledger_that_is_away_refuses_nobody_it_knew(
    ring: KeyRing, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, stranger = issued(rows), issued(rows)
    await ring.authenticate(known)
    rows.away = True
    monkeypatch.setattr(keys, "CACHE_S", 0.0)
    assert (await ring.authenticate(known)).tenant == "ward"
    with pytest.raises(SafetyUnavailable):
        await ring.authenticate(stranger)
    with pytest.raises(AuthenticationFailed):
        await ring.authenticate(known + "x")
    later = time.monotonic() + keys.GRACE_S + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    with pytest.raises(SafetyUnavailable):
        await ring.authenticate(known)


def test_a_role_may_do_what_it_may() -> None:
    caller = Caller(new_key("ward", "evaluator")[1])
    caller.require("operator", "evaluator")
    with pytest.raises(PermissionDenied, match="role operator; yours is evaluator"):
        caller.require("operator")
