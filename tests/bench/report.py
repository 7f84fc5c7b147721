"""Rounds into figures, figures into a table, a file and a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from rich.table import Table

from tests.bench.measure import Figures

Rounds = Mapping[str, list[Figures]]
OURS, PEER, DIRECT = "preceptor", "litellm", "direct"


@dataclass(frozen=True)
class Row:
    """One figure: how it is named, and whether it is what a target adds to a direct call."""

    key: str
    name: str
    added: bool


ROWS = (
    Row("p50_ms", "added latency p50, 1 connection (ms)", added=True),
    Row("p99_ms", "added latency p99, 1 connection (ms)", added=True),
    Row("crowd_p50_ms", "added latency p50, 8 connections (ms)", added=True),
    Row("crowd_p99_ms", "added latency p99, 8 connections (ms)", added=True),
    Row("requests_per_s", "requests per second, 8 connections", added=False),
    Row("cpu_ms", "CPU per request (ms)", added=False),
    Row("first_ms", "added delay of the first streamed piece (ms)", added=True),
    Row("later_ms", "added delay of later pieces (ms)", added=True),
    Row("held_back", "pieces held back in a stream", added=False),
)


@dataclass(frozen=True)
class Budget:
    """What a figure of ours must keep to; `of_peer` multiplies the peer's figure."""

    key: str
    at_most: float | None = None
    at_least_of_peer: float | None = None

    def kept(self, ours: float, peer: float) -> bool:
        if self.at_most is not None:
            return ours <= self.at_most
        return self.at_least_of_peer is None or ours >= self.at_least_of_peer * peer

    def __str__(self) -> str:
        return f"<= {self.at_most:g}" if self.at_most else f">= {self.at_least_of_peer:g} x"


BUDGETS = (
    Budget("p50_ms", at_most=5.0),
    Budget("p99_ms", at_most=20.0),
    Budget("requests_per_s", at_least_of_peer=3.0),
    Budget("first_ms", at_most=10.0),
    Budget("later_ms", at_most=0.3),
)


def summarise(rounds: Rounds) -> list[dict[str, Any]]:
    """A line per figure: medians over rounds, differences taken within a round."""
    return [_line(row, rounds) for row in ROWS]


def table(lines: list[dict[str, Any]]) -> Table:
    """The figures side by side. `direct` is always the direct call itself."""
    shown = Table(title="Preceptor beside a bare LiteLLM proxy, one core, mock upstream")
    for column in ("figure", "direct", "Preceptor", "LiteLLM", "Preceptor / LiteLLM", "must"):
        shown.add_column(column, justify="left" if column == "figure" else "right")
    for line in lines:
        verdict = {None: "", True: "[green]kept[/]", False: "[red]missed[/]"}[line["kept"]]
        numbers = (line[DIRECT], line[OURS], line[PEER], line["ratio"])
        shown.add_row(line["name"], *map(_number, numbers), f"{line['must'] or ''} {verdict}")
    return shown


def _line(row: Row, rounds: Rounds) -> dict[str, Any]:
    ours, peer = (_value(row, rounds, name) for name in (OURS, PEER))
    budget = next((budget for budget in BUDGETS if budget.key == row.key), None)
    return {
        "key": row.key,
        "name": row.name,
        DIRECT: median(figures[row.key] for figures in rounds[DIRECT]),
        OURS: ours,
        PEER: peer,
        "ratio": ours / peer if ours > 0 and peer > 0 else None,
        "must": str(budget) if budget else None,
        "kept": budget.kept(ours, peer) if budget else None,
    }


def _value(row: Row, rounds: Rounds, name: str) -> float:
    mine = [figures[row.key] for figures in rounds[name]]
    base = [figures[row.key] if row.added else 0.0 for figures in rounds[DIRECT]]
    return median(value - zero for value, zero in zip(mine, base, strict=True))


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"
