"""What the elements of FHIR R4 are, by name: the part of the standard that redaction needs.

Source: HL7 FHIR R4 (4.0.1), data types and resource definitions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from guards.phi.forms.keys import label_of_column
from guards.phi.places.geography import STATE

_CODED = """
    resourceType system code status intent use gender mode kind type language unit comparator
    currency linkId version versionId contentType profile method ifNoneMatch outcome valueCode
    priority implicitRules instantiatesCanonical questionnaire fhirVersion daysOfWeek dayOfWeek
    criticality orientation url prefix suffix state country
"""
CODED = frozenset(_CODED.split())
"""Elements whose strings are codes or canonical addresses, when they stand in no richer type."""

PEOPLE = frozenset({"Patient", "Practitioner", "RelatedPerson", "Person", "PractitionerRole"})
PLACES = frozenset({"Organization", "Location", "HealthcareService"})

LABELS = MappingProxyType(
    {"authorString": "NAME", "serialNumber": "DEVICE", "carrierHRF": "DEVICE",
     "carrierAIDC": "DEVICE", "distinctIdentifier": "DEVICE", "subscriberId": "PLAN",
     "uid": "CODE"}
)  # fmt: skip
"""Elements whose whole text is an identifier."""

REFERENCES = MappingProxyType(
    {
        **dict.fromkeys(
            ("subject", "patient", "individual", "practitioner", "generalPractitioner",
             "requester", "recorder", "asserter", "performer", "author", "authenticator",
             "resultsInterpreter", "actor", "provider", "enterer", "party", "beneficiary",
             "subscriber", "policyHolder", "informationSource", "sender", "recipient",
             "authorReference", "collector", "owner", "agent", "who"), "NAME"),
        **dict.fromkeys(
            ("assigner", "managingOrganization", "serviceProvider", "custodian", "location",
             "facility", "origin", "destination", "organization"), "FACILITY"),
    }
)  # fmt: skip
"""What a Reference without a type points at, by its element."""

HUMAN_NAME = MappingProxyType({"family": "NAME", "given": "NAME", "text": "NAME"})
ADDRESS = MappingProxyType(
    {"line": "ADDRESS", "text": "ADDRESS", "city": "LOCATION", "district": "LOCATION",
     "postalCode": "ZIP"}
)  # fmt: skip
CONTACT_POINT = MappingProxyType(
    {"phone": "PHONE", "sms": "PHONE", "pager": "PHONE", "fax": "FAX", "email": "EMAIL",
     "url": "URL", "other": "CODE"}
)  # fmt: skip

_CODE = re.compile(r"\S{1,300}")
_SPACED = frozenset({"unit", "prefix", "suffix", "state", "country"})
_ELEMENT = re.compile(r"_?[A-Za-z][A-Za-z0-9]{0,60}")
_STATE = re.compile(STATE, re.IGNORECASE)
_TELLING_NAME = frozenset({"family", "given"})
_NAME_PARTS = frozenset(
    {"family", "given", "text", "use", "prefix", "suffix", "period", "id", "extension",
     "_family", "_given", "_text", "_use", "_prefix", "_suffix"}
)  # fmt: skip
_TELLING_ADDRESS = frozenset({"city", "postalCode", "district"})


def is_coding(value: Mapping[str, Any]) -> bool:
    """A Coding: a code of a system, with its display; or a Quantity with its unit."""
    coded = isinstance(value.get("code"), str) and "resourceType" not in value
    return coded and ("system" in value or "display" in value or set(value) <= {"code", "version"})


def parts_of(value: Mapping[str, Any]) -> Mapping[str, str]:
    """The labelled parts of a HumanName, Address or ContactPoint; nothing for other types."""
    keys = value.keys()
    if not keys.isdisjoint(_TELLING_NAME) and keys <= _NAME_PARTS:
        return HUMAN_NAME
    if not keys.isdisjoint(_TELLING_ADDRESS) or isinstance(value.get("line"), list):
        return ADDRESS
    label = CONTACT_POINT.get(str(value.get("system"))) if "value" in keys else None
    return {} if label is None else {"value": label}


def labels_of(value: Mapping[str, Any], key: str) -> Mapping[str, str]:
    """The labelled parts of any object: a data type's, an answer's to a question, a plan's."""
    parts = parts_of(value)
    if parts:
        return {**parts, **{f"_{name}": label for name, label in parts.items()}}
    if key == "class" and "type" in value:
        return {"value": "PLAN"}
    for question, answer in (("text", "answer"), ("name", "valueString")):
        asked = value.get(question)
        label = label_of_column(asked) if answer in value and isinstance(asked, str) else None
        if label is not None:
            return {answer: label}
    return {}


def is_identifier(key: str, value: Mapping[str, Any]) -> bool:
    """An Identifier, by the name of its element."""
    return key.lower().endswith("identifier") and "value" in value


def is_old_age(key: str, value: Mapping[str, Any]) -> bool:
    """An Age of 90 years or more."""
    years = value.get("code", value.get("unit")) in ("a", "years", "year", "yr")
    number = value.get("value")
    return key.endswith("Age") and years and isinstance(number, int | float | Decimal) and (
        number >= 90
    )  # fmt: skip


def is_attachment(value: Mapping[str, Any]) -> bool:
    """An Attachment or a Binary: what may hold data of any kind."""
    return "data" in value and "origin" not in value


def is_geolocation(extension: object) -> bool:
    """The extension that holds an address's coordinates."""
    return isinstance(extension, Mapping) and str(extension.get("url")).endswith("/geolocation")


def is_element_name(name: str) -> bool:
    """Whether a name is one that FHIR may give to an element or a resource."""
    return _ELEMENT.fullmatch(name) is not None


def is_code(key: str, text: str) -> bool:
    """Whether a string is a code or address under a name that asks for one, and no sentence."""
    return key in CODED and (_CODE.fullmatch(text) is not None or key in _SPACED)


def is_state(text: str) -> bool:
    """Whether an address's `state` is one of the United States, which survives in every mode."""
    return _STATE.fullmatch(text.strip()) is not None


def is_canonical(parent: Mapping[str, Any]) -> bool:
    """Whether `url` names a definition: of an extension, or of a conformance resource."""
    return "resourceType" in parent or any(
        key == "extension" or key.startswith(("value", "_value")) for key in parent
    )


def label_of_resource(kind: str) -> str | None:
    """The label of what names a resource of a type; None for what is not named after anybody."""
    if kind in PEOPLE:
        return "NAME"
    return "FACILITY" if kind in PLACES else None
