"""From corrected answers to findings: pure, so that a step can be thrown away and done again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from evals.drift import Alarm, Budget, Detector
from evals.metrics.correction import judge_correction
from gateway.contracts import Alert, Feedback, RolloutDecision, Score, TraceRecord
from gateway.ledger.evidence import Findings, Stream

SOURCE = "correction"
REMEMBERED_CONVERSATIONS = 5_000

ReadStream = Callable[[str], Stream]


class ErrorStream:
    """The error rate of one (alias, version): a detector, and the conversations it has heard.

    One loss per conversation, the first: a promise about errors must not depend on how often
    somebody presses the button.
    """

    def __init__(self, stored: Stream, budget: Budget) -> None:
        self._stored = stored
        self.detector = Detector(budget, stored.state.get("detector"))
        self._heard: list[str] = stored.state.get("conversations", [])

    def observe(self, trace: TraceRecord, loss_01: float) -> Alarm | None:
        conversation = _digest(trace.tenant, trace.conversation)[:16]
        if conversation in self._heard:
            return None
        self._heard = [*self._heard, conversation][-REMEMBERED_CONVERSATIONS:]
        return self.detector.observe(loss_01, trace.created_at)

    def stored(self) -> Stream:
        """The state to write, on the revision it was read at."""
        state = {"detector": self.detector.state(), "conversations": self._heard}
        return Stream(name=self._stored.name, state=state, revision=self._stored.revision)


def stream_name(trace: TraceRecord) -> str:
    """The error-rate stream that a trace belongs to."""
    return f"error/{trace.alias}/{trace.version}"


def fold(
    pairs: Sequence[tuple[Feedback, TraceRecord]],
    read_stream: ReadStream,
    budget: Budget,
    now_s: float,
) -> Findings:
    """Scores every pair and moves its stream, in order; what must be written, all together."""
    streams: dict[str, ErrorStream] = {}
    scores, alerts, decisions = [], [], []
    for feedback, trace in pairs:
        score = score_of(feedback, trace, now_s)
        scores.append(score)
        if score.loss_01 is None:
            continue
        name = stream_name(trace)
        if name not in streams:
            streams[name] = ErrorStream(read_stream(name), budget)
        stream = streams[name]
        alarm = stream.observe(trace, score.loss_01)
        if alarm:
            evidence = _evidence(alarm, budget, stream.detector.steps, trace)
            alerts.append(_alert(name, evidence, now_s))
            decisions.append(_rollback(name, trace, evidence, now_s))
    return Findings(
        feedback_ids=[feedback.id for feedback, _ in pairs],
        scores=scores,
        streams=[stream.stored() for stream in streams.values()],
        alerts=alerts,
        decisions=decisions,
    )


def score_of(feedback: Feedback, trace: TraceRecord, now_s: float) -> Score:
    """The score of one answer; *not scored* where there is no correction or was no answer."""
    corrected = feedback.corrected if trace.outcome == "answered" else None
    judgement = judge_correction(trace.answer, corrected)
    return Score(
        id=_digest(SOURCE, feedback.id),
        request_id=trace.request_id,
        alias=trace.alias,
        version=trace.version,
        release=trace.release,
        metric=judgement.metric,
        loss_01=judgement.loss_01,
        source=SOURCE,
        created_at=now_s,
    )


def _evidence(alarm: Alarm, budget: Budget, steps: int, trace: TraceRecord) -> dict[str, Any]:
    return {
        "e_value": alarm.e_value,
        "suspect_from": alarm.suspect_from,
        "request_id": trace.request_id,
        "steps": steps,
        "ceiling": budget.ceiling,
        "alpha": budget.alpha,
        "streams": budget.streams,
        "horizon": budget.horizon,
    }


def _alert(stream: str, evidence: dict[str, Any], now_s: float) -> Alert:
    return Alert(
        id=_digest("alert", stream, str(evidence["steps"])),
        severity="page",
        stream=stream,
        summary=f"{stream}: the loss of corrected answers exceeds {evidence['ceiling']:g}",
        evidence=evidence,
        created_at=now_s,
    )


def _rollback(
    stream: str, trace: TraceRecord, evidence: dict[str, Any], now_s: float
) -> RolloutDecision:
    return RolloutDecision(
        id=_digest("rollback", stream, str(evidence["steps"])),
        alias=trace.alias,
        kind="rollback",
        release=trace.release,
        reason=f"error rate of {trace.version} above {evidence['ceiling']:g}",
        evidence=evidence,
        created_at=now_s,
    )


def _digest(*parts: str) -> str:
    """One id for one thing, so that writing it twice writes it once."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
