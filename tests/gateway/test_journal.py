"""Lines are on disk, in order, before anybody is told; a failing disk tells everybody."""

from __future__ import annotations

import asyncio
import resource
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gateway.journal import Journal, JournalFailed, LineMaker


class Told:
    """Counts what the journal says of its commits."""

    def __init__(self) -> None:
        self.commits = self.failures = 0

    def commit(self) -> None:
        self.commits += 1

    def failure(self) -> None:
        self.failures += 1


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def journal(tmp_path: Path, told: Told) -> Iterator[Journal]:
    opened = Journal(tmp_path / "a.journal", on_commit=told.commit, on_failure=told.failure)
    yield opened
    opened.close()


@contextmanager
def full_disk(free_bytes: int, path: Path) -> Iterator[None]:
    """Files of this process may not grow beyond the size of `path` and a little."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + free_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def says(text: str) -> Callable[[], bytes]:
    return lambda: text.encode()


def held_back(gate: threading.Event, text: str) -> LineMaker:
    """A line that is made once the gate opens: what is queued meanwhile forms one batch."""

    def make() -> bytes:
        gate.wait()
        return text.encode()

    return make


def lines(journal: Journal) -> list[str]:
    return journal.path.read_text().splitlines()


async def test_lines_are_on_disk_when_their_waiters_wake(journal: Journal) -> None:
    await journal.append(says("one"))
    assert lines(journal) == ["one"]


async def test_lines_stand_in_the_order_they_were_queued(journal: Journal, told: Told) -> None:
    gate = threading.Event()
    waiters = [journal.append(held_back(gate, "0"))]
    waiters += [journal.append(says(str(number))) for number in range(1, 100)]
    gate.set()
    await asyncio.gather(*waiters)
    assert lines(journal) == [str(number) for number in range(100)]
    assert told.commits < 100, "lines that gathered are committed together"


async def test_a_waiter_that_leaves_takes_nobody_with_it(journal: Journal) -> None:
    gate = threading.Event()
    first = journal.append(held_back(gate, "first"))
    second = journal.append(says("second"))
    await asyncio.sleep(0)
    first.cancel()
    gate.set()
    await second
    await journal.append(says("third"))
    assert lines(journal) == ["first", "second", "third"]


async def test_a_full_disk_tells_every_waiter_of_the_batch(journal: Journal, told: Told) -> None:
    await journal.append(says("before"))
    gate = threading.Event()
    with full_disk(10, journal.path):
        waiters = [journal.append(held_back(gate, "a" * 8)), journal.append(says("b" * 8))]
        gate.set()
        failures = await asyncio.gather(*waiters, return_exceptions=True)
        blocked = journal.append(says("c" * 64))
        with pytest.raises(JournalFailed, match="OSError"):
            await blocked
    assert any(isinstance(failure, JournalFailed) for failure in failures)
    assert told.failures >= 1
    await journal.append(says("after"))
    assert lines(journal)[0] == "before"
    assert lines(journal)[-1] == "after"


async def test_a_failed_batch_leaves_no_torn_line(journal: Journal) -> None:
    await journal.append(says("before"))
    with full_disk(3, journal.path), pytest.raises(JournalFailed):
        await journal.append(says("too long for the disk"))
    assert journal.path.read_bytes() == b"before\n"
    await journal.append(says("after"))
    assert lines(journal) == ["before", "after"]


async def test_a_line_that_cannot_be_made_fails_alone_in_time(journal: Journal, told: Told) -> None:
    def broken() -> bytes:
        raise ValueError("text of a patient")

    with pytest.raises(JournalFailed) as failure:
        await journal.append(broken)
    assert "patient" not in str(failure.value)
    assert told.failures == 1
    await journal.append(says("next"))
    assert lines(journal) == ["next"]


async def test_closing_writes_what_is_queued(tmp_path: Path, told: Told) -> None:
    journal = Journal(tmp_path / "b.journal", on_commit=told.commit, on_failure=told.failure)
    for number in range(5):
        journal.append(says(str(number)))
    await asyncio.to_thread(journal.close)
    assert lines(journal) == ["0", "1", "2", "3", "4"]


def test_a_journal_is_readable_by_its_owner_only(journal: Journal) -> None:
    assert journal.path.stat().st_mode & 0o077 == 0
