"""Every byte at rest below a folder: files as they lie there, and rows as a database reads them.

Raw bytes hold free pages and the write-ahead log too; rows are read besides because SQLite breaks
a long text over pages, and a page's edge may go through an identifier.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.leak.needles import Search

CHUNK_BYTES = 1 << 23
SQLITE_MAGIC = b"SQLite format 3\0"


@dataclass(frozen=True)
class Found:
    """An identifier at rest: where, in what form. Its value is told to the operator of the test
    alone, for it is invented.
    """

    place: str
    form: str
    label: str
    value: str


@dataclass(frozen=True)
class Searched:
    """What was looked through and what was found."""

    found: tuple[Found, ...]
    files: int
    rows: int
    bytes: int


def search_rest(search: Search, *roots: Path) -> Searched:
    """Looks through every file below the roots. Raises: OSError for one that cannot be read."""
    files = sorted({path for root in roots for path in root.rglob("*") if path.is_file()})
    size = sum(path.stat().st_size for path in files)
    found = [hit for path in files for hit in _in_file(search, path, _place(path, roots))]
    rows = 0
    for path in filter(_is_database, files):  # last: to open a database is to tidy it up
        values = list(_values(path))
        rows += len(values)
        found += _found(search, f"rows of {_place(path, roots)}", values)
    return Searched(tuple(dict.fromkeys(found)), len(files), rows, size)


def _in_file(search: Search, path: Path, place: str) -> Iterator[Found]:
    yield from _found(search, place, _chunks(path, search.longest))
    yield from _found(search, f"name of {place}", [place.encode()])


def _found(search: Search, place: str, pieces: Iterable[bytes]) -> Iterator[Found]:
    for piece in pieces:
        for hit in search.hits(piece):
            yield Found(place, hit.form, hit.identifier.label, hit.identifier.value)


def _chunks(path: Path, overlap: int) -> Iterator[bytes]:
    """The file in pieces that overlap, so that no needle is cut."""
    tail = b""
    with path.open("rb") as file:
        while data := file.read(CHUNK_BYTES):
            yield tail + data
            tail = data[-overlap:] if overlap else b""


def _is_database(path: Path) -> bool:
    if not path.is_file():
        return False  # the log of a database that was opened meanwhile
    with path.open("rb") as file:
        return file.read(len(SQLITE_MAGIC)) == SQLITE_MAGIC


def _values(path: Path) -> Iterator[bytes]:
    """Every text and blob of every table."""
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (name,) in names.fetchall():
            for row in connection.execute(f'SELECT * FROM "{name.decode()}"'):
                yield b"\n".join(value for value in row if isinstance(value, bytes))


def _place(path: Path, roots: Iterable[Path]) -> str:
    root = next(root for root in roots if path.is_relative_to(root))
    return str(Path(root.name) / path.relative_to(root))
