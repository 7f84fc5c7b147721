"""`preceptor audit`: proves that nothing was taken from the record."""

from __future__ import annotations

from pathlib import Path

import typer

from gateway.audit import faults
from gateway.commands.ledger import opened_ledger
from gateway.commands.output import DONE, REFUSED, AsJson, explained, show
from gateway.contracts import AuditEvent
from gateway.drain import read_lines
from gateway.ledger.store import Ledger
from gateway.record import JOURNALS
from gateway.settings import read_settings

app = typer.Typer(no_args_is_help=True, help="Prove the audit chain.")


@app.callback()
def audit() -> None:
    """Prove the audit chain."""


@app.command()
def verify(as_json: AsJson = False) -> None:
    """Check every link of every chain, in the ledger and in journals not moved there yet.

    Exits with 1 when a link is missing or was altered. Example: preceptor audit verify
    """
    with explained(), opened_ledger() as ledger:
        chains = all_chains(ledger, read_settings().home / JOURNALS)
    found = faults(chains)
    events = sum(map(len, chains.values()))
    summary = {"chains": len(chains), "events": events, "faults": found}
    text = "\n".join(found) or f"{events} events in {len(chains)} chains: whole"
    show(summary, as_json, text)
    raise typer.Exit(REFUSED if found else DONE)


def all_chains(ledger: Ledger, journals: Path) -> dict[str, list[AuditEvent]]:
    """Every chain in order, with the events that still lie in a journal only."""
    chains = {name: ledger.events.chain(name) for name in ledger.events.chains()}
    for path in sorted(journals.glob("*.journal")):
        for event in _journalled(path):
            chain = chains.setdefault(event.chain, [])
            if event.sequence >= len(chain):
                chain.append(event)
    return chains


def _journalled(path: Path) -> list[AuditEvent]:
    events: list[AuditEvent] = []
    lines, offset = read_lines(path, 0)
    while lines:
        events += [line.audit for line in lines if line.audit is not None]
        lines, offset = read_lines(path, offset)
    return events
