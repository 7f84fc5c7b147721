"""The promise of the detector: few false alarms, short delays, the same answer after a restart."""

from __future__ import annotations

import json
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.drift import Alarm, Budget, Detector

BUDGET = Budget(ceiling=0.08, horizon=30_000, alpha=0.01)
losses = st.lists(st.floats(0, 1), max_size=60)


def outcomes(rate: float, steps: int, seed: int) -> list[float]:
    return [float(draw < rate) for draw in np.random.default_rng(seed).random(steps)]


def first_alarm(budget: Budget, stream: list[float]) -> Alarm | None:
    detector = Detector(budget)
    return next((a for t, x in enumerate(stream) if (a := detector.observe(x, t))), None)


def test_false_alarms_under_the_null_stay_within_alpha() -> None:
    budget = Budget(ceiling=0.08, horizon=1_000, alpha=0.1)
    alarms = [first_alarm(budget, outcomes(0.08, 1_000, seed)) for seed in range(200)]
    assert sum(alarm is not None for alarm in alarms) <= 0.1 * len(alarms)


@pytest.mark.parametrize(("rate", "at_least", "at_most"), [(0.28, 50, 120), (0.18, 120, 330)])
def test_a_shift_is_found_soon(rate: float, at_least: int, at_most: int) -> None:
    found = [first_alarm(BUDGET, outcomes(rate, 2_000, seed)) for seed in range(40)]
    assert at_least < median(float(a.t) if a else 2_000 for a in found) < at_most


def test_the_onset_of_a_shift_is_dated() -> None:
    stream = outcomes(0.05, 600, 1) + outcomes(0.5, 100, 2)
    alarm = first_alarm(BUDGET, stream)
    assert alarm is not None
    assert 560 <= float(alarm.suspect_from) <= 640 < float(alarm.t) + 60


def test_more_streams_and_longer_horizons_ask_for_more_evidence() -> None:
    lone = first_alarm(BUDGET, [1.0] * 60)
    shared = first_alarm(Budget(ceiling=0.08, streams=40, horizon=300_000), [1.0] * 60)
    assert lone is not None
    assert shared is not None
    assert float(shared.t) > float(lone.t)
    assert lone.e_value >= 30_000 / 0.01


def test_an_alarm_spends_the_evidence() -> None:
    detector = Detector(BUDGET)
    alarms = [t for t in range(40) if detector.observe(1.0, t)]
    assert len(alarms) > 1
    assert len(set(np.diff(alarms))) == 1


@given(losses)
def test_the_statistic_is_the_one_that_is_written_down(stream: list[float]) -> None:
    detector = Detector(BUDGET)
    bets = BUDGET.bets()
    plain = np.zeros(len(bets))
    alarmed = False
    for t, x in enumerate(stream):
        plain = (1 + bets * (x - 0.08)) * (plain + 1)
        alarmed = detector.observe(x, t) is not None
        assert alarmed == bool(plain.mean() >= 30_000 / 0.01)
        if alarmed:
            return


@given(losses, st.integers(0, 60))
def test_a_detector_goes_on_from_its_json(stream: list[float], cut: int) -> None:
    whole, first = Detector(BUDGET), Detector(BUDGET)
    expected = [whole.observe(x, t) for t, x in enumerate(stream)]
    got = [first.observe(x, t) for t, x in enumerate(stream[:cut])]
    second = Detector(BUDGET, json.loads(json.dumps(first.state())))
    got += [second.observe(x, t) for t, x in enumerate(stream) if t >= cut]
    assert got == expected
    assert second.state() == whole.state()


def test_evidence_against_another_ceiling_is_not_carried_over() -> None:
    detector = Detector(BUDGET)
    for t in range(5):
        detector.observe(1.0, t)
    moved = Detector(Budget(ceiling=0.2), detector.state())
    assert moved.steps == 5
    assert moved.state()["run"] == [0.0] * len(Budget(ceiling=0.2).bets())


def test_very_long_and_very_bad_streams_stay_finite() -> None:
    detector = Detector(Budget(ceiling=0.9, horizon=10**12, streams=10**12, alpha=1e-300))
    alarms = [detector.observe(1.0, t) for t in range(20_000)]
    assert all(np.isfinite(alarm.e_value) for alarm in alarms if alarm)
    assert np.isfinite(detector.state()["log_m"]).all()


@pytest.mark.parametrize("loss", [-0.01, 1.01, float("nan"), float("inf")])
def test_what_is_no_loss_is_refused(loss: float) -> None:
    with pytest.raises(ValueError, match=r"lies in \[0, 1\]"):
        Detector(BUDGET).observe(loss, 0)


@pytest.mark.parametrize("ceiling", [0.0, 1.0, -0.1, float("nan")])
def test_a_ceiling_without_meaning_is_refused(ceiling: float) -> None:
    with pytest.raises(ValueError, match="ceiling"):
        Budget(ceiling=ceiling)


@pytest.mark.parametrize("ceiling", [0.01, 0.08, 0.3, 0.7, 0.99])
def test_every_ceiling_has_bets_and_none_can_ruin(ceiling: float) -> None:
    bets = Budget(ceiling=ceiling).bets()
    assert len(bets) > 0
    assert (1 + bets * (0 - ceiling) > 0).all()
