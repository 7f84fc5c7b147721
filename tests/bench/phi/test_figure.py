"""Targets can be missed, and what was not measured never counts as met."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from tests.bench.phi.figure import Figure, at_least, at_most, share, unmeasured
from tests.bench.phi.parts import PARTS, run_part
from tests.bench.phi.report import interval_of, percent, summary, table, value_of
from tests.bench.phi.setting import Setting


def test_a_target_is_judged_by_the_value() -> None:
    assert share("a", "recall", [(99, 100)], at_least(0.99)).kept
    assert share("a", "recall", [(98, 100)], at_least(0.99)).kept is False
    assert share("a", "altered", [(1, 100)], at_most(0.0005)).kept is False
    assert share("a", "recall", [(98, 100)]).kept is None


def test_what_was_not_measured_is_missed_where_it_has_a_target() -> None:
    assert unmeasured("a", "recall", "no data", at_least(0.9)).kept is False
    assert share("a", "recall", [], at_least(0.9)).value is None
    assert share("a", "recall", [(0, 0)], at_least(0.9)).kept is False


def test_a_share_knows_what_it_counted() -> None:
    figure = share("a", "recall", [(1, 2), (3, 4)])
    assert (figure.value, figure.found, figure.of) == (4 / 6, 4, 6)
    assert figure.low is not None
    assert figure.high is not None
    assert figure.low < 4 / 6 < figure.high
    assert figure.as_json()["kept"] is None


def test_figures_are_shown_with_units() -> None:
    assert percent(0.98765) == "98.77%"
    assert percent(0.00043) == "0.043%"
    assert value_of(Figure("a", "x", None)) == "-"
    assert value_of(Figure("a", "x", 12.345, "x")) == "12.3 x"
    assert interval_of(Figure("a", "x", 12.0, "x", 11.0, 13.0)) == "11 to 13"


def test_the_table_and_its_summary_name_what_was_missed() -> None:
    figures = [share("a", "recall", [(1, 2)], at_least(0.9)), share("a", "b", [(1, 1)])]
    console = Console(record=True, width=140)
    console.print(table(figures))
    assert "missed" in console.export_text()
    assert summary(figures) == "0 of 1 targets met"


def test_a_part_without_its_data_is_reported_not_raised(tmp_path: Path) -> None:
    for name in ("asq-phi", "notes", "survive", "stream", "speed"):
        (figure,) = run_part(name, Setting(tmp_path)).figures
        assert figure.value is None
        assert figure.kept is False
        assert figure.note
    assert next(iter(PARTS)) == "asq-phi"


def test_a_file_that_is_not_labelled_text_is_reported(tmp_path: Path) -> None:
    (tmp_path / "phi").mkdir()
    (tmp_path / "phi" / "asq_phi.jsonl").write_text('{"id": 3}\n')
    (figure,) = run_part("asq-phi", Setting(tmp_path)).figures
    assert "asq_phi.jsonl" in figure.note
