"""A FHIR document loses who it is about and keeps what it says."""

from __future__ import annotations

import base64
import copy
import json
from datetime import date
from typing import Any

import pytest

from guards.phi.forms.fhir import redact_fhir
from guards.phi.forms.fhir_dates import shifted
from guards.phi.surrogates.redactor import Identities, Mode, Redactor
from guards.verdicts import UnsupportedContent

UUID = "5f2c1c4e-0a4b-4c58-9a52-6d1f1f3f0a11"
PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": UUID,
    "text": {
        "status": "generated",
        "div": '<div xmlns="http://www.w3.org/1999/xhtml"><b>Ilse Quandt</b> &amp; her cat'
        "<table><tr><td>MRN</td><td>AX-5512</td></tr></table></div>",
    },
    "identifier": [
        {
            "type": {"coding": [{"system": "http://x.example/0203", "code": "MR"}]},
            "system": "http://hospital.example",
            "value": "AX-5512",
        }
    ],
    "name": [{"family": "Quandt", "given": ["Ilse"], "prefix": ["Mrs."]}],
    "telecom": [{"system": "phone", "value": "617-555-0142", "use": "home"}],
    "gender": "female",
    "birthDate": "1961-03-07",
    "address": [
        {
            "line": ["77 Larch Row"],
            "city": "Tilbury",
            "state": "OH",
            "postalCode": "44107",
            "extension": [
                {
                    "url": "http://hl7.org/fhir/StructureDefinition/geolocation",
                    "extension": [{"url": "latitude", "valueDecimal": 41.4}],
                }
            ],
        }
    ],
}
OBSERVATION: dict[str, Any] = {
    "resourceType": "Observation",
    "id": "obs-7",
    "status": "final",
    "code": {
        "coding": [{"system": "http://loinc.org", "code": "718-7", "display": "Hemoglobin"}],
        "text": "Hemoglobin",
    },
    "subject": {"reference": f"Patient/{UUID}", "display": "Quandt"},
    "effectiveDateTime": "2021-04-19T08:15:00+02:00",
    "issued": "2021-04-19T09:00:00.000Z",
    "valueQuantity": {"value": 13.1, "unit": "g/dL", "system": "http://uom.org", "code": "g/dL"},
    "note": [{"text": "Quandt was upset; give 10 mg lisinopril."}],
}
CONDITION: dict[str, Any] = {
    "resourceType": "Condition",
    "id": "c-1",
    "code": {"text": "Parkinson's disease"},
    "subject": {"reference": f"urn:uuid:{UUID}"},
    "recordedDate": "2019",
}
BUNDLE: dict[str, Any] = {
    "resourceType": "Bundle",
    "type": "transaction",
    "entry": [
        {
            "fullUrl": f"urn:uuid:{UUID}",
            "resource": PATIENT,
            "request": {"method": "POST", "url": "Patient"},
        },
        {"fullUrl": "https://ehr.example/fhir/Observation/obs-7", "resource": OBSERVATION},
        {"resource": CONDITION},
    ],
}
WHO = ("Quandt", "Ilse", "AX-5512", "617-555-0142", "Larch", "Tilbury", "44107", UUID, "1961-03")


def redacted(
    resource: dict[str, Any], redactor: Redactor, mode: Mode, identities: Identities | None = None
) -> dict[str, Any]:
    return redact_fhir(resource, redactor, identities or Identities(), mode).value


@pytest.mark.parametrize("mode", [Mode.PSEUDONYMISE, Mode.MASK])
def test_who_it_is_about_is_gone(redactor: Redactor, mode: Mode) -> None:
    before = copy.deepcopy(BUNDLE)
    shown = json.dumps(redacted(BUNDLE, redactor, mode))
    assert [value for value in WHO if value in shown] == []
    assert "2021-04" not in shown
    assert before == BUNDLE


@pytest.mark.parametrize("mode", [Mode.PSEUDONYMISE, Mode.MASK])
def test_what_it_says_survives(redactor: Redactor, mode: Mode) -> None:
    patient, observation, condition = (
        entry["resource"] for entry in redacted(BUNDLE, redactor, mode)["entry"]
    )
    for field in ("status", "code", "valueQuantity"):
        assert observation[field] == OBSERVATION[field]
    assert "10 mg lisinopril" in observation["note"][0]["text"]
    assert condition["code"] == CONDITION["code"]
    assert condition["recordedDate"] == "2019"
    assert patient["gender"] == "female"
    assert patient["name"][0]["prefix"] == ["Mrs."]
    assert patient["identifier"][0]["type"] == PATIENT["identifier"][0]["type"]
    assert patient["address"][0]["state"] == "OH"


def test_every_value_comes_back(redactor: Redactor) -> None:
    identities = Identities()
    shown = json.dumps(redacted(BUNDLE, redactor, Mode.PSEUDONYMISE, identities))
    restored = json.loads(identities.restore(shown))
    original = copy.deepcopy(BUNDLE)
    del original["entry"][0]["resource"]["address"][0]["extension"]  # coordinates do not come back
    assert restored == original


def test_narratives_keep_their_markup(redactor: Redactor) -> None:
    div = redacted(PATIENT, redactor, Mode.MASK)["text"]["div"]
    assert div == (
        '<div xmlns="http://www.w3.org/1999/xhtml"><b>[NAME]</b> &amp; her cat'
        "<table><tr><td>MRN</td><td>[MRN]</td></tr></table></div>"
    )


def test_links_lead_where_they_led(redactor: Redactor) -> None:
    entries = redacted(BUNDLE, redactor, Mode.MASK)["entry"]
    patient, observation, condition = (entry["resource"] for entry in entries)
    assert observation["subject"]["reference"] == f"Patient/{patient['id']}"
    assert condition["subject"]["reference"] == f"urn:uuid:{patient['id']}"
    assert entries[0]["fullUrl"] == f"urn:uuid:{patient['id']}"
    assert entries[0]["request"]["url"] == "Patient"
    assert observation["id"] == "id-2"
    assert entries[1]["fullUrl"].endswith("/Observation/id-2")


def test_display_of_a_person_is_a_name_and_of_a_code_is_not(redactor: Redactor) -> None:
    shown = redacted(
        {
            "resourceType": "Encounter",
            "subject": {"reference": "Patient/9", "display": "xu qi"},
            "serviceProvider": {"reference": "Organization/4", "display": "Elm Street 5"},
            "reasonReference": [{"reference": "Condition/3", "display": "Acute bronchitis"}],
        },
        redactor,
        Mode.MASK,
    )
    assert shown["subject"]["display"] == "[NAME]"
    assert shown["serviceProvider"]["display"] == "[FACILITY]"
    assert shown["reasonReference"][0]["display"] == "Acute bronchitis"


def test_text_attachments_are_redacted_inside(redactor: Redactor) -> None:
    data = base64.b64encode("Seen: Ilse Quandt, äh.".encode()).decode()
    attachment = {"contentType": "text/plain; charset=utf-8", "data": data, "hash": "x", "size": 23}
    document = {"resourceType": "DocumentReference", "content": [{"attachment": attachment}]}
    bundle = {"resourceType": "Bundle", "entry": [{"resource": PATIENT}, {"resource": document}]}
    shown = redacted(bundle, redactor, Mode.MASK)["entry"][1]["resource"]["content"][0]
    assert base64.b64decode(shown["attachment"]["data"]).decode() == "Seen: [NAME], äh."
    assert not {"hash", "size"} & shown["attachment"].keys()


@pytest.mark.parametrize(
    "attachment",
    [
        {"contentType": "application/pdf", "data": "JVBERi0="},
        {"data": "eA=="},
        {"contentType": "text/plain", "data": "/w=="},
        {"contentType": "text/plain", "data": 5},
    ],
)
def test_what_cannot_be_read_is_refused_by_its_place(
    redactor: Redactor, attachment: dict[str, Any]
) -> None:
    photo = {"resourceType": "Patient", "photo": [attachment]}
    with pytest.raises(UnsupportedContent, match=r"Patient\.photo\[0\]"):
        redact_fhir(photo, redactor, Identities(), Mode.MASK)


def test_off_changes_nothing(redactor: Redactor) -> None:
    assert redacted(BUNDLE, redactor, Mode.OFF) == BUNDLE


@pytest.mark.parametrize(
    "value", [{}, {"resourceType": 5}, {"resourceType": "Ilse Quandt"}, [], "Patient"]
)
def test_what_is_no_resource_is_refused(redactor: Redactor, value: Any) -> None:
    with pytest.raises(ValueError, match="resourceType"):
        redact_fhir(value, redactor, Identities(), Mode.MASK)


def test_deep_resources_are_refused(redactor: Redactor) -> None:
    deep: Any = "x"
    for _ in range(300):
        deep = {"extension": [deep]}
    with pytest.raises(UnsupportedContent):
        redact_fhir({"resourceType": "Basic", "x": deep}, redactor, Identities(), Mode.MASK)


def test_odd_shapes_lose_their_identifiers_too(redactor: Redactor) -> None:
    odd = {
        "resourceType": "Patient",
        "name": "Ilse Quandt",
        "telecom": {"system": "phone", "value": 6175550142},
        "address": ["77 Larch Row"],
        "birthDate": None,
        "contained": [7, None, {"resourceType": "Device", "id": "a", "serialNumber": "ZX-9"}],
    }
    shown = json.dumps(redacted(odd, redactor, Mode.MASK))
    assert "Quandt" not in shown
    assert "Larch" not in shown
    assert "ZX-9" not in shown


@pytest.mark.parametrize(
    ("text", "days", "expected"),
    [
        ("2021-04-19", -20, "2021-03-30"),
        ("2021-04-19T08:15:00+02:00", 300, "2022-02-13T08:15:00+02:00"),
        ("2021-04", 45, "2021-05"),
        ("0001-01-01", -9, None),
        ("2021-02-31", 1, None),
    ],
)
def test_dates_move_by_whole_days(text: str, days: int, expected: str | None) -> None:
    assert shifted(text, days) == expected


def test_safe_harbor_keeps_valid_years(redactor: Redactor) -> None:
    patient, observation, _ = (
        entry["resource"] for entry in redacted(BUNDLE, redactor, Mode.SAFE_HARBOR)["entry"]
    )
    assert patient["birthDate"] == "1961"
    assert observation["effectiveDateTime"] == "2021"
    assert observation["issued"] == "2021-01-01T00:00:00Z"


@pytest.mark.parametrize("birth", ["{year}-05-06", "{year}"])
def test_a_birth_ninety_years_ago_vanishes(redactor: Redactor, birth: str) -> None:
    born = birth.format(year=date.today().year - 93)
    patient = {"resourceType": "Patient", "birthDate": born, "gender": "male"}
    shown = redacted(patient, redactor, Mode.SAFE_HARBOR)
    assert shown == {"resourceType": "Patient", "gender": "male"}


def test_a_limited_data_set_shifts_every_date_alike(redactor: Redactor) -> None:
    identities = Identities(shift_days=-20)
    patient, observation, _ = (
        entry["resource"] for entry in redacted(BUNDLE, redactor, Mode.LIMITED, identities)["entry"]
    )
    assert patient["birthDate"] == "1961-02-15"
    assert observation["effectiveDateTime"] == "2021-03-30T08:15:00+02:00"
    assert patient["address"][0]["city"] == "Tilbury"


@pytest.mark.parametrize(
    ("mode", "years", "expected"),
    [
        (Mode.SAFE_HARBOR, 93, {"value": 90, "comparator": ">="}),
        (Mode.SAFE_HARBOR, 61, {"value": 61}),
        (Mode.LIMITED, 93, {"value": 93}),
        (Mode.MASK, 93, {"value": "[AGE]"}),
    ],
)
def test_ages_over_89_are_one(
    redactor: Redactor, mode: Mode, years: int, expected: dict[str, Any]
) -> None:
    age = {"value": years, "unit": "years", "system": "http://unitsofmeasure.org", "code": "a"}
    condition = {"resourceType": "Condition", "onsetAge": age}
    assert redacted(condition, redactor, mode)["onsetAge"] == {**age, **expected}


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (
            {"resourceType": "Patient", "photo": [{"url": "https://larch.example/ilse.jpg"}]},
            {"photo": [{"url": "[URL]"}]},
        ),
        (
            {
                "resourceType": "Patient",
                "name": [
                    {
                        "family": "Quandt-Maier",
                        "_family": {"extension": [{"url": "http://x/own", "valueString": "xu"}]},
                    }
                ],
            },
            {
                "name": [
                    {
                        "family": "[NAME]",
                        "_family": {
                            "extension": [{"url": "http://x/own", "valueString": "[NAME]"}]
                        },
                    }
                ]
            },
        ),
        (
            {
                "resourceType": "QuestionnaireResponse",
                "item": [{"linkId": "1", "text": "Phone:", "answer": [{"valueString": "0142"}]}],
            },
            {"item": [{"linkId": "1", "text": "Phone:", "answer": [{"valueString": "[PHONE]"}]}]},
        ),
        (
            {
                "resourceType": "Parameters",
                "parameter": [{"name": "patientName", "valueString": "xu qi"}],
            },
            {"parameter": [{"name": "patientName", "valueString": "[NAME]"}]},
        ),
        (
            {"resourceType": "Coverage", "subscriberId": "HX1", "class": [{"type": {"text": "g"},
             "value": "G7"}]},
            {"subscriberId": "[PLAN]", "class": [{"type": {"text": "g"}, "value": "[PLAN]"}]},
        ),
        (
            {"resourceType": "Encounter", "serviceProvider": {"display": "xu"},
             "participant": [{"individual": {"display": "qi"}}]},
            {"serviceProvider": {"display": "[FACILITY]"},
             "participant": [{"individual": {"display": "[NAME]"}}]},
        ),
        (
            {"resourceType": "Patient", "address": [{"state": "Tyrol"}, {"state": "ohio"}]},
            {"address": [{"state": "[LOCATION]"}, {"state": "ohio"}]},
        ),
        (
            {"resourceType": "ValueSet", "url": "http://x.example/vs", "version": "2019-01-02"},
            {"url": "http://x.example/vs", "version": "2019-01-02"},
        ),
    ],
    ids=["photo", "extension", "answer", "parameter", "plan", "display", "state", "canonical"],
)  # fmt: skip
def test_identifiers_have_many_places(
    redactor: Redactor, resource: dict[str, Any], expected: dict[str, Any]
) -> None:
    kind = resource["resourceType"]
    assert redacted(resource, redactor, Mode.MASK) == {"resourceType": kind, **expected}


def test_a_code_that_is_a_sentence_is_read(redactor: Redactor) -> None:
    odd = {"resourceType": "Basic", "status": "seen by Ilse Quandt", "Ilse Quandt": {"unit": "mg"}}
    assert redacted(odd, redactor, Mode.MASK) == {
        "resourceType": "Basic", "status": "seen by [NAME]", "[NAME]": {"unit": "mg"}
    }  # fmt: skip


def test_words_of_a_terminology_survive_wherever_they_stand(redactor: Redactor) -> None:
    code = {"system": "http://loinc.org", "code": "1-8", "display": "Ilse Quandt [Mass/volume]"}
    report = {
        "resourceType": "DiagnosticReport",
        "contained": [{"resourceType": "Observation", "code": {"coding": [code]}}],
        "result": [{"reference": "#x", "display": "Ilse Quandt [Mass/volume]"}],
        "conclusion": "Ilse Quandt is well",
    }
    shown = redacted(report, redactor, Mode.MASK)
    assert shown["result"][0]["display"] == code["display"]
    assert shown["conclusion"] == "[NAME] is well"
