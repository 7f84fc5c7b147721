"""Figures as a table for people and one document for programs."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from tests.bench.phi.figure import Figure

CAPTION = "intervals: 95%, clustered by document; of times, the range over rounds"
VERDICTS = {None: "", True: "[green]met[/]", False: "[red]missed[/]"}


def table(figures: Sequence[Figure]) -> Table:
    """One line a figure, with its interval and its target."""
    shown = Table(title="Protected health information: found, surviving, cost", caption=CAPTION)
    for column in ("part", "figure", "value", "interval", "counted", "target", ""):
        right = column in ("value", "interval", "counted")
        shown.add_column(column, justify="right" if right else "left", overflow="fold")
    for figure in figures:
        shown.add_row(
            figure.part,
            figure.name,
            value_of(figure),
            interval_of(figure),
            f"{figure.found}/{figure.of}" if figure.of else "",
            str(figure.target or ""),
            f"{VERDICTS[figure.kept]} {figure.note}".strip(),
        )
    return shown


def value_of(figure: Figure) -> str:
    """The value with its unit; a dash where there is none."""
    if figure.value is None:
        return "-"
    if figure.unit == "share":
        return percent(figure.value)
    shown = f"{figure.value:,.0f}" if figure.value >= 100 else f"{figure.value:.3g}"
    return f"{shown} {figure.unit}"


def interval_of(figure: Figure) -> str:
    """The interval; nothing where there is none."""
    if figure.low is None or figure.high is None:
        return ""
    if figure.unit == "share":
        return f"{percent(figure.low)} to {percent(figure.high)}"
    return f"{figure.low:.3g} to {figure.high:.3g}"


def percent(share_01: float) -> str:
    """A share in percent; small ones keep the digits that matter."""
    digits = 3 if 0 < share_01 < 0.01 else 2
    return f"{100 * share_01:.{digits}f}%"


def summary(figures: Sequence[Figure]) -> str:
    """How many targets are met, in one line."""
    judged = [figure for figure in figures if figure.target]
    met = sum(figure.kept is True for figure in judged)
    return f"{met} of {len(judged)} targets met"
