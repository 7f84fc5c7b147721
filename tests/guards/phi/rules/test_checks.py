"""Validators tell identifiers from numbers that only look like them."""

from __future__ import annotations

import pytest

from guards.phi.rules.patterns import Patterns
from guards.phi.rules.rulebook import RULES

FINDER = Patterns(RULES)

REJECTED = [
    "32/13/2022",
    "10-5-3",
    "1.2.3.999",
    "4111 1111 1111 1112",
    "GB00 WEST 1234 5698 7654 32",
    "5/5 strength",
    "may 10 mg",
    "chart 2019",
    "take 5000000 IU",
    "plan 5 days",
    "89-year-old",
    "150/90 mmHg",
    "PMID 31234567",
    "NCT 01234567",
]
ACCEPTED = [
    ("GB82 WEST 1234 5698 7654 32", "ACCOUNT"),
    ("2001:db8::8a2e:370:7334", "IP"),
    ("00:1B:44:11:3A:B7", "DEVICE"),
    ("104 yo", "AGE"),
    ("fax: 0479 50 54 03", "FAX"),
    ("P.O. Box 1234", "ADDRESS"),
    ("8765-4321", "CODE"),
    ("social security last four 1234", "SSN"),
]


@pytest.mark.parametrize("text", REJECTED)
def test_rejected(text: str) -> None:
    assert FINDER.find(text) == []


@pytest.mark.parametrize(("text", "label"), ACCEPTED)
def test_accepted(text: str, label: str) -> None:
    best = max(FINDER.find(text), key=lambda span: span.score)
    assert best.label == label
