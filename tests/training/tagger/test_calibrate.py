"""A threshold is the lowest that keeps false alarms within the rate, and never out of bounds."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.tagger.reading import LABELS
from guards.phi.tagger.tagger import MODEL, Tagger
from training.tagger import calibrate
from training.tagger.calibrate import HIGHEST, LOWEST, _false_alarms, _threshold

SCORES = st.lists(st.floats(LOWEST, 1), max_size=60)
ROUNDING = 0.0005


@given(SCORES, st.integers(1, 100_000), st.floats(1e-5, 1e-2))
def test_no_more_alarms_than_the_rate_lie_above(
    scores: list[float], units: int, rate: float
) -> None:
    threshold = _threshold(scores, units, rate)
    assert LOWEST <= threshold <= HIGHEST
    if threshold < HIGHEST:
        assert sum(score > threshold + ROUNDING for score in scores) <= int(rate * units)


@given(SCORES, st.integers(1, 100_000), st.floats(1e-5, 1e-2))
def test_a_lower_threshold_would_alarm_too_often(
    scores: list[float], units: int, rate: float
) -> None:
    threshold = _threshold(scores, units, rate)
    if threshold > LOWEST:
        assert sum(score >= threshold - ROUNDING for score in scores) > int(rate * units)


def test_without_false_alarms_the_threshold_is_the_lowest() -> None:
    assert _threshold([], 1000, 2e-4) == LOWEST
    assert _threshold([0.3] * 3, 1000, 0.003) == LOWEST


def test_the_threshold_is_the_first_alarm_too_many() -> None:
    assert _threshold([0.2, 0.9, 0.5, 0.4], 1000, 0.002) == 0.4
    assert _threshold([0.99] * 9, 1000, 0.002) == HIGHEST


def test_false_alarms_are_counted_by_label() -> None:
    texts = ["The pain resolved.", "Call Mary Johnson at 212-555-0182."]
    scores, units = _false_alarms(Tagger.load(threshold=LOWEST), texts)
    assert units == 8
    assert set(scores) == set(LABELS)
    assert scores["NAME"]
    assert all(LOWEST - 1e-6 <= score <= 1 for found in scores.values() for score in found)


def test_main_writes_thresholds_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(MODEL, tmp_path / "model"))
    before = json.loads((folder / "tagger.json").read_text())
    texts = ["Mrs. Mary Johnson called."] * 20
    monkeypatch.setattr(calibrate, "background", lambda *_, **__: texts)
    arguments = ["calibrate", "--data", "unused", "--model", str(folder), "--rate", "1e-4"]
    monkeypatch.setattr(sys, "argv", arguments)
    calibrate.main()
    after = json.loads((folder / "tagger.json").read_text())
    assert after["thresholds"]["NAME"] > LOWEST
    assert {**after, "thresholds": None} == {**before, "thresholds": None}
    Tagger.load(folder)
