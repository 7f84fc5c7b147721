"""One detector for all tests: its lists load once."""

from __future__ import annotations

import pytest

from guards.phi.detector import Detector
from guards.phi.surrogates.redactor import Redactor


@pytest.fixture(scope="session")
def detector() -> Detector:
    return Detector()


@pytest.fixture(scope="session")
def redactor(detector: Detector) -> Redactor:
    return Redactor(detector)
