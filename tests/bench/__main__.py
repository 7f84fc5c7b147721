"""`make bench`: what the gateway adds to a request, beside a bare LiteLLM proxy and no proxy.

Both proxies run on one core, the load and the mock engine on the other, over loopback. Rounds are
interleaved and figures are medians over rounds. Every request is a new invented note of 300
characters and a new conversation. Exits 1 when a budget is missed, 3 when nothing was measured.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import sys
import tempfile
import time
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import typer
import uvloop
from rich.console import Console

from tests.bench.client import BadAnswer, Target
from tests.bench.measure import Figures, measure, warm_up
from tests.bench.notes import make_notes
from tests.bench.processes import (
    ROOT,
    NotReady,
    Server,
    litellm_proxy,
    mock_upstream,
    preceptor,
)
from tests.bench.report import summarise, table

REPORT = ROOT / "reports" / "bench.json"
MISSED, COULD_NOT_MEASURE = 1, 3
NOTES = 20_000

messages = Console(stderr=True)
Subject = tuple[Target, Server | None]


def main(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds of each target.")] = 5,
) -> None:
    """Measures, prints a table, writes reports/bench.json."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        messages.print("two processor cores are needed: one for the proxies, one for the load")
        raise typer.Exit(COULD_NOT_MEASURE)
    began_s = time.monotonic()
    try:
        measured = _bench(cores[0], cores[1], rounds)
    except (NotReady, BadAnswer) as error:
        messages.print(str(error), markup=False)
        raise typer.Exit(COULD_NOT_MEASURE) from error
    report = {**_circumstances(rounds, time.monotonic() - began_s), "figures": summarise(measured)}
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps({**report, "rounds": measured}, indent=1) + "\n")
    _show(report, as_json)
    missed = [line["name"] for line in report["figures"] if line["kept"] is False]
    raise typer.Exit(MISSED if missed else 0)


def _bench(proxy_core: int, load_core: int, rounds: int) -> dict[str, list[Figures]]:
    """Every target's figures, a list of rounds each."""
    os.sched_setaffinity(0, {load_core})
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="preceptor-bench-")))
        upstream = stack.enter_context(mock_upstream(load_core, home))
        messages.print("starting the LiteLLM proxy and Preceptor")
        peer, peer_target = stack.enter_context(litellm_proxy(proxy_core, home, upstream))
        ours, our_target = stack.enter_context(preceptor(proxy_core, home, upstream))
        subjects: list[Subject] = [(upstream, None), (peer_target, peer), (our_target, ours)]
        return uvloop.run(_rounds(subjects, upstream, rounds))


async def _rounds(
    subjects: list[Subject], upstream: Target, rounds: int
) -> dict[str, list[Figures]]:
    notes = cycle(make_notes(NOTES, seed=1))
    figures: dict[str, list[Figures]] = {target.name: [] for target, _ in subjects}
    for target, _ in subjects:
        await warm_up(target, notes)
    for number in range(1, rounds + 1):
        messages.print(f"round {number} of {rounds}")
        for target, server in subjects:
            figures[target.name].append(await measure(target, server, upstream, notes))
            await asyncio.sleep(0.3)  # what a target still writes is its own, not the next one's
    return figures


def _sync_ms() -> float:
    """What one durable write costs here: the audit waits for it before every answer."""
    took_ms = []
    with tempfile.NamedTemporaryFile(prefix="preceptor-bench-") as file:
        for _ in range(50):
            os.write(file.fileno(), b"x" * 600)
            began_s = time.perf_counter()
            os.fdatasync(file.fileno())
            took_ms.append(1_000 * (time.perf_counter() - began_s))
    return median(took_ms)


def _circumstances(rounds: int, seconds: float) -> dict[str, Any]:
    return {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "seconds": round(seconds),
        "rounds": rounds,
        "cores": os.cpu_count(),
        "load_average": os.getloadavg()[0],
        "fdatasync_ms": _sync_ms(),
        "machine": platform.machine(),
        "python": platform.python_version(),
    }


def _show(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(report) + "\n")
        return
    Console(width=130).print(table(report["figures"]))
    messages.print(
        f"{report['rounds']} rounds, {report['seconds']} s, load average "
        f"{report['load_average']:.1f} on {report['cores']} cores, a durable write takes "
        f"{report['fdatasync_ms']:.1f} ms; written to reports/bench.json"
    )


app = typer.Typer(pretty_exceptions_enable=False)
app.command()(main)

if __name__ == "__main__":
    app()
