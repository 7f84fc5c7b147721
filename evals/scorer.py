"""The scorer: leases feedback, folds it into findings, writes them exactly once.

A scorer that dies between lease and commit leaves nothing behind; its rows come back when the
lease expires. No request ever waits for it.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator

import msgspec

from evals.drift import Budget
from evals.live import fold
from gateway.ledger.database import LedgerConflict, LedgerError
from gateway.ledger.evidence import Evidence, Findings

BATCH = 64
LEASE_S = 30.0


class Tally(msgspec.Struct):
    """What a run of the scorer did."""

    scored: int = 0
    not_scored: int = 0
    alerts: list[str] = []
    decisions: list[str] = []

    def add(self, findings: Findings) -> None:
        losses = [score.loss_01 for score in findings.scores]
        self.not_scored += losses.count(None)
        self.scored += len(losses) - losses.count(None)
        self.alerts += [alert.summary for alert in findings.alerts]
        self.decisions += [f"{item.kind} {item.alias}" for item in findings.decisions]

    def merge(self, other: Tally) -> None:
        self.scored += other.scored
        self.not_scored += other.not_scored
        self.alerts += other.alerts
        self.decisions += other.decisions


class Scorer:
    """One scoring process over the ledger's evidence."""

    def __init__(
        self,
        evidence: Evidence,
        budget: Budget,
        *,
        now_s: Callable[[], float] = time.time,
        owner: str = f"{socket.gethostname()}:{os.getpid()}",
    ) -> None:
        self._evidence = evidence
        self._budget = budget
        self._now_s = now_s
        self._owner = owner[:64]

    def step(self) -> Findings | None:
        """Scores one batch; None when nothing waits, or another scorer was faster.

        Raises:
            LedgerUnavailable: nothing was written; try again.
        """
        pairs = self._evidence.lease_feedback(self._owner, BATCH, self._now_s(), LEASE_S)
        if not pairs:
            return None
        now_s = self._now_s()
        findings = fold(pairs, self._evidence.stream, self._budget, now_s)
        try:
            return findings if self._evidence.commit(findings, now_s) else None
        except LedgerConflict:
            return None  # what is still open comes back when the lease expires

    def drain(self) -> Tally:
        """Scores everything that waits now."""
        tally = Tally()
        while findings := self.step():
            tally.add(findings)
        return tally

    def run(self, stop: threading.Event, every_s: float) -> Iterator[Tally | LedgerError]:
        """Scores until `stop`; yields what each round did, or why it could not."""
        while not stop.is_set():
            try:
                tally = self.drain()
                if tally.scored or tally.not_scored:
                    yield tally
            except LedgerError as error:
                yield error
            stop.wait(every_s)
