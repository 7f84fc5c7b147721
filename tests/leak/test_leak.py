"""A small campaign against the real processes; `python -m tests.leak` is the whole."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.leak.faults import FAULTS
from tests.leak.findings import Report
from tests.leak.modes import MODES
from tests.leak.requests import ENDPOINTS
from tests.leak.run import run

IDENTIFIERS = 300
BY_CONTEXT = {"NAME", "FACILITY", "LOCATION", "ADDRESS"}
"""Labels without a shape of their own: how many are found is a figure, told by the benchmark."""

SHARE_RESTORED = 0.98
"""What is missed in a prompt and found in its answer is taken for the model's own, and masked."""


@pytest.fixture(scope="module")
def report() -> Iterator[Report]:
    folder = Path(tempfile.mkdtemp(prefix="leak-"))
    try:
        yield run(folder, IDENTIFIERS, seed=1, tell=lambda _: None)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_nothing_lies_at_rest(report: Report) -> None:
    assert not report.rest.found
    assert report.rest.rows > IDENTIFIERS


def test_nobody_else_is_told(report: Report) -> None:
    assert not report.overheard


def test_no_error_quotes_what_was_sent(report: Report) -> None:
    assert not report.echoed


def test_nothing_is_sent_on_in_a_header(report: Report) -> None:
    assert not report.in_headers


def test_nothing_is_written_outside_the_home(report: Report) -> None:
    assert not report.strays


def test_identifiers_with_a_shape_never_reach_the_engine(report: Report) -> None:
    assert not [found for found in report.missed if found.label not in BY_CONTEXT]
    assert {row.mode for row in report.engine} == set(MODES)


def test_answers_are_restored_to_their_sender(report: Report) -> None:
    back, sent = report.restored
    assert back >= SHARE_RESTORED * sent > 0


def test_everything_was_tried(report: Report) -> None:
    assert not report.unbound
    assert report.statuses.keys() >= {*ENDPOINTS, *FAULTS, "feedback", "off"}
    for channel in ("disk full", "guards lost"):
        assert report.statuses[channel][503]
    for channel in ("after SIGKILL", "after a new start"):
        assert report.statuses[channel].keys() == {200}
