"""What a caller knows of a patient is looked for; names and shifts reveal nothing and stay put."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import BadRequest
from gateway.requests import CHAT, Ask, read_ask
from gateway.subject import MAX_SHIFT_DAYS, known_identifiers, shift_days, subject_of
from guards.phi.labels import KnownIdentifier

KEY = b"k" * 32
OTHER = b"o" * 32


def ask(user: object = None, **extras: Any) -> Ask:
    messages = [{"role": "user", "content": "hello"}]
    body = {"model": "m", "messages": messages, "user": user, "preceptor": extras}
    return read_ask(CHAT, json.dumps(body).encode(), {}, "req-1")


def known_in(asked: Ask) -> tuple[KnownIdentifier, ...]:
    return known_identifiers(asked.extras, asked.body.get("user"))


def values(user: object = None, **extras: Any) -> dict[str, str]:
    return {known.value: known.label for known in known_in(ask(user, **extras))}


def test_references_are_known_with_the_id_at_their_end() -> None:
    known = values(subject_ref="Patient/qx-4711", encounter_ref="urn:uuid:e90-f1")
    assert known.keys() >= {"Patient/qx-4711", "qx-4711", "e90-f1"}
    assert set(known.values()) == {"CODE"}


def test_the_user_is_known() -> None:
    assert values("ottoline@example.org") == {"ottoline@example.org": "EMAIL"}
    assert values("Ottoline")["Ottoline"] == "NAME"


@pytest.mark.parametrize("word", ["", "nurse", "Nurse", "17", "2021", 5, None, ["Ottoline"]])
def test_what_stands_for_anything_is_not_looked_for(word: object) -> None:
    assert values(word) == {}
    if isinstance(word, str):
        assert values(subject_ref=word, encounter_ref=word) == {}


def test_a_fhir_patient_is_known() -> None:
    name = [{"family": "Quux", "given": ["Ottoline"]}]
    known = values(patient={"resourceType": "Patient", "name": name, "birthDate": "1931-02-03"})
    assert known["Ottoline Quux"] == "NAME"
    assert known["1931-02-03"] == "DATE"


def test_identifiers_in_the_short_form_are_known_once() -> None:
    identifiers = [{"type": "MRN", "value": "8451-99"}, "8451-99"]
    known = known_in(ask(patient={"identifiers": identifiers}, subject_ref="8451-99"))
    assert len(known) == len(set(known))
    assert {k.value for k in known} == {"8451-99"}


def test_nothing_given_is_nothing_known() -> None:
    assert known_in(ask()) == ()


def test_a_patient_without_a_bottom_is_read_in_part_or_refused() -> None:
    deep = '{"contact":[' * 480 + "]}" * 480
    body = ask(patient={}).body | {"preceptor": {"patient": None}}
    data = json.dumps(body).replace('"patient": null', f'"patient": {deep}').encode()
    with suppress(BadRequest):
        assert known_in(read_ask(CHAT, data, {}, "req-1")) == ()


@pytest.mark.parametrize("failure", [ValueError, RecursionError])
def test_a_patient_who_cannot_be_read_is_refused(
    monkeypatch: pytest.MonkeyPatch, failure: type[Exception]
) -> None:
    def unread(_: object) -> None:
        raise failure("Ottoline")

    monkeypatch.setattr("gateway.subject.known_from_patient", unread)
    with pytest.raises(BadRequest) as refusal:
        known_in(ask(patient={}))
    assert refusal.value.param == "preceptor.patient"
    assert "Ottoline" not in refusal.value.message


def test_a_subjects_name_is_its_tenants_and_its_keys() -> None:
    names = {
        subject_of(tenant, reference, key)
        for tenant in ("t", "u")
        for reference in ("4711", "4712")
        for key in (KEY, OTHER)
    }
    assert len(names) == 8
    assert subject_of("t", "4711", KEY) == subject_of("t", "4711", KEY)
    assert all(len(name) <= 64 and "4711" not in name for name in names)


@given(st.text(), st.text(), st.binary(min_size=32, max_size=32))
def test_a_shift_is_never_nothing_and_at_most_a_year(tenant: str, name: str, key: bytes) -> None:
    days = shift_days(tenant, name, key)
    assert 1 <= abs(days) <= MAX_SHIFT_DAYS
    assert days == shift_days(tenant, name, key)


def test_shifts_go_both_ways_and_differ() -> None:
    shifts = {shift_days("t", str(n), KEY) for n in range(20_000)}
    assert len(shifts) == 2 * MAX_SHIFT_DAYS
    assert (min(shifts), max(shifts)) == (-MAX_SHIFT_DAYS, MAX_SHIFT_DAYS)
