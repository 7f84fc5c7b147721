"""`preceptor redact`: files without identifiers, by the detector the gateway uses."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import msgspec
import typer

from gateway.commands.output import USAGE, end, explained
from guards.phi.detector import Detector
from guards.phi.surrogates import Identities, Mode, Redactor


def redact(
    mode: Annotated[Mode, typer.Option(help="What takes an identifier's place.")] = Mode.MASK,
    text: Annotated[bool, typer.Option("--text", help="Plain text in, plain text out.")] = False,
) -> None:
    """Redact JSONL `{"id","text"}` from stdin; each record is a document of its own.

    Example: preceptor redact --mode mask < notes.jsonl > redacted.jsonl
    """
    redactor = Redactor(Detector())
    with explained():
        if text:
            sys.stdout.write(redactor.redact(_text(), Identities(), mode).text)
            return
        for number, line in enumerate(sys.stdin.buffer, 1):
            if line.strip():
                sys.stdout.write(_record(redactor, line, number, mode) + "\n")


def _text() -> str:
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError as error:
        end(USAGE, f"byte {error.start}: the text must be UTF-8")


def _record(redactor: Redactor, line: bytes, number: int, mode: Mode) -> str:
    try:
        record = msgspec.json.decode(line)
        given = record["text"]
    except (msgspec.DecodeError, KeyError, TypeError):
        end(USAGE, f'line {number}: each line must be a JSON object {{"id","text"}}')
    if not isinstance(given, str):
        end(USAGE, f"line {number}: 'text' must be a string")
    redacted = redactor.redact(given, Identities(), mode)
    spans: list[Any] = [msgspec.structs.asdict(span) for span in redacted.spans]
    shown = {"id": record.get("id"), "text": redacted.text, "spans": spans}
    return msgspec.json.encode(shown).decode()
