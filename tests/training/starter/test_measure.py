from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.starter import measure

words = st.lists(st.sampled_from(["gout", "pain", "knee", "left", "10", "mg"]), max_size=8).map(
    " ".join
)


@pytest.mark.parametrize(
    ("answer", "pairs"),
    [
        ("[]", []),
        ('[{"code":"I10","evidence":"HTN"}]', [("I10", "HTN")]),
        ('[{"code":"I10"}]', None),
        ('{"code":"I10","evidence":"HTN"}', None),
        ('["I10"]', None),
        ("", None),
        ('[{"code":"I10","evidence":"HTN"}', None),
    ],
)
def test_an_answer_is_codes_or_unreadable(answer: str, pairs: measure.Pairs | None) -> None:
    assert measure.parse_codes(answer) == pairs


def test_micro_f1_by_hand() -> None:
    # Right: I10, M10.9. Given: 3. Wanted: 4. P = 2/3, R = 2/4, F1 = 2PR/(P+R) = 4/7.
    figures = measure.micro_f1(
        [["I10", "J06.9"], ["M10.9"]], [["I10", "E11.9"], ["M10.9", "U07.1"]]
    )
    assert figures["precision"] == pytest.approx(2 / 3)
    assert figures["recall"] == pytest.approx(1 / 2)
    assert figures["micro_f1"] == pytest.approx(4 / 7)


def test_micro_f1_of_nothing() -> None:
    assert measure.micro_f1([[]], [[]])["micro_f1"] == 1.0
    assert measure.micro_f1([["I10"]], [[]]) == {"precision": 0.0, "recall": 1.0, "micro_f1": 0.0}
    assert measure.micro_f1([[]], [["I10"]])["micro_f1"] == 0.0


def test_an_unreadable_answer_is_no_abstention() -> None:
    assert measure.abstention([[], None, [("I10", "x")], []]) == 0.5
    assert measure.abstention([]) is None


def test_evidence_must_stand_in_the_note_as_written() -> None:
    found = [[("I10", "HTN"), ("M10.9", "Gout")], []]
    assert measure.evidence_rate(["HTN, gout.", "Well."], found) == 0.5
    assert measure.evidence_rate(["Well."], [[]]) is None


@pytest.mark.parametrize(
    ("answer", "reference", "expected"),
    [
        ("the cat sat", "the cat sat down", 6 / 7),
        ("Knee pain.", "pain knee", 1 / 2),
        ("", "pain", 0.0),
        ("", "", 1.0),
        ("gout", "asthma", 0.0),
    ],
)
def test_rouge_l_by_hand(answer: str, reference: str, expected: float) -> None:
    assert measure.rouge_l(answer, reference) == pytest.approx(expected)


@settings(deadline=None)
@given(words, words)
def test_rouge_l_is_a_symmetric_share(left: str, right: str) -> None:
    score = measure.rouge_l(left, right)
    assert 0.0 <= score <= 1.0
    assert score == pytest.approx(measure.rouge_l(right, left))
    assert measure.rouge_l(left, left) == 1.0


def test_entity_recall_counts_terms_and_numbers_whole() -> None:
    lexicon = ["gout", "knee pain", "out"]
    assert measure.entity_recall("Has gout.", "Gout since 2010.", lexicon) == 0.5
    assert measure.entity_recall("Knee  pain, 2010", "knee pain in 2010", lexicon) == 1.0
    assert measure.entity_recall("anything", "Feels well.", lexicon) is None


def test_a_mean_ignores_what_was_not_measured() -> None:
    assert measure.mean([1.0, None, 0.0]) == 0.5
    assert measure.mean([None]) is None
