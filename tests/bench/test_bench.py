"""The benchmark's own arithmetic: what is a delay, what is a difference, when a budget is kept."""

from __future__ import annotations

import pytest

from tests.bench.measure import behind
from tests.bench.notes import LENGTH, make_notes
from tests.bench.report import BUDGETS, ROWS, Budget, summarise
from tests.bench.upstream import answer_to


def test_notes_are_of_one_length_and_no_two_alike() -> None:
    notes = make_notes(500, seed=1)
    assert {len(note) for note in notes} == {LENGTH}
    assert len(set(notes)) == 500
    assert notes == make_notes(500, seed=1)


def test_the_mock_names_the_patient_as_the_request_does() -> None:
    assert "[NAME_1]" in answer_to(b'{"content": "[NAME_1], MRN [ID_2]"}')
    assert "the patient" in answer_to(b'{"content": "James Okafor"}')


def test_delay_and_hold_back_are_told_apart() -> None:
    emitted = [{"text": word, "at_s": float(at)} for at, word in enumerate(("a", " b", " c", " d"))]
    at_once = [("a", 0.1), (" b", 1.1), (" c", 2.1), (" d", 3.1)]
    held = [("a", 1.1), (" b", 2.1), (" c d", 3.1)]
    lateness, withheld = behind(at_once, emitted)
    assert lateness == pytest.approx([100, 100, 100])
    assert withheld == [0, 0, 0]
    lateness, withheld = behind(held, emitted)
    assert lateness == pytest.approx([100, 100])
    assert withheld == [1, 0]


def test_differences_are_taken_within_a_round() -> None:
    def figures(value: float) -> dict[str, float]:
        return {row.key: value for row in ROWS}

    rounds = {
        "direct": [figures(1), figures(101), figures(11)],
        "preceptor": [figures(3), figures(103), figures(13)],
        "litellm": [figures(5), figures(105), figures(15)],
    }
    line = next(line for line in summarise(rounds) if line["key"] == "p50_ms")
    assert (line["direct"], line["preceptor"], line["litellm"]) == (11, 2, 4)
    assert (line["ratio"], line["kept"]) == (0.5, True)


def test_a_budget_can_be_missed() -> None:
    assert not Budget("p50_ms", at_most=5).kept(5.01, 0)
    assert Budget("p50_ms", at_most=5).kept(5, 0)
    assert not Budget("requests_per_s", at_least_of_peer=3).kept(299, 100)
    assert Budget("requests_per_s", at_least_of_peer=3).kept(300, 100)
    assert {budget.key for budget in BUDGETS} <= {row.key for row in ROWS}
