"""How every command speaks: results on stdout, everything else on stderr, exit codes that mean it.

0 done, 1 a finding or a refusal, 2 wrong usage, 3 could not check.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, NoReturn

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from gateway.crypto import CryptoError
from gateway.errors import EngineFailed, GatewayError, Overloaded, SafetyUnavailable
from gateway.ledger.database import LedgerError
from gateway.settings import SettingsError
from guards.verdicts import GuardsError

DONE, REFUSED, USAGE, NOT_CHECKED = 0, 1, 2, 3
COULD_NOT = (EngineFailed, Overloaded, SafetyUnavailable, LedgerError, CryptoError, GuardsError)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]

messages = Console(stderr=True, highlight=False)


class NotRunning(Exception):
    """The command needs a running server and there is none."""


def show(value: Any, as_json: bool, text: str) -> None:
    """Prints a result: the JSON document, or the text for people."""
    sys.stdout.write(msgspec.json.encode(value).decode() if as_json else text)
    sys.stdout.write("\n")


def table(columns: list[str], rows: list[list[str]]) -> str:
    """A plain table as text."""
    drawn = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        drawn.add_row(*row)
    console = Console(width=160, highlight=False)
    with console.capture() as capture:
        console.print(drawn)
    return capture.get().rstrip()


def end(code: int, message: str) -> NoReturn:
    """Says why on stderr and ends with `code`."""
    messages.print(message, style=None if code == DONE else "red", markup=False)
    raise typer.Exit(code)


@contextmanager
def explained() -> Iterator[None]:
    """Turns our errors into a sentence and an exit code."""
    try:
        yield
    except SettingsError as error:
        end(USAGE, str(error))
    except (*COULD_NOT, NotRunning) as error:
        end(NOT_CHECKED, str(error))
    except GatewayError as error:
        end(REFUSED, str(error))
