"""No identifier of a request may be found anywhere below `redact`: not on any disk, nor in logs."""

from __future__ import annotations

import httpx
import openai

from gateway.contracts import TraceRecord
from tests.flow.conftest import System, until

NAME, PHONE, MRN = "Wilhelmina Okonkwo-Braithwaite", "415-555-0173", "84519973"
TEXT = (
    f"Mrs. {NAME} (MRN: {MRN}, phone {PHONE}) was seen for follow-up of "
    "type 2 diabetes and essential hypertension."
)


def test_identifiers_reach_neither_model_nor_disk(client: openai.OpenAI, system: System) -> None:
    answer = client.chat.completions.create(
        model="icd10-coder",
        messages=[{"role": "user", "content": TEXT}],
        temperature=0,
        max_tokens=96,
        user="Wilhelmina",
    )
    trace = _trace(system, answer.id)
    assert "[NAME_1]" in trace.prompt
    assert "hypertension" in trace.prompt
    assert trace.identifiers["NAME"] >= 1
    shown = httpx.get(f"{system.url}/metrics", trust_env=False).text
    files = [path for path in system.home.rglob("*") if path.is_file()]
    everything = [shown.encode(), *(path.read_bytes() for path in files)]
    for secret in ("Wilhelmina", "Braithwaite", PHONE, MRN, "essential hypertension."):
        assert not any(secret.encode() in data for data in everything), secret


def test_one_surrogate_stands_for_one_value_through_a_conversation(
    client: openai.OpenAI, system: System
) -> None:
    turns = [{"role": "user", "content": f"Patient {NAME} has asthma."}]
    prompts = []
    for said in ("And what about her knee?", f"Is {NAME} due for a vaccine?"):
        answer = client.chat.completions.create(
            model="starter", messages=turns, temperature=0, max_tokens=8
        )
        prompts.append(_trace(system, answer.id).prompt)
        turns += [
            {"role": "assistant", "content": answer.choices[0].message.content},
            {"role": "user", "content": said},
        ]
    assert all("[NAME_1]" in prompt and "[NAME_2]" not in prompt for prompt in prompts)


def test_a_placeholder_the_user_typed_names_nobody(client: openai.OpenAI, system: System) -> None:
    answer = client.chat.completions.create(
        model="starter",
        messages=[{"role": "user", "content": f"{NAME} and [NAME_1] met."}],
        temperature=0,
        max_tokens=4,
    )
    prompt = _trace(system, answer.id).prompt
    assert prompt.count("[NAME_1]") == 1
    assert "[LITERAL_1]" in prompt


def test_what_is_known_of_a_patient_is_hidden_and_can_be_forgotten(
    client: openai.OpenAI, system: System
) -> None:
    extras = {"subject_ref": "Patient/zq-81", "patient": {"identifiers": {"mrn": "qx.7"}}}
    prompts = []
    for conversation in ("one", "two"):
        answer = client.chat.completions.create(
            model="starter",
            messages=[{"role": "user", "content": f"{conversation}: qx.7 and zq-81 have asthma"}],
            temperature=0,
            max_tokens=8,
            extra_body={"preceptor": {**extras, "conversation_id": conversation}},
        )
        prompts.append(_trace(system, answer.id).prompt.partition(": ")[2])
    assert prompts[0] == prompts[1]
    assert "qx.7" not in prompts[0]
    assert "zq-81" not in prompts[0]
    named = ("--tenant", "flow", "--subject", "Patient/zq-81")
    assert system.command("vault", "purge", *named) == {"purged": 1}
    system.command("vault", "purge", *named, code=1)


def test_a_safe_harbor_alias_keeps_the_year_and_restores_nothing(
    client: openai.OpenAI, system: System
) -> None:
    system.command("alias", "set", "harbor", "--phi-mode", "safe-harbor")
    answer = client.chat.completions.create(
        model="harbor",
        messages=[{"role": "user", "content": f"{NAME} was born on 03/14/1961."}],
        temperature=0,
        max_tokens=8,
    )
    prompt = _trace(system, answer.id).prompt
    assert "1961" in prompt
    assert "03/14" not in prompt
    assert "Okonkwo" not in prompt + str(answer.choices[0].message.content)


def _trace(system: System, request_id: str) -> TraceRecord:
    """The trace of an answer, which is written behind it."""
    with system.ledger() as ledger:
        until(lambda: ledger.evidence.trace(request_id) is not None, 10)
        trace = ledger.evidence.trace(request_id)
    assert trace is not None
    return trace
