from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from training.errors import RefusedError, UncheckedError
from training.recipe import RECIPES, load_recipe, parse_recipe

MINIMAL: dict[str, Any] = {
    "name": "a", "label": "v1", "intended_use": "", "limitations": "",
    "probes": [{"content": "one"}, {"content": "two"}, {"content": "three"}],
}  # fmt: skip


def test_every_shipped_recipe_loads_under_its_own_name() -> None:
    for path in RECIPES.glob("*.yaml"):
        recipe = load_recipe(path.stem)
        assert path.stem == f"{recipe.name}-{recipe.label}"


def test_a_later_version_differs_from_the_first_in_effort_only() -> None:
    for name in ("icd10-coder", "note-summarizer"):
        first, second = load_recipe(f"{name}-v1"), load_recipe(f"{name}-v2")
        assert (first.rank, first.targets) == (second.rank, second.targets)
        assert first.probes == second.probes
        assert first.examples * first.epochs < (second.examples or 1200) * second.epochs


@pytest.mark.parametrize(
    "change",
    [
        {"rank": 12},
        {"probes": []},
        {"epochs": 0},
        {"warmup_share": 1.5},
        {"use_dora": True},
        {"batch_size": "many"},
    ],
)
def test_a_recipe_that_cannot_work_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(RefusedError):
        parse_recipe(MINIMAL | change, "test.yaml")


def test_an_unknown_recipe_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UncheckedError, match="icd10-coder-v2"):
        load_recipe(str(tmp_path / "absent.yaml"))
