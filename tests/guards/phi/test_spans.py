"""Merging findings and cutting holes into them."""

from __future__ import annotations

from guards.phi.spans import merge, without
from guards.verdicts import Span


def span(start: int, end: int, label: str = "CODE", score: float = 0.5) -> Span:
    return Span(start, end, label, "R", score, "test")


def test_overlaps_become_their_union_named_after_the_surest() -> None:
    merged = merge([span(5, 9, "MRN", 0.9), span(3, 7), span(20, 21)])
    assert [(s.start, s.end, s.label) for s in merged] == [(3, 9, "MRN"), (20, 21, "CODE")]


def test_touching_spans_stay_apart() -> None:
    assert len(merge([span(0, 3), span(3, 5)])) == 2


def test_equal_scores_go_to_the_longer() -> None:
    assert merge([span(0, 3, "ZIP"), span(0, 9, "ADDRESS")])[0].label == "ADDRESS"


def test_holes_are_cut_out() -> None:
    parts = without(span(2, 10), [(0, 3), (5, 6), (9, 12)])
    assert [(s.start, s.end) for s in parts] == [(3, 5), (6, 9)]
    assert without(span(2, 4), [(1, 5)]) == []
