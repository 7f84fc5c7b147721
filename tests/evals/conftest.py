"""A real ledger with answered requests and what users said of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.contracts import Feedback, TraceRecord
from gateway.ledger.store import Ledger, open_ledger


class Ward:
    """Where answers are given and corrected."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.evidence = ledger.evidence
        self.answers = 0

    def answer(
        self, text: str = '["I10"]', *, conversation: str | None = None, outcome: str = "answered"
    ) -> TraceRecord:
        """Stores one answered request."""
        self.answers += 1
        trace = TraceRecord(
            request_id=f"request-{self.answers}",
            tenant="ward",
            alias="icd10-coder",
            version="icd10-coder@bad000000000",
            release="0123456789ab",
            conversation=conversation or f"conversation-{self.answers}",
            department=None,
            outcome=outcome,
            action="allow",
            finish_reason="stop",
            prompt="[]",
            answer=text,
            prompt_tokens=1,
            completion_tokens=1,
            identifiers={},
            guards=[],
            duration_ms=1.0,
            first_piece_ms=None,
            created_at=1_000.0 + self.answers,
        )
        self.evidence.add_traces([self.evidence.seal_trace(trace)])
        return trace

    def correct(self, trace: TraceRecord, corrected: str | None, times: int = 1) -> None:
        """Stores what a user said of it."""
        for number in range(times):
            self.evidence.add_feedback(
                Feedback(
                    id=f"{trace.request_id}/{number}",
                    request_id=trace.request_id,
                    tenant="ward",
                    rating=None,
                    corrected=corrected,
                    labels=[],
                    comment=None,
                    created_at=trace.created_at + number,
                )
            )

    def wrong_answers(self, count: int) -> None:
        for _ in range(count):
            self.correct(self.answer('["I10"]'), '["E11.9"]')


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    ledger = open_ledger(tmp_path / "home")
    yield Ward(ledger)
    ledger.close()
