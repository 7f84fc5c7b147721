"""Rules find what they are for, and the prefilter never loses a match."""

from __future__ import annotations

import re
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.rules.patterns import Patterns, Rule
from guards.phi.rules.rulebook import RULES
from guards.verdicts import DetectorUnavailable, Span
from tests.guards.phi.texts import clinical

from . import (
    test_ages,
    test_codes,
    test_contacts,
    test_dates,
    test_postal,
    test_records,
    test_things,
)

FAST = Patterns(RULES)
SLOW = Patterns(RULES, prefilter=False)
FAMILIES = (
    *(test_ages, test_codes, test_contacts, test_dates),
    *(test_postal, test_records, test_things),
)
EXAMPLES = [text for family in FAMILIES for text, *_ in family.FOUND]
EXAMPLES += [text for family in FAMILIES for text in family.SURVIVING]
examples = st.lists(
    st.one_of(st.sampled_from(EXAMPLES), st.sampled_from(" ,.-/#:(\n\x1c\u00e9\u0660x7")),
    max_size=6,
).map("".join)


def key(span: Span) -> tuple[int, int, str]:
    return span.start, span.end, span.source


@given(st.one_of(clinical, examples))
def test_prefilter_changes_nothing_but_speed(text: str) -> None:
    assert FAST.engine == "hyperscan+re"
    assert sorted(map(key, FAST.find(text))) == sorted(map(key, SLOW.find(text)))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "patient id #a-1b2c3d4",
            "MRN: (no.) X/9.9_99",
            "plan of 12AB34",
            "sn:1234-A",
            "\u00e9123",
        ),
        *("92yo", "92-year-old 95 yrs", "92 F", "in June.", "in June 4", "see 5/12", "on 5/12.5"),
        *("\u00e902/25/2023", "2023-04-25\u00e9", "\u4e2d555-123-4567\u4e2d", "1/2023\n", "on 1/2"),
    ],
)
def test_prefilter_keeps_what_stands_at_an_edge(text: str) -> None:
    for framed in (
        text,
        f"{text} ",
        f" {text}",
        f"x{text}x",
        f"{text}\n",
        f"\n{text}",
        f"-{text}-",
    ):
        assert list(map(key, FAST.find(framed))) == list(map(key, SLOW.find(framed)))


FILLERS = (
    "the patient was seen and is well, ",
    "é 中 🙂 ",
    "x" * 90 + " ",
    "call me at ",
    "1 2 3 ",
)
long_texts = st.lists(
    st.one_of(
        st.sampled_from(EXAMPLES),
        st.tuples(st.sampled_from(FILLERS), st.integers(1, 60)).map(lambda pair: pair[0] * pair[1]),
    ),
    min_size=3,
    max_size=10,
)


@given(long_texts, st.sampled_from(["", " ", "\n", ", "]))
def test_windows_of_a_long_text_lose_nothing(pieces: list[str], joint: str) -> None:
    text = joint.join(pieces)
    assert sorted(map(key, FAST.find(text))) == sorted(map(key, SLOW.find(text)))


@pytest.mark.parametrize("patterns", [FAST, SLOW], ids=["windows", "whole"])
def test_a_match_that_fails_its_check_hides_none_within_it(patterns: Patterns) -> None:
    text = "Insurance: member ID ZQ84145877; prior authorization granted"
    assert "ZQ84145877" in {text[span.start : span.end] for span in patterns.find(text)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_names_its_span_and_matches_no_emptiness(rule: Rule) -> None:
    compiled = re.compile(rule.pattern, rule.flags)
    assert "v" in compiled.groupindex
    assert compiled.fullmatch("") is None
    assert rule.pattern.isascii()  # hyperscan reads bytes


def test_names_are_unique() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_threads_share_the_rules() -> None:
    found: list[int] = []
    text = "Call 555-123-4567 on 02/25/2023. " * 20

    def scan() -> None:
        found.extend(len(FAST.find(text)) for _ in range(20))

    threads = [threading.Thread(target=scan) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {len(FAST.find(text))}
    assert len(found) == 80


def test_a_rule_that_cannot_be_compiled_fails_closed() -> None:
    with pytest.raises(DetectorUnavailable):
        Patterns((Rule("broken", "CODE", r"(?P<v>a{99999})"),))


@pytest.mark.parametrize(
    "text",
    [
        '[{"code":"E05.90","evidence":"hyperthyroidism"}]',
        "ICD-10 code: J45.909",
        "diagnosis code E11.65",
        "code: M54.50",
        "CPT code 99213",
        "billing code: 99497",
    ],
)
def test_codes_of_a_diagnosis_or_procedure_name_nobody(text: str) -> None:
    assert Patterns(RULES).find(text) == []


@pytest.mark.parametrize("text", ["access code 48213", "tracking code: ZX48213", "file id 88213"])
def test_other_codes_after_a_cue_are_identifiers(text: str) -> None:
    assert {span.label for span in Patterns(RULES).find(text)} == {"CODE"}
