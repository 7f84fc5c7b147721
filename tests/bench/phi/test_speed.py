"""The arithmetic of speed, and an engine's process; nothing here is timed."""

from __future__ import annotations

import pytest

from tests.bench.phi.engines import Round, running
from tests.bench.phi.figure import at_least
from tests.bench.phi.setting import NotMeasurable
from tests.bench.phi.speed import TEXTS, _cut, _own, _ratio


def rounds(*totals_s: float) -> dict[int, list[Round]]:
    return {chars: [Round([t / 2, t / 2], t, 100.0) for t in totals_s] for chars in TEXTS}


def test_a_ratio_is_taken_within_a_round_and_its_median_over_rounds() -> None:
    found = {"rules": rounds(1, 2, 1), "presidio": rounds(10, 22, 30)}
    figure = _ratio(found, "rules", 300, at_least(10))
    assert (figure.value, figure.low, figure.high) == (11, 10, 30)
    assert figure.kept


def test_own_figures_are_in_their_units() -> None:
    figures = {f.name: f for f in _own("gateway", rounds(0.002), 1.5)}
    title = "through the gateway's redaction"
    assert figures[f"{title}, 300 characters, p50"].value == pytest.approx(1.0)
    assert figures[f"{title}, 300 characters"].value == pytest.approx(0.3)
    assert figures[f"{title}, ready after"].value == 1.5


def test_texts_have_their_length_to_the_character() -> None:
    texts = iter(["a" * 250, "b" * 250, "c" * 400])
    assert [len(_cut(texts, 300)), len(_cut(texts, 300))] == [300, 300]


@pytest.mark.parametrize("name", ["rules", "whole", "gateway"])
def test_an_engine_answers_for_each_text(name: str) -> None:
    with running([name]) as (engine,):
        assert len(engine.run(["Seen 3/4/2024.", "BP 120/80."]).took_s) == 2


def test_an_engine_that_does_not_exist_is_reported() -> None:
    with pytest.raises(NotMeasurable, match="nobody"), running(["nobody"]):
        pytest.fail("it must not start")
