"""CSV tables without identifiers, row by row: the header tells what a column holds.

Cells under a telling header are replaced as a whole, all others are read by the detector, which
knows the row's own identifiers. Quotes, separators and line ends stay as they were written; that
is why the rows are divided here and not by the `csv` module, which forgets them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from guards.phi.detector import KnownIdentifier
from guards.phi.forms.fields import Field, MalformedDocument, RedactedFields, Visit, redact_fields
from guards.phi.forms.keys import label_of_column, may_be_value
from guards.phi.surrogates.redactor import Identities, Mode, Redactor

MAX_ROW_CHARS = 2_000_000

_QUOTE = '"'
_OPEN_QUOTE = re.compile(r' *"')
_QUOTED = re.compile(r'( *)"((?:[^"]|"")*)"')
_SEPARATORS = (",", "\t", ";", "|")


class Cell(msgspec.Struct, frozen=True):
    """One cell: its text, whether it was written in quotes, and the blanks before them."""

    text: str
    quoted: bool = False
    lead: str = ""


class Row(msgspec.Struct, frozen=True):
    """One row as it was written; `number` counts rows from 1, which is the header."""

    number: int
    cells: tuple[Cell, ...]
    line_end: str


def separator_of(header: str) -> str:
    """The separator that a header line has most of; a comma where it has none."""
    return max(_SEPARATORS, key=header.count)


def redact_table(
    lines: Iterable[str],
    redactor: Redactor,
    mode: Mode,
    known: Sequence[KnownIdentifier] = (),
    identities_of: Callable[[Mapping[str, str]], Identities] = lambda row: Identities(),
) -> Iterator[RedactedFields[str]]:
    """Each row without identifiers, the header first, as lines to write; blank lines are kept.

    `lines` keep their line ends. `identities_of` answers the map for a row, given its cells by
    their headers: a new one unless rows belong together.

    Raises: MalformedDocument for a row with more or fewer cells than the header, or a quote that is
    never closed.
    """
    table = _Reader(lines)
    columns: tuple[str, ...] = ()
    for row in table.rows():
        texts = tuple(cell.text for cell in row.cells)
        if row.number == 1:
            columns = texts
            labels: list[str | None] = [None] * len(columns)
        elif len(texts) != len(columns) and any(map(str.strip, texts)):
            raise MalformedDocument(
                f"row {row.number} has {len(texts)} cells, the header has {len(columns)}"
            )
        try:
            identities = identities_of(dict(zip(columns, texts, strict=False)))
        except MalformedDocument as error:
            raise MalformedDocument(f"row {row.number}: {error}") from error
        walk = _walk(row, labels, table.separator)
        yield redact_fields(walk, redactor, identities, mode, known)
        labels = [label_of_column(name) for name in columns] if row.number == 1 else labels


def _walk(row: Row, labels: Sequence[str | None], separator: str) -> Callable[[Visit], str]:
    def walk(visit: Visit) -> str:
        shown = (
            _written(cell, _visited(cell.text, label, f"column {number}", visit), separator)
            for number, (cell, label) in enumerate(zip(row.cells, labels, strict=False), 1)
        )
        return separator.join(shown) + row.line_end

    return walk


def _visited(text: str, label: str | None, where: str, visit: Visit) -> str:
    if not text.strip():
        return text
    certain = label if label is not None and may_be_value(label, text) else None
    return visit(Field(text, certain, where))


def _written(cell: Cell, text: str, separator: str) -> str:
    needed = text != cell.text and any(char in text for char in (separator, '"', "\r", "\n"))
    if not cell.quoted and not needed:
        return cell.lead + text
    return f'{cell.lead}"{text.replace(_QUOTE, 2 * _QUOTE)}"'


class _Reader:
    """Divides lines into rows; a row goes on while a quote is open."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = lines
        self.separator = ""

    def rows(self) -> Iterator[Row]:
        number, pending = 1, ""
        for line in self._lines:
            may_close = not pending or _QUOTE in line
            pending += line
            self.separator = self.separator or separator_of(pending)
            if len(pending) > MAX_ROW_CHARS:
                break
            row = self._row(number, pending) if may_close else None
            if row is not None:
                yield row
                number, pending = number + 1, ""
        if pending:
            raise MalformedDocument(
                f"row {number} has a quote that is never closed, or more than "
                f"{MAX_ROW_CHARS} characters"
            )

    def _row(self, number: int, text: str) -> Row | None:
        end = text[len(text.rstrip("\r\n")) :]
        cells = _split(text[: len(text) - len(end)], self.separator)
        return None if cells is None else Row(number, tuple(cells), end)


def _split(text: str, separator: str) -> list[Cell] | None:
    """The cells of a row without its line end; None where a quote is still open."""
    cells: list[Cell] = []
    position = 0
    while True:
        quoted = _QUOTED.match(text, position)
        if quoted is None and _OPEN_QUOTE.match(text, position):
            return None
        end = text.find(separator, quoted.end() if quoted else position)
        end = len(text) if end < 0 else end
        if quoted is None:
            cells.append(Cell(text[position:end]))
        else:
            inner = quoted[2].replace(2 * _QUOTE, _QUOTE) + text[quoted.end() : end]
            cells.append(Cell(inner, quoted=True, lead=quoted[1]))
        if end == len(text):
            return cells
        position = end + 1
