"""FHIR R4 without identifiers: any resource or Bundle, by what its elements are.

Names, addresses, telecoms, identifiers, ids, references and dates are replaced as a whole; every
other text is read by the detector, which knows the people of the document; codes, their systems
and displays, values and units stay as they are. FHIR needs no schema here: the types that matter
are told apart by the names of their elements, so that profiles and later versions are read too.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from guards.phi.detector import KnownIdentifier
from guards.phi.forms import fhir_dates
from guards.phi.forms.fhir_document import people_in, terms_in, types_in
from guards.phi.forms.fhir_elements import (
    LABELS,
    REFERENCES,
    is_attachment,
    is_canonical,
    is_code,
    is_coding,
    is_element_name,
    is_geolocation,
    is_identifier,
    is_old_age,
    is_state,
    label_of_resource,
    labels_of,
)
from guards.phi.forms.fhir_ids import Ids
from guards.phi.forms.fields import Field, MalformedDocument, RedactedFields, Visit, redact_fields
from guards.phi.forms.json_walk import MAX_DEPTH
from guards.phi.forms.known import known_from_patient, label_of_identifier
from guards.phi.forms.xhtml import map_xhtml
from guards.phi.surrogates.redactor import Identities, Mode, Redactor
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
    kind = resource.get("resourceType") if isinstance(resource, Mapping) else None
    if not isinstance(kind, str) or not is_element_name(kind):
        raise MalformedDocument("a FHIR resource must be a JSON object with a 'resourceType'")
    if mode is Mode.OFF:
        return RedactedFields(dict(resource), (), ())
    people = [p for person in people_in(resource) for p in known_from_patient(person)]
    types, terms = dict(types_in(resource)), frozenset(terms_in(resource))

    def walk(visit: Visit) -> dict[str, Any]:
        return _FhirWalk(visit, mode, identities, types, terms).resource(resource)

    return redact_fields(walk, redactor, identities, mode, (*known, *people))


class _FhirWalk:
    """One round over a document."""

    def __init__(
        self,
        visit: Visit,
        mode: Mode,
        identities: Identities,
        types: Mapping[str, str],
        terms: frozenset[str],
    ) -> None:
        self._visit = visit
        self._mode = mode
        self._shift_days = identities.shift_days
        self._types = types
        self._terms = terms
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
        kind = value.get("resourceType")
        if depth and isinstance(kind, str) and is_element_name(kind):
            where = f"{where}.{kind}"
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
            place = f"{where}.{name if is_element_name(name) else '?'}"
            shown = (
                self._labelled(inner, labels[name], place, depth)
                if name in labels
                else self._element(value, name, inner, place, depth)
            )
            if shown not in ("", []) or inner == "":
                mapped[self._name(name, where)] = shown
        return mapped

    def _name(self, name: str, where: str) -> str:
        """An element's name, which FHIR gives; one that is no such word is read like a text."""
        return name if is_element_name(name) else self._visit(Field(name, None, where))

    def _labels(self, value: Mapping[str, Any], key: str) -> Mapping[str, str]:
        if is_identifier(key, value):
            return {"value": label_of_identifier(value)}
        label = self._label_of_display(value, key)
        return labels_of(value, key) if label is None else {"display": label}

    def _label_of_display(self, reference: Mapping[str, Any], key: str) -> str | None:
        """The label of a Reference's display, by what it points at, else by its element."""
        if "display" not in reference:
            return None
        target = reference.get("reference")
        if not isinstance(target, str):
            target = str(reference.get("type", ""))
        kind = self._types.get(target) or target.rpartition("/")[0].rpartition("/")[2] or target
        return label_of_resource(kind) if kind else REFERENCES.get(key)

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
                kind = label_of_resource(str(parent.get("resourceType")))
                return self._visit(Field(value, kind if kind == "FACILITY" else None, where))
            if name == "url" and not is_canonical(parent):
                return self._visit(Field(value, "URL", where, shared=False))
            if name == "state" and not is_state(value):
                return self._visit(Field(value, "LOCATION", where, shared=False))
            if name == "valueString" and str(parent.get("url", "")).endswith("mothersMaidenName"):
                return self._visit(Field(value, "NAME", where))
        return self._any(value, name, where, depth + 1)

    def _id(self, parent: Mapping[str, Any], value: str, where: str) -> str:
        if "resourceType" not in parent:
            return value
        local = ".contained[" in where
        mapped = self._ids.map_local if local else self._ids.map_id
        return mapped(value, self._visit, where)

    def _labelled(self, value: Any, label: str, where: str, depth: int) -> Any:
        """A value whose strings are identifiers; in an object, those of its extensions are."""
        if isinstance(value, str):
            return self._visit(Field(value, label, where))
        if isinstance(value, list):
            return [
                self._labelled(item, label, f"{where}[{n}]", depth + 1)
                for n, item in enumerate(value)
            ]
        if not isinstance(value, dict):
            return value
        return {
            key: self._labelled(inner, label, f"{where}.{key}", depth + 1)
            if key in ("valueString", "extension") and depth < MAX_DEPTH
            else self._element(value, key, inner, f"{where}.{key}", depth)
            for key, inner in value.items()
        }

    def _string(self, text: str, key: str, where: str) -> str:
        if is_code(key, text) or text in self._terms or not text.strip():
            return text
        if fhir_dates.DATE.fullmatch(text):
            kept = fhir_dates.stand_in(text, key, self._mode, self._shift_days)
            return self._visit(Field(text, "DATE", where, shared=False, stand_in=kept))
        if key == "birthDate" and self._mode is Mode.SAFE_HARBOR and _is_old_year(text):
            return self._visit(Field(text, "DATE", where, shared=False, stand_in=""))
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


def _is_old_year(text: str) -> bool:
    return len(text) == 4 and text.isdigit() and fhir_dates.tells_old_age(text)
