"""The database under the ledger: one engine, transactions, migrations, errors.

    LedgerError
    ├── LedgerUnavailable   locked, full, gone: nothing was written, try again
    ├── LedgerCorrupt       a row was altered and cannot be read
    └── LedgerConflict      another writer came first: read again and decide anew

SQLite runs in WAL with immediate write transactions; PostgreSQL by URL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, Select, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_MS = 2_000
Contract = TypeVar("Contract")


class LedgerError(Exception):
    """The ledger could not do what was asked."""


class LedgerUnavailable(LedgerError):
    """The database is locked, full or gone; nothing was written."""


class LedgerCorrupt(LedgerError):
    """A row or line is there and is none of ours."""


class LedgerConflict(LedgerError):
    """Another writer came first."""


class Database:
    """Transactions over one SQLAlchemy engine, with vendor errors translated here only."""

    def __init__(self, url: str) -> None:
        self.engine = _sqlite_engine(url) if url.startswith("sqlite") else create_engine(url)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent read."""
        with _translated(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A write transaction: everything inside it, or nothing."""
        with _translated(), self.engine.connect() as connection:
            connection = connection.execution_options(immediate=True)
            with connection.begin():
                yield connection

    def read_bodies(self, query: Select[Any], contract: type[Contract]) -> list[Contract]:
        """The rows of a one-column query, as `contract`. Raises: LedgerCorrupt: one is none."""
        with self.reading() as connection:
            bodies = [row[0] for row in connection.execute(query)]
        try:
            return [msgspec.json.decode(body, type=contract) for body in bodies]
        except msgspec.DecodeError as error:
            raise LedgerCorrupt(f"a row is no {contract.__name__}: it was altered") from error

    def migrate(self) -> None:
        """Brings the schema to this version of the code; rivals at a first start take turns."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with _translated(), self.engine.connect() as connection:
            config.attributes["connection"] = connection.execution_options(immediate=True)
            command.upgrade(config, "head")

    def insert_new(self, connection: Connection, table: Table, rows: list[dict[str, Any]]) -> int:
        """Inserts the rows whose key is new and returns how many there were."""
        if not rows:
            return 0
        dialect = sqlite if self.engine.dialect.name == "sqlite" else postgresql
        result = connection.execute(dialect.insert(table).on_conflict_do_nothing(), rows)
        return int(result.rowcount)

    def close(self) -> None:
        self.engine.dispose()


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


@contextmanager
def _translated() -> Iterator[None]:
    """Turns SQLAlchemy's errors into ours; their texts may quote values, so they are dropped."""
    try:
        yield
    except IntegrityError as error:
        raise LedgerConflict("a row with this key exists already") from error
    except (SQLAlchemyError, sqlite3.Error) as error:  # the latter from pragmas on connect
        raise LedgerUnavailable(
            f"the ledger cannot be used now ({type(error).__name__}): "
            "check that its disk has room and no other process locks it"
        ) from error
