"""The measuring command counts what it says it counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from guards.phi.detector import Detector
from guards.phi.measure import main, measure

ROWS = """\
{"id":"1","text":"SSN 123-45-6789 and table","spans":[\
{"start":4,"end":15,"label":"SSN"},{"start":20,"end":25,"label":"NAME"}]}
{"id":"2","text":"seen 02/25/2023","spans":[]}
{"id":"3","text":"lisinopril 10 mg","spans":[]}
"""


def test_tally(tmp_path: Path, detector: Detector) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(ROWS)
    tally = measure(path, detector)
    assert (tally.found.total(), tally.gold.total()) == (1, 2)
    assert (tally.touched, tally.negatives) == (1, 2)
    assert (tally.right_words, tally.predicted_words) == (1, 1)


def test_command_prints_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(ROWS)
    assert main([str(path)]) == 0
    assert "full-span recall 1/2" in capsys.readouterr().out
