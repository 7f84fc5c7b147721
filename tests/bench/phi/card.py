"""The detector card: its tables are rewritten between marks, in a text that people write."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from tests.bench.phi.figure import Figure
from tests.bench.phi.report import interval_of, value_of


class Section(msgspec.Struct, frozen=True):
    """One table of the card: which figures it shows, and in which order."""

    mark: str
    part: str
    shows: Callable[[Figure], bool]
    is_worst_high: bool = False


SECTIONS = (
    Section("asq-phi", "asq-phi", lambda f: not _is_class(f)),
    Section("asq-phi classes", "asq-phi", lambda f: _is_class(f)),
    Section("presidio", "presidio", lambda _: True),
    Section("notes", "notes", lambda f: not _is_class(f) and not _is_origin(f)),
    Section("notes origins", "notes", lambda f: _is_origin(f)),
    Section("notes classes", "notes", lambda f: _is_class(f)),
    Section("checksums", "checksums", lambda _: True),
    Section("survive", "survive", lambda f: f.unit == "share", is_worst_high=True),
    Section("meddocan", "meddocan", lambda _: True),
)


def write_card(path: Path, figures: Sequence[Figure], coverage: str) -> None:
    """Put the figures into the card's marked places; what was not measured now stays as it is.

    Raises: ValueError for a card without the place of a table that was measured.
    """
    text = path.read_text("utf-8")
    for section in SECTIONS:
        shown = [f for f in figures if f.part == section.part and section.shows(f)]
        if shown:
            measured = f"Measured with `{coverage}`.\n\n{_table(shown, section.is_worst_high)}"
            text = _replaced(text, section.mark, measured)
    path.write_text(text, "utf-8")


def _table(figures: Sequence[Figure], is_worst_high: bool) -> str:
    """Figures with a target first, the others worst first."""
    order = sorted(figures, key=lambda f: (f.target is None, _badness(f, is_worst_high)))
    lines = ["| figure | value | 95% interval | counted | must |", "|---|---|---|---|---|"]
    for figure in order:
        counted = f"{figure.found}/{figure.of}" if figure.of else ""
        must = f"{figure.target}: {'met' if figure.kept else 'missed'}" if figure.target else ""
        cells = (figure.name, value_of(figure), interval_of(figure), counted, must)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _badness(figure: Figure, is_worst_high: bool) -> float:
    value = -1.0 if figure.value is None else figure.value
    return -value if is_worst_high else value


def _replaced(text: str, mark: str, table: str) -> str:
    """The text with everything between a mark and the next end mark replaced."""
    place = re.compile(rf"(<!-- {re.escape(mark)} -->\n).*?(<!-- end -->)", re.DOTALL)
    if not place.search(text):
        raise ValueError(f"the card has no place '<!-- {mark} --> ... <!-- end -->'")
    return place.sub(lambda match: f"{match[1]}{table}\n{match[2]}", text, count=1)


def _is_class(figure: Figure) -> bool:
    return figure.name.startswith("recall of ")


def _is_origin(figure: Figure) -> bool:
    return figure.name.startswith("names, ")
