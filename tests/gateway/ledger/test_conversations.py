"""The vault's rows: sealed, bound to their place, and gone when their time is over."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from gateway.crypto import CryptoError
from gateway.ledger.store import Ledger
from gateway.ledger.tables import identities


def test_a_row_is_read_until_it_expires(ledger: Ledger) -> None:
    rows = ledger.conversations
    rows.write("t", "c", "Ann", expires_at=10.0)
    assert rows.read("t", "c", now_s=9.9) == "Ann"
    assert rows.read("t", "c", now_s=10.0) is None
    assert rows.read("other", "c", now_s=0.0) is None


def test_writing_again_replaces(ledger: Ledger) -> None:
    rows = ledger.conversations
    rows.write("t", "c", "one", expires_at=10.0)
    rows.write("t", "c", "two", expires_at=20.0)
    assert rows.read("t", "c", now_s=15.0) == "two"


def test_purging_takes_what_has_expired(ledger: Ledger) -> None:
    rows = ledger.conversations
    rows.write("t", "old", "x", expires_at=1.0)
    rows.write("t", "new", "x", expires_at=3.0)
    assert rows.purge(now_s=2.0) == 1
    assert rows.read("t", "old", now_s=0.0) is None
    assert rows.read("t", "new", now_s=2.0) == "x"


def test_rows_hold_no_text_and_cannot_be_swapped(ledger: Ledger) -> None:
    rows = ledger.conversations
    rows.write("t", "c", "Ann Smith", expires_at=10.0)
    with ledger.database.writing() as connection:
        sealed = connection.execute(select(identities.c.sealed)).scalar_one()
        connection.execute(update(identities).values(conversation="other"))
    assert "Ann" not in sealed
    with pytest.raises(CryptoError):
        rows.read("t", "other", now_s=0.0)
