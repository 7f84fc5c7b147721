"""Swaps under load: clients stream without a pause while an alias goes v1 -> v2 -> back, again.

Every answer is compared with what the version named in its header answers at temperature 0.
Run it against a running system: `python -m tests.bench.swap --seconds 60` (see --help).
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import Annotated, Any

import aiohttp
import typer
from rich.console import Console

from gateway.commands.client import call
from gateway.commands.ledger import opened_ledger
from gateway.commands.serve import demo_key
from gateway.settings import Settings, read_settings

ALIAS = "icd10-coder"
NOTES = (
    "Follow-up of type 2 diabetes and essential hypertension.",
    "Chest x-ray shows pneumonia; started on antibiotics.",
    "Long-standing asthma, no wheeze today.",
    "Hypothyroidism, stable on levothyroxine.",
)
OK, REFUSED = 0, 1


@dataclass
class Outcome:
    """What happened in one run. Durations are milliseconds."""

    seconds: float = 0.0
    clients: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    disagreeing: int = 0
    flips_ms: list[float] = field(default_factory=list)
    first_ms: float = 0.0

    @property
    def clean(self) -> bool:
        return not self.failed and not self.disagreeing and len(self.answers) > 1


class Load:
    """Streams notes and remembers what each version answered when nothing else ran."""

    def __init__(self, session: aiohttp.ClientSession, url: str, key: str) -> None:
        self._session = session
        self._url = f"{url}/v1/chat/completions"
        self._headers = {"authorization": f"Bearer {key}"}

    async def ask(self, note: str) -> tuple[str, str]:
        """(version in the header, streamed text). Raises: RuntimeError, aiohttp.ClientError."""
        body = {
            "model": ALIAS,
            "messages": [{"role": "user", "content": note}],
            "temperature": 0,
            "max_tokens": 64,
            "stream": True,
        }
        text, done = "", False
        async with self._session.post(self._url, json=body, headers=self._headers) as response:
            if response.status != 200:
                raise RuntimeError(f"status {response.status}")
            async for line in response.content:
                data = line.removeprefix(b"data: ").strip()
                done = done or data == b"[DONE]"
                if data and not done:
                    text += _text(json.loads(data))
        if not done:
            raise RuntimeError("the stream ended early")
        return response.headers["x-preceptor-version"], text

    async def repeat(self, until_s: float, truth: dict[tuple[str, str], str], out: Outcome) -> None:
        """Asks note after note until a time, and judges every answer."""
        while time.monotonic() < until_s:
            for note in NOTES:
                try:
                    version, text = await self.ask(note)
                except (RuntimeError, aiohttp.ClientError):
                    out.failed += 1
                    continue
                out.answers[version] += 1
                out.disagreeing += text != truth[version, note]


async def run(settings: Settings, versions: list[str], seconds: float, clients: int) -> Outcome:
    """Learns each version's answers, then flips between the versions under load."""
    out = Outcome(seconds=seconds, clients=clients)
    url = f"http://{settings.host}:{settings.port}"
    async with aiohttp.ClientSession() as session:
        load = Load(session, url, demo_key(settings))
        truth = {}
        for version in versions:
            took_ms = await _flip(settings, version)
            out.first_ms = max(out.first_ms, took_ms)
            for note in NOTES:
                answered, text = await load.ask(note)
                assert answered == version, f"{answered} answered for {version}"
                truth[version, note] = text
        until_s = time.monotonic() + seconds
        asking = [asyncio.create_task(load.repeat(until_s, truth, out)) for _ in range(clients)]
        while time.monotonic() < until_s:
            for version in versions:
                out.flips_ms.append(await _flip(settings, version))
                await asyncio.sleep(min(1.0, seconds / 8))
        await asyncio.gather(*asking)
    return out


async def _flip(settings: Settings, version: str) -> float:
    began_s = time.perf_counter()
    path = f"/admin/aliases/{ALIAS}/promote"
    await asyncio.to_thread(call, settings, "POST", path, {"version": version})
    return (time.perf_counter() - began_s) * 1000


def _text(chunk: dict[str, Any]) -> str:
    if "error" in chunk:
        raise RuntimeError("error event")
    return "".join(choice["delta"].get("content") or "" for choice in chunk["choices"])


def main(
    seconds: Annotated[float, typer.Option(min=1, help="How long to load.")] = 60.0,
    clients: Annotated[int, typer.Option(min=1, help="Streams at once.")] = 8,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Swap between the two registered coder versions of the running system, under load.

    Example: python -m tests.bench.swap --seconds 60 --clients 8
    """
    settings = read_settings()
    states = call(settings, "GET", "/admin/aliases")["data"]
    live = next(state["version"] for state in states if state["alias"] == ALIAS)
    versions = [v for v in _registered() if v != live] + [live]
    with Console(stderr=True).status(f"{clients} clients stream for {seconds:g} s"):
        out = asyncio.run(run(settings, versions, seconds, clients))
    shown = {**vars(out), "flip_ms_median": median(out.flips_ms), "clean": out.clean}
    print(json.dumps(shown) if as_json else "\n".join(f"{k}: {v}" for k, v in shown.items()))
    raise typer.Exit(OK if out.clean else REFUSED)


def _registered() -> list[str]:
    with opened_ledger() as ledger:
        return [a.version for a in ledger.catalogue.adapters() if a.name == ALIAS]


if __name__ == "__main__":
    typer.run(main)
