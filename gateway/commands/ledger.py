"""The ledger as commands open it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gateway.ledger.store import Ledger, open_ledger
from gateway.record import Recorder
from gateway.settings import read_settings
from gateway.telemetry import Metrics


@contextmanager
def opened_ledger() -> Iterator[Ledger]:
    """The ledger that the settings name, closed afterwards."""
    settings = read_settings()
    ledger = open_ledger(
        settings.home,
        url=settings.ledger_url,
        master_key_file=settings.master_key_file,
        may_create_key=settings.demo,
    )
    try:
        yield ledger
    finally:
        ledger.close()


def audited(ledger: Ledger, kind: str, subject: str, detail: dict[str, Any]) -> None:
    """Writes one audit event from a command, in a chain of its own."""

    async def write() -> None:
        recorder = Recorder(read_settings().home, ledger, Metrics())
        await recorder.start()
        await recorder.audit(kind, subject, detail)
        await asyncio.to_thread(recorder.close)

    asyncio.run(write())
