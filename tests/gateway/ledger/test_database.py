"""One schema, transactions that hold, and vendor errors that become ours."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

from gateway.crypto import CryptoError, create_master_key
from gateway.ledger.credentials import ApiKey
from gateway.ledger.database import Database, LedgerConflict, LedgerUnavailable
from gateway.ledger.store import Ledger, open_ledger
from gateway.ledger.tables import api_keys, metadata

KEY = ApiKey(key_id="k", secret_hash=b"h" * 32, tenant="t", role="application", created_at=1.0)


def impatient(path: Path) -> Database:
    """A database that does not wait for locks."""
    database = Database(f"sqlite:///{path}")
    with database.engine.connect() as connection:
        connection.execute(text("PRAGMA busy_timeout=1"))
    return database


def test_migrating_twice_changes_nothing(ledger: Ledger) -> None:
    ledger.credentials.add(KEY)
    ledger.database.migrate()
    assert ledger.credentials.find("k") == KEY


def test_the_migrations_make_the_tables_of_the_code(ledger: Ledger) -> None:
    found = inspect(ledger.database.engine)
    assert set(found.get_table_names()) - {"alembic_version"} == set(metadata.tables)
    for name, table in metadata.tables.items():
        columns = {column["name"] for column in found.get_columns(name)}
        assert columns == set(table.columns.keys()), name
        indexes = {index["name"] for index in found.get_indexes(name)}
        assert indexes >= {index.name for index in table.indexes}, name


def test_processes_that_open_a_fresh_home_at_once_all_get_it(home: Path) -> None:
    code = "import sys, pathlib; from gateway.ledger.store import open_ledger as o; "
    command = [sys.executable, "-c", code + "o(pathlib.Path(sys.argv[1])).close()", str(home)]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(4)]
    failures = [process.communicate()[1].decode() for process in processes]
    assert failures == [""] * 4


def test_a_locked_database_is_unavailable_and_then_not(ledger: Ledger, home: Path) -> None:
    database = impatient(home / "ledger.sqlite3")
    other = sqlite3.connect(home / "ledger.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(LedgerUnavailable, match="locks it"), database.writing():
        pass
    other.execute("ROLLBACK")
    other.close()
    with database.writing() as connection:
        connection.execute(api_keys.delete())
    database.close()


def test_a_database_kept_by_another_process_is_unavailable_from_the_first_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.ledger.database.BUSY_TIMEOUT_MS", 1)
    path = tmp_path / "x.sqlite3"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("CREATE TABLE t (x)")
    other.execute("BEGIN EXCLUSIVE")
    database = Database(f"sqlite:///{path}")
    with pytest.raises(LedgerUnavailable), database.reading() as connection:
        connection.execute(select(1))
    other.close()
    database.close()


@pytest.mark.parametrize("content", [b"not a database at all" * 100])
def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.sqlite3").write_bytes(content)
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    with pytest.raises(LedgerUnavailable):
        database.migrate()
    database.close()


def test_a_transaction_is_all_or_nothing(ledger: Ledger) -> None:
    row = {"key_id": "a", "secret_hash": b"", "tenant": "t", "role": "r", "created_at": 0.0}
    with pytest.raises(LedgerConflict), ledger.database.writing() as connection:
        connection.execute(api_keys.insert(), [row, row])
    assert ledger.credentials.list() == []


def test_a_key_that_exists_is_a_conflict_whose_message_quotes_nothing(ledger: Ledger) -> None:
    ledger.credentials.add(KEY)
    with pytest.raises(LedgerConflict) as conflict:
        ledger.credentials.add(KEY)
    assert "secret" not in str(conflict.value)


def test_another_master_key_is_noticed_at_once(home: Path, ledger: Ledger) -> None:
    ledger.keyring.prepare("t")
    (home / "master.key").unlink()
    with pytest.raises(CryptoError, match="cannot be read"):
        open_ledger(home)
    assert not (home / "master.key").exists(), "none is made beside what another one wrapped"
    create_master_key(home / "master.key")
    with pytest.raises(CryptoError, match="not wrapped by this master key"):
        open_ledger(home)


def test_a_locked_ledger_opens_for_what_needs_no_key(home: Path) -> None:
    locked = open_ledger(home, may_create_key=False, may_be_locked=True)
    assert locked.catalogue.aliases() == []
    uses = [
        lambda: locked.keyring.check(),
        lambda: locked.keyring.prepare("t"),
        lambda: locked.keyring.seal("t", "text", "place"),
        lambda: locked.keyring.open("k.x", "place"),
        lambda: locked.keyring.derive("purpose"),
    ]
    for use in uses:
        with pytest.raises(CryptoError, match="cannot be read"):
            use()
    locked.close()


def test_a_master_key_is_never_made_outside_the_demonstration(home: Path) -> None:
    with pytest.raises(CryptoError, match="cannot be read"):
        open_ledger(home, may_create_key=False)
    with pytest.raises(CryptoError, match="cannot be read"):
        open_ledger(home, master_key_file=home / "elsewhere.key")
