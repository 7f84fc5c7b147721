"""A patient's identifiers are looked for in the ways notes write them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.detector import Detector, KnownIdentifier
from guards.phi.forms.known import MAX_KNOWN, is_telling, known_from_patient

PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "pt-88-qx-1",
    "name": [
        {"use": "official", "prefix": ["Mrs."], "given": ["Ilse", "M"], "family": "Quandt"},
        {"use": "maiden", "family": "Obermoser"},
        {"text": "Dr. Ilka Quandt"},
    ],
    "telecom": [
        {"system": "phone", "value": "617-555-0142"},
        {"system": "email", "value": "ilse@example.org"},
    ],
    "address": [
        {"line": ["77 Larch Row"], "city": "Tilbury", "state": "OH", "postalCode": "44107"}
    ],
    "birthDate": "1961-03-07",
    "identifier": [
        {"type": {"coding": [{"code": "MR"}]}, "value": "AX-5512"},
        {"type": {"coding": [{"code": "SS"}]}, "value": "078-05-1120"},
        {"system": "http://hl7.org/fhir/sid/us-ssn", "value": "219099999"},
        {"type": {"coding": [{"code": "DL"}]}, "value": "S7712345"},
        {"type": {"coding": [{"code": "PPN"}]}, "value": "X1234567X"},
    ],
    "contact": [{"name": {"given": ["Bernd"], "family": "Quandt"}}],
    "generalPractitioner": [{"display": "Dr. Wendelin Prager"}],
    "extension": [
        {
            "url": "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName",
            "valueString": "Resi Thaler",
        }
    ],
}


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("NAME", "Ilse M Quandt"),
        ("NAME", "Quandt, Ilse"),
        ("NAME", "Obermoser"),
        ("NAME", "Ilka Quandt"),
        ("NAME", "Bernd Quandt"),
        ("NAME", "Wendelin Prager"),
        ("NAME", "Resi Thaler"),
        ("PHONE", "(617) 555-0142"),
        ("PHONE", "6175550142"),
        ("EMAIL", "ilse@example.org"),
        ("ADDRESS", "77 Larch Row"),
        ("LOCATION", "Tilbury"),
        ("ZIP", "44107"),
        ("DATE", "1961-03-07"),
        ("DATE", "3/7/1961"),
        ("DATE", "03/07/61"),
        ("DATE", "March 7, 1961"),
        ("DATE", "7 Mar 1961"),
        ("MRN", "AX-5512"),
        ("SSN", "078051120"),
        ("SSN", "219-09-9999"),
        ("LICENCE", "S7712345"),
        ("CODE", "X1234567X"),
    ],
)
def test_a_fhir_patient_is_read(label: str, value: str) -> None:
    assert KnownIdentifier(label, value) in known_from_patient(PATIENT)


@pytest.mark.parametrize(
    "identifiers",
    [
        [{"type": "MRN", "value": "AX-5512"}],
        [{"label": "mrn", "value": "AX-5512"}],
        {"mrn": "AX-5512"},
        {"medical_record_number": ["AX-5512"]},
    ],
)
def test_the_short_form_is_read(identifiers: object) -> None:
    assert known_from_patient({"identifiers": identifiers, "age": 61}) == [
        KnownIdentifier("MRN", "AX-5512")
    ]


def test_strings_without_a_label_are_read_for_what_they_look_like() -> None:
    known = known_from_patient(
        {"identifiers": ["Ilse Quandt", "i@example.org", "1961-03-07", 77123]}
    )
    labels = {(k.label, k.value) for k in known}
    assert labels >= {
        ("NAME", "Ilse Quandt"),
        ("EMAIL", "i@example.org"),
        ("DATE", "1961-03-07"),
        ("CODE", "77123"),
    }


def test_an_ordinary_word_is_never_looked_for_alone() -> None:
    known = known_from_patient({"name": [{"given": ["Will", "J"], "family": "White"}]})
    assert {k.value for k in known} == {
        "Will J White", "White, Will J", "Will White", "White, Will"
    }  # fmt: skip


def test_the_state_and_what_is_clinical_are_no_identifiers() -> None:
    patient = {**PATIENT, "allergies": ["penicillin"], "medications": ["warfarin"], "egfr": 44}
    values = {k.value for k in known_from_patient(patient)}
    assert not values & {"OH", "penicillin", "warfarin", "44"}


def test_what_is_known_is_found_in_a_note(detector: Detector) -> None:
    note = "ilse quandt (QUANDT), chart ax-5512, born 7 Mar 1961, seen with Bernd."
    found = {note[s.start : s.end] for s in detector.detect(note, known_from_patient(PATIENT))}
    assert found >= {"ilse quandt", "QUANDT", "ax-5512", "7 Mar 1961", "Bernd"}


odd = st.recursive(
    st.sampled_from(
        [None, True, 7, -1.5, "", " ", "Ilse Quandt", "1961-03-07", "\ud800", "[NAME_1]"]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["name", "given", "family", "text", "line", "value", "type", "coding", "code"]
            ),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=8,
)
fields = st.sampled_from(
    [
        "name",
        "telecom",
        "address",
        "birthDate",
        "identifier",
        "identifiers",
        "contact",
        "generalPractitioner",
        "extension",
        "managingOrganization",
        "id",
    ]
)


@given(patient=st.dictionaries(fields, odd, max_size=5))
def test_odd_shapes_are_passed_over(patient: dict[str, Any]) -> None:
    assert all(k.value for k in known_from_patient(patient))


@pytest.mark.parametrize("patient", [[], "Ilse", 5, None])
def test_what_is_no_object_is_refused(patient: Any) -> None:
    with pytest.raises(ValueError, match="JSON object"):
        known_from_patient(patient)


def test_what_is_looked_for_is_bounded() -> None:
    many = {"identifiers": [f"X{n:06d}" for n in range(10 * MAX_KNOWN)]}
    assert len(known_from_patient(many)) == MAX_KNOWN


def test_relatives_of_relatives_end_somewhere() -> None:
    patient: dict[str, Any] = {"name": "Ilse Quandt"}
    for _ in range(5000):
        patient = {"contact": [patient]}
    assert known_from_patient(patient) == []


@pytest.mark.parametrize(
    ("label", "value"),
    [("LOCATION", "Normal"), ("FACILITY", "MAIN"), ("MRN", "2019"),
     ("MRN", "12"), ("NAME", "May"), ("NAME", "J"), ("CODE", "x" * 201)],
)  # fmt: skip
def test_what_would_stand_for_anything_is_not_looked_for(label: str, value: str) -> None:
    assert not is_telling(KnownIdentifier(label, value))


@pytest.mark.parametrize(
    ("label", "value"),
    [("LOCATION", "Tilbury"), ("FACILITY", "Larch Hospital"), ("MRN", "4711"), ("NAME", "Quandt")],
)
def test_what_means_one_thing_is_looked_for(label: str, value: str) -> None:
    assert is_telling(KnownIdentifier(label, value))


def test_a_bundle_is_read_for_its_people() -> None:
    bundle = {"resourceType": "Bundle", "entry": [{"resource": PATIENT}, {"resource": 5}, None]}
    assert known_from_patient(bundle) == known_from_patient(PATIENT)
