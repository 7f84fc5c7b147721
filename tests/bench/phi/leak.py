"""Part `leak`: the leak test's own run, its hits and what the engine saw in clear."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from tests.bench.phi.figure import Figure, Result, Target, at_most
from tests.bench.phi.intervals import wilson
from tests.bench.phi.setting import NotMeasurable, Setting

IDENTIFIERS, TIMEOUT_S, WORST = 10_000, 3_600, 10
DONE, FOUND = 0, 1
NONE = at_most(0.0)


def measure(setting: Setting) -> Result:
    """Runs `python -m tests.leak`; with `--limit`, on that many identifiers."""
    document = _run(max(setting.limit, 50) if setting.limit else IDENTIFIERS)
    return Result([*_hits(document), *_seen(document)], _missed(document)[: setting.examples])


def _run(identifiers: int) -> Mapping[str, Any]:
    command = [sys.executable, "-m", "tests.leak", "--identifiers", str(identifiers), "--json"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired as error:
        raise NotMeasurable(f"the leak test took more than {TIMEOUT_S} s") from error
    if done.returncode not in (DONE, FOUND):
        raise NotMeasurable(f"the leak test could not run (exit {done.returncode})")
    document: Mapping[str, Any] = json.loads(done.stdout)
    return document


def _hits(document: Mapping[str, Any]) -> Iterator[Figure]:
    """What must be nothing, after how much was tried."""
    rest = document["rest"]
    searched = f"{rest['files']} files, {rest['bytes'] / 1e6:.0f} MB, {rest['rows']} rows"
    yield _count("identifiers sent", document["identifiers"])
    yield _count("requests", document["requests"])
    yield _count("hits at rest", len(rest["found"]), NONE, searched)
    yield _count("told to others", len(document["overheard"]), NONE)
    yield _count("sent on in headers", len(document["in_headers"]), NONE)
    yield _count("errors that quote their sender", sum(document["echoed"].values()), NONE)


def _seen(document: Mapping[str, Any]) -> Iterator[Figure]:
    """Identifiers the engine saw in clear: misses of the detector, worst kinds first."""
    rows = document["engine"]
    sent, missed = (sum(row[key] for row in rows) for key in ("sent", "missed"))
    yield _recall("hidden from the engine", sent, missed)
    for row in rows[:WORST]:
        title = f"hidden from the engine, {row['kind']}, {row['mode']}"
        yield _recall(title, row["sent"], row["missed"])


def _recall(name: str, sent: int, missed: int) -> Figure:
    if not sent:
        return Figure("leak", name, None, note="the engine heard none")
    low, high = wilson(sent - missed, sent)
    return Figure("leak", name, 1 - missed / sent, "share", low, high, sent - missed, sent)


def _missed(document: Mapping[str, Any]) -> list[str]:
    return [f"engine saw {found}" for found in document["missed"]]


def _count(name: str, value: int, target: Target | None = None, note: str = "") -> Figure:
    return Figure("leak", name, float(value), "", target=target, note=note)
