"""A conversation keeps its surrogates across turns and restarts, and per tenant."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from gateway.errors import SafetyUnavailable
from gateway.ledger.conversations import Conversations
from gateway.ledger.database import LedgerUnavailable
from gateway.ledger.store import Ledger, open_ledger
from gateway.vault import Name, Vault

DAY_S = 86_400.0


async def kept(vault: Vault, tenant: str = "t", *values: str) -> None:
    identities = await vault.identities(tenant, "c")
    for value in values:
        identities.surrogate_for("NAME", value)
    vault.keep(tenant, "c")
    await vault.flush()


async def test_a_conversation_keeps_its_ordinals_after_a_restart(ledger: Ledger) -> None:
    await kept(Vault(ledger.conversations, DAY_S), "t", "Ann", "Bob")
    later = await Vault(ledger.conversations, DAY_S).identities("t", "c")
    assert later.surrogate_for("NAME", "Bob") == "[NAME_2]"
    assert later.restore("[NAME_1]") == "Ann"


async def test_tenants_do_not_meet(ledger: Ledger) -> None:
    vault = Vault(ledger.conversations, DAY_S)
    await kept(vault, "one", "Ann")
    other = await vault.identities("two", "c")
    assert other.restore("[NAME_1]") == "[NAME_1]"


async def test_a_map_that_did_not_grow_is_not_written(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes: list[object] = []
    write = Conversations.write_all

    def counted(rows: Conversations, texts: Mapping[Name, str], *, expires_at: float) -> None:
        writes.append(texts)
        write(rows, texts, expires_at=expires_at)

    monkeypatch.setattr(Conversations, "write_all", counted)
    vault = Vault(ledger.conversations, DAY_S)
    await kept(vault, "t", "Ann")
    await kept(vault, "t", "Ann")
    await kept(vault, "t", "Bob")
    assert len(writes) == 2


async def test_a_write_that_failed_is_tried_with_the_next_turn(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise LedgerUnavailable("away")

    vault = Vault(ledger.conversations, DAY_S)
    with monkeypatch.context() as patch:
        patch.setattr(Conversations, "write_all", away)
        await kept(vault, "t", "Ann")
    await kept(vault, "t")
    assert (await Vault(ledger.conversations, DAY_S).identities("t", "c")).entries()


async def test_a_ledger_that_is_away_costs_fresh_ordinals_only(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise LedgerUnavailable("away")

    monkeypatch.setattr(Conversations, "read", away)
    assert (await Vault(ledger.conversations, DAY_S).identities("t", "c")).entries() == ()
    assert await Vault(ledger.conversations, DAY_S).purge() == 0


async def test_a_map_under_another_master_key_fails_closed(ledger: Ledger, home: Path) -> None:
    await kept(Vault(ledger.conversations, DAY_S), "t", "Ann")
    (home / "master.key").unlink()
    reopened = open_ledger(home)
    with pytest.raises(SafetyUnavailable):
        await Vault(reopened.conversations, DAY_S).identities("t", "c")
    reopened.close()


async def test_an_expired_map_is_forgotten(ledger: Ledger) -> None:
    await kept(Vault(ledger.conversations, -1.0), "t", "Ann")
    fresh = Vault(ledger.conversations, DAY_S)
    assert (await fresh.identities("t", "c")).entries() == ()
    assert await fresh.purge() == 1
