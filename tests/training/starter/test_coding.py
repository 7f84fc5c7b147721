from __future__ import annotations

import json
import re
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from training.starter.coding import (
    CodedNote,
    Shape,
    Writer,
    code_set,
    read_carriers,
    read_terms,
    symptoms,
)
from training.starter.measure import parse_codes


def write(seed: int, shape: Shape | None = None) -> CodedNote:
    return Writer(Random(seed), read_carriers("train"), read_terms(), shape).write()


def test_the_set_is_as_large_as_it_says() -> None:
    codes = code_set()
    assert len(codes) == 60
    assert all(re.fullmatch(r"[A-Z]\d[0-9A-Z](\.\d{1,4})?", code) for code in codes)
    assert all(len(item["seen"]) >= 4 and item["unseen"] for item in codes.values())


def test_no_term_means_two_things() -> None:
    terms = [
        term.lower()
        for read in (read_terms(), read_terms(False, False))
        for term in [*read.outside, *(s for group in read.synonyms.values() for s in group)]
    ]
    assert len(terms) == len(set(terms))
    assert not {s.lower() for s in symptoms()} & set(terms)


def test_enough_outside_diagnoses_are_kept_for_testing() -> None:
    seen, unseen = read_terms().outside, read_terms(seen_outside=False).outside
    assert len(seen) + len(unseen) >= 120
    assert len(unseen) / (len(seen) + len(unseen)) > 0.25


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_evidence_stands_in_the_note_in_order_of_appearance(seed: int) -> None:
    note = write(seed)
    assert all(words in note.text for _, words in note.codes)
    assert len({code for code, _ in note.codes}) == len(note.codes)
    assert parse_codes(note.answer) == list(note.codes)
    assert "{" not in note.text


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_what_is_denied_or_outside_is_not_coded(seed: int) -> None:
    shape = Shape(coded=(1.0,), outside=(0.0, 1.0), negated=(0.0, 1.0, 1.0))
    assert write(seed, shape).answer == "[]"


def test_the_same_seed_writes_the_same_note() -> None:
    assert write(11) == write(11)
    assert write(11) != write(12)


def test_an_answer_is_compact_json() -> None:
    note = CodedNote("HTN.", (("I10", "HTN"),), frozenset())
    assert note.answer == '[{"code":"I10","evidence":"HTN"}]'
    assert json.loads(note.answer)[0]["code"] == "I10"
