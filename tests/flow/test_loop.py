"""The closed loop, whole: clinicians correct a bad release, and it is rolled back by itself."""

from __future__ import annotations

import httpx

from gateway.ledger.store import Ledger
from tests.flow.conftest import NOTE, System, until

TRUTH = '[{"code":"E11.9","evidence":"type 2 diabetes"},{"code":"I10","evidence":"hypertension"}]'
MOST_ANSWERS = 80


def test_corrections_roll_a_bad_release_back(system: System) -> None:
    versions = system.versions("icd10-coder")
    system.command("adapters", "promote", "icd10-coder", versions["v2"])
    bad = system.command(
        "alias", "set", "loop-coder", "--adapter", versions["v2"], "--policy", "coding"
    )
    bad = system.command("adapters", "promote", "loop-coder", versions["v1"])
    headers = {"authorization": f"Bearer {system.key(tenant='loop')}"}
    with httpx.Client(base_url=system.url, trust_env=False, headers=headers, timeout=60) as client:
        answered = 0
        while _live(system) == versions["v1"]:
            assert answered < MOST_ANSWERS, "no rollback"
            _correct(client, f"patient-{answered}")
            answered += 1
    assert _live(system) == versions["v2"]
    with system.ledger() as ledger:
        alerts = [a for a in ledger.evidence.alerts() if versions["v1"] in a.stream]
        until(lambda: _rollbacks(ledger) == [versions["v2"]], 10)
        assert not ledger.evidence.open_decisions()
    assert alerts[0].severity == "page"
    assert alerts[0].evidence["e_value"] > 1
    assert bad["release"] != system.command("alias", "list")[0]["live"]
    assert system.command("audit", "verify")["faults"] == []


def _correct(client: httpx.Client, conversation: str) -> None:
    """One answer, and a clinician's correction of it."""
    body = {
        "model": "loop-coder",
        "messages": [{"role": "user", "content": NOTE}],
        "max_tokens": 4,
        "preceptor": {"conversation_id": conversation},
    }
    answer = client.post("/v1/chat/completions", json=body).raise_for_status().json()
    said = {"request_id": answer["id"], "corrected": TRUTH, "rating": -1}
    assert client.post("/v1/feedback", json=said).status_code == 201


def _live(system: System) -> str | None:
    states = {state["alias"]: state for state in system.command("alias", "list")}
    return states["loop-coder"]["live"]["adapter"]


def _rollbacks(ledger: Ledger) -> list[str]:
    return [
        event.detail["adapter"]
        for event in ledger.events.about("loop-coder")
        if event.kind == "alias.rollback" and event.detail["by"].startswith("decision ")
    ]
