"""`preceptor alias`: what applications call `model`, and everything it binds."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import typer

from gateway.commands.client import call
from gateway.commands.ledger import opened_ledger
from gateway.commands.output import AsJson, explained, show, table
from gateway.settings import read_settings

app = typer.Typer(no_args_is_help=True, help="Bind, list, suspend and resume aliases.")
SUSPENDED = "This service is paused. Please turn to a clinician."


@app.command(name="set")
def set_alias(
    alias: str,
    adapter: Annotated[str | None, typer.Option(help="NAME@VERSION; none is the base.")] = None,
    policy: Annotated[str, typer.Option(help="Guard policy preset.")] = "clinician",
    phi_mode: Annotated[
        str, typer.Option(help="pseudonymise, mask, safe-harbor, limited, or off.")
    ] = "pseudonymise",
    prompt_template: Annotated[str | None, typer.Option(help="System prompt to add.")] = None,
    as_json: AsJson = False,
) -> None:
    """Create an alias, or replace all that its live release binds.

    Example: preceptor alias set ward-coder --adapter icd10-coder@3f9c0a1b2c3d --policy coding
    """
    body = {
        "adapter": adapter,
        "policy": policy,
        "phi_mode": phi_mode,
        "prompt_template": prompt_template,
    }
    with explained():
        state = call(read_settings(), "PUT", f"/admin/aliases/{alias}", body)
    show(state, as_json, f"{alias} answers from {state['version']}")


@app.command(name="list")
def list_aliases(as_json: AsJson = False) -> None:
    """List aliases and what answers under each. Example: preceptor alias list --json"""
    with explained(), opened_ledger() as ledger:
        states = ledger.catalogue.aliases()
    shown: list[dict[str, Any]] = [msgspec.to_builtins(state) for state in states]
    rows = [
        [s.alias, s.live.adapter or "base", s.live.policy, s.live.phi_mode, str(bool(s.suspended))]
        for s in states
    ]
    show(shown, as_json, table(["alias", "version", "policy", "phi mode", "suspended"], rows))


@app.command()
def suspend(
    alias: str,
    text: Annotated[str, typer.Option(help="What callers are told instead.")] = SUSPENDED,
    as_json: AsJson = False,
) -> None:
    """Put a fixed text in an alias's place, at once.

    Example: preceptor alias suspend icd10-coder --text "Coding is paused until noon."
    """
    with explained():
        state = call(read_settings(), "POST", f"/admin/aliases/{alias}/suspend", {"text": text})
    show(state, as_json, f"{alias} is suspended")


@app.command()
def resume(alias: str, as_json: AsJson = False) -> None:
    """Lift a suspension. Example: preceptor alias resume icd10-coder"""
    with explained():
        state = call(read_settings(), "POST", f"/admin/aliases/{alias}/resume")
    show(state, as_json, f"{alias} answers from {state['version']}")
