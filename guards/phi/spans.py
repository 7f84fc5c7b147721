"""Many overlapping findings made into few disjoint spans."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from guards.verdicts import Span

Rank: TypeAlias = Callable[[Span], tuple[float, ...]]
"""How much a span has to say of what an identifier is."""


def surest(span: Span) -> tuple[float, ...]:
    """The surer span ranks higher, the longer one where two are equally sure."""
    return span.score, span.end - span.start


def merge(spans: Iterable[Span], rank: Rank = surest) -> list[Span]:
    """Disjoint spans in text order: overlapping ones become their union.

    The union hides whatever any rule found; it is named after the one that ranks highest.
    """
    merged: list[Span] = []
    best: Span | None = None
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if best is None or span.start >= merged[-1].end:
            merged.append(span)
            best = span
            continue
        best = max(best, span, key=rank)
        merged[-1] = spanning(best, merged[-1].start, max(span.end, merged[-1].end))
    return merged


def without(span: Span, holes: Iterable[tuple[int, int]]) -> list[Span]:
    """What is left of a span outside the given disjoint, sorted ranges."""
    left: list[Span] = []
    start = span.start
    for hole_start, hole_end in holes:
        if hole_end <= start or hole_start >= span.end:
            continue
        if hole_start > start:
            left.append(spanning(span, start, hole_start))
        start = hole_end
    if start < span.end:
        left.append(spanning(span, start, span.end))
    return left


def spanning(span: Span, start: int, end: int) -> Span:
    """The same finding over another stretch of text."""
    return Span(start, end, span.label, span.letter, span.score, span.source)
