"""`python -m tests.leak`: invented identifiers through a real gateway, then a search of every byte.

Exits 0 when nothing lies at rest, nothing was told to others and nothing was sent on in a header,
1 when something was found, 3 when it could not be checked. What the engine saw in clear is a
figure of the detector, reported worst first, and no leak at rest.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tests.leak.findings import Report, total
from tests.leak.modes import MODES
from tests.leak.rest import Found
from tests.leak.run import Blind, run
from tests.leak.system import NotReady

FOUND, COULD_NOT_CHECK = 1, 3
SHOWN = 20

messages = Console(stderr=True)


def main(
    identifiers: Annotated[int, typer.Option(min=50, max=30_000, help="How many.")] = 10_000,
    seed: Annotated[int, typer.Option(help="Equal seeds, equal identifiers.")] = 0,
    keep: Annotated[bool, typer.Option(help="Keep the gateway's home for a look.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Pushes, kills, restarts, stops, searches, and reports."""
    folder, began_s = Path(tempfile.mkdtemp(prefix="preceptor-leak-")), time.monotonic()

    def tell(line: str) -> None:
        messages.print(f"{time.monotonic() - began_s:6.1f} s  {line}", markup=False)

    try:
        report = run(folder, identifiers, seed, tell)
    except (NotReady, Blind, OSError) as error:
        messages.print(str(error), markup=False)
        raise typer.Exit(COULD_NOT_CHECK) from error
    finally:
        if keep:
            messages.print(f"kept: {folder}", markup=False)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    if as_json:
        print(json.dumps(report.document()))
    else:
        show(report, Console())
    raise typer.Exit(0 if report.is_clean else FOUND)


def show(report: Report, console: Console) -> None:
    """The report for people."""
    rest = report.rest
    console.print(
        f"{report.identifiers} identifiers ({report.needles} needles), {report.requests} requests; "
        f"searched {rest.files} files, {rest.bytes / 1e6:.1f} MB, {rest.rows} rows"
    )
    _show_found(console, "at rest", rest.found)
    _show_found(console, "told to others", report.overheard)
    _show_found(console, "sent on in headers", report.in_headers)
    console.print(f"errors that quote their sender's identifiers: {dict(report.echoed) or 0}")
    console.print("restored to their sender: {} of {}".format(*report.restored))
    if report.strays:
        console.print(f"written outside the home: {', '.join(report.strays)}", style="yellow")
    if report.unbound:
        console.print(f"not bound: {', '.join(report.unbound)}", style="yellow")
    console.print(_engine_table(report), _channel_table(report), _status_table(report))


def _show_found(console: Console, what: str, found: tuple[Found, ...]) -> None:
    console.print(f"{what}: {len(found)}", style="red" if found else "green")
    places = Counter(one.place for one in found)
    for place, count in places.most_common(SHOWN):
        example = next(one for one in found if one.place == place)
        told = f"{example.label} as {example.form}: {example.value}"
        console.print(f"  {place}: {count}, such as {told}", markup=False)


def _engine_table(report: Report) -> Table:
    """Missed of sent by kind and mode, the worst kind first."""
    table = Table("kind", "label", *MODES, "recall", "95%", title="seen by the engine")
    kinds = dict.fromkeys((row.kind, row.label) for row in report.engine)
    for kind, label in kinds:
        rows = {row.mode: row for row in report.engine if row.kind == kind}
        cells = [f"{rows[m].missed}/{rows[m].sent}" if m in rows else "" for m in MODES]
        whole = total(rows.values())
        low, high = whole.interval_01
        table.add_row(kind, label, *cells, f"{whole.recall_01:.4f}", f"{low:.3f}-{high:.3f}")
    return table


def _channel_table(report: Report) -> Table:
    table = Table("channel or origin", "missed", "heard", "share", title="of these by channel")
    for key, (missed, heard) in (*report.by_channel.items(), *report.by_origin.items()):
        table.add_row(key, str(missed), str(heard), f"{missed / heard:.4f}")
    return table


def _status_table(report: Report) -> Table:
    table = Table("channel", "answers", title="how channels were answered")
    for channel, counts in sorted(report.statuses.items()):
        table.add_row(channel, ", ".join(f"{code}: {n}" for code, n in counts.items()))
    return table


if __name__ == "__main__":
    typer.run(main)
