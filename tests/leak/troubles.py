"""What an operator's bad day does to a gateway: a locked ledger, a full disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil

PATIENCE_S = 10.0


@contextmanager
def locked(ledger: Path) -> Iterator[None]:
    """Another process writes to the ledger and does not come to an end."""
    with closing(sqlite3.connect(ledger, timeout=PATIENCE_S, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")


@contextmanager
def full_disk(server: psutil.Process) -> Iterator[None]:
    """No file of the server can grow, as when the disk is full."""
    soft, hard = server.rlimit(psutil.RLIMIT_FSIZE)
    server.rlimit(psutil.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        server.rlimit(psutil.RLIMIT_FSIZE, (soft, hard))
