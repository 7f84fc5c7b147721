"""`preceptor keys`: credentials of applications, evaluators and operators."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from gateway.commands.ledger import audited, opened_ledger
from gateway.commands.output import REFUSED, USAGE, AsJson, end, explained, show, table
from gateway.keys import ROLES, new_key

app = typer.Typer(no_args_is_help=True, help="Make, list and revoke API keys.")


@app.command()
def create(
    tenant: Annotated[str, typer.Option(help="Whose data the key may see.")],
    role: Annotated[str, typer.Option(help="application, evaluator or operator.")],
    department: Annotated[str | None, typer.Option(help="For department pilots.")] = None,
    rpm: Annotated[int | None, typer.Option(min=1, help="Requests a minute.")] = None,
    tpm: Annotated[int | None, typer.Option(min=1, help="Tokens a minute.")] = None,
    concurrency: Annotated[int | None, typer.Option(min=1, help="Requests at once.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a key and print it; it is shown this once only.

    Example: preceptor keys create --tenant ward-7 --role application --rpm 600
    """
    if role not in ROLES:
        end(USAGE, f"--role must be one of {', '.join(ROLES)}")
    text, row = new_key(
        tenant,
        role,
        department=department,
        requests_per_minute=rpm,
        tokens_per_minute=tpm,
        concurrency=concurrency,
    )
    with explained(), opened_ledger() as ledger:
        audited(ledger, "key.created", row.key_id, {"tenant": tenant, "role": role})
        ledger.credentials.add(row)
    show({"key": text, "key_id": row.key_id}, as_json, text)


@app.command(name="list")
def list_keys(as_json: AsJson = False) -> None:
    """List keys without their secrets. Example: preceptor keys list --json"""
    with explained(), opened_ledger() as ledger:
        keys = ledger.credentials.list()
    shown = [
        {"key_id": k.key_id, "tenant": k.tenant, "role": k.role, "revoked": bool(k.revoked_at)}
        for k in keys
    ]
    rows = [[str(value) for value in key.values()] for key in shown]
    show(shown, as_json, table(["key", "tenant", "role", "revoked"], rows))


@app.command()
def revoke(key_id: str, as_json: AsJson = False) -> None:
    """End a key (`pk-<this part>-...`); running servers follow within a second or so.

    Example: preceptor keys revoke 3f9c0a1b2c3d
    """
    with explained(), opened_ledger() as ledger:
        if not ledger.credentials.revoke(key_id, time.time()):
            end(REFUSED, f"no live key {key_id}")
        audited(ledger, "key.revoked", key_id, {})
    show({"revoked": key_id}, as_json, f"{key_id} is revoked")
