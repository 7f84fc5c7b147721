"""FHIR R4 bundles as the facts of a note: the patient's own identifiers, visits and findings."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from tests.bench.phi.cast import Cast, written_date
from tests.bench.phi.documents import Document
from tests.bench.phi.frames import RECORD, VISIT
from tests.bench.phi.writing import Value, Writer

Resource = Mapping[str, Any]
_REGISTERED = re.compile(r"(?:,.*| -[ 0-9]*| \(The\)| Inc\.?| Corporation)+$")
MAX_VISITS, MAX_FINDINGS = 6, 8


def read_bundles(path: Path) -> list[list[Resource]]:
    """The resources of each bundle of a gzipped file of one bundle a line."""
    with gzip.open(path) as file:
        bundles = [msgspec.json.decode(line) for line in file]
    return [[entry["resource"] for entry in bundle["entry"]] for bundle in bundles]


def record_note(name: str, bundle: list[Resource], cast: Cast, random: Random) -> Document:
    """A summary of care whose dates, address and numbers are the bundle's and whose people are
    the cast's.
    """
    facts = _patient_facts(_first(bundle, "Patient"), random)
    writer = Writer(cast.with_facts(facts).value)
    writer.frame(RECORD)
    writer.plain("Visits\n")
    for facts_of_visit in _visits(bundle, random):
        cast.with_facts({**facts, **facts_of_visit})
        writer.frame(VISIT)
    writer.plain("\nFindings\n")
    for line, when in _findings(bundle):
        cast.with_facts({**facts, "date": (written_date(when, random), "DATE")})
        writer.plain(line)
        writer.frame(" ({date})\n")
    return writer.document(name)


def _patient_facts(patient: Resource, random: Random) -> dict[str, Value]:
    address = patient["address"][0]
    numbers = {i.get("type", {}).get("text"): i["value"] for i in patient["identifier"]}
    facts = {
        "dob": (written_date(_day(patient["birthDate"]), random), "DATE"),
        "street": (address["line"][0], "ADDRESS"),
        "city": (address["city"], "CITY"),
        "state": (address["state"], ""),
        "zip": (address.get("postalCode", ""), "ZIP"),
        "phone": (patient["telecom"][0]["value"], "PHONE"),
        "mrn": (numbers.get("Medical Record Number", ""), "MRN"),
        "ssn": (numbers.get("Social Security Number", ""), "SSN"),
    }
    missing = {"zip": ("", "")} if not facts["zip"][0] else {}
    return {slot: value for slot, value in facts.items() if value[0]} | missing


def _visits(bundle: list[Resource], random: Random) -> Iterator[dict[str, Value]]:
    facilities = [_facility(r) for r in bundle if r["resourceType"] == "Organization"]
    encounters = [r for r in bundle if r["resourceType"] == "Encounter"]
    for encounter in encounters[-MAX_VISITS:]:
        reasons = encounter.get("reasonCode") or encounter["type"]
        yield {
            "date": (written_date(_day(encounter["period"]["start"]), random), "DATE"),
            "what": (reasons[0]["coding"][0]["display"] if "coding" in reasons[0] else "visit", ""),
            **({"facility": (random.choice(facilities), "FACILITY")} if facilities else {}),
        }


def _facility(organization: Resource) -> str:
    """The name as a note spells it: no capitals throughout, without the register's ending."""
    name = str(organization["name"]).title().replace("'S ", "'s ")
    return _REGISTERED.sub("", name)


def _findings(bundle: list[Resource]) -> Iterator[tuple[str, date]]:
    """Conditions, medicines and measurements as lines, each with its day."""
    kept = [r for r in bundle if r["resourceType"] in ("Condition", "MedicationRequest")]
    for resource in kept[-MAX_FINDINGS:]:
        concept = resource.get("medicationCodeableConcept") or resource.get("code") or {}
        when = resource.get("onsetDateTime") or resource.get("authoredOn")
        if "text" in concept and when:
            yield concept["text"], _day(when)
    measured = [r for r in bundle if "valueQuantity" in r]
    for resource in measured[-MAX_FINDINGS:]:
        quantity = resource["valueQuantity"]
        line = f"{resource['code']['text']}: {quantity['value']:.1f} {quantity['unit']}"
        yield line, _day(resource["effectiveDateTime"])


def _first(bundle: list[Resource], kind: str) -> Resource:
    return next(r for r in bundle if r["resourceType"] == kind)


def _day(stamp: str) -> date:
    return date.fromisoformat(stamp[:10])
