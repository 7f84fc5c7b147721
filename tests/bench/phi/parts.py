"""The parts of the benchmark by name. Each is imported when it runs, so that one that cannot be
loaded does not stop the others.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType

from tests.bench.phi.documents import UnreadableData
from tests.bench.phi.figure import Result, at_least, unmeasured
from tests.bench.phi.setting import NotMeasurable, Setting

PARTS = MappingProxyType(
    {
        "asq-phi": "recall:asq_phi",
        "presidio": "recall:presidio",
        "checksums": "checksum_recall:measure",
        "notes": "notes:measure",
        "survive": "survive:measure",
        "stream": "stream:measure",
        "meddocan": "recall:meddocan",
        "speed": "speed:measure",
        "adapters": "adapters:measure",
        "leak": "leak:measure",
    }
)
"""Name -> module and function, in the order of the report."""


def run_part(name: str, setting: Setting) -> Result:
    """The part's figures; one figure without a value where it cannot be measured here."""
    module, _, function = PARTS[name].partition(":")
    try:
        measure = getattr(import_module(f"tests.bench.phi.{module}"), function)
        result: Result = measure(setting)
    except (NotMeasurable, UnreadableData) as error:
        return Result([unmeasured(name, "could not be measured", str(error), at_least(1))])
    return result
