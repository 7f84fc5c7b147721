"""The operator's credential is its owner's alone and follows its ledger."""

from __future__ import annotations

from pathlib import Path

from gateway.keys import KeyRing
from gateway.ledger.store import Ledger, open_ledger
from gateway.operator import read_operator, write_operator


async def test_the_credential_works_and_is_kept(home: Path, ledger: Ledger) -> None:
    first = write_operator(home, ledger, "http://a")
    second = write_operator(home, ledger, "http://b")
    assert (second.key, second.url) == (first.key, "http://b")
    assert read_operator(home) == second
    caller = await KeyRing(ledger.credentials, ledger.keyring).authenticate(f"Bearer {second.key}")
    caller.require("operator")
    assert (home / "operator.json").stat().st_mode & 0o777 == 0o600


async def test_another_ledger_gets_another_key(home: Path, ledger: Ledger, tmp_path: Path) -> None:
    first = write_operator(home, ledger, "http://a")
    other = open_ledger(home, url=f"sqlite:///{tmp_path / 'other.sqlite3'}")
    second = write_operator(home, other, "http://a")
    assert second.key != first.key
    assert await KeyRing(other.credentials, other.keyring).authenticate(f"Bearer {second.key}")
    other.close()


async def test_a_revoked_key_is_replaced(home: Path, ledger: Ledger) -> None:
    first = write_operator(home, ledger, "http://a")
    ledger.credentials.revoke(first.key.split("-")[1], 1.0)
    assert write_operator(home, ledger, "http://a").key != first.key


def test_no_credential_is_none(home: Path, tmp_path: Path) -> None:
    assert read_operator(home) is None
    (tmp_path / "operator.json").write_text("garbage")
    assert read_operator(tmp_path) is None
