"""Addresses are read to their city and ZIP code; a state or country at their end is left out."""

from __future__ import annotations

import pytest

from tests.guards.phi.found import found, framed

FOUND = [
    ("123 Main St Apt 4B", ["123 Main St Apt 4B"]),
    ("123 Main Street, Springfield, IL 62704", ["123 Main Street, Springfield, IL 62704"]),
    ("77 Elm Ave, Dayton, Ohio", ["77 Elm Ave, Dayton"]),
    ("45 N. Main St., Unit 3", ["45 N. Main St., Unit 3"]),
    (
        "1600 Pennsylvania Ave NW, Washington, DC 20500",
        ["1600 Pennsylvania Ave NW, Washington, DC 20500"],
    ),
    ("4455 Highway 6", ["4455 Highway 6"]),
    ("26647 Howe Ford\nOakbury, NJ 29948", ["26647 Howe Ford\nOakbury, NJ 29948"]),
    ("88 Orchard Way", ["88 Orchard Way"]),
    ("14 High Street, Oxford OX1 4AH", ["14 High Street, Oxford OX1 4AH"]),
    ("221B Baker Street, London NW1 6XE", ["221B Baker Street, London NW1 6XE"]),
    ("45 Queen St W, Toronto, ON M5H 2N2", ["45 Queen St W, Toronto, ON M5H 2N2"]),
    ("12 George Street, Sydney NSW 2000", ["12 George Street, Sydney NSW 2000"]),
    ("Hauptstraße 12, 10115 Berlin", ["Hauptstraße 12, 10115 Berlin"]),
    ("Berliner Allee 5", ["Berliner Allee 5"]),
    ("12 rue de la Paix, 75002 Paris", ["12 rue de la Paix, 75002 Paris"]),
    ("Calle Mayor 5, 2º", ["Calle Mayor 5, 2º"]),
    ("Via Roma 12, 00184 Roma", ["Via Roma 12, 00184 Roma"]),
    ("Kerkstraat 14, 1017 GC Amsterdam", ["Kerkstraat 14, 1017 GC Amsterdam"]),
    ("ul. Długa 5", ["ul. Długa 5"]),
    ("Storgatan 7", ["Storgatan 7"]),
    ("123 main street", ["123 main street"]),
    ("lives at 14 Copper Beeches", ["14 Copper Beeches"]),
    ("corner of Oak and 5th", ["Oak and 5th"]),
    ("1234 County Road 9", ["1234 County Road 9"]),
    ("lives on County Road 9", ["County Road 9"]),
    ("Township Rd. 412", ["Township Rd. 412"]),
    ("C/ Mayor 5", ["C/ Mayor 5"]),
]
SURVIVING = [
    "20 minute drive",
    "walked 2 blocks down the road",
    "at 3 PM Dr",
    "4 Main arteries",
    "2 Chest View",
    "12 lead",
    "Place Foley 16 Fr",
    "Spring 5 times",
    "via tube 60 mL",
    "C/O Rash X 90",
    "C/O Cough X 14",
    "a county road",
    "the Road 9 miles on",
]


@pytest.mark.parametrize(("text", "values"), FOUND)
def test_found(text: str, values: list[str]) -> None:
    assert [value for value, _ in found(text)] == values
    for whole in framed(text):
        assert values[0] in [value for value, _ in found(whole)]


@pytest.mark.parametrize("text", SURVIVING)
def test_survives(text: str) -> None:
    for whole in framed(text):
        assert found(whole) == []


def test_a_sentence_after_a_street_is_no_city() -> None:
    text = "He lives at 12 Oak Street, denies pain.\nPatient of 12 Oak Street\nDenies pain"
    assert [value for value, _ in found(text)] == ["12 Oak Street", "12 Oak Street"]
