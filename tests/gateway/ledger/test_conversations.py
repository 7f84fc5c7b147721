"""The vault's rows: sealed, bound to their place, and gone when their time is over or on demand."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from gateway.crypto import CryptoError
from gateway.ledger.conversations import Conversations
from gateway.ledger.store import Ledger
from gateway.ledger.tables import identities


def write(rows: Conversations, name: str, text: str, *, until: float, tenant: str = "t") -> None:
    rows.write_all({(tenant, name): text}, expires_at=until)


def text_of(rows: Conversations, name: str, *, at: float, tenant: str = "t") -> str | None:
    kept = rows.read(tenant, name, now_s=at)
    return None if kept is None else kept.text


def test_a_row_is_read_until_it_expires(ledger: Ledger) -> None:
    rows = ledger.conversations
    write(rows, "c", "Ann", until=10.0)
    kept = rows.read("t", "c", now_s=9.9)
    assert kept is not None
    assert (kept.text, kept.expires_at) == ("Ann", 10.0)
    assert text_of(rows, "c", at=10.0) is None
    assert text_of(rows, "c", at=0.0, tenant="other") is None


def test_writing_again_replaces(ledger: Ledger) -> None:
    rows = ledger.conversations
    write(rows, "c", "one", until=10.0)
    write(rows, "c", "two", until=20.0)
    assert text_of(rows, "c", at=15.0) == "two"


def test_expiring_takes_what_is_over(ledger: Ledger) -> None:
    rows = ledger.conversations
    write(rows, "old", "x", until=1.0)
    write(rows, "new", "x", until=3.0)
    assert rows.expire(now_s=2.0) == 1
    assert text_of(rows, "old", at=0.0) is None
    assert text_of(rows, "new", at=2.0) == "x"


def test_purging_takes_what_is_named_of_one_tenant(ledger: Ledger) -> None:
    rows = ledger.conversations
    for tenant in ("t", "u"):
        for name in ("a", "b", "subject.c"):
            write(rows, name, "x", until=9.0, tenant=tenant)
    assert rows.purge("t", ["a", "none"]) == {"a"}
    assert rows.purge("t", ["a"]) == set()
    assert rows.purge("u") == {"a", "b", "subject.c"}
    (left,) = rows.holdings(now_s=0.0)
    assert (left.tenant, left.maps, left.patients) == ("t", 2, 1)
    assert (left.expires_first, left.expires_last) == (9.0, 9.0)
    assert rows.holdings(now_s=9.0) == []


def test_rows_hold_no_text_and_cannot_be_swapped(ledger: Ledger) -> None:
    rows = ledger.conversations
    write(rows, "c", "Ann Smith", until=10.0)
    with ledger.database.writing() as connection:
        sealed = connection.execute(select(identities.c.sealed)).scalar_one()
        connection.execute(update(identities).values(conversation="other"))
    assert "Ann" not in sealed
    with pytest.raises(CryptoError):
        rows.read("t", "other", now_s=0.0)
