"""Probabilities written by hand become the spans that they mean."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.labels import LETTERS
from guards.phi.tagger.reading import LABELS, TAGS, Reading
from guards.phi.tagger.units import placed
from guards.verdicts import Span
from tests.guards.phi.readings import HALF, NONE, Tags, read

FIRST: Tags = {"B-NAME": 0.9}
NEXT: Tags = {"I-NAME": 0.8}


def found(reading: Reading, text: str) -> list[tuple[str, str]]:
    return [(text[span.start : span.end], span.label) for span in reading.spans()]


def test_neighbours_of_one_label_are_one_span_with_their_mean_score() -> None:
    (span,) = read("Seen: Ana  Luz.", [NONE, NONE, FIRST, NEXT, NONE]).spans()
    assert (span.start, span.end, span.label, span.letter) == (6, 14, "NAME", "A")
    assert span.source == "tagger:name"
    assert span.score == pytest.approx(0.85)


def test_a_beginning_ends_the_span_before_it() -> None:
    text = "Ana Luz Bo"
    assert found(read(text, [FIRST, NEXT, FIRST]), text) == [("Ana Luz", "NAME"), ("Bo", "NAME")]


def test_of_beginning_and_going_on_the_likelier_decides_and_going_on_a_tie() -> None:
    text = "Ana Luz"
    either: Tags = {"B-NAME": 0.4, "I-NAME": 0.4}
    rather: Tags = {"B-NAME": 0.45, "I-NAME": 0.4}
    assert found(read(text, [FIRST, either]), text) == [("Ana Luz", "NAME")]
    assert found(read(text, [FIRST, rather]), text) == [("Ana", "NAME"), ("Luz", "NAME")]


def test_another_label_or_a_gap_ends_a_span() -> None:
    text = "Ana Ames, Luz"
    rows = [FIRST, {"I-LOCATION": 0.9}, NONE, NEXT]
    assert found(read(text, rows), text) == [("Ana", "NAME"), ("Ames", "LOCATION"), ("Luz", "NAME")]


def test_beginning_and_going_on_count_together_for_a_label() -> None:
    text = "Ana"
    split: Tags = {"B-NAME": 0.3, "I-NAME": 0.3, "B-DATE": 0.4}
    assert found(read(text, [split]), text) == [("Ana", "NAME")]


def test_a_label_is_read_by_its_own_threshold() -> None:
    thresholds = HALF.copy()
    thresholds[LABELS.index("DATE")] = 0.25
    rows: list[Tags] = [{"B-DATE": 0.25}, {"B-NAME": 0.25}, {"B-DATE": 0.24}]
    text = "May May May"
    assert [(s.start, s.label) for s in read(text, rows, thresholds).spans()] == [(0, "DATE")]


def test_the_tagger_s_id_is_any_code() -> None:
    (span,) = read("77", [{"B-ID": 1.0}]).spans()
    assert (span.label, span.letter, span.source) == ("CODE", "R", "tagger:id")


def test_every_label_has_a_letter_of_its_own() -> None:
    for label in LABELS:
        (span,) = read("x", [{f"B-{label}": 1.0}]).spans()
        assert span.letter == LETTERS[span.label]


def test_nothing_is_read_in_nothing() -> None:
    reading = read("", [])
    assert reading.spans() == []
    assert reading.likelihood(0, 0) == 0.0


TEXT = "an Ana x"
ROWS: list[Tags] = [{"I-DATE": 0.2}, {"B-NAME": 0.6, "B-DATE": 0.3}, NONE]


@pytest.mark.parametrize(
    ("start", "end", "likelihood"),
    [
        (3, 6, 0.9),  # the unit itself, of any label
        (4, 5, 0.9),  # a part of it
        (0, 8, 0.9),  # the likeliest of several
        (0, 2, 0.2),  # not of its neighbour
        (0, 3, 0.2),  # nor with the blank before that
        (0, 4, 0.9),  # but with its first character
        (7, 8, 0.0),
        (8, 8, 0.0),
    ],
)
def test_likelihood_is_that_of_the_likeliest_unit(start: int, end: int, likelihood: float) -> None:
    assert read(TEXT, ROWS).likelihood(start, end) == pytest.approx(likelihood)


@given(st.text(alphabet="Ab1 ,\n", max_size=30), st.integers(0, 2**32))
def test_spans_are_sorted_and_disjoint_and_cover_what_reaches_a_threshold(
    text: str, seed: int
) -> None:
    places = placed(text)
    draw = np.random.default_rng(seed)
    tags = draw.dirichlet(np.full(len(TAGS), 0.1), len(places)).astype(np.float32)
    spans = Reading(places, tags.reshape(-1, len(TAGS)), HALF).spans()
    assert all(a.end <= b.start for a, b in pairwise(spans))
    reached = [
        place
        for place, row in zip(places, tags, strict=True)
        if (row[1::2] + row[2::2]).max() >= 0.5
    ]
    assert all(_covers(spans, start, end) for start, end, _ in reached)
    assert not spans or reached


def _covers(spans: list[Span], start: int, end: int) -> bool:
    return any(span.start <= start and end <= span.end for span in spans)
