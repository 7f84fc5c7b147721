"""What counts as a miss, as overheard, as echoed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.leak import findings
from tests.leak.courier import Reply, Sent
from tests.leak.findings import Row
from tests.leak.identifiers import Identifier
from tests.leak.needles import Search
from tests.leak.notes import Bundle, Note

NAME = Identifier("Wilhelmina Okonkwo-Thistlewood", "NAME", "name", "anglo")
ZIP = Identifier("02139-4307", "ZIP", "zip+4")
BUNDLE = Bundle(0, (Note(f"{NAME.value} lives near {ZIP.value}.", (NAME, ZIP)),))
SEARCH = Search([NAME, ZIP])
SENT = Sent("chat", "pseudonymise", BUNDLE)


def heard(sent: Sent, text: str) -> dict[str, bool]:
    """Label -> missed, for one request that reached the engine as `text`."""
    records = [{"path": "/", "headers": {}, "body": json.dumps({"seed": 700, "text": text})}]
    told = findings.heard_by_engine(SEARCH, records, {7: sent})
    return {one.identifier.label: one.missed for one in told}


def test_what_reaches_the_engine_in_clear_is_missed() -> None:
    assert heard(SENT, f"[NAME_1] {ZIP.value}") == {"NAME": False, "ZIP": True}


def test_a_mode_lets_through_what_it_may() -> None:
    assert heard(replace(SENT, mode="limited"), ZIP.value) == {"NAME": False}
    assert heard(replace(SENT, mode="off"), NAME.value) == {}


def test_rows_count_an_identifier_once_and_the_worst_comes_first() -> None:
    fates = [
        findings.Heard(SENT, NAME, False),
        findings.Heard(SENT, NAME, True),
        findings.Heard(SENT, ZIP, False),
    ]
    first, second = findings.rows(fates)
    assert (first.label, first.sent, first.missed) == ("NAME", 1, 1)
    assert (second.label, second.sent, second.missed) == ("ZIP", 1, 0)
    assert findings.shares((f.identifier.origin for f in fates), fates) == {"anglo": (1, 2)}


def test_the_interval_is_wilsons() -> None:
    low, high = Row("name", "NAME", "mask", 100, 5).interval_01
    assert low == pytest.approx(0.8882, abs=1e-3)
    assert high == pytest.approx(0.9785, abs=1e-3)


def test_only_errors_echo_and_everything_is_overheard() -> None:
    refused = Reply(SENT, 404, f"no model {NAME.value}")
    answered = Reply(SENT, 200, f"{NAME.value} is well")
    assert findings.echoed(SEARCH, [refused, answered]) == {"chat": 1}
    assert [found.value for found in findings.overheard(SEARCH, [answered])] == [NAME.value]


def test_a_header_sent_on_is_found() -> None:
    record = {"path": "/v1", "headers": {"tracestate": f"zip={ZIP.value}"}, "body": "{}"}
    assert [found.label for found in findings.in_headers(SEARCH, [record])] == ["ZIP"]
