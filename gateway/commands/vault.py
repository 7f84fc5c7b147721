"""`preceptor vault`: what could be restored, and having it forgotten."""

from __future__ import annotations

import time
from typing import Annotated, Any

import msgspec
import typer

from gateway.commands.client import call
from gateway.commands.ledger import audited, opened_ledger
from gateway.commands.output import REFUSED, USAGE, AsJson, NotRunning, end, explained, show, table
from gateway.errors import BadRequest
from gateway.purge import Purge, checked
from gateway.settings import read_settings

app = typer.Typer(no_args_is_help=True, help="See and purge the map from surrogates to values.")
HERE = "command line"
NOTHING = (
    "nothing of that is in the vault; what was said of a conversation whose requests named a "
    "patient lies with the patient (--subject)"
)


@app.command()
def stats(as_json: AsJson = False) -> None:
    """Count identity maps by tenant; nothing is decrypted. Example: preceptor vault stats"""
    with explained(), opened_ledger(may_be_locked=True) as ledger:
        audited(ledger, "vault.listed", "vault", {"by": HERE})
        holdings = ledger.conversations.holdings(time.time())
    rows = [
        [h.tenant, str(h.maps), str(h.patients), _day(h.expires_first), _day(h.expires_last)]
        for h in holdings
    ]
    columns = ["tenant", "maps", "of patients", "first expires", "last expires"]
    show(holdings, as_json, table(columns, rows))


@app.command()
def purge(
    tenant: Annotated[str, typer.Option(help="Whose maps.")],
    subject: Annotated[str | None, typer.Option(help="The patient: subject_ref.")] = None,
    conversation: Annotated[str | None, typer.Option(help="The conversation's id.")] = None,
    as_json: AsJson = False,
) -> None:
    """Delete what can be restored of a patient, of a conversation, or of a whole tenant.

    Exits with 1 when there was nothing. Example: preceptor vault purge --tenant w7 --subject 4711
    """
    try:
        wanted = checked(Purge(tenant, subject, conversation))
    except BadRequest as error:
        end(USAGE, error.message)
    with explained():
        purged = _purged(wanted)
    if not purged:
        end(REFUSED, NOTHING)
    show({"purged": purged}, as_json, f"{purged} maps purged")


def _purged(wanted: Purge) -> int:
    """How many maps went: by the running server, which has them in memory, else from the ledger."""
    try:
        answer: dict[str, Any] = call(
            read_settings(), "POST", "/admin/vault/purge", msgspec.to_builtins(wanted)
        )
        return int(answer["purged"])
    except NotRunning:
        with opened_ledger(may_be_locked=True) as ledger:
            names = wanted.names(ledger.keyring)
            detail = wanted.audit_detail(names, by=HERE)
            audited(ledger, "vault.purge", wanted.tenant, detail)
            return len(ledger.conversations.purge(wanted.tenant, names))


def _day(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at))
