"""The grammar of names: cues, titles, initials, particles, and words that only look like names."""

from __future__ import annotations

import pytest

from guards.phi.names.finder import NameFinder
from guards.phi.names.gazetteer import people
from guards.phi.spans import merge

FINDER = NameFinder(people())

FOUND = [
    ("Dr. Smith will see him", ["Dr. Smith"]),
    ("Dr. A. Smith", ["Dr. A. Smith"]),
    ("Dr. Alan S.?", ["Dr. Alan S."]),
    ("for Mary Johnson, seen", ["Mary Johnson"]),
    ("like case of Robert G seen", ["Robert G"]),
    ("tx for 82yo, Smith J., visited", ["Smith J."]),
    ("seen by Maria van der Berg", ["Maria van der Berg"]),
    ("Ludwig von Hohenfels called", ["Ludwig von Hohenfels"]),
    ("patient Xyloph denies pain", ["Xyloph"]),
    ("her son Emeka visited", ["Emeka"]),
    ("Jean-Luc Martin", ["Jean-Luc Martin"]),
    ("Müller, Anna", ["Müller, Anna"]),
    ("JANE DOE WAS ADMITTED WITH FEVER", ["JANE DOE"]),
    ("mrs. garcia and robert johnson", ["mrs. garcia", "robert johnson"]),
    ("Mr. Brown", ["Mr. Brown"]),
    ("dr. smith told his john smith", ["dr. smith", "john smith"]),
    ("Anna's cough", ["Anna"]),
    ("Anna's disease progressed", ["Anna"]),
    ("for Mary Johnson heart failure", ["Mary Johnson"]),
    ("John Smith risk of stroke", ["John Smith"]),
]

NOT_FOUND = [
    "May I start?",
    "Will he walk? Mark the spot.",
    "Murphy sign, Babinski sign, Gleason score",
    "Stevens-Johnson syndrome",
    "Mayo scissors and Kelly clamps",
    "H. pylori and E. Coli, C. Difficile",
    "Vitamin D and Hepatitis B",
    "Grey Turner sign",
    "Virginia and Georgia",
    "the VEGF and BRAF genes",
    "MS patients",
    "patient Denies fever",
    "Lantus, Humira and Enbrel",
]


@pytest.mark.parametrize(("text", "names"), FOUND)
def test_names_are_found_whole(text: str, names: list[str]) -> None:
    assert [text[s.start : s.end] for s in merge(FINDER.find(text))] == names


@pytest.mark.parametrize("text", NOT_FOUND)
def test_other_words_are_not(text: str) -> None:
    assert [text[s.start : s.end] for s in merge(FINDER.find(text))] == []
