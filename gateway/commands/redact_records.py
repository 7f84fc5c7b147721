"""The records of a JSONL file: `{"id","text"}`, and what their other fields tell of the patient."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from guards.phi.forms.fields import MalformedDocument
from guards.phi.forms.keys import label_of_key, may_be_value
from guards.phi.forms.known import is_telling, known_from_patient
from guards.phi.labels import KnownIdentifier

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def record_in(line: bytes) -> dict[str, Any]:
    """The record on a line. Raises: MalformedDocument."""
    try:
        record = _json(line)
    except (ValueError, RecursionError) as error:
        raise MalformedDocument('each line must be a JSON object {"id","text"}') from error
    if not isinstance(record, dict) or "text" not in record:
        raise MalformedDocument('each line must be a JSON object {"id","text"}')
    if not isinstance(record["text"], str):
        raise MalformedDocument("'text' must be a string")
    return record


def known_in(record: Mapping[str, Any]) -> Iterator[KnownIdentifier]:
    """What a record's other fields tell: `mrn`, `patient_name`, a FHIR `patient`."""
    for key, value in record.items():
        if key == "patient" and isinstance(value, dict):
            yield from known_from_patient(value)
        label = label_of_key(key) if isinstance(value, str) else None
        if label is not None and may_be_value(label, value):
            known = KnownIdentifier(label, value.strip())
            if is_telling(known):
                yield known


def _json(line: bytes) -> Any:
    """The value; half a surrogate pair, which is no character, becomes U+FFFD, one for one."""
    try:
        return msgspec.json.decode(line)
    except msgspec.DecodeError:
        return _mended(json.loads(line.decode()))


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    return value
