"""Dates finer than a year are found; scores, ratios, doses and bare years are not."""

from __future__ import annotations

import pytest

from tests.guards.phi.found import found, framed

FOUND = [
    ("4/12/2021", "4/12/2021", "DATE"),
    ("on 4/12 she", "4/12", "DATE"),
    ("12 April", "12 April", "DATE"),
    ("the 3rd of May 2021", "the 3rd of May 2021", "DATE"),
    ("Apr '21", "Apr '21", "DATE"),
    ("3/1-3/5/2023", "3/1-3/5/2023", "DATE"),
    ("3/1/23-3/5/23", "3/1/23-3/5/23", "DATE"),
    ("Monday, April 12", "Monday, April 12", "DATE"),
    ("Tuesday 4/12", "4/12", "DATE"),
    ("2021-04-12T10:15:00Z", "2021-04-12T10:15:00Z", "DATE"),
    ("2021-04-12 10:15", "2021-04-12 10:15", "DATE"),
    ("Q3 2021", "Q3 2021", "DATE"),
    ("third quarter of 2021", "third quarter of 2021", "DATE"),
    ("Christmas 2022", "Christmas 2022", "DATE"),
    ("on Thanksgiving", "Thanksgiving", "DATE"),
    ("spring of 2021, in the spring 2021", "spring 2021", "DATE"),
    ("summer 2021", "summer 2021", "DATE"),
    ("March 3-5, 2021", "March 3-5, 2021", "DATE"),
    ("March to April 2021", "March to April 2021", "DATE"),
    ("March 3rd", "March 3rd", "DATE"),
    ("12-Apr-2021", "12-Apr-2021", "DATE"),
    ("12APR2021", "12APR2021", "DATE"),
    ("20210412", "20210412", "DATE"),
    ("dob 04/12/58", "04/12/58", "DATE"),
    ("DOB: 1958-04-12", "1958-04-12", "DATE"),
    ("12.04.2021", "12.04.2021", "DATE"),
    ("April 2021", "April 2021", "DATE"),
    ("04/2021", "04/2021", "DATE"),
    ("mid-June", "June", "DATE"),
    ("4/12: WBC 11", "4/12", "DATE"),
    ("seen 04/05 for", "04/05", "DATE"),
    ("missed the 3/7 visit", "3/7", "DATE"),
    ("her 4/12 appointment", "4/12", "DATE"),
    ("treated from November", "November", "DATE"),
]
SURVIVING = [
    "1/2 NS at 75 mL/hr",
    "strength 5/5 in all extremities",
    "pain 7/10 at rest",
    "from 8/10 to 3/10 pain",
    "titer 1/160",
    "take 1/2 tablet",
    "BP 120/80 mmHg",
    "vision 20/20",
    "2/6 systolic murmur",
    "Apgar 8/9",
    "MMSE 28/30",
    "2-3 weeks",
    "between 5-12 years",
    "in 2021",
    "since 1998",
    "2021-2022 season",
    "dialysis on Monday, Wednesday and Friday",
    "may 10 mg be given",
    "march 5 miles",
    "s/p fall 2019",
    "Ramadan fasting advice",
    "24/7",
    "50/50 mix",
    "q4-6h",
    "lumbar puncture at L3/4",
    "ratio 3/4",
    "1:1000",
    "a Christmas tree",
    "frequency < 1/2000",
    "1q32 deletion",
    "strength 3/7",
    "kept 3/4 visits",
    "RSV season runs from November to March",
    "flu season from October through March",
]


@pytest.mark.parametrize(("text", "value", "label"), FOUND)
def test_found(text: str, value: str, label: str) -> None:
    for whole in framed(text):
        assert (value, label) in found(whole)


@pytest.mark.parametrize("text", SURVIVING)
def test_survives(text: str) -> None:
    for whole in framed(text):
        assert found(whole) == []
