"""The leak test's document becomes figures; a hit is never met."""

from __future__ import annotations

from typing import Any

from tests.bench.phi.leak import _hits, _missed, _seen


def document(found: list[dict[str, str]]) -> dict[str, Any]:
    row = {"kind": "name", "label": "NAME", "sent": 10}
    return {
        "identifiers": 50,
        "requests": 90,
        "rest": {"files": 3, "bytes": 2_000_000, "rows": 7, "found": found},
        "overheard": [],
        "in_headers": [],
        "echoed": {},
        "engine": [
            {**row, "mode": "mask", "missed": 4},
            {**row, "mode": "limited", "missed": 0},
        ],
        "missed": ["x"],
    }


def test_nothing_found_meets_every_target() -> None:
    figures = list(_hits(document([])))
    assert [f.kept for f in figures if f.target] == [True] * 4
    assert next(f for f in figures if f.name == "hits at rest").note == "3 files, 2 MB, 7 rows"


def test_one_hit_at_rest_is_missed() -> None:
    figures = {f.name: f for f in _hits(document([{"place": "journal"}]))}
    assert figures["hits at rest"].kept is False
    assert figures["told to others"].kept


def test_what_the_engine_saw_is_a_recall_with_its_interval() -> None:
    total, worst, best = _seen(document([]))
    assert (total.value, total.found, total.of) == (0.8, 16, 20)
    assert (worst.value, best.value) == (0.6, 1.0)
    assert worst.low is not None
    assert worst.low < 0.6
    assert _missed(document([])) == ["engine saw x"]
