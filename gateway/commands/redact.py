"""`preceptor redact`: files without identifiers, by the detector the gateway uses."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from gateway.commands.ledger import opened_ledger
from gateway.commands.output import (
    DONE,
    REFUSED,
    USAGE,
    AsJson,
    end,
    explained,
    messages,
    show,
)
from gateway.commands.redact_forms import BadInput, Document, Form, Work, documents, form_of
from gateway.commands.redact_report import Report, result
from gateway.subject import shift_days, subject_of
from guards.phi.detector import Detector
from guards.phi.forms.known import known_from_patient
from guards.phi.labels import KnownIdentifier
from guards.phi.surrogates.redactor import Identities, Mode, Redactor

FILES = "files"
"""Stands for the tenant where a patient's date shift is derived for files."""

PROGRESS_EVERY_S = 5.0


def redact(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files; without any, standard input.")
    ] = None,
    mode: Annotated[
        Mode, typer.Option(help="What takes an identifier's place.")
    ] = Mode.PSEUDONYMISE,
    text: Annotated[bool, typer.Option("--text", help="Plain text in, plain text out.")] = False,
    form: Annotated[
        Form | None, typer.Option("--format", help="Told by a file's name; else jsonl.")
    ] = None,
    known: Annotated[
        Path | None, typer.Option(help="A FHIR Patient or {'identifiers'}: found wherever.")
    ] = None,
    subject_field: Annotated[
        str | None, typer.Option(help="Field that names the patient: one date shift for each.")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say why, span by span.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if there are identifiers.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Redact JSONL `{"id","text"}`, plain text, CSV, FHIR, HL7 v2 or the text of PDF files.

    Each record is a document of its own; of a JSONL record, `id`, `text` and `spans` come out.

    Example: preceptor redact --mode mask < notes.jsonl > redacted.jsonl
    """
    if text and form not in (None, Form.TEXT):
        end(USAGE, f"--text and --format {form} contradict each other: give one of them")
    if mode is Mode.OFF:
        end(USAGE, "--mode off would write what it reads: choose a mode that redacts")
    with explained():
        work = _work(mode, known, subject_field)
        report = Report(work.redactor.detector.coverage, explain=explain)
        sink = _Sink(report, check=check, as_json=as_json)
        try:
            for chosen, document in _documents(paths or [], Form.TEXT if text else form, work):
                sink.take(chosen, document)
        except BadInput as error:
            end(USAGE, str(error))
        sink.finish()


def _work(mode: Mode, known: Path | None, subject_field: str | None) -> Work:
    identifiers = () if known is None else _known(known)
    return Work(Redactor(Detector()), mode, identifiers, _identities(mode), subject_field)


def _known(path: Path) -> tuple[KnownIdentifier, ...]:
    try:
        found = known_from_patient(msgspec.json.decode(path.read_bytes()))
    except OSError as error:
        end(USAGE, f"--known {path}: {error.strerror}")
    except (msgspec.DecodeError, ValueError, RecursionError):
        end(USAGE, f"--known {path}: it must hold a FHIR Patient, or {{'identifiers': ...}}")
    if not found:
        end(USAGE, f"--known {path}: no identifier was found in it")
    return tuple(found)


def _identities(mode: Mode) -> Callable[[str], Identities]:
    """A new map for every document; in a limited data set with its patient's date shift."""
    if mode is not Mode.LIMITED:
        return lambda subject: Identities()
    with opened_ledger() as ledger:
        key = ledger.keyring.derive("date shift")
    return lambda subject: Identities(
        shift_days=shift_days(FILES, subject_of(FILES, subject, key), key)
    )


def _documents(paths: list[Path], form: Form | None, work: Work) -> Iterator[tuple[Form, Document]]:
    if not paths:
        chosen = form or Form.JSONL
        for document in documents(chosen, sys.stdin.buffer, "standard input", work):
            yield chosen, document
    for path in paths:
        told = form or form_of(path.name)
        if told is None:
            end(USAGE, f"{path.name}: its name does not tell what it is; give --format")
        try:
            with path.open("rb") as stream:
                for document in documents(told, stream, path.name, work):
                    yield told, document
        except OSError as error:
            end(USAGE, f"{path}: {error.strerror}")


class _Sink:
    """Where redacted documents go, as they come."""

    def __init__(self, report: Report, *, check: bool, as_json: bool) -> None:
        self._report = report
        self._check = check
        self._as_json = as_json
        self._results: list[dict[str, Any]] = []
        self._told_at_s = time.monotonic()

    def take(self, form: Form, document: Document) -> None:
        self._report.add(document, tabled=form is not Form.JSONL and not self._as_json)
        self._tell_progress()
        if self._check:
            return
        spans = self._report.spans(document)
        shown = {"id": document.record, "text": document.written, "spans": spans}
        if self._as_json:
            self._results.append(shown if form is Form.JSONL else result(document, spans))
            return
        line = msgspec.json.encode(shown) + b"\n" if form is Form.JSONL else None
        sys.stdout.buffer.write(document.written.encode() if line is None else line)
        sys.stdout.flush()

    def finish(self) -> None:
        """Says what there is to say beside the documents. Raises: typer.Exit."""
        if explanations := self._report.table():
            messages.print(explanations, markup=False, soft_wrap=True)
        if self._as_json:
            answer = self._report.summary()
            show(answer if self._check else {**answer, "results": self._results}, True, "")
        if self._check:
            code = REFUSED if self._report.touched else DONE
            end(code, self._report.sentence())

    def _tell_progress(self) -> None:
        now_s = time.monotonic()
        if now_s - self._told_at_s >= PROGRESS_EVERY_S:
            self._told_at_s = now_s
            messages.print(f"{self._report.documents:,} documents redacted so far")
