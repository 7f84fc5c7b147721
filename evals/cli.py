"""`preceptor score` and `preceptor drift check`."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from typing import Annotated, BinaryIO, NoReturn

import msgspec
import typer

from evals.drift import Budget
from evals.scorer import Scorer, Tally
from evals.watch import Observation, StreamAlarm, Watches
from gateway.ledger.database import LedgerError
from gateway.ledger.store import ledger_from_environment

FINDING, USAGE, COULD_NOT_CHECK = 1, 2, 3

Ceiling = Annotated[
    float,
    typer.Option(
        envvar="PRECEPTOR_ERROR_CEILING",
        help="Agreed upper bound of the mean loss, between 0 and 1.",
    ),
]
Streams = Annotated[int, typer.Option(help="Streams that share the budget.")]
Horizon = Annotated[int, typer.Option(help="Losses of each stream that the budget covers.")]
Alpha = Annotated[
    float,
    typer.Option(
        envvar="PRECEPTOR_ERROR_ALPHA",
        help="Probability of any false alarm in all streams together.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
drift = typer.Typer(no_args_is_help=True, help="Sequential tests over streams of losses.")
app.add_typer(drift, name="drift")


@app.command()
def score(
    once: Annotated[bool, typer.Option(help="Score what waits now, then end.")] = False,
    as_json: Json = False,
    ceiling: Ceiling = 0.2,
    streams: Streams = 50,
    horizon: Horizon = 10_000,
    alpha: Alpha = 0.01,
    every_s: Annotated[float, typer.Option(min=0.01, help="Pause between rounds.")] = 0.5,
) -> None:
    """Scores feedback as it arrives; rolls a release back when its error rate is too high."""
    budget = _budget(ceiling, streams, horizon, alpha)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        ledger = ledger_from_environment()
        scorer = Scorer(ledger.evidence, budget)
        total = scorer.drain() if once else _follow(scorer, stop, every_s)
        ledger.close()
    except LedgerError as error:
        _fail(COULD_NOT_CHECK, str(error))
    _print_tally(total, as_json)
    raise typer.Exit(FINDING if total.alerts else 0)


@drift.command()
def check(
    ceiling: Ceiling,
    streams: Streams,
    horizon: Horizon,
    alpha: Alpha,
    block: Annotated[
        int, typer.Option(help="Losses in a row to average, if neighbours agree.")
    ] = 1,
    as_json: Json = False,
) -> None:
    """Reads {"stream","t","x"[,"cluster"]} lines, x in [0, 1]; writes a line per alarm.

    Exits 1 when there was an alarm. "x": null is not scored and never counts as 0.
    """
    budget = _budget(ceiling, streams, horizon, alpha)
    try:
        watches = Watches(budget, block)
        alarms = []
        for alarm in watches.run(_observations(sys.stdin.buffer)):
            alarms.append(alarm)
            if not as_json:
                _print_json(alarm)
    except ValueError as error:
        _fail(USAGE, str(error))
    if as_json:
        _print_json(alarms)
    for caveat in watches.caveats():
        typer.echo(caveat, err=True)
    raise typer.Exit(FINDING if alarms else 0)


def _follow(scorer: Scorer, stop: threading.Event, every_s: float) -> Tally:
    """Runs until a signal, telling what happens on stderr."""
    total = Tally()
    for news in scorer.run(stop, every_s):
        if isinstance(news, LedgerError):
            typer.echo(f"could not score: {news}", err=True)
            continue
        total.merge(news)
        _print_tally(news, as_json=False)
    return total


def _observations(lines: BinaryIO) -> Iterator[Observation]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            seen = msgspec.json.decode(line, type=Observation)
        except msgspec.DecodeError as error:
            raise ValueError(f"line {number}: {error}") from error
        if seen.x is not None and not 0 <= seen.x <= 1:
            raise ValueError(f"line {number}: x lies in [0, 1], not at {seen.x:g}")
        yield seen


def _budget(ceiling: float, streams: int, horizon: int, alpha: float) -> Budget:
    try:
        return Budget(ceiling=ceiling, streams=streams, horizon=horizon, alpha=alpha)
    except ValueError as error:
        _fail(USAGE, str(error))


def _print_tally(tally: Tally, as_json: bool) -> None:
    if as_json:
        _print_json(tally)
        return
    typer.echo(f"scored {tally.scored}, not scored {tally.not_scored}", err=True)
    for line in (*tally.alerts, *tally.decisions):
        typer.echo(line, err=True)


def _print_json(value: Tally | StreamAlarm | list[StreamAlarm]) -> None:
    typer.echo(msgspec.json.encode(value))


def _fail(status: int, message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(status)
