"""`preceptor adapters`: from a directory to the version that answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.adapters.store import AdapterStore
from gateway.commands.client import call
from gateway.commands.ledger import audited, opened_ledger
from gateway.commands.output import AsJson, explained, show, table
from gateway.contracts import AliasState
from gateway.ledger.catalogue import AdapterRow
from gateway.settings import read_settings

app = typer.Typer(no_args_is_help=True, help="Register, load, promote and roll back adapters.")


@app.command()
def register(directory: Path, as_json: AsJson = False) -> None:
    """Check an adapter directory and keep an immutable copy; needs no running server.

    Example: preceptor adapters register ./out/icd10-coder
    """
    with explained(), opened_ledger() as ledger:
        settings = read_settings()
        store = AdapterStore(
            settings.home, settings.model_dir, settings.max_lora_rank, ledger.catalogue
        )
        adapter = store.register(directory)
        audited(ledger, "adapter.registered", adapter.version, {"path": adapter.path})
    show({"version": adapter.version}, as_json, adapter.version)


@app.command()
def load(version: str, as_json: AsJson = False) -> None:
    """Load and prove a version on every replica. Example: preceptor adapters load coder@3f9c..."""
    with explained():
        result = call(read_settings(), "POST", f"/admin/adapters/{version}/load")
    show(result, as_json, f"{version} is loaded and proved")


@app.command()
def promote(
    alias: str,
    version: str,
    weight: Annotated[float | None, typer.Option(help="Share of conversations, 0 to 1.")] = None,
    as_json: AsJson = False,
) -> None:
    """Put a version in force on an alias, or on a share of its conversations.

    Example: preceptor adapters promote icd10-coder icd10-coder@3f9c0a1b2c3d
    """
    body: dict[str, Any] = {"version": version}
    if weight is not None:
        body["weight"] = weight
    with explained():
        state = call(read_settings(), "POST", f"/admin/aliases/{alias}/promote", body)
    show(state, as_json, f"{alias} answers from {state['version']}")


@app.command()
def rollback(alias: str, as_json: AsJson = False) -> None:
    """End a canary, or restore the release before the live one.

    Example: preceptor adapters rollback icd10-coder
    """
    with explained():
        state = call(read_settings(), "POST", f"/admin/aliases/{alias}/rollback")
    show(state, as_json, f"{alias} answers from {state['version']}")


@app.command()
def pilot(
    alias: str,
    department: str,
    version: Annotated[str | None, typer.Argument()] = None,
    as_json: AsJson = False,
) -> None:
    """Give one department another version; without a version, end its pilot.

    Example: preceptor adapters pilot icd10-coder cardiology icd10-coder@3f9c0a1b2c3d
    """
    body = {"department": department, "version": version}
    with explained():
        state = call(read_settings(), "POST", f"/admin/aliases/{alias}/pilot", body)
    show(state, as_json, f"{department} answers from {version or state['version']}")


@app.command(name="list")
def list_adapters(as_json: AsJson = False) -> None:
    """List registered versions, oldest first. Example: preceptor adapters list --json"""
    with explained(), opened_ledger() as ledger:
        states = ledger.catalogue.aliases()
        shown = [_shown(adapter, states) for adapter in ledger.catalogue.adapters()]
    rows = [[a["name"], a["version"], a["stage"], ", ".join(a["aliases"])] for a in shown]
    show(shown, as_json, table(["name", "version", "stage", "aliases"], rows))


def _shown(adapter: AdapterRow, states: list[AliasState]) -> dict[str, Any]:
    return {
        "name": adapter.name,
        "version": adapter.version.partition("@")[2],
        "label": adapter.manifest.label,
        "base": adapter.manifest.base_digest[:12],
        "stage": adapter.stage,
        "aliases": [state.alias for state in states if state.live.adapter == adapter.version],
        "metrics": adapter.manifest.metrics,
    }
