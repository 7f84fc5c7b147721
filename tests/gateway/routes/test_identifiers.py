"""Identifiers through whole requests: what is known is found, what is another's never returns."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.evidence import MAX_SPANS
from gateway.subject import subject_of
from tests.gateway.fake_vllm import BASE, FakeVllm, Script
from tests.gateway.scene import Gateway

MARK = "zq-81.x"
"""An identifier without a shape: found only by who knows it."""


def content(answer: Any) -> str:
    text: str = answer.json()["choices"][0]["message"]["content"]
    return text


@pytest.mark.parametrize(
    "given",
    [
        {"preceptor": {"patient": {"identifiers": [MARK]}}},
        {"preceptor": {"patient": {"identifiers": {"mrn": MARK}}}},
        {"preceptor": {"patient": {"resourceType": "Patient", "identifier": [{"value": MARK}]}}},
        {"preceptor": {"subject_ref": MARK}},
        {"preceptor": {"subject_ref": f"Patient/{MARK}"}},
        {"preceptor": {"encounter_ref": MARK}},
        {"user": MARK},
    ],
    ids=json.dumps,
)
async def test_what_the_caller_knows_is_hidden_in_every_text(
    preceptor: Gateway, vllm: FakeVllm, given: dict[str, Any]
) -> None:
    tool = {"type": "function", "function": {"name": "f", "description": f"asks about {MARK}"}}
    messages = [
        {"role": "system", "content": f"chart of {MARK}"},
        {"role": "user", "content": [{"type": "text", "text": f"how is {MARK} today"}]},
    ]
    answer = await preceptor.chat(messages=messages, tools=[tool], **given)
    assert content(answer) == f"base: how is {MARK} today"
    assert MARK not in vllm.prompts[0].text


async def test_a_patient_who_is_no_object_is_refused_by_its_field(preceptor: Gateway) -> None:
    answer = await preceptor.chat("x", preceptor={"patient": MARK})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "preceptor.patient")
    assert MARK not in answer.text


async def test_a_patients_surrogates_are_the_same_in_every_conversation(
    preceptor: Gateway, vllm: FakeVllm
) -> None:
    for number, text in enumerate(("MRN: 11112222 is asked about", "So MRN: 33334444 it is")):
        extras = {"subject_ref": "4711-a", "conversation_id": f"c{number}"}
        assert content(await preceptor.chat(text, preceptor=extras)) == f"base: {text}"
    first, second = (seen.body["messages"][0]["content"] for seen in vllm.prompts)
    assert ("[MRN_1]" in first, "[MRN_2]" in second) == (True, True)
    await preceptor.chat("MRN: 33334444", preceptor={"subject_ref": "4711-b"})
    assert "[MRN_1]" in vllm.prompts[2].text, "another patient has a map of their own"
    key = preceptor.key(tenant="other")
    await preceptor.chat(
        "MRN: 33334444",
        preceptor={"subject_ref": "4711-a"},
        headers={"authorization": f"Bearer {key}"},
    )
    assert "[MRN_1]" in vllm.prompts[3].text, "and so has another tenant's"


@pytest.mark.parametrize("stream", [True, False])
async def test_an_answer_restores_only_what_stands_in_its_own_prompt(
    preceptor: Gateway, vllm: FakeVllm, stream: bool
) -> None:
    extras = {"subject_ref": "4711-a"}
    await preceptor.chat("MRN: 11112222 here", preceptor={**extras, "conversation_id": "one"})
    vllm.scripts[BASE] = Script(text="it is [MRN_1] or [MRN_2] or [NAME_7], [mrn 1] too.")
    answer = await preceptor.chat(
        "MRN: 33334444 here", preceptor={**extras, "conversation_id": "two"}, stream=stream
    )
    assert "11112222" not in answer.text
    assert "33334444" in answer.text
    assert "flag" in answer.text
    closed = (await preceptor.events(answer.headers["x-request-id"]))[-1]
    assert closed.detail["action"] == "flag"
    assert closed.detail["unknown_surrogates"] >= 2


async def test_a_surrogate_in_a_field_beside_the_messages_may_be_restored(
    preceptor: Gateway, vllm: FakeVllm
) -> None:
    tool = {"type": "function", "function": {"name": "f", "description": "of MRN: 11112222"}}
    vllm.scripts[BASE] = Script(text="for [MRN_1] then.")
    answer = await preceptor.chat("whose chart is it", tools=[tool])
    assert content(answer) == "for 11112222 then."


NOTE = "Mrs. Ottoline Quux, MRN: 12345678, was seen on 03/04/2021 in Boston, MA."


@pytest.mark.parametrize("mode", ["mask", "safe-harbor", "limited"])
@pytest.mark.parametrize("stream", [True, False])
async def test_a_mode_that_restores_nothing_stores_nothing(
    preceptor: Gateway, vllm: FakeVllm, mode: str, stream: bool
) -> None:
    await preceptor.bind("quiet", phi_mode=mode)
    answer = await preceptor.chat(
        NOTE, model="quiet", stream=stream, preceptor={"subject_ref": "4711-a"}
    )
    assert answer.status_code == 200
    for value in ("Ottoline", "Quux", "12345678", "03/04/2021"):
        assert value not in vllm.prompts[0].text
        assert value not in answer.text
    if mode != "limited":  # which keeps a year, though perhaps another one
        assert ("2021" in vllm.prompts[0].text) == (mode == "safe-harbor")
    await preceptor.services.vault.flush()
    assert preceptor.ledger.conversations.holdings(now_s=0.0) == []


async def test_a_limited_set_keeps_intervals_per_patient(
    preceptor: Gateway, vllm: FakeVllm
) -> None:
    await preceptor.bind("limited", phi_mode="limited")
    for subject in ("a-1", "a-1", "b-2"):
        await preceptor.chat(
            "seen on 2021-03-04", model="limited", preceptor={"subject_ref": subject}
        )
    one, again, other = (seen.body["messages"][0]["content"] for seen in vllm.prompts)
    assert one == again != other
    assert "2021-03-04" not in one


@pytest.mark.parametrize(
    "lowered",
    [
        {"preceptor": {"phi_mode": "off"}},
        {"phi_mode": "off"},
        {"mode": "off"},
        {"metadata": {"phi_mode": "off"}},
        {"preceptor": {"release": {"phi_mode": "off"}}},
    ],
    ids=json.dumps,
)
async def test_a_request_cannot_lower_the_mode(
    preceptor: Gateway, vllm: FakeVllm, lowered: dict[str, Any]
) -> None:
    headers = {**preceptor.auth("evaluator"), "x-preceptor-phi-mode": "off"}
    answer = await preceptor.chat(NOTE, headers=headers, **lowered)
    assert answer.status_code == 200
    assert "Quux" not in vllm.prompts[0].text


async def test_off_is_bound_by_operators_and_used_by_evaluators_alone(
    preceptor: Gateway, vllm: FakeVllm
) -> None:
    body = {"phi_mode": "off", "policy": "evaluation"}
    for role in ("application", "evaluator"):
        refused = await preceptor.http.put(
            "/admin/aliases/raw", json=body, headers=preceptor.auth(role)
        )
        assert refused.status_code == 403
    assert (await preceptor.admin("PUT", "/aliases/raw", body)).status_code == 200
    for role in ("application", "operator"):
        answer = await preceptor.chat(NOTE, model="raw", headers=preceptor.auth(role))
        assert answer.status_code == 403
    assert vllm.prompts == []
    answer = await preceptor.chat(NOTE, model="raw", headers=preceptor.auth("evaluator"))
    assert answer.status_code == 200
    assert "phi." not in answer.headers["x-preceptor-guards"]


async def test_every_redaction_is_on_record_without_its_value(preceptor: Gateway) -> None:
    messages = [{"role": "system", "content": "short"}, {"role": "user", "content": NOTE}]
    answer = await preceptor.chat(messages=messages)
    opened = (await preceptor.events(answer.headers["x-request-id"]))[0]
    record = opened.detail["redaction"]
    assert record["detector"] == preceptor.services.redaction.detector.coverage
    assert (record["mode"], record["left_out"]) == ("pseudonymise", 0)
    hidden = {
        NOTE[start:end]: (text, label, letter)
        for text, start, end, label, letter, *_ in record["spans"]
    }
    assert hidden["12345678"] == (1, "MRN", "H")
    assert hidden["03/04/2021"] == (1, "DATE", "C")
    assert sum(record["by_rule"].values()) == len(record["spans"])
    assert all(source and 0 < score <= 1 for *_, source, score in record["spans"])
    shown = json.dumps(opened.detail)
    assert not any(value in shown for value in ("Ottoline", "Quux", "12345678", "03/04"))


async def test_the_record_of_a_long_document_is_bounded_and_complete_by_rule(
    preceptor: Gateway,
) -> None:
    text = "\n".join(f"MRN: {10_000_000 + n}" for n in range(MAX_SPANS + 50))
    answer = await preceptor.chat(text)
    opened = (await preceptor.events(answer.headers["x-request-id"]))[0]
    record = opened.detail["redaction"]
    assert len(record["spans"]) == MAX_SPANS
    assert record["left_out"] == sum(record["by_rule"].values()) - MAX_SPANS >= 50


async def test_what_the_stream_guard_masks_is_on_record(preceptor: Gateway, vllm: FakeVllm) -> None:
    vllm.scripts[BASE] = Script(text="Her SSN is 078-05-1120 today")
    answer = await preceptor.chat("whose is it")
    assert "078-05-1120" not in answer.text
    closed = (await preceptor.events(answer.headers["x-request-id"]))[-1]
    ((text, _, _, label, letter, source, _),) = closed.detail["redaction"]["spans"]
    assert (text, label, letter) == (0, "SSN", "G")
    assert source
    assert "078-05" not in json.dumps(closed.detail)


async def test_the_patient_is_on_record_under_a_name_that_reveals_nothing(
    preceptor: Gateway,
) -> None:
    answer = await preceptor.chat("x", preceptor={"subject_ref": "4711-a"})
    opened = (await preceptor.events(answer.headers["x-request-id"]))[0]
    key = preceptor.ledger.keyring.derive("conversation")
    assert opened.detail["subject"] == subject_of("ward", "4711-a", key)
    trace = await preceptor.trace(answer.headers["x-request-id"])
    assert trace is not None
    assert trace.identity_map == opened.detail["subject"]


SPANISH = "La paciente acude por dolor en el pecho desde hace tres días, con fiebre y sin tos."


@pytest.mark.parametrize("stream", [True, False])
async def test_a_language_without_measured_recall_is_named(
    preceptor: Gateway, stream: bool
) -> None:
    answer = await preceptor.chat(SPANISH, stream=stream)
    assert answer.headers["x-preceptor-not-covered"] == "es"
    assert '"not_covered":["es"]' in answer.text
    opened = (await preceptor.events(answer.headers["x-request-id"]))[0]
    assert opened.detail["not_covered"] == ["es"]
    english = await preceptor.chat("She was seen for a cough that has improved with the inhaler.")
    assert "x-preceptor-not-covered" not in english.headers


async def test_feedback_uses_the_map_of_its_patient(preceptor: Gateway, vllm: FakeVllm) -> None:
    extras = {"subject_ref": "4711-a", "conversation_id": "c"}
    answer = await preceptor.chat("MRN: 11112222 here", preceptor=extras)
    request_id = answer.headers["x-request-id"]
    await preceptor.trace(request_id)
    body = {"request_id": request_id, "comment": "not MRN: 11112222 but MRN: 33334444"}
    assert (await preceptor.post("/v1/feedback", body)).status_code == 201
    ((kept, _),) = preceptor.ledger.evidence.lease_feedback("test", 9, 1e12, 1.0)
    assert kept.comment is not None
    assert "[MRN_1]" in kept.comment
    assert "[MRN_2]" in kept.comment
    told = (await preceptor.events(request_id))[-1]
    assert told.detail["redaction"]["by_rule"]
