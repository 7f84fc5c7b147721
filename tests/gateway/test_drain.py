"""From the journals to the ledger: nothing lost, nothing twice, whatever dies in between."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gateway import drain as drains
from gateway.audit import faults
from gateway.commands.audit import all_chains
from gateway.drain import Drain, JournalCorrupt
from gateway.ledger.database import LedgerError
from gateway.ledger.store import Ledger
from gateway.record import Recorder
from gateway.telemetry import Metrics


@pytest.fixture
async def recorder(home: Path, ledger: Ledger) -> AsyncIterator[Recorder]:
    """A recorder whose drain runs on call only."""
    made = Recorder(home, ledger, Metrics())
    yield made
    await asyncio.to_thread(made.close)


@pytest.fixture
def drain(home: Path, ledger: Ledger) -> Drain:
    return Drain(home / "journal", ledger)


async def write(recorder: Recorder, *kinds: str) -> None:
    for kind in kinds:
        await recorder.audit(kind, "subject", {})


def kinds(ledger: Ledger) -> list[str]:
    return [event.kind for name in ledger.events.chains() for event in ledger.events.chain(name)]


def journals(home: Path) -> list[str]:
    return [path.name for path in (home / "journal").iterdir() if path.name != "drain.lock"]


def exclusive_lock(home: Path) -> sqlite3.Connection:
    """Another process that keeps the ledger to itself."""
    other = sqlite3.connect(home / "ledger.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    return other


async def test_lines_are_moved_once(recorder: Recorder, drain: Drain, ledger: Ledger) -> None:
    await write(recorder, "a", "b")
    assert drain.drain_once() == 2
    assert drain.drain_once() == 0
    await write(recorder, "c")
    assert drain.drain_once() == 1
    assert kinds(ledger) == ["a", "b", "c"]


async def test_a_crash_between_commit_and_offset_repeats_nothing(
    recorder: Recorder, drain: Drain, ledger: Ledger, home: Path
) -> None:
    await write(recorder, "a", "b")
    drain.drain_once()
    next((home / "journal").glob("*.offset")).unlink()
    assert drain.drain_once() == 2, "the lines are moved again"
    assert kinds(ledger) == ["a", "b"], "and change nothing"


async def test_a_ledger_that_was_away_gets_everything(
    recorder: Recorder, drain: Drain, ledger: Ledger, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write(recorder, "a")
    other = exclusive_lock(home)
    with ledger.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=1")
    with pytest.raises(LedgerError):
        drain.drain_once()
    await write(recorder, "b")
    other.execute("ROLLBACK")
    other.close()
    drain.drain_once()
    assert kinds(ledger) == ["a", "b"]


async def test_a_line_longer_than_a_batch_holds_nothing_up(
    recorder: Recorder, drain: Drain, ledger: Ledger
) -> None:
    await recorder.audit("long", "subject", {"x": "y" * (drains.BATCH_BYTES + 10)})
    await write(recorder, "after")
    drain.drain_once()
    assert kinds(ledger) == ["long", "after"]


async def test_a_torn_tail_is_left_until_it_is_whole(
    recorder: Recorder, drain: Drain, ledger: Ledger, home: Path
) -> None:
    await write(recorder, "a")
    path = next((home / "journal").glob("*.journal"))
    whole = path.read_bytes()
    await write(recorder, "b")
    both = path.read_bytes()
    path.write_bytes(both[: len(whole) + 7])
    assert drain.drain_once() == 1
    path.write_bytes(both)
    assert drain.drain_once() == 1
    assert kinds(ledger) == ["a", "b"]


async def test_the_journal_of_a_dead_process_goes_once_it_is_moved(
    home: Path, ledger: Ledger, drain: Drain
) -> None:
    dead = Recorder(home, ledger, Metrics())
    await write(dead, "a")
    drain.drain_once()
    assert len(journals(home)) == 2, "a living process keeps its journal"
    await asyncio.to_thread(dead.close)
    drain.drain_once()
    assert journals(home) == []
    assert kinds(ledger) == ["a"]


@pytest.mark.parametrize("tail", [b"", b'{"audit":{"cha'], ids=["whole", "torn"])
async def test_what_was_never_acknowledged_keeps_no_journal(
    home: Path, ledger: Ledger, drain: Drain, tail: bytes
) -> None:
    dead = Recorder(home, ledger, Metrics())
    await write(dead, "a")
    path = next((home / "journal").glob("*.journal"))
    whole = path.read_bytes()
    await asyncio.to_thread(dead.close)
    path.write_bytes(whole + tail)
    drain.drain_once()
    assert journals(home) == []


async def test_an_unreadable_line_is_told_and_holds_up_its_own_journal_only(
    recorder: Recorder, drain: Drain, ledger: Ledger, home: Path
) -> None:
    await write(recorder, "a")
    bad = home / "journal" / "0-first.journal"
    bad.write_bytes(b"no line of ours\n")
    with pytest.raises(JournalCorrupt, match=r"0-first\.journal"):
        drain.drain_once()
    assert kinds(ledger) == ["a"]
    assert bad.is_file(), "it is evidence"
    _, unreadable = all_chains(ledger, home / "journal")
    assert len(unreadable) == 1


async def test_two_processes_that_drain_at_once_get_in_nobodys_way(
    recorder: Recorder, home: Path, ledger: Ledger
) -> None:
    await asyncio.gather(*(recorder.audit("a", str(n), {}) for n in range(50)))

    def drain_often(_: int) -> int:
        return sum(Drain(home / "journal", ledger).drain_once() for _ in range(5))

    with ThreadPoolExecutor(4) as pool:
        moved = list(pool.map(drain_often, range(4)))
    assert sum(moved) == 50
    chains, unreadable = all_chains(ledger, home / "journal")
    assert (faults(chains), unreadable) == ([], [])


async def test_a_young_chain_anchors_what_the_old_one_left(home: Path, ledger: Ledger) -> None:
    for _ in range(2):
        made = Recorder(home, ledger, Metrics())
        await made.start()
        await made.audit("a", "s", {})
        await asyncio.to_thread(made.close)
    chains, _ = all_chains(ledger, home / "journal")
    old, young = (chains[name] for name in sorted(chains, key=lambda name: chains[name][0].at))
    assert young[0].detail["anchors"][old[0].chain] == [old[-1].sequence, old[-1].digest]
    assert faults(chains) == []


async def test_a_recorder_that_could_not_start_can_be_closed(home: Path, ledger: Ledger) -> None:
    made = Recorder(home, ledger, Metrics())
    (home / "journal" / "0.journal").write_bytes(b"no line of ours\n")
    with pytest.raises(JournalCorrupt):
        await made.start()
    await asyncio.to_thread(made.close)
