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


def _trace(system: System, request_id: str) -> TraceRecord:
    """The trace of an answer, which is written behind it."""
    with system.ledger() as ledger:
        until(lambda: ledger.evidence.trace(request_id) is not None, 10)
        trace = ledger.evidence.trace(request_id)
    assert trace is not None
    return trace
