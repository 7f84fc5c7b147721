"""A guarded pattern matches what the pattern itself matches."""

from __future__ import annotations

import re

import pytest

from guards.phi.rules.first_characters import guarded
from guards.phi.rules.patterns import Rule
from guards.phi.rules.rulebook import RULES

from . import (
    test_ages,
    test_codes,
    test_contacts,
    test_dates,
    test_postal,
    test_records,
    test_things,
)

FAMILIES = (
    *(test_ages, test_codes, test_contacts, test_dates),
    *(test_postal, test_records, test_things),
)
TEXT = "; ".join(text for f in FAMILIES for text in (*(t for t, *_ in f.FOUND), *f.SURVIVING))
CASELESS = [rule for rule in RULES if rule.caseless]


@pytest.mark.parametrize("rule", CASELESS, ids=lambda rule: rule.name)
@pytest.mark.parametrize("text", [TEXT, TEXT.upper(), TEXT.lower(), TEXT.title()])
def test_every_rule_matches_as_before(text: str, rule: Rule) -> None:
    plain, quick = (re.compile(s, rule.flags) for s in (rule.pattern, guarded(rule.pattern)))
    assert [m.span("v") for m in quick.finditer(text)] == [
        m.span("v") for m in plain.finditer(text)
    ]


@pytest.mark.parametrize(
    ("pattern", "with_guard"),
    [
        (r"\bab|c", r"\b(?=[ac])ab|c"),
        (r"\b(?:ab|Cd)e", r"\b(?=[ac])(?:ab|Cd)e"),
        (r"\b(?:x\s)?[a-c]", r"\b(?=[abcx])(?:x\s)?[a-c]"),
        (r"\b\d?y", r"\b(?=[0123456789y])\d?y"),
        (r"\b(?!z)q", r"\b(?=[q])(?!z)q"),
    ],
)
def test_a_boundary_looks_at_what_follows(pattern: str, with_guard: str) -> None:
    assert guarded(pattern) == with_guard


@pytest.mark.parametrize(
    "pattern", [r"ab", r"\b.x", r"\b[^a]x", r"\b\wx", r"\b\+1", r"\ba?", r"\b(?:a|)b"]
)
def test_what_begins_anyhow_is_left_alone(pattern: str) -> None:
    assert guarded(pattern) == pattern
