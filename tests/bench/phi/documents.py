"""Labelled texts: read from JSONL, or made by the injector."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec


class UnreadableData(Exception):
    """A file is not made of labelled texts; the message names it and the line."""


class Gold(msgspec.Struct, frozen=True):
    """One identifier of the reference, half-open in code points."""

    start: int
    end: int
    label: str


class Document(msgspec.Struct, frozen=True):
    """A text with all the identifiers that stand in it."""

    id: str
    text: str
    spans: tuple[Gold, ...] = ()


def read_documents(path: Path, limit: int = 0) -> list[Document]:
    """The documents of a file, the first `limit` of them where one is given.

    Raises: UnreadableData.
    """
    lines = path.read_bytes().splitlines()
    decoder = msgspec.json.Decoder(Document)
    try:
        return [decoder.decode(line) for line in lines[: limit or None]]
    except msgspec.MsgspecError as error:
        raise UnreadableData(f"{path.name} does not hold labelled texts: {error}") from error


def without_case(document: Document) -> Document:
    """The document in lower case, with the same offsets."""
    return _recased(document, str.lower)


def in_capitals(document: Document) -> Document:
    """The document in capitals, with the same offsets."""
    return _recased(document, str.upper)


def kept_labels(documents: Iterable[Document], labels: frozenset[str]) -> list[Document]:
    """The same texts with the identifiers of some labels only."""
    return [
        Document(d.id, d.text, tuple(s for s in d.spans if s.label in labels)) for d in documents
    ]


def _recased(document: Document, change: Callable[[str], str]) -> Document:
    """A letter whose other case is longer (as ß) stays, so that offsets hold."""
    text = "".join(new if len(new := change(c)) == 1 else c for c in document.text)
    return Document(document.id, text, document.spans)
