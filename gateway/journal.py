"""A local, append-only file that is on disk before an answer leaves.

One thread writes: it takes whatever lines have gathered, writes them, calls `fdatasync` once for
all of them (group commit) and then wakes those who wait. A line is made *by that thread*, so the
order of the file is the order of the chain. When the disk fails, every waiter is told, the torn
tail is cut off, the line makers are told to go back, and the next line is tried anew.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

LineMaker = Callable[[], bytes]
MAX_BATCH = 512


class JournalFailed(Exception):
    """A line could not be made durable; the message names the cause, never the line."""


class Journal:
    """Lines of one process; the file is locked while that process lives."""

    def __init__(
        self, path: Path, *, on_commit: Callable[[], None], on_failure: Callable[[], None]
    ) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = path
        draft = path.with_suffix(".opening")
        self._file = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        draft.rename(path)  # seen by drains once it is locked: none takes it for abandoned
        self._on_commit = on_commit
        self._on_failure = on_failure
        self.size = os.fstat(self._file).st_size
        self._pending: queue.SimpleQueue[tuple[LineMaker, Future[None]] | None] = (
            queue.SimpleQueue()
        )
        self._thread = threading.Thread(target=self._write_all, name="journal", daemon=True)
        self._thread.start()

    def append(self, make_line: LineMaker) -> asyncio.Future[None]:
        """Queues a line; await the result to know that it is on disk.

        The result raises `JournalFailed`. Nobody has to await it: the line is written anyway.
        """
        done: Future[None] = Future()
        done.set_running_or_notify_cancel()  # a waiter that leaves cancels its wait, not the line
        self._pending.put((make_line, done))
        waiter = asyncio.wrap_future(done)
        waiter.add_done_callback(_mark_retrieved)
        return waiter

    def close(self) -> None:
        """Writes what is queued and ends the thread."""
        self._pending.put(None)
        self._thread.join()
        os.close(self._file)

    def _write_all(self) -> None:
        while True:
            batch, last = self._gather()
            if batch:
                self._commit(batch)
            if last:
                return

    def _gather(self) -> tuple[list[tuple[LineMaker, Future[None]]], bool]:
        """Blocks for one item, then takes what else is there; True when it was the last."""
        batch = []
        item = self._pending.get()
        while item is not None:
            batch.append(item)
            if len(batch) == MAX_BATCH or self._pending.empty():
                return batch, False
            item = self._pending.get()
        return batch, True

    def _commit(self, batch: list[tuple[LineMaker, Future[None]]]) -> None:
        try:
            data = b"".join(make_line() + b"\n" for make_line, _ in batch)
            self._write(data)
        except (OSError, TypeError, ValueError) as error:
            self._cut_back()
            self._on_failure()
            failure = JournalFailed(f"the journal cannot be written ({type(error).__name__})")
            for _, done in batch:
                done.set_exception(failure)
            return
        self.size += len(data)
        self._on_commit()
        for _, done in batch:
            done.set_result(None)

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self._file, view) :]
        os.fdatasync(self._file)

    def _cut_back(self) -> None:
        """Removes a half-written batch, so that the file ends in a whole line."""
        try:
            os.ftruncate(self._file, self.size)
        except OSError:
            return  # the reader stops at the last whole line


def _mark_retrieved(waiter: asyncio.Future[None]) -> None:
    """A failure nobody awaits is reported by the next awaited line; it is no stray warning."""
    if not waiter.cancelled():
        waiter.exception()
