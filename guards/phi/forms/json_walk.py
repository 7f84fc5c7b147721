"""A walk over the texts of JSON: values, the keys that are no words of a schema, and numbers
whose key names an identifier.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

import msgspec

from guards.phi.forms.fhir_elements import parts_of
from guards.phi.forms.keys import label_of_key
from guards.verdicts import UnsupportedContent

JSON: TypeAlias = "dict[str, JSON] | list[JSON] | str | int | float | bool | None"
TextVisit: TypeAlias = Callable[[str, str], str]
"""(text, key it stands under) -> what takes its place."""

MAX_DEPTH = 100
_SCHEMA_WORD = re.compile(
    r"(?=(?:\D{0,60}\d){0,5}\D{0,60}\Z)"
    r"(?:[a-z_$@][A-Za-z0-9_$:.-]{0,60}|[A-Z][A-Z0-9]*_[A-Z0-9_]{0,60}|[A-Z]{1,3})"
)
"""`maxTokens`, `patient_id`, `MAX_DOSE`; not `Smith`, `john smith`, or six digits."""
_SCHEMA_FIELDS = frozenset(
    {"tools", "functions", "response_format", "structured_outputs", "guided_json"}
)


_SCHEMA_TERMS = frozenset({"type", "required", "format", "$ref", "$schema"})
"""Keywords of JSON Schema whose values are its own words, or names of properties."""


def map_json(value: JSON, visit: TextVisit, key: str = "", depth: int = 0) -> JSON:
    """A copy of a JSON value with every text in it replaced by what `visit` answers.

    Numbers are left alone, unless their key names an identifier. Keys are read too, unless they
    are plain words of a schema. Raises: UnsupportedContent beyond `MAX_DEPTH`.
    """
    if depth > MAX_DEPTH:
        raise UnsupportedContent(f"JSON nested more than {MAX_DEPTH} deep")
    if isinstance(value, str):
        return visit(value, key)
    if isinstance(value, dict):
        return _map_object(value, visit, depth)
    if isinstance(value, list):
        return [map_json(item, visit, key, depth + 1) for item in value]
    return _map_number(value, visit, key)


_KEY_OF_LABEL = {
    "NAME": "full name", "ADDRESS": "address", "LOCATION": "city", "ZIP": "zip",
    "PHONE": "phone", "FAX": "fax", "EMAIL": "email",
}  # fmt: skip
"""What a key would be called whose value has the label."""


def map_fields(fields: dict[str, JSON], visit: TextVisit) -> dict[str, JSON]:
    """The same for a request's own fields; the property names of a JSON schema stay."""
    mapped: dict[str, JSON] = {}
    for key, value in fields.items():
        if key in _SCHEMA_FIELDS:
            mapped[key] = _map_schema(value, visit, key)
        else:
            mapped |= _map_object({key: value}, visit, 0)
    return mapped


def map_arguments(arguments: str, visit: TextVisit) -> str:
    """The same for an argument string; unchanged to the character where no text changes."""
    try:
        value = msgspec.json.decode(arguments)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return visit(arguments, "")
    if not isinstance(value, dict | list):
        return visit(arguments, "")
    mapped = map_json(value, visit)
    return arguments if mapped == value else msgspec.json.encode(mapped).decode()


def _map_object(value: dict[str, JSON], visit: TextVisit, depth: int) -> dict[str, JSON]:
    labels = parts_of(value)
    mapped: dict[str, JSON] = {}
    for key, inner in value.items():
        shown = key if _SCHEMA_WORD.fullmatch(key) else visit(key, "")
        mapped[_free(shown, mapped)] = map_json(
            inner, visit, _KEY_OF_LABEL.get(labels.get(key, ""), key), depth + 1
        )
    return mapped


def _free(key: str, taken: dict[str, JSON]) -> str:
    """The key, or the key with a number: two people must not become one entry."""
    if key not in taken:
        return key
    return next(named for n in range(2, len(taken) + 3) if (named := f"{key} {n}") not in taken)


def _map_schema(value: JSON, visit: TextVisit, key: str, depth: int = 0) -> JSON:
    """A tool or schema: names of properties are its own words, its texts are read."""
    if depth > MAX_DEPTH:
        raise UnsupportedContent(f"JSON nested more than {MAX_DEPTH} deep")
    if isinstance(value, dict):
        return {k: _map_schema(inner, visit, k, depth + 1) for k, inner in value.items()}
    if isinstance(value, list):
        return [_map_schema(item, visit, key, depth + 1) for item in value]
    if not isinstance(value, str) or (key in _SCHEMA_TERMS and _SCHEMA_WORD.fullmatch(value)):
        return value
    return visit(value, key)


def _map_number(value: JSON, visit: TextVisit, key: str) -> JSON:
    if not isinstance(value, int) or isinstance(value, bool) or label_of_key(key) is None:
        return value
    text = str(value)
    visited = visit(text, key)
    return value if visited == text else visited
