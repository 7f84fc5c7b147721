"""Aliases change one at a time: whoever decided on an old state is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from gateway.contracts import AliasState, Release
from gateway.ledger.database import LedgerConflict
from gateway.ledger.store import Ledger


def state_of(alias: str, adapter: str | None = None) -> AliasState:
    return AliasState(alias=alias, live=Release(alias=alias, adapter=adapter))


def test_a_revision_grows_with_every_change(ledger: Ledger) -> None:
    first = ledger.catalogue.put_alias(state_of("a"), expected_revision=None)
    second = ledger.catalogue.put_alias(state_of("a", "x@1"), expected_revision=1)
    assert (first.revision, second.revision) == (1, 2)
    assert ledger.catalogue.alias("a") == second


def test_a_change_decided_on_an_old_state_is_a_conflict(ledger: Ledger) -> None:
    ledger.catalogue.put_alias(state_of("a"), expected_revision=None)
    newer = ledger.catalogue.put_alias(state_of("a", "x@1"), expected_revision=1)
    with pytest.raises(LedgerConflict):
        ledger.catalogue.put_alias(state_of("a", "y@1"), expected_revision=1)
    assert ledger.catalogue.alias("a") == newer


def test_an_alias_is_made_once(ledger: Ledger) -> None:
    ledger.catalogue.put_alias(state_of("a"), expected_revision=None)
    with pytest.raises(LedgerConflict):
        ledger.catalogue.put_alias(state_of("a"), expected_revision=None)


def test_an_alias_that_is_not_there_cannot_be_changed(ledger: Ledger) -> None:
    with pytest.raises(LedgerConflict):
        ledger.catalogue.put_alias(state_of("a"), expected_revision=1)
    assert ledger.catalogue.alias("a") is None


def test_of_many_changes_at_once_one_is_made(ledger: Ledger) -> None:
    ledger.catalogue.put_alias(state_of("a"), expected_revision=None)

    def change(number: int) -> bool:
        try:
            ledger.catalogue.put_alias(state_of("a", f"x@{number}"), expected_revision=1)
        except LedgerConflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(change, range(4))) == [False, False, False, True]
