"""The search finds what it is for, in every form, whatever stands around it; and nothing else."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.leak.identifiers import MIN_CHARS, Identifier, make_identifiers
from tests.leak.needles import Search

NAME = Identifier("Åsmund Lindqvist-Häkkinen", "NAME", "name", "nordic", ("Lindqvist-Häkkinen",))
MRN = Identifier("84519973", "MRN", "mrn")
SEARCH = Search([NAME, MRN])

FORMS: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "lower": lambda value: value.lower().encode(),
    "upper": lambda value: value.upper().encode(),
    "json": lambda value: json.dumps(value).encode(),
    "url": lambda value: quote(value).encode(),
    "form": lambda value: quote_plus(value).lower().encode(),
    "utf-16-le": lambda value: value.encode("utf-16-le"),
    "utf-16-be": lambda value: value.encode("utf-16-be"),
    "hex": lambda value: value.encode().hex().encode(),
    "base64": lambda value: base64.b64encode(value.encode()),
    "base64 of lower": lambda value: base64.b64encode(value.lower().encode()),
    "base64 for URLs": lambda value: base64.urlsafe_b64encode(value.encode()),
}


def found(data: bytes) -> set[Identifier]:
    return {hit.identifier for hit in SEARCH.hits(data)}


@pytest.mark.parametrize("identifier", [NAME, MRN], ids=lambda identifier: identifier.label)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_found(form: str, identifier: Identifier) -> None:
    written = FORMS[form](identifier.value)
    if form == "upper" and not identifier.value.isascii():
        written = written.replace("Å".encode(), "å".encode()).replace("Ä".encode(), "ä".encode())
    assert found(b"<<" + written + b">>") == {identifier}


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_base64_is_found_at_every_alignment(before: bytes, after: bytes) -> None:
    inside = before + NAME.value.encode() + after
    assert NAME in found(base64.b64encode(inside))
    assert NAME in found(base64.urlsafe_b64encode(inside))


def test_a_part_that_gives_a_person_away_is_found() -> None:
    assert found(b"Mx. Lindqvist-H\xc3\xa4kkinen was here") == {NAME}


@pytest.mark.parametrize("text", [b"digest 84519973ab01", b"at 1795.845199731", b"184519973"])
def test_digits_of_a_longer_number_are_no_record_number(text: bytes) -> None:
    assert not found(text)
    assert found(b"at 84519973.") == {MRN}


def test_what_was_not_sent_is_not_found() -> None:
    assert not found(b"Asmund Lindqvist met [NAME_1] at 8451997 on 2026-11-21.")


def test_identifiers_are_distinct_long_enough_and_repeatable() -> None:
    made = make_identifiers(3_000, seed=3)
    values = [identifier.value for identifier in made]
    assert len(set(values)) == 3_000
    assert min(map(len, values)) >= MIN_CHARS
    assert made == make_identifiers(3_000, seed=3)
    assert made != make_identifiers(3_000, seed=4)
