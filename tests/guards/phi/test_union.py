"""Rules' and learned findings together: which survive, whose label wins, what score is left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.tagger.reading import Reading
from guards.phi.tagger.units import placed
from guards.phi.union import confirmed, joined
from guards.verdicts import Span
from tests.guards.phi.readings import Tags, reading_of

NAME: Tags = {"B-NAME": 0.9}
GOES_ON: Tags = {"I-NAME": 0.7}


def span(text: str, value: str, label: str = "NAME", source: str = "names:first") -> Span:
    start = text.index(value)
    return Span(start, start + len(value), label, "A", 0.6, source)


def said(text: str, spans: list[Span]) -> list[tuple[str, str, str]]:
    return [(text[s.start : s.end], s.label, s.source) for s in spans]


@pytest.mark.parametrize("rule", ["first", "last", "last_last", "lower", "repeat"])
def test_a_weak_name_that_the_tagger_rules_out_is_dropped(rule: str) -> None:
    text = "Okonkwo came"
    weak = [span(text, "Okonkwo", source=f"names:{rule}")]
    assert confirmed(text, weak, reading_of(text, {})) == []
    assert confirmed(text, weak, reading_of(text, {"Okonkwo": {"B-DATE": 0.01}})) == weak


@pytest.mark.parametrize("source", ["names:title", "names:pair", "known", "phone", "places:city"])
def test_a_finding_with_a_cue_needs_no_confirmation(source: str) -> None:
    text = "Okonkwo came"
    sure = [span(text, "Okonkwo", source=source)]
    assert confirmed(text, sure, reading_of(text, {})) == sure


def test_an_eponym_alone_needs_more_confirmation() -> None:
    text = "Morton came"
    weak = [span(text, "Morton")]
    assert confirmed(text, weak, reading_of(text, {"Morton": {"B-NAME": 0.01}})) == []
    assert confirmed(text, weak, reading_of(text, {"Morton": NAME})) == weak


def test_where_the_tagger_finds_nothing_the_rules_stand() -> None:
    text = "Okonkwo came"
    found = [span(text, "Okonkwo"), span(text, "Okon", "CODE", "x")]
    assert said(text, joined(text, found, reading_of(text, {}))) == [
        ("Okonkwo", "NAME", "names:first")
    ]


def test_what_the_tagger_alone_finds_keeps_its_score() -> None:
    text = "Seen: Okonkwo Adaeze."
    reading = reading_of(text, {"Okonkwo": NAME, "Adaeze": GOES_ON})
    (found,) = joined(text, [], reading)
    assert said(text, [found]) == [("Okonkwo Adaeze", "NAME", "tagger:name")]
    assert found.score == pytest.approx(0.8)


def test_where_both_find_it_the_union_has_the_rule_s_label() -> None:
    text = "Call Okonkwo Adaeze 2125551234 now"
    reading = reading_of(text, {"Okonkwo": {"B-LOCATION": 0.99}, "Adaeze": {"I-LOCATION": 0.99}})
    rule = span(text, "Adaeze", source="names:title")
    (found,) = joined(text, [rule], reading)
    assert said(text, [found]) == [("Okonkwo Adaeze", "NAME", "names:title")]
    assert found.score == 0.6


def test_a_learned_finding_that_makes_no_sense_takes_nothing_with_it() -> None:
    text = "Chest pain, Okonkwo"
    reading = reading_of(text, {"Chest": NAME, "pain": GOES_ON, "Okonkwo": NAME})
    assert said(text, joined(text, [], reading)) == [("Okonkwo", "NAME", "tagger:name")]


TEXT = "Seen: Okonkwo Adaeze, 14 Umeh Road, on 3/4/2021."
TAGS = ["B-NAME", "I-NAME", "B-ADDRESS", "I-ADDRESS", "B-DATE", "B-ID", "I-ID"]


@given(data=st.data())
def test_the_union_is_sorted_and_disjoint_and_hides_all_that_rules_found(
    data: st.DataObject,
) -> None:
    words = [key[1] for _, _, key in placed(TEXT)]
    picked = data.draw(st.dictionaries(st.sampled_from(words), st.sampled_from(TAGS)))
    ends = st.lists(st.integers(0, len(TEXT)), min_size=2, max_size=2, unique=True).map(sorted)
    drawn = data.draw(st.lists(ends, max_size=4))
    rules = [Span(a, b, "CODE", "R", 0.5, "rule") for a, b in drawn]
    reading: Reading = reading_of(TEXT, {word: {tag: 0.9} for word, tag in picked.items()})
    found = joined(TEXT, rules, reading)
    assert all(0 < s.score <= 1 for s in found)
    assert [s.start for s in found] == sorted(s.start for s in found)
    hidden = [at for s in found for at in range(s.start, s.end)]
    assert len(hidden) == len(set(hidden))
    assert {at for a, b in drawn for at in range(a, b)} <= set(hidden)
