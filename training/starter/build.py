"""Build the starter's adapters: data, training, held-out figures, manifests.

`python -m training.starter.build --data DIR --base DIR --out DIR [--only icd10-coder-v2]`
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec

from training.export import export_adapter
from training.recipe import Recipe, load_recipe
from training.sft import train_adapter
from training.starter.evaluate import answer_by_peft, score, select
from training.starter.suite import Case, coder_cases, summary_cases
from training.starter.task_data import write_task_data

BASE_NAME = "preceptor-starter"
RECIPES = (
    "icd10-coder-v0",
    "icd10-coder-v1",
    "icd10-coder-v2",
    "note-summarizer-v1",
    "note-summarizer-v2",
)
"""In an order in which each finds the version that it continues."""


def build(data: Path, base: Path, out: Path, names: list[str], limit: int, examples: int) -> None:
    """Train, measure and export each recipe into out/<name>/<label>."""
    folders = write_task_data(data, out / "data")
    suite = [*coder_cases(), *summary_cases(data)]
    for name in names:
        recipe = load_recipe(name)
        if examples:
            recipe = msgspec.structs.replace(recipe, examples=examples)
        target = out / "adapters" / recipe.name / recipe.label
        target.mkdir(parents=True, exist_ok=True)
        start = target.parent / recipe.continues if recipe.continues else None
        run = train_adapter(recipe, folders[recipe.name], base, target, start=start)
        metrics = measure(recipe, suite, base, target, limit)
        export_adapter(recipe, run, base, target, metrics, BASE_NAME)
        print(f"{name}: {metrics}", file=sys.stderr, flush=True)


def measure(
    recipe: Recipe, suite: list[Case], base: Path, adapter: Path, limit: int
) -> dict[str, Any]:
    """Held-out figures as one flat table: the main slice plain, the others by their name."""
    cases = select(suite, recipe.name, limit)
    figures = score(cases, answer_by_peft(cases, base, adapter))
    main = "carriers" if "carriers" in figures else "summaries"
    flat: dict[str, Any] = dict(figures.pop(main))
    for name, values in figures.items():
        flat |= {f"{name}_{key}": value for key, value in values.items()}
    return flat


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", action="append", choices=RECIPES, help="a recipe; repeatable")
    parser.add_argument("--limit", type=int, default=0, help="cases a slice, 0 for all")
    parser.add_argument("--examples", type=int, default=0, help="rows a recipe, for a quick trial")
    a = parser.parse_args()
    build(a.data, a.base, a.out, a.only or list(RECIPES), a.limit, a.examples)


if __name__ == "__main__":
    main()
