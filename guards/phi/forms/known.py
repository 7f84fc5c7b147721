"""What a caller knows of the patient, as identifiers to look for.

Read are a FHIR R4 Patient (or RelatedPerson, or a Bundle that holds them) and our own short form
`{"identifiers": [...]}`. Whatever has an unexpected shape is passed over: a request is not refused
for an odd patient, and the detector reads the text all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from guards.phi.forms.date_spellings import spellings_of
from guards.phi.forms.keys import label_of_key
from guards.phi.labels import LETTERS, KnownIdentifier
from guards.phi.names.lexicon import AMBIGUOUS_FIRST, is_ordinary

MAX_KNOWN = 500
"""No more are taken from one patient: what is searched for in every text must stay bounded."""

_PEOPLE = ("Patient", "RelatedPerson", "Person")
_MIN_CHARS = 4
_MAX_VALUE_CHARS = 200
_YEAR = re.compile(r"(?:19|20)\d\d")
_PREFIX = re.compile(r"^(?:(?:mr|mrs|ms|miss|mx|dr|prof|rev|sr|sra|m\.?d)\b\.?\s+)+", re.IGNORECASE)
_TYPE_CODES = {
    "MRN": "MR MRT PI PN PT RRI",
    "SSN": "SS",
    "LICENCE": "DL LN MD NPI DEA PRN RN DN",
    "PLAN": "MB SN MC MA NH NI NIIP",
    "ACCOUNT": "AN VN BA BC GN",
    "CODE": "PPN TAX BR SB CZ",
}
_LABEL_OF_TYPE = {code: label for label, codes in _TYPE_CODES.items() for code in codes.split()}
_TELECOM = {"phone": "PHONE", "sms": "PHONE", "pager": "PHONE", "fax": "FAX", "email": "EMAIL",
            "url": "URL"}  # fmt: skip
_TEN_DIGITS = re.compile(r"\D*1?\D*(\d{3})\D*(\d{3})\D*(\d{4})\D*\Z")
_WORD_SURROUNDS = " \t,;."


def known_from_patient(patient: Mapping[str, Any]) -> list[KnownIdentifier]:
    """The identifiers in a patient, each once, at most `MAX_KNOWN`.

    Names come whole and in parts (never a part that is an ordinary word), dates, telephone and
    social security numbers in their usual spellings. Raises: ValueError for what is no object.
    """
    if not isinstance(patient, Mapping):
        raise ValueError("a patient must be a JSON object: a FHIR Patient, or {'identifiers': ...}")
    found: dict[KnownIdentifier, None] = {}
    for person in _people_in(patient):
        for identifier in (*_of_person(person), *_of_others(person)):
            if is_telling(identifier) and len(found) < MAX_KNOWN:
                found[identifier] = None
    return list(found)


def is_telling(identifier: KnownIdentifier) -> bool:
    """Whether a value can be looked for: not so short or so common that it stands for anything."""
    label, value = identifier.label, identifier.value
    if len(value) > _MAX_VALUE_CHARS:
        return False
    if label in ("NAME", "LOCATION"):
        return not _is_common(value)
    if label == "FACILITY":
        return " " in value
    return len(value) >= _MIN_CHARS and not _YEAR.fullmatch(value)


def label_of_identifier(identifier: Mapping[str, Any]) -> str:
    """The label of a FHIR Identifier by its type, else by its system; CODE where neither tells."""
    kind = identifier.get("type")
    texts: list[object] = [kind]
    if isinstance(kind, Mapping):
        texts = [c.get("code") for c in _objects(kind.get("coding"))] + [kind.get("text")]
    for text in (*texts, identifier.get("label")):
        label = _label_of_word(text) if isinstance(text, str) else None
        if label is not None:
            return label
    return _label_of_system(str(identifier.get("system", "")))


def _label_of_word(word: str) -> str | None:
    upper = word.upper().strip()
    return upper if upper in LETTERS else _LABEL_OF_TYPE.get(upper) or label_of_key(word)


def _label_of_system(system: str) -> str:
    for word, label in (("ssn", "SSN"), ("npi", "LICENCE"), ("mrn", "MRN"), ("medicare", "PLAN")):
        if word in system.lower():
            return label
    return "CODE"


def _people_in(patient: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The patient, or the people in a Bundle of them."""
    yield patient
    for entry in _objects(patient.get("entry")):
        person = entry.get("resource")
        if isinstance(person, Mapping) and person.get("resourceType") in _PEOPLE:
            yield person


def _of_person(person: Mapping[str, Any]) -> Iterator[KnownIdentifier]:
    for name in _several(person.get("name")):
        yield from _of_name(name)
    for telecom in _objects(person.get("telecom")):
        yield from _of_telecom(telecom)
    for address in _several(person.get("address")):
        yield from _of_address(address)
    for field in ("birthDate", "dob", "deceasedDateTime"):
        yield from _spelt("DATE", person.get(field))
    yield from _of_identifiers(person.get("identifier"))
    yield from _of_identifiers(person.get("identifiers"))


def _of_others(person: Mapping[str, Any]) -> Iterator[KnownIdentifier]:
    """Relatives, the general practitioner, the organisation, and what extensions hold."""
    for contact in _objects(person.get("contact")):
        yield from _of_person(contact)
    for reference in _objects(person.get("generalPractitioner")):
        yield from _of_name(reference.get("display"))
    for reference in _objects(person.get("managingOrganization")):
        yield from _spelt("FACILITY", reference.get("display"))
    for extension in _objects(person.get("extension")):
        if str(extension.get("url", "")).endswith("mothersMaidenName"):
            yield from _of_name(extension.get("valueString"))
        yield from _of_address(extension.get("valueAddress"))
    if len(str(person.get("id", ""))) > 5:
        yield from _spelt("CODE", person.get("id"))


def _of_name(name: object) -> Iterator[KnownIdentifier]:
    """A HumanName or a name as text: whole, turned round, and its parts."""
    if isinstance(name, str):
        name = {"text": name}
    if not isinstance(name, Mapping):
        return
    text = _PREFIX.sub("", _text(name.get("text")))
    given = [part for part in map(_text, _several(name.get("given"))) if part]
    family = _text(name.get("family"))
    if given and family:
        for leading in dict.fromkeys((" ".join(given), given[0])):
            yield from _spelt("NAME", f"{leading} {family}", f"{family}, {leading}")
    yield from _spelt("NAME", text)
    for part in (*given, family, *re.split(r"[\s,]+", text)):
        yield from _spelt("NAME", part)


def _is_common(part: str) -> bool:
    """Whether a name, or a part of one, is a word of the language or only an initial."""
    lower = part.lower().strip(_WORD_SURROUNDS)
    return len(lower) < 2 or is_ordinary(lower) or lower in AMBIGUOUS_FIRST


def _of_telecom(telecom: Mapping[str, Any]) -> Iterator[KnownIdentifier]:
    label = _TELECOM.get(str(telecom.get("system", "phone")).lower(), "CODE")
    value = _text(telecom.get("value"))
    yield from _spelt(label, re.sub(r"^(?:tel|mailto|fax|sms):", "", value))


def _of_address(address: object) -> Iterator[KnownIdentifier]:
    if isinstance(address, str):
        yield from _spelt("ADDRESS", address)
    if not isinstance(address, Mapping):
        return
    yield from _spelt("ADDRESS", *map(_text, _several(address.get("line"))), address.get("text"))
    yield from _spelt("LOCATION", address.get("city"), address.get("district"))
    yield from _spelt("ZIP", address.get("postalCode"))


def _of_identifiers(identifiers: object) -> Iterator[KnownIdentifier]:
    """A list of Identifiers or strings, or a mapping from label to value."""
    if isinstance(identifiers, Mapping) and "value" not in identifiers:
        identifiers = [
            {"type": kind, "value": value}
            for kind, values in identifiers.items()
            for value in _several(values)
        ]
    for identifier in _several(identifiers):
        if isinstance(identifier, Mapping):
            yield from _labelled(label_of_identifier(identifier), identifier.get("value"))
        else:
            yield from _labelled(_guessed(_text(identifier)), identifier)


def _labelled(label: str, value: object) -> Iterator[KnownIdentifier]:
    yield from _of_name(value) if label == "NAME" else _spelt(label, value)


def _guessed(value: str) -> str:
    """The label of an identifier that came without one."""
    if "@" in value:
        return "EMAIL"
    if _day(value) is not None:
        return "DATE"
    return "CODE" if any(map(str.isdigit, value)) else "NAME"


def _spelt(label: str, *values: object) -> Iterator[KnownIdentifier]:
    """Each value, and its other usual spellings."""
    for value in map(_text, values):
        yield KnownIdentifier(label, value)
        for spelling in _spellings(label, value):
            yield KnownIdentifier(label, spelling)


def _spellings(label: str, value: str) -> tuple[str, ...]:
    if label == "DATE":
        day = _day(value)
        return () if day is None else spellings_of(day)
    if label in ("PHONE", "FAX") and (match := _TEN_DIGITS.match(value)):
        a, b, c = match.groups()
        return (f"({a}) {b}-{c}", f"{a}-{b}-{c}", f"{a}.{b}.{c}", f"{a} {b} {c}", f"{a}{b}{c}")
    digits = value.replace("-", "").replace(" ", "")
    if label == "SSN" and len(digits) == 9:
        return (digits, f"{digits[:3]}-{digits[3:5]}-{digits[5:]}")
    return ()


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def _text(value: object) -> str:
    """A string, or a whole number as one; nothing for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def _several(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [item for item in _several(value) if isinstance(item, Mapping)]
