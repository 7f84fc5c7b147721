"""Labelled texts become tags of units, and batches that hold each of them once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guards.phi.names.gazetteer import cities, people
from guards.phi.tagger.features import Featuriser
from guards.phi.tagger.reading import TAGS
from training.tagger.batches import IGNORED, batches, tags_of


def test_a_span_begins_once_and_goes_on() -> None:
    keys, tags = tags_of("Seen: Ana da Luz, Bo", [(6, 16, "NAME"), (18, 20, "NAME")])
    assert [(key[1], TAGS[tag]) for key, tag in zip(keys, tags, strict=True)] == [
        ("Seen", "O"),
        (":", "O"),
        ("Ana", "B-NAME"),
        ("da", "I-NAME"),
        ("Luz", "I-NAME"),
        (",", "O"),
        ("Bo", "B-NAME"),
    ]


def test_neighbours_of_one_label_stay_two_spans() -> None:
    _, tags = tags_of("1 Elm St Ames", [(0, 8, "ADDRESS"), (9, 13, "ADDRESS")])
    assert [TAGS[tag][0] for tag in tags] == ["B", "I", "I", "B"]


@given(st.lists(st.text(alphabet="ab 1\n.", min_size=1, max_size=30), min_size=1, max_size=20))
def test_every_unit_of_every_text_is_in_one_batch(texts: list[str]) -> None:
    featuriser = Featuriser(people(), cities(), lambda word: [len(word)])
    drawn = [(text, ()) for text in texts if text.strip(" ")]
    if not drawn:
        return
    made = list(batches(drawn, featuriser, units=40, pool=len(drawn)))
    assert sum(int((batch.index >= 0).sum()) for batch in made) == sum(
        len(tags_of(*row)[0]) for row in drawn
    )
    assert all(((batch.index < 0) == (batch.tags == IGNORED)).all() for batch in made)
