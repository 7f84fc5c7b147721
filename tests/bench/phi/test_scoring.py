"""What counts as found, as hidden and as right."""

from __future__ import annotations

from guards.verdicts import Span
from tests.bench.phi.documents import Document, Gold
from tests.bench.phi.scoring import (
    leak_pairs,
    precision_pairs,
    recall_by_label,
    recall_pairs,
    score,
    touched_pairs,
)

TEXT = "Seen by Ana Ruiz, MRN 77123, yesterday."
GOLD = (Gold(8, 16, "NAME"), Gold(22, 27, "MRN"))


def span(start: int, end: int) -> Span:
    return Span(start, end, "NAME", "A", 1.0, "test")


def test_an_identifier_is_found_only_when_all_of_it_is_hidden() -> None:
    outcome = score(Document("a", TEXT, GOLD), [span(8, 11), span(22, 27)])
    assert (outcome.whole, outcome.partial) == ((False, True), (True, True))
    assert outcome.missed() == [GOLD[0]]
    assert recall_pairs([outcome]) == [(1, 2)]
    assert recall_pairs([outcome], partial=True) == [(2, 2)]
    assert recall_by_label([outcome]) == {"NAME": [(0, 1)], "MRN": [(1, 1)]}
    assert leak_pairs([outcome]) == [(1, 1)]


def test_two_spans_that_meet_hide_the_whole() -> None:
    outcome = score(Document("a", TEXT, GOLD), [span(8, 12), span(12, 16), span(22, 27)])
    assert outcome.whole == (True, True)
    assert not outcome.leaks


def test_a_hidden_word_is_right_where_it_touches_an_identifier() -> None:
    outcome = score(Document("a", TEXT, GOLD), [span(5, 16), span(29, 38)])
    assert (outcome.right_words, outcome.hidden_words) == (2, 4)
    assert precision_pairs([outcome]) == [(2, 4)]


def test_texts_without_identifiers_count_as_touched_not_as_wrong() -> None:
    clean = [Document("a", "Parkinson disease"), Document("b", "BP 120/80")]
    outcomes = [score(clean[0], [span(0, 9)]), score(clean[1], [])]
    assert touched_pairs(outcomes) == [(1, 1), (0, 1)]
    assert precision_pairs(outcomes) == []
    assert leak_pairs(outcomes) == []
