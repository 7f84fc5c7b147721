"""The record of a redaction says where and why, counts everything, and stays small."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from gateway.contracts import AuditEvent, audit_digest
from gateway.evidence import MAX_SPANS, as_detail, by_label, redaction_record
from guards.verdicts import Span

SPANS = st.builds(
    Span,
    start=st.integers(0, 99),
    end=st.integers(100, 199),
    label=st.sampled_from(["NAME", "DATE"]),
    letter=st.sampled_from(["A", "C"]),
    score=st.floats(0, 1),
    source=st.sampled_from(["rule:x", "names:list"]),
)
TEXTS = st.lists(st.lists(SPANS, max_size=80), max_size=8)


@given(TEXTS)
def test_everything_is_counted_and_the_first_are_listed(texts: list[list[Span]]) -> None:
    record = redaction_record("phi@1", "mask", texts)
    total = sum(map(len, texts))
    assert sum(record.by_rule.values()) == total == len(record.spans) + record.left_out
    assert len(record.spans) == min(total, MAX_SPANS)
    assert record.texts == len(texts)
    assert sum(by_label(record).values()) == total


def test_a_span_is_told_by_its_place_and_its_rule() -> None:
    found = Span(3, 9, "NAME", "A", 0.123456, "names:list")
    record = redaction_record("phi@1", "mask", [[], [found]])
    assert record.spans == [(1, 3, 9, "NAME", "A", "names:list", 0.1235)]
    assert record.by_rule == {"NAME/A/names:list": 1}
    assert by_label(record) == {"NAME": 1}


@given(TEXTS)
def test_the_digest_of_an_event_survives_its_storage(texts: list[list[Span]]) -> None:
    detail = {"redaction": as_detail(redaction_record("phi@1", "mask", texts))}
    event = AuditEvent(
        chain="c", sequence=0, previous="0" * 64, at=1.0, kind="k", subject="s", detail=detail
    )
    stored = msgspec.json.decode(msgspec.json.encode(event), type=AuditEvent)
    assert audit_digest(stored) == audit_digest(event)
