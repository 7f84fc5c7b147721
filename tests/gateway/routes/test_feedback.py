"""What users say of answers is kept redacted, for answers of their own tenant."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gateway.scene import Gateway


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.routes.feedback.TRACE_WAIT_S", 0.5)


async def answered(preceptor: Gateway) -> str:
    answer = await preceptor.chat("Mrs. Ottoline Quux has asthma")
    request_id: str = answer.headers["x-request-id"]
    assert await preceptor.trace(request_id) is not None
    return request_id


async def test_an_opinion_is_kept_redacted_with_the_answers_own_map(preceptor: Gateway) -> None:
    request_id = await answered(preceptor)
    body = {
        "request_id": request_id,
        "corrected": "Mrs. Ottoline Quux has COPD",
        "labels": ["wrong"],
    }
    answer = await preceptor.post("/v1/feedback", body)
    assert answer.status_code == 201
    ((kept, trace),) = preceptor.ledger.evidence.lease_feedback("test", 9, 1e12, 1.0)
    assert kept.id == answer.json()["id"]
    assert kept.corrected is not None
    assert "Quux" not in kept.corrected
    assert kept.corrected.startswith(trace.prompt.split(" has ")[0])
    assert kept.labels == ["wrong"]
    assert [event.kind for event in await preceptor.events(request_id)][-1] == "feedback"


async def test_another_tenants_answer_is_not_there(preceptor: Gateway) -> None:
    request_id = await answered(preceptor)
    headers = {"authorization": f"Bearer {preceptor.key(tenant='other')}"}
    answer = await preceptor.post(
        "/v1/feedback", {"request_id": request_id, "rating": 1}, headers=headers
    )
    assert answer.status_code == 404
    assert preceptor.ledger.evidence.lease_feedback("test", 9, 1e12, 1.0) == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"rating": 1},
        {"request_id": "x"},
        {"request_id": "x", "rating": 2},
        {"request_id": "x", "rating": True},
        {"request_id": "x", "rating": 0.5},
        {"request_id": "x", "corrected": 5},
        {"request_id": "x", "labels": "wrong"},
        {"request_id": "x", "labels": []},
        {"request_id": "x", "rating": 1, "unknown": 1},
    ],
    ids=str,
)
async def test_a_malformed_opinion_is_refused(preceptor: Gateway, body: dict[str, Any]) -> None:
    assert (await preceptor.post("/v1/feedback", body)).status_code == 400
