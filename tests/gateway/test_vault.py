"""A map keeps its surrogates across turns and restarts, until it expires or is purged."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from sqlalchemy import update

from gateway.crypto import create_master_key
from gateway.errors import SafetyUnavailable
from gateway.ledger.conversations import Conversations, Kept, Name
from gateway.ledger.database import LedgerError, LedgerUnavailable
from gateway.ledger.store import Ledger, open_ledger
from gateway.ledger.tables import identities
from gateway.vault import Vault

DAY_S = 86_400.0


def a_vault(ledger: Ledger, ttl_s: float = DAY_S) -> Vault:
    return Vault(ledger.conversations, ttl_s, lambda tenant, name: len(tenant) + len(name))


async def kept(vault: Vault, tenant: str = "t", *values: str, name: str = "c") -> None:
    identities = await vault.identities(tenant, name)
    for value in values:
        identities.surrogate_for("NAME", value)
    vault.keep(tenant, name)
    await vault.flush()


def away(*_: object, **__: object) -> None:
    raise LedgerUnavailable("away")


async def test_a_map_keeps_its_ordinals_after_a_restart(ledger: Ledger) -> None:
    await kept(a_vault(ledger), "t", "Ann", "Bob")
    later = await a_vault(ledger).identities("t", "c")
    assert later.surrogate_for("NAME", "Bob") == "[NAME_2]"
    assert later.restore("[NAME_1]") == "Ann"


async def test_tenants_do_not_meet(ledger: Ledger) -> None:
    vault = a_vault(ledger)
    await kept(vault, "one", "Ann")
    other = await vault.identities("two", "c")
    assert other.restore("[NAME_1]") == "[NAME_1]"


async def test_every_map_has_the_date_shift_of_its_name(ledger: Ledger) -> None:
    vault = a_vault(ledger)
    assert (await vault.identities("t", "cc")).shift_days == 3
    assert vault.unkept("t", "cc").shift_days == 3


async def test_what_no_answer_may_restore_is_not_kept(ledger: Ledger) -> None:
    vault = a_vault(ledger)
    vault.unkept("t", "c").surrogate_for("NAME", "Ann")
    vault.keep("t", "c")
    await vault.flush()
    assert ledger.conversations.holdings(now_s=0.0) == []


async def test_a_map_that_did_not_grow_is_not_written(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes: list[object] = []
    write = Conversations.write_all

    def counted(rows: Conversations, texts: Mapping[Name, str], *, expires_at: float) -> None:
        writes.append(texts)
        write(rows, texts, expires_at=expires_at)

    monkeypatch.setattr(Conversations, "write_all", counted)
    vault = a_vault(ledger)
    await kept(vault, "t", "Ann")
    await kept(vault, "t", "Ann")
    await kept(vault, "t", "Bob")
    assert len(writes) == 2


async def test_a_write_that_failed_is_tried_with_the_next_turn(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = a_vault(ledger)
    with monkeypatch.context() as patch:
        patch.setattr(Conversations, "write_all", away)
        await kept(vault, "t", "Ann")
    await kept(vault, "t")
    assert (await a_vault(ledger).identities("t", "c")).entries()


async def test_a_ledger_that_is_away_costs_fresh_ordinals_only(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Conversations, "read", away)
    assert (await a_vault(ledger).identities("t", "c")).entries() == ()
    monkeypatch.setattr(Conversations, "expire", away)
    assert await a_vault(ledger).expire() == 0


async def test_a_map_that_cannot_be_decrypted_fails_closed(ledger: Ledger) -> None:
    await kept(a_vault(ledger), "t", "Ann")
    with ledger.database.writing() as connection:
        connection.execute(update(identities).values(conversation="moved"))
    with pytest.raises(SafetyUnavailable, match="master key"):
        await a_vault(ledger).identities("t", "moved")


async def test_an_expired_map_is_forgotten_on_disk(ledger: Ledger) -> None:
    await kept(a_vault(ledger, -1.0), "t", "Ann")
    fresh = a_vault(ledger)
    assert (await fresh.identities("t", "c")).entries() == ()
    assert await fresh.expire() == 1


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the time that vaults see."""

    def at(now_s: float) -> None:
        monkeypatch.setattr("gateway.vault.time.time", lambda: now_s)

    return at


async def test_an_expired_map_is_forgotten_in_memory(
    ledger: Ledger, clock: Callable[[float], None]
) -> None:
    vault = a_vault(ledger, ttl_s=10.0)
    clock(0.0)
    await kept(vault, "t", "Ann")
    clock(9.0)
    assert (await vault.identities("t", "c")).entries()
    clock(10.0)
    assert (await vault.identities("t", "c")).entries() == ()


async def test_a_map_that_grows_lives_longer_and_a_read_one_does_not(
    ledger: Ledger, clock: Callable[[float], None]
) -> None:
    vault = a_vault(ledger, ttl_s=10.0)
    clock(0.0)
    await kept(vault, "t", "Ann")
    clock(9.0)
    again = a_vault(ledger, ttl_s=10.0)
    await again.identities("t", "c")
    await kept(vault, "t", "Bob")
    clock(18.0)
    assert len((await vault.identities("t", "c")).entries()) == 2
    assert len((await again.identities("t", "c")).entries()) == 2, "its copy was over at 10"


async def test_memory_is_swept(ledger: Ledger, clock: Callable[[float], None]) -> None:
    vault = a_vault(ledger, ttl_s=10.0)
    clock(0.0)
    await kept(vault, "t", "Ann")
    clock(11.0)
    assert await vault.expire() == 1
    assert vault._open == {}


async def test_a_purge_takes_disk_and_memory(ledger: Ledger) -> None:
    vault = a_vault(ledger)
    for tenant, name in (("t", "a"), ("t", "b"), ("u", "a")):
        await kept(vault, tenant, "Ann", name=name)
    assert await vault.purge("t", ["a"]) == 1
    assert (await vault.identities("t", "a")).entries() == ()
    assert (await vault.identities("t", "b")).entries()
    assert await vault.purge("t") == 1
    assert await vault.purge("t") == 0
    assert (await vault.identities("u", "a")).entries()


async def test_a_purge_takes_what_was_not_written_yet(ledger: Ledger) -> None:
    vault = a_vault(ledger)
    (await vault.identities("t", "c")).surrogate_for("NAME", "Ann")
    vault.keep("t", "c")
    assert await vault.purge("t", ["c"]) == 1
    await vault.flush()
    assert ledger.conversations.holdings(now_s=0.0) == []


async def test_a_request_under_way_brings_nothing_back(ledger: Ledger) -> None:
    vault = a_vault(ledger)
    held = await vault.identities("t", "c")
    held.surrogate_for("NAME", "Ann")
    await vault.purge("t")
    vault.keep("t", "c")
    await vault.flush()
    assert ledger.conversations.holdings(now_s=0.0) == []


async def test_a_map_that_was_read_before_its_purge_is_read_again(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kept(a_vault(ledger), "t", "Ann")
    vault, loop = a_vault(ledger), asyncio.get_running_loop()
    read = Conversations.read
    purged: list[bool] = []

    def overtaken(rows: Conversations, *name: str, now_s: float) -> Kept | None:
        found = read(rows, name[0], name[1], now_s=now_s)
        if not purged:
            purged.append(True)
            asyncio.run_coroutine_threadsafe(vault.purge("t"), loop).result(10)
        return found

    monkeypatch.setattr(Conversations, "read", overtaken)
    assert (await vault.identities("t", "c")).entries() == ()


async def test_a_purge_that_cannot_be_done_says_so(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = a_vault(ledger)
    await kept(vault, "t", "Ann")
    monkeypatch.setattr(Conversations, "purge", away)
    with pytest.raises(LedgerError):
        await vault.purge("t")


def rotate(home: Path) -> None:
    (home / "master.key").unlink()
    create_master_key(home / "master.key")


@pytest.mark.parametrize("harm", [rotate, lambda home: (home / "master.key").unlink()])
async def test_without_its_master_key_a_ledger_opens_locked_at_most(
    ledger: Ledger, home: Path, harm: Callable[[Path], None]
) -> None:
    await kept(a_vault(ledger), "t", "Ann")
    harm(home)
    locked = open_ledger(home, may_be_locked=True)
    assert locked.keyring.locked is not None
    assert "restore" in locked.keyring.locked
    with pytest.raises(SafetyUnavailable, match="master key"):
        await a_vault(locked).identities("t", "c")
    locked.close()
