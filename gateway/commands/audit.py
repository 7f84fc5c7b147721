"""`preceptor audit`: proves that nothing was taken from the record."""

from __future__ import annotations

from pathlib import Path

import typer

from gateway.audit import faults
from gateway.commands.ledger import opened_ledger
from gateway.commands.output import DONE, REFUSED, AsJson, explained, show
from gateway.contracts import AuditEvent
from gateway.drain import exclusively, read_lines
from gateway.ledger.database import LedgerCorrupt
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
    with explained(), opened_ledger(may_be_locked=True) as ledger:
        chains, unreadable = all_chains(ledger, read_settings().home / JOURNALS)
    found = [*unreadable, *faults(chains)]
    events = sum(map(len, chains.values()))
    summary = {"chains": len(chains), "events": events, "faults": found}
    text = "\n".join(found) or f"{events} events in {len(chains)} chains: whole"
    show(summary, as_json, text)
    raise typer.Exit(REFUSED if found else DONE)


def all_chains(ledger: Ledger, journals: Path) -> tuple[dict[str, list[AuditEvent]], list[str]]:
    """Every chain in order, with events that lie in a journal only; and what cannot be read."""
    unreadable: list[str] = []
    journals.mkdir(parents=True, exist_ok=True, mode=0o700)
    with exclusively(journals):
        chains: dict[str, list[AuditEvent]] = {}
        for name in ledger.events.chains():
            try:
                chains[name] = ledger.events.chain(name)
            except LedgerCorrupt as error:
                unreadable.append(f"chain {name}: {error}")
        for path in sorted(journals.glob("*.journal")):
            try:
                _extend(chains, path)
            except LedgerCorrupt as error:
                unreadable.append(str(error))
    return chains, unreadable


def _extend(chains: dict[str, list[AuditEvent]], path: Path) -> None:
    for event in _journalled(path):
        chain = chains.setdefault(event.chain, [])
        if event.sequence >= len(chain):
            chain.append(event)


def _journalled(path: Path) -> list[AuditEvent]:
    events: list[AuditEvent] = []
    lines, offset = read_lines(path, 0)
    while lines:
        events += [line.audit for line in lines if line.audit is not None]
        lines, offset = read_lines(path, offset)
    return events
