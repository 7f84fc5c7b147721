"""The forms `preceptor redact` reads: each turns a file into redacted documents, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from enum import StrEnum
from pathlib import PurePath
from typing import Any, BinaryIO

import msgspec

from gateway.commands.redact_records import known_in, record_in
from guards.phi.forms import fhir, hl7
from guards.phi.forms.fhir_document import patient_id_in
from guards.phi.forms.fields import Field, MalformedDocument, RedactedFields, redact_fields
from guards.phi.forms.tabular import redact_table
from guards.phi.labels import KnownIdentifier
from guards.phi.surrogates.redactor import Identities, Mode, Redactor
from guards.verdicts import GuardsError, Span, UnsupportedContent


class Form(StrEnum):
    """What a file is."""

    JSONL = "jsonl"
    TEXT = "text"
    CSV = "csv"
    FHIR = "fhir"
    HL7 = "hl7"
    PDF = "pdf"


_FORM_OF_SUFFIX = {
    ".jsonl": Form.JSONL, ".txt": Form.TEXT, ".text": Form.TEXT, ".md": Form.TEXT,
    ".csv": Form.CSV, ".tsv": Form.CSV, ".json": Form.FHIR, ".ndjson": Form.FHIR,
    ".hl7": Form.HL7, ".pdf": Form.PDF,
}  # fmt: skip
_decimals = msgspec.json.Decoder(float_hook=Decimal)
_encoder = msgspec.json.Encoder(decimal_format="number")


class BadInput(Exception):
    """Input that is not what its form says; the message names the place, never the text."""


class Unreadable(GuardsError):
    """Input that cannot be checked for identifiers; the message names the place."""


class Document(msgspec.Struct, frozen=True):
    """One redacted document: where it stood, what to write, and what was replaced in it.

    `shown` is its form as JSON, where that is more than a text; `record` is its id.
    """

    where: str
    written: str
    fields: tuple[Field, ...]
    spans_by_field: tuple[tuple[Span, ...], ...]
    record: Any = None
    shown: Any = None

    @property
    def spans(self) -> Iterator[tuple[Field, Span]]:
        """Each replaced span with the field it stood in."""
        for field, spans in zip(self.fields, self.spans_by_field, strict=True):
            for span in spans:
                yield field, span


class Work(msgspec.Struct, frozen=True):
    """What is done to every document; `identities_of` answers the map for a subject's name."""

    redactor: Redactor
    mode: Mode
    known: tuple[KnownIdentifier, ...]
    identities_of: Callable[[str], Identities]
    subject_field: str | None = None


def form_of(name: str) -> Form | None:
    """The form a file's name tells; None for a name that tells none."""
    return _FORM_OF_SUFFIX.get(PurePath(name).suffix.lower())


def documents(form: Form, stream: BinaryIO, name: str, work: Work) -> Iterator[Document]:
    """The documents in a stream, redacted one by one as they are read.

    Raises: BadInput, Unreadable, DetectorUnavailable.
    """
    yield from _READERS[form](stream, name, work)


def _jsonl(stream: BinaryIO, name: str, work: Work) -> Iterator[Document]:
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        with _at(f"line {number}"):
            record = record_in(line)
            subject = _subject(record, work, str(record.get("id", number)))
            known = (*work.known, *known_in(record))
            done = _redacted_text(record["text"], work, subject, known)
            yield _document(f"line {number}", done.value, done, record.get("id"))


def _text(stream: BinaryIO, name: str, work: Work) -> Iterator[Document]:
    with _at(name):
        done = _redacted_text(_decoded(stream.read()), work, name, work.known)
        yield _document(name, done.value, done)


def _csv(stream: BinaryIO, name: str, work: Work) -> Iterator[Document]:
    rows = redact_table(
        _lines(stream), work.redactor, work.mode, work.known,
        lambda row: work.identities_of(_subject(row, work, name)),
    )  # fmt: skip
    with _at(name):
        for number, row in enumerate(rows, 1):
            yield _document(f"row {number}", row.value, row)


def _fhir(stream: BinaryIO, name: str, work: Work) -> Iterator[Document]:
    """One resource that fills the file, or one on every line."""
    first = stream.readline()
    whole = _resource_or_none(first)
    if whole is None:
        with _at(name):
            yield _resource(first + stream.read(), name, work)
        return
    for number, line in enumerate((first, *stream), 1):
        if line.strip():
            with _at(f"line {number}"):
                yield _resource(line, f"line {number}", work)


def _resource(data: bytes, where: str, work: Work) -> Document:
    try:
        resource = _decimals.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedDocument("not JSON that can be read") from error
    subject = patient_id_in(resource) if isinstance(resource, Mapping) else None
    identities = work.identities_of(subject or where)
    done = fhir.redact_fhir(resource, work.redactor, identities, work.mode, work.known)
    written = _encoder.encode(done.value)
    if data.strip().count(b"\n"):
        written = msgspec.json.format(written, indent=2)
    return _document(where, written.decode() + "\n", done, resource.get("id"), done.value)


def _resource_or_none(line: bytes) -> Any:
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _hl7(stream: BinaryIO, name: str, work: Work) -> Iterator[Document]:
    with _at(name):
        messages = hl7.messages_in(_decoded(stream.read()))
    for number, message in enumerate(messages, 1):
        with _at(f"message {number}"):
            identities = work.identities_of(hl7.patient_id_in(message) or name)
            done = hl7.redact_hl7(message, work.redactor, identities, work.mode, work.known)
            yield _document(f"message {number}", done.value, done)


def _pdf(stream: BinaryIO, name: str, work: Work) -> Iterator[Document]:
    from guards.phi.forms import pdf  # its library is a tenth of a second that only PDF files need

    with _at(name):
        identities = work.identities_of(name)
        done = pdf.redact_pdf(stream.read(), work.redactor, identities, work.mode, work.known)
        yield _document(name, done.value + "\n", done)


_READERS: dict[Form, Callable[[BinaryIO, str, Work], Iterator[Document]]] = {
    Form.JSONL: _jsonl,
    Form.TEXT: _text,
    Form.CSV: _csv,
    Form.FHIR: _fhir,
    Form.HL7: _hl7,
    Form.PDF: _pdf,
}


@contextmanager
def _at(where: str) -> Iterator[None]:
    """Tells where input was bad or unreadable."""
    try:
        yield
    except MalformedDocument as error:
        raise BadInput(f"{where}: {error}") from error
    except UnsupportedContent as error:
        raise Unreadable(f"{where}: {error}") from error


def _document(
    where: str, written: str, done: RedactedFields[Any], record: Any = None, shown: Any = None
) -> Document:
    return Document(where, written, done.fields, done.spans_by_text, record, shown)


def _redacted_text(
    text: str, work: Work, subject: str, known: Sequence[KnownIdentifier]
) -> RedactedFields[str]:
    identities = work.identities_of(subject)
    return redact_fields(
        lambda visit: visit(Field(text)), work.redactor, identities, work.mode, known
    )


def _subject(record: Mapping[str, Any], work: Work, otherwise: str) -> str:
    if work.subject_field is None:
        return otherwise
    subject = record.get(work.subject_field)
    if not isinstance(subject, str | int) or subject == "":
        raise MalformedDocument(f"it has no '{work.subject_field}', which names the subject")
    return str(subject)


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise MalformedDocument(f"byte {error.start}: the text must be UTF-8") from error


def _lines(stream: BinaryIO) -> Iterator[str]:
    for number, line in enumerate(stream, 1):
        try:
            yield line.decode()
        except UnicodeDecodeError as error:
            raise MalformedDocument(f"line {number}: the text must be UTF-8") from error
