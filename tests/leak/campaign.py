"""The order of events: everything is pushed through everything while a bystander listens.

Endpoints and faults; the ledger locked; a full disk; kill -9 and an abort in the middle of answers;
SIGTERM in the middle of answers; a new start in the same home; a last round; the end.
"""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx
import psutil

from tests.leak import faults, requests
from tests.leak.courier import TIMEOUT_S, Courier, Reply, Sent
from tests.leak.engine import Behaviour
from tests.leak.faults import FAULTS, LOST_POLICY, OFF, PAUSED
from tests.leak.findings import OPERATORS
from tests.leak.notes import Bundle
from tests.leak.requests import CHAT, ENDPOINTS, Request
from tests.leak.system import System

MODES = ("pseudonymise", "mask", "safe-harbor", "limited")
SLOW_FAULTS = {"engine hangs": 7, "hang-up": 3, "lost feedback": 7, "too long": 3}
"""Faults that take seconds: only one bundle in so many goes through."""
EVERY = 25
"""Requests between two of the bystander's."""

Tell = Callable[[str], None]


@dataclass
class Campaign:
    """What was sent, by whom, and what everybody was told."""

    system: System
    bundles: Sequence[Bundle]
    tell: Tell
    sent: dict[int, Sent] = field(default_factory=dict)
    replies: list[Reply] = field(default_factory=list)
    overheard: list[Reply] = field(default_factory=list)
    """What callers were told who had sent none of the identifiers."""
    refused_modes: list[str] = field(default_factory=list)

    async def run(self) -> None:
        """The whole; the system is stopped at the end."""
        self.system.start_engine()
        self.system.start()
        key, other, evaluator, operator = self._keys()
        limits = httpx.Limits(max_connections=64)
        async with httpx.AsyncClient(
            base_url=self.system.url, timeout=TIMEOUT_S, trust_env=False, limits=limits
        ) as http:
            serials = count(1)
            courier = Courier(http, key, serials)
            bystander = Courier(http, other, serials)
            try:
                await self._bind(http, operator)
                await self._push(courier, bystander, evaluator, operator)
                await self._trouble(courier, bystander)
                await self._deaths(courier, bystander)
                await self._again(courier, bystander)
            finally:
                self.sent, self.replies = courier.by_serial, courier.replies
                self.overheard += bystander.replies

    def _keys(self) -> tuple[str, str, str, str]:
        """The sender's key, another tenant's, an evaluator's and an operator's."""
        key = self.system.key
        return (
            key("ward"),
            key("elsewhere"),
            key("ward", "evaluator"),
            key("ward", "operator"),
        )

    async def _bind(self, http: httpx.AsyncClient, operator: str) -> None:
        """An alias for every mode, and those that are there to fail."""
        headers = {"authorization": f"Bearer {operator}"}
        wanted = {_alias(mode): {"phi_mode": mode} for mode in MODES}
        wanted |= {OFF: {"phi_mode": "off"}, PAUSED: {}}
        for alias, release in wanted.items():
            reply = await http.put(f"/admin/aliases/{alias}", json=release, headers=headers)
            if reply.status_code != 200:
                self.refused_modes.append(alias)
        self.system.bind_lost_policy(LOST_POLICY)
        paused = f"/admin/aliases/{PAUSED}/suspend"
        await http.post(paused, json={"text": "Paused."}, headers=headers)

    async def _push(
        self, courier: Courier, bystander: Courier, evaluator: str, operator: str
    ) -> None:
        """Every bundle through every endpoint and fault, the modes in turn."""
        for group in _groups(self.bundles, EVERY):
            jobs = [self._through(courier, bundle, evaluator, operator) for bundle in group]
            await asyncio.gather(*jobs, self._listen(bystander, courier.key))
            self.tell(f"{group[-1].number + 1} of {len(self.bundles)} bundles")

    async def _through(
        self, courier: Courier, bundle: Bundle, evaluator: str, operator: str
    ) -> None:
        for number, (channel, make) in enumerate(ENDPOINTS.items()):
            mode = MODES[(bundle.number + number) % len(MODES)]
            sent = Sent(channel, mode, bundle)
            reply = await courier.send(sent, make(bundle, _alias(mode)))
            if channel in ("chat", "streamed") and reply.status == 200:
                opinion = requests.feedback(bundle, reply.request_id)
                await courier.send(Sent("feedback", mode, bundle), opinion)
        for number, (channel, make) in enumerate(FAULTS.items()):
            if bundle.number % SLOW_FAULTS.get(channel, 1) == 0:
                mode = MODES[(bundle.number + number) % len(MODES)]
                await courier.send(Sent(channel, mode, bundle), make(bundle, _alias(mode)))
        await courier.send(Sent("off", "off", bundle), requests.chat(bundle, OFF), evaluator)
        for wrong in faults.operators_mistakes(bundle, _alias("mask")):
            await courier.send(Sent(OPERATORS, "mask", bundle), wrong, operator)

    async def _listen(self, bystander: Courier, senders_key: str) -> None:
        """A stranger, and a colleague of the sender in another conversation, ask for names."""
        asked = "Who are [NAME_1], [NAME_2], [MRN_1], [PHONE_1] and [SSN_1]?"
        for mode in MODES:
            for key in (bystander.key, senders_key):
                for stream in (False, True):
                    messages = [{"role": "user", "content": asked}]
                    body = {"model": _alias(mode), "messages": messages, "stream": stream}
                    await bystander.send(Sent("bystander", mode), Request(CHAT, body), key)
        for path in ("/metrics", "/readyz", "/v1/models", "/admin/aliases", "/nowhere"):
            reply = await bystander.send(Sent(path, ""), Request(path, method="GET"))
            (self.system.seen / f"{path.strip('/').replace('/', '-')}.txt").write_text(reply.text)

    async def _trouble(self, courier: Courier, bystander: Courier) -> None:
        """The ledger locked by another process, then a disk on which nothing can be written."""
        self.tell("the ledger is locked")
        with _locked(self.system.home / "ledger.sqlite3"):
            await self._some("ledger locked", courier, bystander)
        self.tell("the disk is full")
        with _full_disk(self.system.server()):
            await self._some("disk full", courier, bystander)

    async def _deaths(self, courier: Courier, bystander: Courier) -> None:
        """The server dies in the middle of answers, once at once and once with a core dump."""
        for number in (signal.SIGKILL, signal.SIGABRT):
            self.tell(f"the server gets {number.name}")
            running = self._slow_answers(courier, f"{number.name} mid-answer")
            await asyncio.sleep(0.5)
            await asyncio.to_thread(self.system.kill_server, number)
            await running
            await self._some(f"after {number.name}", courier, bystander)

    async def _again(self, courier: Courier, bystander: Courier) -> None:
        """SIGTERM in the middle of answers, a new start in the same home, a last round, the end."""
        self.tell("everything is stopped and started again")
        running = self._slow_answers(courier, "SIGTERM mid-answer")
        await asyncio.sleep(0.5)
        await asyncio.to_thread(self.system.stop)
        await running
        await asyncio.to_thread(self.system.start)
        await self._some("after a new start", courier, bystander)
        await asyncio.to_thread(self.system.stop)

    def _slow_answers(self, courier: Courier, channel: str) -> asyncio.Future[list[Reply]]:
        """A few streams that last for seconds, started and left running."""
        started = []
        for bundle, mode in zip(self.bundles, MODES * 2, strict=False):
            request = requests.streamed(bundle, _alias(mode))
            slow = Request(request.path, request.body, Behaviour.SLOW)
            started.append(courier.send(Sent(channel, mode, bundle), slow))
        return asyncio.gather(*started)

    async def _some(self, channel: str, courier: Courier, bystander: Courier) -> None:
        """A few bundles through the main endpoints, and the bystander's questions."""
        jobs = [self._listen(bystander, courier.key)]
        makers = (requests.chat, requests.streamed, requests.tools, requests.embeddings)
        for bundle, mode in zip(self.bundles, MODES, strict=False):
            sent = Sent(channel, mode, bundle)
            jobs += [self._once(courier, sent, make(bundle, _alias(mode))) for make in makers]
        await asyncio.gather(*jobs)

    @staticmethod
    async def _once(courier: Courier, sent: Sent, request: Request) -> None:
        await courier.send(sent, request)


def _alias(mode: str) -> str:
    return f"leak-{mode}"


def _groups(bundles: Sequence[Bundle], size: int) -> Iterator[Sequence[Bundle]]:
    return (bundles[at : at + size] for at in range(0, len(bundles), size))


@contextmanager
def _locked(ledger: Path) -> Iterator[None]:
    """Another process writes to the ledger and does not end."""
    connection = sqlite3.connect(ledger, timeout=10, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
    finally:
        with suppress(sqlite3.OperationalError):
            connection.execute("ROLLBACK")
        connection.close()


@contextmanager
def _full_disk(server: psutil.Process) -> Iterator[None]:
    """No file of the server can grow, as when the disk is full."""
    soft, hard = server.rlimit(psutil.RLIMIT_FSIZE)
    server.rlimit(psutil.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        server.rlimit(psutil.RLIMIT_FSIZE, (soft, hard))
