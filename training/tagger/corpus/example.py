"""A text with its identifiers, and the pieces that both are assembled from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LABELS = frozenset(
    {"NAME", "ADDRESS", "LOCATION", "FACILITY", "DATE", "AGE", "PHONE", "EMAIL", "ID"}
)
"""What a span may be. PHONE is a fax too; ID is any number, code or handle of a person; AGE is
90 or more; LOCATION is finer than a state."""

Piece = tuple[str, str]
"""A stretch of text and its label, "" for none. Noise changes pieces, so spans stay exact."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text and its identifiers: (start, end, label), code points, half-open, sorted, disjoint."""

    text: str
    spans: list[tuple[int, int, str]]


def assembled(pieces: Iterable[Piece]) -> Example:
    """The example that pieces make; blanks at the edges of a labelled piece stay outside."""
    texts: list[str] = []
    spans: list[tuple[int, int, str]] = []
    at = 0
    for text, label in pieces:
        texts.append(text)
        if label and (value := text.strip()):
            start = at + text.index(value)
            spans.append((start, start + len(value), label))
        at += len(text)
    return Example("".join(texts), spans)
