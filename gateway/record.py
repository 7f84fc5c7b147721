"""Evidence of every request: an audit event before anything is released, a trace row after.

Both go to this process's journal and from there to the ledger (`gateway.drain`), a trace on the
line of the event that closes its request. A line that cannot be made durable stops the answer.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec
from opentelemetry.trace import Span

from gateway.audit import CHAIN_OPENED, AuditChain, anchors
from gateway.contracts import RedactionRecord, TraceRecord
from gateway.crypto import CryptoError
from gateway.drain import Drain, Line
from gateway.errors import GatewayError, SafetyUnavailable
from gateway.evidence import as_detail
from gateway.journal import Journal, JournalFailed
from gateway.ledger.database import LedgerError
from gateway.ledger.evidence import SealedTrace
from gateway.ledger.store import Ledger
from gateway.telemetry import Metrics, describe

JOURNALS = "journal"


class Recorder:
    """Writes audit events and traces of one process."""

    def __init__(self, home: Path, ledger: Ledger, metrics: Metrics) -> None:
        self._ledger = ledger
        self.metrics = metrics
        folder = home / JOURNALS
        self._chain = AuditChain()
        self._journal = Journal(
            folder / f"{self._chain.name}.journal",
            on_commit=self._chain.commit,
            on_failure=self._chain.revert,
        )
        self.drain = Drain(folder, ledger)

    async def start(self) -> None:
        """Moves what dead processes left, then opens this process's chain on top of it."""
        await asyncio.to_thread(self.drain.drain_once)
        heads = await asyncio.to_thread(self._ledger.events.heads)
        await self.audit(CHAIN_OPENED, self._chain.name, anchors(heads))
        self.drain.start()

    def write(
        self, kind: str, subject: str, detail: dict[str, Any], trace: TraceRecord | None = None
    ) -> asyncio.Future[None]:
        """Queues an audit event, with the trace it closes; await it before releasing an answer."""
        at = time.time()
        sealed = None if trace is None else self._seal(trace)

        def line() -> bytes:
            event = self._chain.link(kind, subject, detail, at)
            return msgspec.json.encode(Line(audit=event, trace=sealed))

        return self._journal.append(line)

    async def audit(self, kind: str, subject: str, detail: dict[str, Any]) -> None:
        """Writes an audit event and returns once it is on disk.

        Raises:
            SafetyUnavailable: it cannot be made durable.
        """
        await durable(self.write(kind, subject, detail))

    def _seal(self, record: TraceRecord) -> SealedTrace | None:
        """The trace, encrypted; without its tenant's key it is dropped and counted."""
        try:
            return self._ledger.evidence.seal_trace(record)
        except (CryptoError, LedgerError):
            self.metrics.errors.labels("trace_dropped").inc()
            return None

    def close(self) -> None:
        """Writes and moves what is left."""
        self._journal.close()
        self.drain.close()


async def durable(written: asyncio.Future[None]) -> None:
    """Waits for an audit event to be on disk. Raises: SafetyUnavailable."""
    try:
        await written
    except JournalFailed as error:
        raise SafetyUnavailable(
            "the audit cannot be written, so nothing is answered; free space on the disk of "
            "PRECEPTOR_HOME and try again"
        ) from error


class Entry:
    """The evidence of one request; as a context manager it closes on every way out.

    Fill `draft` as facts become known. On a normal end call `close` *before* the last piece is
    released; any other end (client gone, an error) is recorded on leaving, without waiting.
    """

    def __init__(self, recorder: Recorder, draft: TraceRecord, span: Span) -> None:
        self._recorder = recorder
        self.span = span
        self._began_s = time.perf_counter()
        self.draft = draft
        self._masked: RedactionRecord | None = None
        self._unknown_surrogates = 0
        self._closed = False

    def know(self, **facts: Any) -> None:
        """Adds facts to the trace."""
        self.draft = msgspec.structs.replace(self.draft, **facts)

    def hid(self, masked: RedactionRecord | None, unknown_surrogates: int) -> None:
        """Notes what was masked in the answer, and how many surrogates nobody had issued."""
        self._masked, self._unknown_surrogates = masked, unknown_surrogates

    def admitted(self, record: RedactionRecord) -> asyncio.Future[None]:
        """Queues the opening event: who asked what of which version, and what was hidden."""
        draft = self.draft
        detail = {
            "tenant": draft.tenant,
            "alias": draft.alias,
            "version": draft.version,
            "release": draft.release,
            "conversation": draft.conversation,
            "subject": draft.subject,
            "identifiers": draft.identifiers,
            "redaction": as_detail(record),
            "guards": draft.guards,
            "not_covered": draft.not_covered,
            "prompt_digest": hashlib.sha256(draft.prompt.encode()).hexdigest(),
        }
        return self._recorder.write("request.admitted", draft.request_id, detail)

    def first_piece(self) -> None:
        """Notes when the first piece was ready; later calls change nothing."""
        if self.draft.first_piece_ms is None:
            self.know(first_piece_ms=self._elapsed_ms())

    async def close(self, outcome: str) -> None:
        """Closes the request and waits until that is on disk. Raises: SafetyUnavailable."""
        await durable(self._finish(outcome))

    def __enter__(self) -> Entry:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not self._closed:
            self._finish("failed" if isinstance(error, GatewayError) else "aborted")

    def _finish(self, outcome: str) -> asyncio.Future[None]:
        self._closed = True
        self.know(outcome=outcome, duration_ms=self._elapsed_ms())
        draft = self.draft
        detail: dict[str, Any] = {
            "outcome": outcome,
            "action": draft.action,
            "version": draft.version,
            "answer_digest": hashlib.sha256(draft.answer.encode()).hexdigest(),
            "completion_tokens": draft.completion_tokens,
        }
        if self._masked is not None:
            detail["redaction"] = as_detail(self._masked)
        if self._unknown_surrogates:
            detail["unknown_surrogates"] = self._unknown_surrogates
        written = self._recorder.write("request.closed", draft.request_id, detail, trace=draft)
        self._recorder.metrics.observe(draft)
        describe(self.span, draft)
        return written

    def _elapsed_ms(self) -> float:
        return (time.perf_counter() - self._began_s) * 1000
