"""A run proves on a planted identifier that its search can see."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.leak.identifiers import Identifier
from tests.leak.needles import Search
from tests.leak.run import CANARY, Blind, searched

NAME = Identifier("Wilhelmina Okonkwo-Thistlewood", "NAME", "name")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path


def test_the_canary_is_found_and_is_no_leak(work: Path) -> None:
    assert not searched(Search([NAME, CANARY]), work).found


def test_a_leak_is_found_beside_the_canary(work: Path) -> None:
    (work / "serve.log").write_text(f"answering {NAME.value}")
    found = searched(Search([NAME, CANARY]), work).found
    assert [(one.place, one.value) for one in found] == [(f"{work.name}/serve.log", NAME.value)]


def test_a_search_that_sees_nothing_is_no_evidence(work: Path) -> None:
    with pytest.raises(Blind):
        searched(Search([NAME]), work)
