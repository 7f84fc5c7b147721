"""The credential by which commands on this machine operate the running server: a 0600 file."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from gateway.keys import new_key
from gateway.ledger.store import Ledger

FILE = "operator.json"
TENANT = "operator"


class Operator(msgspec.Struct, frozen=True):
    """Where the server listens, and a key with the role `operator`."""

    url: str
    key: str


def write_operator(home: Path, ledger: Ledger, url: str) -> Operator:
    """The home's operator credential, made on first use; its URL follows the server's."""
    path = home / FILE
    known = read_operator(home)
    key = known.key if known and _is_live(ledger, known.key) else _add_key(ledger)
    operator = Operator(url, key)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(operator))
    draft.replace(path)
    return operator


def read_operator(home: Path) -> Operator | None:
    """The credential, or None when no server has started in this home yet."""
    try:
        return msgspec.json.decode((home / FILE).read_bytes(), type=Operator)
    except (OSError, msgspec.DecodeError):
        return None


def _is_live(ledger: Ledger, key: str) -> bool:
    """False when the home was given another ledger since, or the key was revoked."""
    row = ledger.credentials.find(key.split("-")[1])
    return row is not None and row.revoked_at is None


def _add_key(ledger: Ledger) -> str:
    text, row = new_key(TENANT, "operator")
    ledger.credentials.add(row)
    return text
