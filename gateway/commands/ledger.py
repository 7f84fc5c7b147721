"""The ledger as commands open it."""

from __future__ import annotations

import asyncio
from typing import Any

from gateway.ledger.store import Ledger, open_ledger
from gateway.record import Recorder
from gateway.settings import read_settings
from gateway.telemetry import Metrics


def opened_ledger(*, may_be_locked: bool = False) -> Ledger:
    """The ledger that the settings name; use it as a context manager.

    Raises: CryptoError, unless it `may_be_locked`; LedgerUnavailable.
    """
    settings = read_settings()
    return open_ledger(
        settings.home,
        url=settings.ledger_url,
        master_key_file=settings.master_key_file,
        may_create_key=settings.demo,
        may_be_locked=may_be_locked,
    )


def audited(ledger: Ledger, kind: str, subject: str, detail: dict[str, Any]) -> None:
    """Writes one audit event from a command, in a chain of its own."""

    async def write() -> None:
        recorder = Recorder(read_settings().home, ledger, Metrics())
        await recorder.start()
        await recorder.audit(kind, subject, detail)
        await asyncio.to_thread(recorder.close)

    asyncio.run(write())
