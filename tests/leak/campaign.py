"""The order of events: everything is pushed through everything while others listen.

Endpoints and faults; the command line; the ledger locked; a full disk; then, each in the middle of
answers, kill -9, an abort with a new start in the same home, and SIGTERM.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

import httpx

from tests.leak import faults, requests
from tests.leak.courier import TIMEOUT_S, Courier, Reply, Sent
from tests.leak.engine import Behaviour
from tests.leak.faults import FAULTS, LOST_POLICY, OFF, PAUSED
from tests.leak.findings import OPERATORS
from tests.leak.listeners import listen
from tests.leak.modes import MODES, alias
from tests.leak.notes import Bundle
from tests.leak.requests import ENDPOINTS, Request
from tests.leak.system import System
from tests.leak.troubles import full_disk, locked

SLOW_FAULTS = {"engine hangs": 7, "hang-up": 3, "lost feedback": 7, "too long": 3}
"""Faults that take seconds: only one bundle in so many goes through."""
AT_ONCE = 25
"""Bundles that are under way together; the listeners ask once in their course."""
INTO_ANSWERS_S = 0.5
"""How long answers have been streaming when their server dies."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Callers:
    """Who calls: the sender, a stranger of another tenant, two more of the sender's tenant."""

    sender: Courier
    stranger: Courier
    evaluators_key: str
    operators_key: str


@dataclass
class Campaign:
    """What was sent and what everybody was told; `unbound` names modes that were refused."""

    system: System
    bundles: Sequence[Bundle]
    tell: Tell
    sent: dict[int, Sent] = field(default_factory=dict)
    replies: list[Reply] = field(default_factory=list)
    overheard: list[Reply] = field(default_factory=list)
    unbound: list[str] = field(default_factory=list)

    async def run(self) -> None:
        """The whole; the system is stopped at the end."""
        self.system.start_engine()
        self.system.start()
        limits = httpx.Limits(max_connections=64)
        async with httpx.AsyncClient(
            base_url=self.system.url, timeout=TIMEOUT_S, trust_env=False, limits=limits
        ) as http:
            callers = self._callers(http)
            self.sent, self.replies = callers.sender.by_serial, callers.sender.replies
            self.overheard = callers.stranger.replies
            await self._bind(http, callers.operators_key)
            await self._push(callers)
            await self._command_line()
            await self._troubles(callers)
            await self._deaths(callers)
            await self._again(callers)

    def _callers(self, http: httpx.AsyncClient) -> Callers:
        key, serials = self.system.key, count(1)
        return Callers(
            sender=Courier(http, key("ward"), serials),
            stranger=Courier(http, key("elsewhere"), serials),
            evaluators_key=key("ward", "evaluator"),
            operators_key=key("ward", "operator"),
        )

    async def _bind(self, http: httpx.AsyncClient, key: str) -> None:
        """An alias for every mode, and those that are there to fail."""
        headers = {"authorization": f"Bearer {key}"}
        wanted = {alias(mode): {"phi_mode": mode} for mode in MODES}
        wanted |= {OFF: {"phi_mode": "off"}, PAUSED: {}}
        for name, release in wanted.items():
            reply = await http.put(f"/admin/aliases/{name}", json=release, headers=headers)
            if reply.status_code != httpx.codes.OK:
                self.unbound.append(name)
        self.system.bind_lost_policy(LOST_POLICY)
        paused = f"/admin/aliases/{PAUSED}/suspend"
        await http.post(paused, json={"text": "Paused."}, headers=headers)

    async def _push(self, callers: Callers) -> None:
        """Every bundle through every endpoint and fault, the modes in turn."""
        for group in _groups(self.bundles, AT_ONCE):
            jobs = [self._through(callers, bundle) for bundle in group]
            await asyncio.gather(*jobs, self._listen(callers, group[0]))
            self.tell(f"{group[-1].number + 1} of {len(self.bundles)} bundles")

    async def _through(self, callers: Callers, bundle: Bundle) -> None:
        send = callers.sender.send
        for number, (channel, make) in enumerate(ENDPOINTS.items()):
            mode = MODES[(bundle.number + number) % len(MODES)]
            reply = await send(Sent(channel, mode, bundle), make(bundle, alias(mode)))
            if channel in ("chat", "streamed") and reply.status == httpx.codes.OK:
                opinion = requests.feedback(bundle, reply.request_id)
                await send(Sent("feedback", mode, bundle), opinion)
        for number, (channel, make) in enumerate(FAULTS.items()):
            if bundle.number % SLOW_FAULTS.get(channel, 1) == 0:
                mode = MODES[(bundle.number + number) % len(MODES)]
                await send(Sent(channel, mode, bundle), make(bundle, alias(mode)))
        unredacted = requests.chat(bundle, OFF)
        await send(Sent("off", "off", bundle), unredacted, callers.evaluators_key)
        for wrong in faults.operators_mistakes(bundle, alias("mask")):
            await send(Sent(OPERATORS, "mask", bundle), wrong, callers.operators_key)

    async def _listen(self, callers: Callers, bundle: Bundle) -> None:
        await listen(callers.stranger, callers.sender.key, bundle, self.system.seen)

    async def _command_line(self) -> None:
        """Files are redacted beside the running server, the last of them broken."""
        self.tell("files are redacted by the command line")
        texts = [text for bundle in self.bundles[:AT_ONCE] for text in bundle.texts]
        await asyncio.to_thread(self.system.redact, texts)

    async def _troubles(self, callers: Callers) -> None:
        """The ledger locked by another process, then a disk on which nothing can be written."""
        self.tell("the ledger is locked")
        with locked(self.system.home / "ledger.sqlite3"):
            await self._some("ledger locked", callers)
        self.tell("the disk is full")
        with full_disk(self.system.server()):
            await self._some("disk full", callers)

    async def _deaths(self, callers: Callers) -> None:
        """The server is killed in the middle of answers, and its supervisor starts another."""
        await self._die_answering(signal.SIGKILL, callers.sender)
        await asyncio.to_thread(self.system.wait_ready)
        await self._some("after SIGKILL", callers)

    async def _again(self, callers: Callers) -> None:
        """An abort that may dump the core, everything stopped, and a new start in the same home.

        The end comes by SIGTERM, in the middle of answers as well.
        """
        await self._die_answering(signal.SIGABRT, callers.sender)
        await asyncio.to_thread(self.system.stop)
        self.tell("everything is started again")
        await asyncio.to_thread(self.system.start)
        await self._some("after a new start", callers)
        running = await self._slow_answers("SIGTERM mid-answer", callers.sender)
        await asyncio.to_thread(self.system.stop)
        await running

    async def _die_answering(self, number: signal.Signals, sender: Courier) -> None:
        self.tell(f"the server gets {number.name}")
        running = await self._slow_answers(f"{number.name} mid-answer", sender)
        await asyncio.to_thread(self.system.kill_server, number)
        await running

    async def _slow_answers(self, channel: str, sender: Courier) -> asyncio.Future[list[Reply]]:
        """Some streams that last for seconds, well begun."""
        started = []
        for bundle, mode in zip(self.bundles, MODES * 2, strict=False):
            request = requests.streamed(bundle, alias(mode))
            slow = Request(request.path, request.body, Behaviour.SLOW)
            started.append(sender.send(Sent(channel, mode, bundle), slow))
        running = asyncio.gather(*started)
        await asyncio.sleep(INTO_ANSWERS_S)
        return running

    async def _some(self, channel: str, callers: Callers) -> None:
        """A few bundles through the main endpoints, while others listen."""
        makers = (requests.chat, requests.streamed, requests.tools, requests.embeddings)
        sending = [
            callers.sender.send(Sent(channel, mode, bundle), make(bundle, alias(mode)))
            for bundle, mode in zip(self.bundles, MODES, strict=False)
            for make in makers
        ]
        await asyncio.gather(*sending, self._listen(callers, self.bundles[0]))


def _groups(bundles: Sequence[Bundle], size: int) -> Iterator[Sequence[Bundle]]:
    return (bundles[at : at + size] for at in range(0, len(bundles), size))
