"""What one round measures of one target."""

from __future__ import annotations

import asyncio
import json
import time
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from statistics import fmean
from typing import Any

import numpy as np

from tests.bench.client import Connection, Target
from tests.bench.processes import Server

Figures = dict[str, float]

ALONE_S, CROWD_S, CROWD, STREAMS = 2.0, 2.5, 8, 5
WARM_UP = 25


async def warm_up(target: Target, notes: Iterator[str]) -> None:
    async with Connection(target) as connection:
        for stream in (False, True):
            for _ in range(WARM_UP if not stream else 2):
                request = target.request(next(notes), stream=stream)
                await (connection.events if stream else connection.ask)(request)


async def measure(
    target: Target, server: Server | None, upstream: Target, notes: Iterator[str]
) -> Figures:
    """One round: one connection, then eight, then streams."""
    alone_ms, _ = await plain(target, notes, connections=1, seconds=ALONE_S)
    before_s = server.cpu_s() if server else 0.0
    crowd_ms, crowd_s = await plain(target, notes, connections=CROWD, seconds=CROWD_S)
    cpu_s = server.cpu_s() - before_s if server else 0.0
    return {
        "p50_ms": float(np.percentile(alone_ms, 50)),
        "p99_ms": float(np.percentile(alone_ms, 99)),
        "crowd_p50_ms": float(np.percentile(crowd_ms, 50)),
        "crowd_p99_ms": float(np.percentile(crowd_ms, 99)),
        "requests_per_s": len(crowd_ms) / crowd_s,
        "cpu_ms": 1_000 * cpu_s / len(crowd_ms),
        **await streamed(target, upstream, notes),
    }


async def plain(
    target: Target, notes: Iterator[str], *, connections: int, seconds: float
) -> tuple[list[float], float]:
    """Milliseconds of every answer, and the seconds it all took."""
    took_ms: list[float] = []
    began_s = time.monotonic()

    async def ask_on() -> None:
        async with Connection(target) as connection:
            while time.monotonic() - began_s < seconds:
                request = target.request(next(notes), stream=False)
                asked_s = time.monotonic()
                await connection.ask(request)
                took_ms.append(1_000 * (time.monotonic() - asked_s))

    await asyncio.gather(*(ask_on() for _ in range(connections)))
    return took_ms, time.monotonic() - began_s


async def streamed(target: Target, upstream: Target, notes: Iterator[str]) -> Figures:
    """Delays of streamed pieces behind the mock's emissions, one stream at a time.

    `first_ms` runs from the request to the first text. `later_ms` is the time from the mock's
    latest emission to the arrival of a later piece: what handling costs. `held_back` is how many
    emitted pieces were still withheld then, on average: what the guard's window costs.
    """
    first_ms, later_ms, held_back = [], [], []
    async with Connection(target) as connection, Connection(upstream) as witness:
        for _ in range(STREAMS):
            request = target.request(next(notes), stream=True)
            asked_s = time.monotonic()
            arrivals = _texts(await connection.events(request))
            emitted = json.loads(await witness.ask(b"GET /emissions HTTP/1.1\r\n\r\n"))
            first_ms.append(1_000 * (arrivals[0][1] - asked_s))
            lateness, withheld = behind(arrivals, emitted)
            later_ms += lateness
            held_back += withheld
    return {
        "first_ms": float(np.median(first_ms)),
        "later_ms": float(np.median(later_ms)),
        "held_back": fmean(held_back),
    }


def _texts(events: list[tuple[dict[str, Any], float]]) -> list[tuple[str, float]]:
    """The pieces that carry text."""
    texts = []
    for event, at_s in events:
        choices = event.get("choices") or [{}]
        text = choices[0].get("delta", {}).get("content")
        if text:
            texts.append((text, at_s))
    return texts


def behind(
    arrivals: list[tuple[str, float]], emitted: list[dict[str, Any]]
) -> tuple[list[float], list[float]]:
    """Per later piece: milliseconds since the latest emission, and pieces withheld.

    Restored names change lengths, so pieces are counted by their words.
    """
    at_s = [piece["at_s"] for piece in emitted]
    lateness, withheld = [], []
    words = len(arrivals[0][0].split())
    for (_, _), (text, came_s) in pairwise(arrivals):
        words += len(text.split())
        emitted_by_then = bisect_right(at_s, came_s)
        lateness.append(1_000 * (came_s - at_s[emitted_by_then - 1]))
        withheld.append(max(float(emitted_by_then - words), 0.0))
    return lateness, withheld
