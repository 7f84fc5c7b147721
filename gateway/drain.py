"""From the journals to the ledger: whole lines are moved in order, once, whenever it is reachable.

One process drains at a time. How far a journal was moved stands in `<journal>.offset`, written
after the rows are committed; rows carry keys, so a crash in between moves them twice without
effect. A journal whose process is gone and whose lines are all in the ledger is deleted.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from gateway.contracts import AuditEvent
from gateway.ledger.database import LedgerCorrupt, LedgerError
from gateway.ledger.evidence import SealedTrace
from gateway.ledger.store import Ledger

BATCH_BYTES = 1 << 20


class JournalCorrupt(LedgerCorrupt):
    """A journal holds a line that is none of ours; nothing after it is moved."""


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One journal line: an audit event, with the trace of the request that it closes."""

    audit: AuditEvent | None = None
    trace: SealedTrace | None = None


def read_lines(path: Path, offset: int) -> tuple[list[Line], int]:
    """Whole lines from `offset` on (about a megabyte, or one line), and the offset after them.

    Raises:
        JournalCorrupt: one of these lines is none of ours.
    """
    with path.open("rb") as file:
        file.seek(offset)
        data = file.read(BATCH_BYTES) + file.readline()  # a line longer than a batch is read whole
    whole = data[: data.rfind(b"\n") + 1]
    try:
        lines = [msgspec.json.decode(line, type=Line) for line in whole.splitlines()]
    except msgspec.DecodeError as error:
        raise JournalCorrupt(
            f"{path.name}: a line after byte {offset} cannot be read; keep the file as evidence "
            "and move it out of the journal folder"
        ) from error
    return lines, offset + len(whole)


@contextmanager
def exclusively(folder: Path) -> Iterator[None]:
    """Keeps every other process from moving the journals of `folder` meanwhile."""
    handle = os.open(folder / "drain.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class Drain:
    """Moves the journals of `folder` into the ledger from a thread of its own."""

    def __init__(self, folder: Path, ledger: Ledger, *, every_s: float = 0.2) -> None:
        self._folder = folder
        self._ledger = ledger
        self._every_s = every_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="drain", daemon=True)
        self.failing = False

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Moves what is left, if the ledger can be reached, and ends the thread."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def drain_once(self) -> int:
        """Moves everything there is and returns the number of lines.

        Raises:
            LedgerError: the ledger cannot be written; nothing is lost, call again later.
            JournalCorrupt: one journal cannot be read; the others were moved.
        """
        moved, failure = 0, None
        with exclusively(self._folder):
            for path in sorted(self._folder.glob("*.journal")):
                try:
                    moved += self._drain_file(path)
                except JournalCorrupt as error:
                    failure = error
        if failure is not None:
            raise failure
        return moved

    def _run(self) -> None:
        last_round = False
        while not last_round:
            last_round = self._stop.wait(self._every_s)
            try:
                self.drain_once()
                self.failing = False
            except (LedgerError, OSError):
                self.failing = True

    def _drain_file(self, path: Path) -> int:
        moved = 0
        offset = _read_offset(path)
        while True:
            lines, end = read_lines(path, offset)
            if not lines:
                break
            self._store(lines)
            offset, moved = end, moved + len(lines)
            _write_offset(path, offset)
        if _is_abandoned(path, offset):
            path.unlink()
            _offset_file(path).unlink(missing_ok=True)
        return moved

    def _store(self, lines: list[Line]) -> None:
        self._ledger.events.add([line.audit for line in lines if line.audit is not None])
        self._ledger.evidence.add_traces([line.trace for line in lines if line.trace is not None])


def _offset_file(path: Path) -> Path:
    return path.with_suffix(".offset")


def _read_offset(path: Path) -> int:
    try:
        return int(_offset_file(path).read_text())
    except (FileNotFoundError, ValueError):
        return 0


def _write_offset(path: Path, offset: int) -> None:
    draft = path.with_suffix(".offset.new")
    draft.write_text(str(offset))
    draft.replace(_offset_file(path))


def _is_abandoned(path: Path, offset: int) -> bool:
    """True when nobody writes the journal any more and nothing of it is left to move."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        file.seek(offset)
        return b"\n" not in file.read()  # a torn tail was never acknowledged
