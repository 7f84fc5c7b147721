"""What the elements of FHIR R4 are, by name: the part of the standard that redaction needs.

Source: HL7 FHIR R4 (4.0.1), data types and resource definitions.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

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

HUMAN_NAME = MappingProxyType({"family": "NAME", "given": "NAME", "text": "NAME"})
ADDRESS = MappingProxyType(
    {"line": "ADDRESS", "text": "ADDRESS", "city": "LOCATION", "district": "LOCATION",
     "postalCode": "ZIP"}
)  # fmt: skip
CONTACT_POINT = MappingProxyType(
    {"phone": "PHONE", "sms": "PHONE", "pager": "PHONE", "fax": "FAX", "email": "EMAIL",
     "url": "URL", "other": "CODE"}
)  # fmt: skip


def is_coding(value: Mapping[str, Any]) -> bool:
    """A Coding: a code of a system, with its display; or a Quantity with its unit."""
    coded = isinstance(value.get("code"), str) and "resourceType" not in value
    return coded and ("system" in value or "display" in value or set(value) <= {"code", "version"})


def parts_of(value: Mapping[str, Any]) -> Mapping[str, str]:
    """The labelled parts of a HumanName, Address or ContactPoint; nothing for other types."""
    if "family" in value or "given" in value:
        return HUMAN_NAME
    if value.keys() & {"line", "city", "postalCode", "district"}:
        return ADDRESS
    label = CONTACT_POINT.get(str(value.get("system")))
    return {} if label is None else {"value": label}


def is_identifier(key: str, value: Mapping[str, Any]) -> bool:
    """An Identifier, by the name of its element."""
    return key.lower().endswith("identifier") and "value" in value


def is_attachment(value: Mapping[str, Any]) -> bool:
    """An Attachment or a Binary: what may hold data of any kind."""
    return "data" in value and "origin" not in value


def is_geolocation(extension: object) -> bool:
    """The extension that holds an address's coordinates."""
    return isinstance(extension, Mapping) and str(extension.get("url")).endswith("/geolocation")


def label_of_string_name(resource_type: str) -> str | None:
    """What `name` is where it is a string: of a facility, or a text like others."""
    return "FACILITY" if resource_type in PLACES else None
