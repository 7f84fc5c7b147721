"""Feedback is scored exactly once, whatever happens to the scorer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from gateway.contracts import Alert, Feedback, RolloutDecision, Score, TraceRecord
from gateway.ledger.database import LedgerConflict
from gateway.ledger.evidence import Evidence, Findings, Stream
from gateway.ledger.store import Ledger
from gateway.ledger.tables import feedback as feedback_table
from gateway.ledger.tables import traces as traces_table


@pytest.fixture
def evidence(ledger: Ledger) -> Evidence:
    return ledger.evidence


def trace_of(request_id: str, **facts: Any) -> TraceRecord:
    filled: dict[str, Any] = {
        "request_id": request_id,
        "tenant": "t",
        "alias": "a",
        "version": "a@1",
        "release": "r",
        "conversation": "c",
        "department": None,
        "outcome": "answered",
        "action": "allow",
        "finish_reason": "stop",
        "prompt": "the prompt",
        "answer": "the answer",
        "prompt_tokens": 1,
        "completion_tokens": 1,
        "identifiers": {},
        "guards": [],
        "duration_ms": 1.0,
        "first_piece_ms": 1.0,
        "created_at": 1.0,
    }
    return TraceRecord(**{**filled, **facts})


def opinion(number: int, request_id: str = "req-1") -> Feedback:
    return Feedback(
        id=f"fb-{number}",
        request_id=request_id,
        tenant="t",
        rating=None,
        corrected="the correction",
        labels=[],
        comment=None,
        created_at=float(number),
    )


def score(number: int) -> Score:
    return Score(
        id=f"s-{number}",
        request_id="req-1",
        alias="a",
        version="a@1",
        release="r",
        metric="m",
        loss_01=1.0,
        source="test",
        created_at=float(number),
    )


def queue(evidence: Evidence, count: int) -> None:
    evidence.add_traces([evidence.seal_trace(trace_of("req-1"))])
    for number in range(count):
        evidence.add_feedback(opinion(number))


def leased(evidence: Evidence, owner: str, now_s: float, limit: int = 10) -> list[str]:
    return [item.id for item, _ in evidence.lease_feedback(owner, limit, now_s, lease_s=10.0)]


def test_a_trace_comes_back_and_lies_encrypted(evidence: Evidence, ledger: Ledger) -> None:
    sealed = evidence.seal_trace(trace_of("req-1"))
    assert evidence.add_traces([sealed, evidence.seal_trace(trace_of("req-2"))]) == 2
    assert evidence.add_traces([sealed]) == 0
    assert evidence.trace("req-1") == trace_of("req-1")
    assert evidence.trace("none") is None
    with ledger.database.reading() as connection:
        rows = str(connection.execute(select(traces_table)).all())
    assert "the prompt" not in rows
    assert "the answer" not in rows


def test_feedback_lies_encrypted(evidence: Evidence, ledger: Ledger) -> None:
    queue(evidence, 1)
    with ledger.database.reading() as connection:
        assert "correction" not in str(connection.execute(select(feedback_table)).all())


def test_a_lease_is_one_owners_until_it_ends(evidence: Evidence) -> None:
    queue(evidence, 3)
    assert leased(evidence, "a", 0.0, limit=2) == ["fb-0", "fb-1"]
    assert leased(evidence, "b", 5.0) == ["fb-2"]
    assert leased(evidence, "b", 9.9) == []
    assert leased(evidence, "b", 10.0) == ["fb-0", "fb-1"]


def test_feedback_waits_for_its_trace(evidence: Evidence) -> None:
    evidence.add_feedback(opinion(0))
    assert leased(evidence, "a", 0.0) == []
    evidence.add_traces([evidence.seal_trace(trace_of("req-1"))])
    assert leased(evidence, "a", 0.0) == ["fb-0"]


def test_work_is_committed_once(evidence: Evidence) -> None:
    queue(evidence, 1)
    findings = Findings(
        feedback_ids=leased(evidence, "a", 0.0),
        scores=[score(0)],
        streams=[Stream(name="s", state={"n": 1})],
        alerts=[
            Alert(id="al", severity="page", stream="s", summary="x", evidence={}, created_at=1.0)
        ],
        decisions=[
            RolloutDecision(
                id="d",
                alias="a",
                kind="rollback",
                release="r",
                reason="x",
                evidence={},
                created_at=1.0,
            )
        ],
    )
    assert evidence.commit(findings, 1.0)
    assert not evidence.commit(findings, 2.0), "a scorer that lost its lease repeats nothing"
    assert evidence.scores("a@1") == [score(0)]
    assert evidence.stream("s") == Stream(name="s", state={"n": 1}, revision=1)
    assert len(evidence.alerts()) == len(evidence.open_decisions()) == 1
    assert leased(evidence, "b", 100.0) == []


def test_two_scorers_that_race_on_a_stream_do_not_both_win(evidence: Evidence) -> None:
    queue(evidence, 4)
    read = evidence.stream("s")

    def commit(number: int) -> bool:
        moved = Stream(name="s", state={"by": number}, revision=read.revision)
        try:
            return evidence.commit(
                Findings(feedback_ids=[f"fb-{number}"], scores=[score(number)], streams=[moved]),
                1.0,
            )
        except LedgerConflict:
            return False

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(commit, range(4)))
    assert sum(won) == 1
    (kept,) = evidence.scores("a@1")
    assert kept.id == f"s-{won.index(True)}", "what lost left nothing behind"
    assert evidence.stream("s").revision == 1
    assert len(leased(evidence, "c", 0.0)) == 3, "and its feedback is still to be scored"


def test_a_step_whose_rows_were_scored_in_part_conflicts(evidence: Evidence) -> None:
    queue(evidence, 2)
    assert evidence.commit(Findings(feedback_ids=["fb-0"]), 1.0)
    with pytest.raises(LedgerConflict):
        evidence.commit(Findings(feedback_ids=["fb-0", "fb-1"], scores=[score(1)]), 2.0)
    assert evidence.scores("a@1") == []


def test_a_decision_is_open_until_it_is_closed(evidence: Evidence) -> None:
    decision = RolloutDecision(
        id="d",
        alias="a",
        kind="suspend",
        release="r",
        reason="x",
        evidence={},
        created_at=1.0,
    )
    evidence.commit(Findings(feedback_ids=[], decisions=[decision]), 1.0)
    assert evidence.open_decisions() == [decision]
    evidence.close_decision("d", "enacted", 2.0)
    assert evidence.open_decisions() == []
