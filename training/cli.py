"""`preceptor train`: from a recipe and a data directory to an adapter the gateway can prove."""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Annotated

import typer

from training.errors import RefusedError, TrainingError

DONE, REFUSED, UNCHECKED = 0, 1, 3

app = typer.Typer(help="Train adapters.", no_args_is_help=True)


@app.command()
def train(
    recipe: Annotated[str, typer.Argument(help="A recipe's name, or a YAML file.")],
    data: Annotated[Path, typer.Option(help="Directory that holds train.jsonl.")],
    base: Annotated[Path, typer.Option(help="Directory of the base model.")],
    out: Annotated[Path, typer.Option(help="Directory for the adapter; must not hold one yet.")],
    resume: Annotated[bool, typer.Option(help="Go on from the last checkpoint in OUT.")] = False,
    start: Annotated[Path | None, typer.Option(help="Adapter that the recipe continues.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Train an adapter and write its weights, manifest and card to OUT.

    Example: preceptor train icd10-coder-v2 --data notes/ --base models/starter --out adapters/mine
    """
    try:
        # The trainer prints its log on stdout, which belongs to the one JSON document.
        with redirect_stdout(sys.stderr):
            summary = _train(recipe, data, base, out, resume, start)
    except TrainingError as error:
        typer.echo(f"preceptor train: {error}", err=True)
        raise typer.Exit(REFUSED if isinstance(error, RefusedError) else UNCHECKED) from error
    typer.echo(json.dumps(summary) if as_json else _sentence(summary))


def _train(
    recipe_name: str, data: Path, base: Path, out: Path, resume: bool, start: Path | None
) -> dict[str, object]:
    """The command without its console."""
    from training.recipe import load_recipe

    recipe = load_recipe(recipe_name)
    if (out / "manifest.json").exists():
        raise RefusedError(f"{out.name} already holds an adapter; versions are never overwritten")
    # torch takes seconds to import: a wrong recipe should not wait for it.
    from gateway.contracts import version_name
    from training.export import export_adapter
    from training.sft import train_adapter

    run = train_adapter(recipe, data, base, out, resume, start)
    manifest = export_adapter(recipe, run, base, out, {}, base.name)
    return {
        "version": version_name(manifest), "label": manifest.label, "steps": run.steps,
        "examples": run.examples, "too_long": run.too_long, "train_loss": round(run.train_loss, 4),
    }  # fmt: skip


def _sentence(summary: dict[str, object]) -> str:
    return (
        f"{summary['version']} trained for {summary['steps']} steps on {summary['examples']} "
        f"conversations ({summary['too_long']} too long, left out)"
    )
