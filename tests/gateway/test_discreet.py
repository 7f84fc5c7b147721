"""A failure nobody foresaw is logged with its place, and quotes nothing."""

from __future__ import annotations

import logging

import pytest

from gateway.discreet import LOGGERS, Discreet, install
from gateway.redaction import Redaction
from tests.gateway.scene import Gateway

CANARY = "Zyxwvutsq"


@pytest.mark.parametrize("stream", [True, False])
async def test_an_unforeseen_failure_is_a_500_and_leaves_no_text(
    preceptor: Gateway,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    stream: bool,
) -> None:
    def broken(*_: object) -> None:
        raise ValueError(f"cannot read {CANARY}")

    monkeypatch.setattr(Redaction, "_chat", broken)
    answer = await preceptor.chat(CANARY, stream=stream)
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal_error")
    assert CANARY not in answer.text
    assert CANARY not in caplog.text
    assert "ValueError" in caplog.text
    assert "test_discreet.py" in caplog.text


@pytest.mark.parametrize("name", LOGGERS)
def test_every_reporter_is_discreet_once(name: str) -> None:
    install()
    install()
    assert sum(isinstance(known, Discreet) for known in logging.getLogger(name).filters) == 1


def test_a_record_without_an_exception_stays(caplog: pytest.LogCaptureFixture) -> None:
    install()
    logging.getLogger("asyncio").warning("plain %s", "words")
    assert "plain words" in caplog.text
