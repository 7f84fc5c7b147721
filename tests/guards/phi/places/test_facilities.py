"""Facilities by name are found; departments, public bodies and instruments are not."""

from __future__ import annotations

import pytest

from tests.guards.phi.found import found

FOUND = [
    ("seen at St. Mary's Hospital", "St. Mary's Hospital"),
    ("seen at Mount Sinai", "Mount Sinai"),
    ("from Riverside Clinic", "Riverside Clinic"),
    ("our Dallas facility", "Dallas facility"),
    ("at Good Samaritan Hospital", "Good Samaritan Hospital"),
    ("admitted to General Hospital", "General Hospital"),
    ("at Valley Medical for pain", "Valley Medical"),
    ("treated at City Hospital, LA on", "City Hospital, LA"),
    ("at Lakeview Nursing Home", "Lakeview Nursing Home"),
    ("to Oak Ridge Dialysis Center", "Oak Ridge Dialysis Center"),
    ("seen at county hospital", "county hospital"),
    ("seen at Eastgate Family Practice", "Eastgate Family Practice"),
    ("at Harborside Urgent Care", "Harborside Urgent Care"),
    ("Brookfield Hospitals And Medical Centers", "Brookfield Hospitals And Medical Centers"),
    ("at Coverdale Hospital For Children", "Coverdale Hospital For Children"),
    ("Adlerton Hospital Of Brookmere", "Adlerton Hospital Of Brookmere"),
    ("at Brookmere Medical Center Corporation", "Brookmere Medical Center Corporation"),
    ("at Mercy Clinic For Chest Pain", "Mercy Clinic"),
    ("went to St. Louis", "St. Louis"),
]
SURVIVING = [
    "the emergency department",
    "the outpatient clinic",
    "referred to a Pain Clinic",
    "a small county hospital",
    "Mental Health and Public Health",
    "the Surgeon General says",
    "an Eastern Cooperative Oncology Group study",
    "the National Eye Institute",
    "grasped with Ochsner clamps",
    "from U.S. hospitals",
    "When to Seek Medical Care",
    "N Engl J Med 2008",
    "Social Security office",
    "Went to Urgent Care",
    "a Family Practice doctor",
    "one of the Medical Centers",
    "Annals of Internal Medicine",
    "the Department of Internal Medicine",
    "Journal of Family Medicine",
    "St. Louis encephalitis",
    "Days Sent To Clinic",
]


@pytest.mark.parametrize(("text", "value"), FOUND)
def test_found(text: str, value: str) -> None:
    assert (value, "FACILITY") in found(text)


@pytest.mark.parametrize("text", SURVIVING)
def test_survives(text: str) -> None:
    assert found(text) == []
