"""The card's tables are rewritten, its prose is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.phi.card import SECTIONS, write_card
from tests.bench.phi.figure import Figure, at_least, share

CARD = Path(__file__).resolve().parents[3] / "guards" / "phi" / "CARD.md"


def test_the_card_has_a_place_for_every_table() -> None:
    text = CARD.read_text("utf-8")
    for section in SECTIONS:
        assert text.count(f"<!-- {section.mark} -->") == 1


def test_tables_stand_worst_first_with_their_intervals_and_prose_stays(tmp_path: Path) -> None:
    card = tmp_path / "CARD.md"
    card.write_text("Before\n<!-- notes origins -->\nold\n<!-- end -->\nAfter\n")
    figures = [
        share("notes", "names, best", [(9, 10)] * 5),
        share("notes", "names, worst", [(5, 10)] * 5),
    ]
    write_card(card, figures, "phi@3")
    text = card.read_text()
    assert text.startswith("Before\n")
    assert text.endswith("After\n")
    assert "old" not in text
    assert "`phi@3`" in text
    assert text.index("names, worst | 50.00%") < text.index("names, best | 90.00%")


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    card = tmp_path / "CARD.md"
    card.write_text("<!-- presidio -->\n<!-- end -->\n")
    figures = [share("presidio", "PERSON", [(1, 2)], at_least(0.9))]
    write_card(card, figures, "phi@3")
    once = card.read_text()
    write_card(card, figures, "phi@3")
    assert card.read_text() == once
    assert ">= 0.9: missed" in once


def test_a_card_without_a_place_is_refused(tmp_path: Path) -> None:
    card = tmp_path / "CARD.md"
    card.write_text("nothing here")
    with pytest.raises(ValueError, match="survive"):
        write_card(card, [Figure("survive", "dose altered", 0.0)], "phi@3")
