"""From feedback to a rollback, exactly once, whoever dies on the way."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import msgspec
import pytest

from evals.drift import Budget
from evals.live import fold
from evals.scorer import BATCH, LEASE_S, Scorer, Tally
from gateway.contracts import Feedback, Score, TraceRecord
from gateway.ledger.database import LedgerConflict, LedgerUnavailable
from gateway.ledger.evidence import Evidence, Stream
from tests.evals.conftest import Ward

BUDGET = Budget(ceiling=0.2, streams=50)
VERSION = "icd10-coder@bad000000000"
STREAM = f"error/icd10-coder/{VERSION}"
ENOUGH = 40


class Clock:
    def __init__(self) -> None:
        self.now_s = 10_000.0

    def __call__(self) -> float:
        return self.now_s


def scorer(ward: Ward, clock: Clock | None = None) -> Scorer:
    return Scorer(ward.evidence, BUDGET, now_s=clock or Clock(), owner="scorer")


def losses(ward: Ward) -> list[float | None]:
    return [score.loss_01 for score in ward.evidence.scores(VERSION)]


def heard(ward: Ward) -> int:
    """How many losses have moved the error stream."""
    state = ward.evidence.stream(STREAM).state
    return int(state["detector"]["steps"]) if state else 0


def test_an_answer_and_its_correction_become_a_score(ward: Ward) -> None:
    trace = ward.answer('["I10", "E11.9"]')
    ward.correct(trace, '["I10"]')
    assert scorer(ward).drain() == Tally(scored=1)
    (score,) = ward.evidence.scores(VERSION)
    assert score.request_id == trace.request_id
    assert score.loss_01 == pytest.approx(1 / 3)
    assert (score.metric, score.source, score.release) == ("code_f1", "correction", trace.release)
    assert ward.evidence.trace(trace.request_id) == trace


def test_wrong_answers_page_and_ask_for_a_rollback(ward: Ward) -> None:
    ward.wrong_answers(ENOUGH)
    tally = scorer(ward).drain()
    alert, *_ = ward.evidence.alerts()
    decision, *_ = ward.evidence.open_decisions()
    assert tally.scored == ENOUGH
    assert (alert.severity, alert.stream) == ("page", STREAM)
    assert (decision.kind, decision.alias) == ("rollback", "icd10-coder")
    assert decision.release == "0123456789ab"
    assert decision.evidence["suspect_from"] == 1_001.0
    assert decision.evidence["steps"] < 20


def test_good_answers_change_nothing(ward: Ward) -> None:
    for _ in range(ENOUGH):
        ward.correct(ward.answer('["I10"]'), '["I10"]')
    assert scorer(ward).drain() == Tally(scored=ENOUGH)
    assert ward.evidence.alerts() == []
    assert ward.evidence.open_decisions() == []


@pytest.mark.parametrize(
    ("outcome", "corrected"), [("answered", None), ("answered", " "), ("blocked", '["I10"]')]
)
def test_what_cannot_be_compared_is_not_scored(
    ward: Ward, outcome: str, corrected: str | None
) -> None:
    ward.correct(ward.answer(outcome=outcome), corrected)
    assert scorer(ward).drain() == Tally(not_scored=1)
    assert losses(ward) == [None]
    assert heard(ward) == 0


def test_a_conversation_is_heard_once(ward: Ward) -> None:
    for _ in range(ENOUGH):
        ward.correct(ward.answer('["I10"]', conversation="one"), '["E11.9"]', times=2)
    assert scorer(ward).drain().scored == 2 * ENOUGH
    assert heard(ward) == 1
    assert ward.evidence.alerts() == []


def test_evidence_gathers_over_scorers_and_batches(ward: Ward) -> None:
    needed = 0
    while not ward.evidence.alerts():
        ward.wrong_answers(1)
        scorer(ward).drain()
        needed += 1
    assert 5 < needed < 20
    assert heard(ward) == needed


def test_more_than_a_batch_is_drained(ward: Ward) -> None:
    ward.wrong_answers(BATCH + 3)
    assert scorer(ward).drain().scored == BATCH + 3
    assert heard(ward) == BATCH + 3


KILLED_BEFORE_COMMIT = """
import os, signal, sys
from pathlib import Path
from evals.drift import Budget
from evals.live import fold
from gateway.ledger.store import open_ledger
evidence = open_ledger(Path(sys.argv[1])).evidence
pairs = evidence.lease_feedback("doomed", 64, 10_000.0, float(sys.argv[2]))
findings = fold(pairs, evidence.stream, Budget(ceiling=0.2, streams=50), 10_000.0)
if sys.argv[3] == "after":
    evidence.commit(findings, 10_000.0)
os.kill(os.getpid(), signal.SIGKILL)
"""


def kill_a_scorer(home: Path, moment: str) -> None:
    command = [sys.executable, "-c", KILLED_BEFORE_COMMIT, str(home), str(LEASE_S), moment]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL


def test_a_scorer_killed_before_its_commit_loses_nothing(ward: Ward, tmp_path: Path) -> None:
    ward.wrong_answers(ENOUGH)
    kill_a_scorer(tmp_path / "home", "before")
    clock = Clock()
    assert scorer(ward, clock).drain() == Tally()  # the rows are still leased
    clock.now_s += LEASE_S
    assert scorer(ward, clock).drain().scored == ENOUGH
    assert losses(ward) == [1.0] * ENOUGH
    assert heard(ward) == ENOUGH


def test_a_scorer_killed_after_its_commit_repeats_nothing(ward: Ward, tmp_path: Path) -> None:
    ward.wrong_answers(ENOUGH)
    kill_a_scorer(tmp_path / "home", "after")
    alerts = ward.evidence.alerts()
    clock = Clock()
    clock.now_s += 10 * LEASE_S
    assert scorer(ward, clock).drain() == Tally()
    assert losses(ward) == [1.0] * ENOUGH
    assert heard(ward) == ENOUGH
    assert ward.evidence.alerts() == alerts != []


def test_findings_written_twice_count_once(ward: Ward) -> None:
    ward.wrong_answers(3)
    pairs = ward.evidence.lease_feedback("slow", BATCH, 10_000.0, LEASE_S)
    findings = fold(pairs, ward.evidence.stream, BUDGET, 10_000.0)
    assert ward.evidence.commit(findings, 10_000.0)
    assert not ward.evidence.commit(findings, 10_001.0)
    assert heard(ward) == 3


def test_a_scorer_that_lost_its_stream_to_another_tries_again_later(ward: Ward) -> None:
    ward.wrong_answers(1)
    clock = Clock()
    slow = ward.evidence.lease_feedback("slow", BATCH, clock(), LEASE_S)
    stale = fold(slow, ward.evidence.stream, BUDGET, clock())
    ward.wrong_answers(2)
    assert scorer(ward, clock).drain().scored == 2
    with pytest.raises(LedgerConflict):
        ward.evidence.commit(stale, clock())
    clock.now_s += LEASE_S
    assert scorer(ward, clock).drain().scored == 1
    assert heard(ward) == 3


class LockedOnce(Evidence):
    """A ledger that is locked the first time somebody asks."""

    asked = 0

    def lease_feedback(
        self, owner: str, limit: int, now_s: float, lease_s: float
    ) -> list[tuple[Feedback, TraceRecord]]:
        self.asked += 1
        if self.asked == 1:
            raise LedgerUnavailable("locked")
        return super().lease_feedback(owner, limit, now_s, lease_s)


def test_a_locked_ledger_is_told_and_tried_again(ward: Ward) -> None:
    ward.wrong_answers(1)
    locked = LockedOnce(ward.ledger.database, ward.ledger.keyring)
    stop = threading.Event()
    news = Scorer(locked, BUDGET).run(stop, every_s=0.0)
    assert isinstance(next(news), LedgerUnavailable)
    assert next(news) == Tally(scored=1)
    stop.set()
    assert list(news) == []


def test_the_order_within_a_batch_is_the_order_of_the_corrections(ward: Ward) -> None:
    ward.wrong_answers(5)
    pairs = ward.evidence.lease_feedback("one", BATCH, 10_000.0, LEASE_S)
    findings = fold(pairs, lambda name: Stream(name=name, state={}), BUDGET, 10_000.0)
    times = [trace.created_at for _, trace in pairs]
    assert times == sorted(times)
    assert [score.request_id for score in findings.scores] == [t.request_id for _, t in pairs]
    assert msgspec.json.decode(msgspec.json.encode(findings.scores), type=list[Score])
