"""What the rules find in a text, alone and amid others, and the tests of a table of such texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

import pytest

from guards.phi.names.gazetteer import cities
from guards.phi.normal import Plain
from guards.phi.places.finder import PlaceFinder
from guards.phi.rules.patterns import Patterns
from guards.phi.rules.rulebook import RULES
from guards.phi.spans import merge

PATTERNS = Patterns(RULES)
PLACES = PlaceFinder(cities())


def found(text: str) -> list[tuple[str, str]]:
    """(value, label) of everything that rules and place finders hide."""
    plain = Plain(text).text
    spans = merge(PATTERNS.find(plain) + PLACES.find(plain))
    return [(plain[span.start : span.end], span.label) for span in spans]


def framed(text: str) -> Iterator[str]:
    """The text alone, in a sentence, and as a line of its own."""
    yield from (text, f"Seen today, {text}, doing well.", f"a\n{text}\nb")


class Table:
    """Tests of one table: `found` (text, value, label) hides the value, `surviving` nothing."""

    found: ClassVar[Sequence[tuple[str, str, str]]]
    surviving: ClassVar[Sequence[str]]

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """One test a row."""
        assert metafunc.cls is not None
        if "value" in metafunc.fixturenames:
            metafunc.parametrize(("text", "value", "label"), metafunc.cls.found)
        else:
            metafunc.parametrize("text", metafunc.cls.surviving)

    def test_found(self, text: str, value: str, label: str) -> None:
        for whole in framed(text):
            assert (value, label) in found(whole)

    def test_survives(self, text: str) -> None:
        for whole in framed(text):
            assert found(whole) == []
