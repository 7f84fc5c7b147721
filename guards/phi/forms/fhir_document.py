"""What a FHIR document holds: its resources, its people, and where its references lead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from guards.phi.forms.fhir_elements import PEOPLE
from guards.phi.forms.json_walk import MAX_DEPTH


def patient_id_in(resource: Mapping[str, Any]) -> str | None:
    """The id of the first Patient in a document, or of the one that it refers to first."""
    for url, inner in _resources(resource):
        if not url and inner["resourceType"] == "Patient" and isinstance(inner.get("id"), str):
            return str(inner["id"])
    for _, inner in _resources(resource):
        for key in ("subject", "patient", "beneficiary"):
            reference = inner.get(key)
            if isinstance(reference, Mapping) and isinstance(reference.get("reference"), str):
                return re.split(r"[/:]", reference["reference"])[-1]
    return None


def _resources(value: Any, depth: int = 0) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(fullUrl, resource) of everything that is a resource, at any depth."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _resources(item, depth + 1)
    elif isinstance(value, Mapping):
        inner = value.get("resource")
        if isinstance(inner, Mapping) and isinstance(value.get("fullUrl"), str):
            yield value["fullUrl"], inner
        if isinstance(value.get("resourceType"), str):
            yield "", value
        for item in value.values():
            yield from _resources(item, depth + 1)


def people_in(document: Any) -> Iterator[Mapping[str, Any]]:
    """The Patients, Practitioners and relatives of a document, at any depth."""
    return (r for url, r in _resources(document) if not url and r["resourceType"] in PEOPLE)


def types_in(document: Any) -> Iterator[tuple[str, str]]:
    """What each address in a document leads to."""
    for url, resource in _resources(document):
        kind = str(resource.get("resourceType"))
        if url:
            yield url, kind
        yield f"{kind}/{resource.get('id')}", kind
        yield f"#{resource.get('id')}", kind


def terms_in(document: Any, depth: int = 0) -> Iterator[str]:
    """The displays of a document's codes: words of a terminology, wherever else they stand."""
    if depth > MAX_DEPTH:
        return
    if isinstance(document, Mapping):
        display = document.get("display")
        if isinstance(display, str) and isinstance(document.get("code"), str):
            yield display
        document = list(document.values())
    if isinstance(document, list):
        for item in document:
            yield from terms_in(item, depth + 1)
