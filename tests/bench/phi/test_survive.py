"""What must survive is recognised, and an alteration of it is counted and blamed."""

from __future__ import annotations

import pytest

from guards.verdicts import Span
from tests.bench.phi.corpora import _sentence, eponyms
from tests.bench.phi.documents import Document, Gold
from tests.bench.phi.protected import protected_in
from tests.bench.phi.survive import Survey


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Take metoprolol 25 mg daily.", "dose", "25 mg"),
        ("Give 5-10 mg/kg now.", "dose", "5-10 mg/kg"),
        ("Creatinine was 1.4 today.", "lab", "Creatinine was 1.4"),
        ("BP 148/92, stable.", "vital", "BP 148/92"),
        ("A 23-year-old woman.", "age under 90", "23-year-old"),
        ("Surgery in 2003 went well.", "bare year", "2003"),
        ("She grew up in Texas.", "state", "Texas"),
        ("He has Alzheimers disease.", "eponym", "Alzheimers disease"),
    ],
)
def test_what_must_survive_is_recognised(text: str, kind: str, found: str) -> None:
    assert found in [text[g.start : g.end] for g in protected_in(text) if g.label == kind]


@pytest.mark.parametrize("text", ["A 93-year-old woman.", "On March 2003 he", "in 2003-04-05"])
def test_what_is_an_identifier_is_not_protected(text: str) -> None:
    assert [g for g in protected_in(text) if g.label in ("age under 90", "bare year")] == []


def test_a_sentence_is_put_together_from_its_tokens() -> None:
    lines = (
        "Morton\tB-Disease\n'\tI-Disease\ns\tI-Disease\n(\tO\n0\tO\n.\tO\n5\tO\nmg\tO\n)\tO\n.\tO"
    )
    document = _sentence("x", lines)
    assert document.text == "Morton's (0.5 mg)."
    assert [document.text[g.start : g.end] for g in document.spans] == ["Morton", "'", "s"]


def test_an_alteration_is_counted_once_an_item_and_blamed_on_its_rule() -> None:
    survey = Survey()
    text = "Crohn disease, 5 mg daily"
    document = Document("a", text, (Gold(0, 13, "disease"), Gold(15, 19, "dose")))
    survey.add(document, [Span(0, 5, "NAME", "A", 1.0, "names:last")])
    assert dict(survey.kinds) == {"disease": [(1, 1)], "dose": [(0, 1)]}
    assert survey.words == [(1, 5)]
    assert survey.sources == {"names:last": 1}


def test_eponyms_are_marked_where_they_stand() -> None:
    for document in eponyms():
        (gold,) = document.spans
        assert document.text[gold.start : gold.end] == document.id
