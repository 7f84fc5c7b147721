"""The system of record, opened: one object whose parts each hold one kind of row."""

from __future__ import annotations

import os
from pathlib import Path

from gateway.crypto import (
    CryptoError,
    Keyring,
    LockedKeyring,
    create_master_key,
    read_master_key,
)
from gateway.ledger.catalogue import Catalogue
from gateway.ledger.conversations import Conversations
from gateway.ledger.credentials import Credentials, TenantKeys
from gateway.ledger.database import Database, LedgerUnavailable
from gateway.ledger.events import Events
from gateway.ledger.evidence import Evidence

MASTER_KEY = "master.key"


class Ledger:
    """Every table of the system of record, over one database."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self.database = database
        self.keyring = keyring
        self.credentials = Credentials(database)
        self.catalogue = Catalogue(database)
        self.conversations = Conversations(database, self.keyring)
        self.evidence = Evidence(database, self.keyring)
        self.events = Events(database)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.database.close()


def open_ledger(
    home: Path,
    *,
    url: str = "",
    master_key_file: Path | None = None,
    may_create_key: bool = True,
    may_be_locked: bool = False,
) -> Ledger:
    """Opens (and migrates) the ledger of `home`.

    An empty `url` means SQLite in the home. A master key is made on first use only, where
    `may_create_key` allows it and nothing was written under another one; an outside
    `master_key_file` is never made. With `may_be_locked` a ledger without its master key opens
    too, with a keyring that refuses.

    Raises:
        CryptoError: no usable master key.
        LedgerUnavailable: the database cannot be used.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(url or f"sqlite:///{home.resolve() / 'ledger.sqlite3'}")
    try:
        database.migrate()
        key_file = master_key_file or home / MASTER_KEY
        may_create = may_create_key and master_key_file is None
        return Ledger(database, _keyring(database, key_file, may_create))
    except CryptoError as error:
        if may_be_locked:
            return Ledger(database, LockedKeyring(str(error)))
        database.close()
        raise
    except LedgerUnavailable:
        database.close()
        raise


def _keyring(database: Database, key_file: Path, may_create: bool) -> Keyring:
    """The keyring over `key_file`. Raises: CryptoError: it opens nothing of this ledger."""
    wrapped = TenantKeys(database)
    if may_create and wrapped.any_id() is None:
        create_master_key(key_file)
    keyring = Keyring(read_master_key(key_file), wrapped)
    keyring.check()
    return keyring


def ledger_from_environment() -> Ledger:
    """Opens the ledger that `PRECEPTOR_HOME` and its companions name, for processes of ours.

    Raises:
        LedgerUnavailable: the database or its master key cannot be used.
    """
    key_file = os.environ.get("PRECEPTOR_MASTER_KEY_FILE")
    try:
        return open_ledger(
            Path(os.environ.get("PRECEPTOR_HOME") or ".preceptor"),
            url=os.environ.get("PRECEPTOR_LEDGER_URL", ""),
            master_key_file=Path(key_file) if key_file else None,
        )
    except CryptoError as error:
        raise LedgerUnavailable(str(error)) from error
