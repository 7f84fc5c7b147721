"""What `preceptor redact` tells of its findings: never a value, only kind, place and reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from gateway.commands.output import table
from gateway.commands.redact_forms import Document
from guards.verdicts import Span

_REASONS = {
    "known": "known of the document's people",
    "known:part": "part of a known name",
    "field": "the kind of its field",
    "names:repeat": "a name found elsewhere in the document",
    "surrogates:typed": "looks like a surrogate but was typed",
}
_FAMILIES = {
    "names": "name lists and grammar",
    "places": "place lists and grammar",
    "rule": "rule",
    "tagger": "learned tagger",
    "model": "learned tagger",
}


def reason_of(span: Span) -> str:
    """Why a span was found, in words that hold without its text."""
    family, _, rule = span.source.partition(":")
    if span.source in _REASONS:
        return _REASONS[span.source]
    named = _FAMILIES.get(family)
    return f"rule {span.source}" if named is None else f"{named} {rule}".strip()


class Report:
    """Counts what was replaced, and keeps the explanations that are asked for."""

    def __init__(self, detector: str, *, explain: bool) -> None:
        self.documents = 0
        self.touched = 0
        self.labels: Counter[str] = Counter()
        self._detector = detector
        self._explain = explain
        self._rows: list[list[str]] = []

    def add(self, document: Document, *, tabled: bool) -> None:
        """Takes one document into account; `tabled` where only a table can explain its spans."""
        found = list(document.spans)
        self.documents += 1
        self.touched += bool(found)
        self.labels.update(span.label for _, span in found)
        if self._explain and tabled:
            self._rows += [_row(document.where, field.where, span) for field, span in found]

    def spans(self, document: Document) -> list[dict[str, Any]]:
        """A document's spans as JSON, explained where that was asked for."""
        return [
            {**_place(field.where), **msgspec.structs.asdict(span), **self._explained(span)}
            for field, span in document.spans
        ]

    def table(self) -> str:
        """The explanations for people; nothing where there are none to give."""
        if not self._rows:
            return ""
        columns = ["document", "field", "start", "end", "label", "letter", "score", "why"]
        return f"detector {self._detector}\n{table(columns, self._rows)}"

    def summary(self) -> dict[str, Any]:
        """How many documents held identifiers, and of which kinds."""
        return {
            "detector": self._detector,
            "documents": self.documents,
            "with_identifiers": self.touched,
            "identifiers": dict(sorted(self.labels.items())),
        }

    def sentence(self) -> str:
        """The summary for people."""
        found = f"{self.labels.total()} identifiers in {self.touched} of {self.documents} documents"
        kinds = ", ".join(f"{label} {count}" for label, count in sorted(self.labels.items()))
        return f"{found}: {kinds}" if kinds else found

    def _explained(self, span: Span) -> dict[str, str]:
        if not self._explain:
            return {}
        return {"reason": reason_of(span), "detector": self._detector}


def result(document: Document, spans: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """One document of the `--json` answer."""
    value = document.shown if document.shown is not None else document.written
    return {"document": document.where, "value": value, "spans": list(spans)}


def _place(where: str) -> dict[str, str]:
    return {"field": where} if where else {}


def _row(document: str, field: str, span: Span) -> list[str]:
    score = f"{span.score:.2f}"
    where = [document, field, str(span.start), str(span.end)]
    return [*where, span.label, span.letter, score, reason_of(span)]
