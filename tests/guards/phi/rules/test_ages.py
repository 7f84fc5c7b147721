"""Ages of 90 and more are found in figures and words; younger ones and temperatures are not."""

from __future__ import annotations

from tests.guards.phi.found import Table

FOUND = [
    ("94-year-old", "94", "AGE"),
    ("aged 90", "90", "AGE"),
    ("ninety-four-year-old", "ninety-four", "AGE"),
    ("in her nineties", "nineties", "AGE"),
    ("born in 1931", "1931", "AGE"),
    ("92 F", "92", "AGE"),
    ("92yo", "92", "AGE"),
    ("101 y/o", "101", "AGE"),
    ("98F with chest pain", "98", "AGE"),
    ("98 F presents with cough", "98", "AGE"),
    ("this 99 F, lives alone", "99", "AGE"),
    ("98 M", "98", "AGE"),
    ("98 female", "98", "AGE"),
]
SURVIVING = [
    "55-year-old man",
    "89 years old",
    "age 45",
    "aged 18-65 years",
    "born in 1985",
    "temperature 98 F",
    "temp of 40.0 C (104 F)",
    "pressures in the 90s",
    "O2 sat 92 on 2 L",
    "90 years ago",
    "aged 90 days",
    "95 mL/min",
    "at least 105 female meioses",
    "98 F",
    "99F, HR 80",
    "98 F with chills",
    "T 98 F",
    "98 F, BP 120/80",
]


class TestAges(Table):
    found = FOUND
    surviving = SURVIVING
