"""The record of what was hidden: where, by which rule, how surely, and never what it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain, islice
from typing import Any

import msgspec

from gateway.contracts import RedactionRecord
from guards.verdicts import Span

MAX_SPANS = 200
"""So many spans are listed one by one; a larger document is counted by rule, whole."""


def redaction_record(
    detector: str, mode: str, spans_by_text: Sequence[Sequence[Span]]
) -> RedactionRecord:
    """What `detector` replaced in the texts under `mode`."""
    spans = [
        (number, s.start, s.end, s.label, s.letter, s.source, round(s.score, 4))
        for number, s in islice(_numbered(spans_by_text), MAX_SPANS)
    ]
    by_rule = Counter(f"{s.label}/{s.letter}/{s.source}" for s in chain(*spans_by_text))
    return RedactionRecord(
        detector=detector,
        mode=mode,
        texts=len(spans_by_text),
        by_rule=dict(by_rule),
        spans=spans,
        left_out=by_rule.total() - len(spans),
    )


def by_label(record: RedactionRecord) -> dict[str, int]:
    """How many identifiers of each label were replaced."""
    labels: Counter[str] = Counter()
    for rule, count in record.by_rule.items():
        labels[rule.partition("/")[0]] += count
    return dict(labels)


def as_detail(record: RedactionRecord) -> dict[str, Any]:
    """The record as an audit event holds it; its digest is that of the stored JSON."""
    detail: dict[str, Any] = msgspec.to_builtins(record)
    return detail


def _numbered(spans_by_text: Sequence[Sequence[Span]]) -> chain[tuple[int, Span]]:
    return chain.from_iterable(
        ((number, span) for span in spans) for number, spans in enumerate(spans_by_text)
    )
