"""FHIR R4 without identifiers: any resource or Bundle, by what its elements are.

Names, addresses, telecoms, identifiers, ids, references and dates are replaced as a whole; every
other text is read by the detector, which knows the people of the document; codes, their systems
and displays, values and units stay as they are. FHIR needs no schema here: the types that matter
are told apart by the names of their elements, so that profiles and later versions are read too.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from guards.phi import fhir_dates
from guards.phi.detector import KnownIdentifier
from guards.phi.fhir_elements import (
    CODED,
    LABELS,
    PEOPLE,
    PLACES,
    is_attachment,
    is_coding,
    is_geolocation,
    is_identifier,
    is_old_age,
    label_of_string_name,
    parts_of,
)
from guards.phi.fhir_ids import Ids
from guards.phi.fields import Field, MalformedDocument, RedactedFields, Visit, redact_fields
from guards.phi.json_walk import MAX_DEPTH
from guards.phi.known import known_from_patient, label_of_identifier
from guards.phi.surrogates import Identities, Mode, Redactor
from guards.phi.xhtml import map_xhtml
from guards.verdicts import UnsupportedContent

_MARKUP_TYPES = ("text/html", "application/xhtml+xml", "text/xml", "application/xml")
_TEXT_TYPES = ("text/", "application/json", "application/fhir+json")


def redact_fhir(
    resource: Mapping[str, Any],
    redactor: Redactor,
    identities: Identities,
    mode: Mode,
    known: Sequence[KnownIdentifier] = (),
) -> RedactedFields[dict[str, Any]]:
    """A resource or Bundle without identifiers; the input is left unchanged.

    Dates stay valid FHIR where the mode keeps something of them, and so do ids in every mode but
    `pseudonymise`. Positions on the globe are left out. Text attachments are redacted inside.

    Raises:
        UnsupportedContent: an attachment that is not text, or nesting beyond `MAX_DEPTH`.
        MalformedDocument: not a FHIR resource.
    """
    if not isinstance(resource, Mapping) or not isinstance(resource.get("resourceType"), str):
        raise MalformedDocument("a FHIR resource must be a JSON object with a 'resourceType'")
    if mode is Mode.OFF:
        return RedactedFields(dict(resource), (), ())
    people = [p for person in _people(resource, 0) for p in known_from_patient(person)]
    types = dict(_types(resource))

    def walk(visit: Visit) -> dict[str, Any]:
        return _FhirWalk(visit, mode, identities, types).resource(resource)

    return redact_fields(walk, redactor, identities, mode, (*known, *people))


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


class _FhirWalk:
    """One round over a document."""

    def __init__(
        self, visit: Visit, mode: Mode, identities: Identities, types: Mapping[str, str]
    ) -> None:
        self._visit = visit
        self._mode = mode
        self._shift_days = identities.shift_days
        self._types = types
        self._ids = Ids(mode)

    def resource(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return self._object(value, "", str(value["resourceType"]), 0)

    def _any(self, value: Any, key: str, where: str, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise UnsupportedContent(f"JSON nested more than {MAX_DEPTH} deep")
        if isinstance(value, str):
            return self._string(value, key, where)
        if isinstance(value, list):
            return [
                self._any(item, key, f"{where}[{n}]", depth + 1) for n, item in enumerate(value)
            ]
        return self._object(value, key, where, depth) if isinstance(value, dict) else value

    def _object(self, value: Mapping[str, Any], key: str, where: str, depth: int) -> dict[str, Any]:
        if isinstance(value.get("resourceType"), str) and depth:
            where = f"{where}.{value['resourceType']}"
        if is_old_age(key, value):
            return self._age(value, where)
        if is_coding(value) and key != "identifier":
            return dict(value)
        if is_attachment(value):
            return self._attachment(value, where)
        labels = self._labels(value, key)
        mapped: dict[str, Any] = {}
        for name, inner in value.items():
            if self._vanishes(name, inner):
                continue
            if name == "extension" and isinstance(inner, list):
                inner = [extension for extension in inner if not is_geolocation(extension)]
            place = f"{where}.{name}"
            shown = (
                self._labelled(inner, labels[name], place)
                if name in labels
                else self._element(value, name, inner, place, depth)
            )
            if shown not in ("", []) or inner == "":
                mapped[name] = shown
        return mapped

    def _labels(self, value: Mapping[str, Any], key: str) -> Mapping[str, str]:
        if is_identifier(key, value):
            return {"value": label_of_identifier(value)}
        label = self._label_of_display(value)
        return parts_of(value) if label is None else {"display": label}

    def _label_of_display(self, reference: Mapping[str, Any]) -> str | None:
        """The label of a Reference's display, by what the reference points at."""
        target = reference.get("reference")
        if not isinstance(target, str):
            target = str(reference.get("type", ""))
        kind = self._types.get(target) or target.rpartition("/")[0].rpartition("/")[2] or target
        if kind in PEOPLE:
            return "NAME"
        return "FACILITY" if kind in PLACES else None

    def _element(
        self, parent: Mapping[str, Any], name: str, value: Any, where: str, depth: int
    ) -> Any:
        """An element that FHIR gives a meaning beside its type's labelled parts."""
        if isinstance(value, str):
            if name == "div":
                return map_xhtml(value, self._visit, where)
            if name == "id":
                return self._id(parent, value, where)
            if name in ("reference", "fullUrl", "location") or (
                name == "url" and "method" in parent
            ):
                return self._ids.map_reference(value, self._visit, where)
            if name == "name":
                label = label_of_string_name(str(parent.get("resourceType")))
                return self._visit(Field(value, label, where))
            if name == "text" and value in _displays(parent):
                return value
            if name == "url" and "relation" in parent:
                return self._visit(Field(value, "URL", where, shared=False))
            if name == "valueString" and str(parent.get("url", "")).endswith("mothersMaidenName"):
                return self._visit(Field(value, "NAME", where))
        return self._any(value, name, where, depth + 1)

    def _id(self, parent: Mapping[str, Any], value: str, where: str) -> str:
        if "resourceType" not in parent:
            return value
        local = ".contained[" in where
        mapped = self._ids.map_local if local else self._ids.map_id
        return mapped(value, self._visit, where)

    def _labelled(self, value: Any, label: str, where: str) -> Any:
        if isinstance(value, list):
            return [self._labelled(item, label, f"{where}[{n}]") for n, item in enumerate(value)]
        return self._visit(Field(value, label, where)) if isinstance(value, str) else value

    def _string(self, text: str, key: str, where: str) -> str:
        if fhir_dates.DATE.fullmatch(text):
            kept = fhir_dates.stand_in(text, key, self._mode, self._shift_days)
            return self._visit(Field(text, "DATE", where, shared=False, stand_in=kept))
        if key == "birthDate" and self._mode is Mode.SAFE_HARBOR and _is_old_year(text):
            return self._visit(Field(text, "DATE", where, shared=False, stand_in=""))
        if key in CODED or not text.strip():
            return text
        return self._visit(Field(text, LABELS.get(key), where))

    def _vanishes(self, name: str, value: Any) -> bool:
        """Coordinates, which no surrogate can stand for."""
        return name == "position" and isinstance(value, dict) and "latitude" in value

    def _age(self, value: Mapping[str, Any], where: str) -> dict[str, Any]:
        """An Age over 89: one category of all of them in Safe Harbor."""
        if self._mode is Mode.LIMITED:
            return dict(value)
        kept = "90" if self._mode is Mode.SAFE_HARBOR else None
        shown = self._visit(Field(str(value["value"]), "AGE", where, shared=False, stand_in=kept))
        if kept is None:
            return {**value, "value": shown}
        return {**value, "value": 90, "comparator": ">="}

    def _attachment(self, value: Mapping[str, Any], where: str) -> dict[str, Any]:
        """An Attachment with its text redacted; hash and size told of the original, so they go."""
        kind = str(value.get("contentType", "")).lower()
        text = _decoded(value.get("data"), kind, where)
        if kind.startswith(_MARKUP_TYPES):
            redacted = map_xhtml(text, self._visit, where)
        else:
            redacted = self._visit(Field(text, None, where))
        rest = {k: v for k, v in value.items() if k not in ("data", "hash", "size")}
        mapped = self._object(rest, "", where, 1)
        return {**mapped, "data": base64.b64encode(redacted.encode()).decode()}


def _decoded(data: Any, kind: str, where: str) -> str:
    if not isinstance(data, str) or not kind.startswith((*_MARKUP_TYPES, *_TEXT_TYPES)):
        raise UnsupportedContent(f"attachment at {where}")
    try:
        return base64.b64decode(data, validate=False).decode()
    except (binascii.Error, ValueError) as error:
        raise UnsupportedContent(f"attachment at {where}, which is no UTF-8 text") from error


def _displays(concept: Mapping[str, Any]) -> set[Any]:
    codings = concept.get("coding")
    return {c.get("display") for c in codings if isinstance(c, dict)} if codings else set()


def _is_old_year(text: str) -> bool:
    return len(text) == 4 and text.isdigit() and fhir_dates.tells_old_age(text)


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


def _people(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    return (r for url, r in _resources(value, depth) if not url and r["resourceType"] in PEOPLE)


def _types(value: Any) -> Iterator[tuple[str, str]]:
    """What each address in a document leads to."""
    for url, resource in _resources(value):
        kind = str(resource.get("resourceType"))
        yield url, kind
        yield f"{kind}/{resource.get('id')}", kind
        yield f"#{resource.get('id')}", kind
