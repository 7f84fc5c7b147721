"""`make bench-phi DATA=DIR`: every figure of the redaction, against its target.

`--only` names one part (see parts.py). Exits 1 when a target is missed, 3 when nothing was
measured.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from tests.bench.phi.card import write_card
from tests.bench.phi.figure import Figure, Result
from tests.bench.phi.parts import PARTS, run_part
from tests.bench.phi.report import summary, table
from tests.bench.phi.setting import Setting, whole_detector

ROOT = Path(__file__).resolve().parents[3]
REPORT = ROOT / "reports" / "bench-phi.json"
MISSED, WRONG_USAGE, COULD_NOT_MEASURE = 1, 2, 3

messages = Console(stderr=True)


def main(
    data: Annotated[Path, typer.Option(help="Folder with phi/, notes/, summarise/, ner/ ...")],
    only: Annotated[list[str] | None, typer.Option(help="Run these parts alone.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="Texts of each set; 0 is all.")] = 0,
    examples: Annotated[int, typer.Option(min=0, help="Cases to show of each part.")] = 0,
    seed: Annotated[int, typer.Option(help="Other notes, for figures nothing was tuned on.")] = 0,
    card: Annotated[Path | None, typer.Option(help="Write the detector card here.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Measures, prints a table, writes reports/bench-phi.json."""
    names = only or list(PARTS)
    if unknown := [name for name in names if name not in PARTS]:
        messages.print(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
        raise typer.Exit(WRONG_USAGE)
    results = {name: _run(name, Setting(data, limit, examples, seed)) for name in names}
    figures = [figure for result in results.values() for figure in result.figures]
    report = _report(results, figures)
    if not only and not limit:
        REPORT.parent.mkdir(exist_ok=True)
        REPORT.write_text(json.dumps(report, indent=1) + "\n")
    if card:
        write_card(card, figures, whole_detector().coverage)
    _show(report, figures, results, as_json=as_json)
    raise typer.Exit(_verdict(figures))


def _run(name: str, setting: Setting) -> Result:
    began_s = time.monotonic()
    messages.print(f"{name} ...", end="", markup=False)
    result = run_part(name, setting)
    messages.print(f" {time.monotonic() - began_s:.0f} s")
    return result


def _report(results: dict[str, Result], figures: list[Figure]) -> dict[str, Any]:
    return {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "detector": whole_detector().coverage,
        "cores": os.cpu_count(),
        "load_average": os.getloadavg()[0],
        "summary": summary(figures),
        "figures": [figure.as_json() for figure in figures],
        "examples": {name: r.examples for name, r in results.items() if r.examples},
    }


def _show(
    report: dict[str, Any], figures: list[Figure], results: dict[str, Result], *, as_json: bool
) -> None:
    if as_json:
        sys.stdout.write(json.dumps(report) + "\n")
        return
    for name, result in results.items():
        for line in result.examples:
            messages.print(f"{name}: {line}", markup=False, highlight=False, soft_wrap=True)
    Console(width=150).print(table(figures))
    messages.print(f"{report['summary']}, {report['detector']}, load {report['load_average']:.1f}")


def _verdict(figures: list[Figure]) -> int:
    if all(figure.value is None for figure in figures):
        return COULD_NOT_MEASURE
    return MISSED if any(figure.kept is False for figure in figures) else 0


app = typer.Typer(pretty_exceptions_enable=False)
app.command()(main)

if __name__ == "__main__":
    app()
