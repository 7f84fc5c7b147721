"""`preceptor ...`: thin commands; training's and evals' are found through entry points."""

from __future__ import annotations

from importlib.metadata import entry_points

import typer

from gateway.commands import adapters, alias, audit, doctor, keys, redact, serve, vault
from gateway.memory import keep_memory_off_disk

PLUGINS = "preceptor.commands"


def build() -> typer.Typer:
    """The whole command line."""
    app = typer.Typer(
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        help="Preceptor: evaluate, guard and serve clinical language models.",
    )
    app.command()(serve.serve)
    app.command()(doctor.doctor)
    app.command()(redact.redact)
    app.add_typer(keys.app, name="keys")
    app.add_typer(adapters.app, name="adapters")
    app.add_typer(alias.app, name="alias")
    app.add_typer(audit.app, name="audit")
    app.add_typer(vault.app, name="vault")
    for plugin in entry_points(group=PLUGINS):
        app.add_typer(plugin.load())
    return app


def main() -> None:
    """The console script."""
    keep_memory_off_disk()
    build()()


if __name__ == "__main__":
    main()
