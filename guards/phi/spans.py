"""Many overlapping findings made into few disjoint spans."""

from __future__ import annotations

from collections.abc import Iterable

from guards.verdicts import Span


def merge(spans: Iterable[Span]) -> list[Span]:
    """Disjoint spans in text order: overlapping ones become their union.

    The union hides whatever any rule found; it is named after the surest of them, the longer
    one where two are equally sure.
    """
    merged: list[Span] = []
    best: Span | None = None
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if best is None or span.start >= merged[-1].end:
            merged.append(span)
            best = span
            continue
        best = max(best, span, key=lambda s: (s.score, s.end - s.start))
        merged[-1] = _named_after(best, merged[-1].start, max(span.end, merged[-1].end))
    return merged


def without(span: Span, holes: Iterable[tuple[int, int]]) -> list[Span]:
    """What is left of a span outside the given disjoint, sorted ranges."""
    left: list[Span] = []
    start = span.start
    for hole_start, hole_end in holes:
        if hole_end <= start or hole_start >= span.end:
            continue
        if hole_start > start:
            left.append(_named_after(span, start, hole_start))
        start = hole_end
    if start < span.end:
        left.append(_named_after(span, start, span.end))
    return left


def _named_after(span: Span, start: int, end: int) -> Span:
    return Span(start, end, span.label, span.letter, span.score, span.source)
