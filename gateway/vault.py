"""Which surrogate stands for which value, per tenant and conversation: encrypted, expiring.

The maps in use are held in memory; a map that grew is written behind the request, because losing
it costs nothing but fresh ordinals: clients send their conversation with every turn, restored.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict

import msgspec

from gateway.crypto import CryptoError
from gateway.errors import SafetyUnavailable
from gateway.ledger.conversations import Conversations
from gateway.ledger.database import LedgerError
from guards.phi.surrogates import Identities, Identity

KEPT_IN_MEMORY = 10_000

Name = tuple[str, str]
"""(tenant, conversation)"""


class Vault:
    """Identity maps by conversation."""

    def __init__(self, conversations: Conversations, ttl_s: float) -> None:
        self._conversations = conversations
        self._ttl_s = ttl_s
        self._open: OrderedDict[Name, tuple[Identities, int]] = OrderedDict()
        self._writes: set[asyncio.Task[None]] = set()

    async def identities(self, tenant: str, conversation: str) -> Identities:
        """The map of one conversation, empty when it is new.

        Raises:
            SafetyUnavailable: a map is there but cannot be decrypted.
        """
        name = (tenant, conversation)
        if name not in self._open:
            entries = await asyncio.to_thread(self._read, name)
            self._open.setdefault(name, (Identities(entries), len(entries)))
        self._open.move_to_end(name)
        while len(self._open) > KEPT_IN_MEMORY:
            self._open.popitem(last=False)
        return self._open[name][0]

    def keep(self, tenant: str, conversation: str) -> None:
        """Writes the map behind the request if it grew since it was last written."""
        name = (tenant, conversation)
        if name not in self._open:
            return
        identities, stored = self._open[name]
        entries = identities.entries()
        if len(entries) > stored:
            self._open[name] = (identities, len(entries))
            write = asyncio.create_task(asyncio.to_thread(self._write, name, entries))
            self._writes.add(write)
            write.add_done_callback(self._writes.discard)

    async def purge(self) -> int:
        """Deletes maps whose time is over; returns how many. A ledger that is away waits."""
        try:
            return await asyncio.to_thread(self._conversations.purge, time.time())
        except LedgerError:
            return 0

    async def close(self) -> None:
        """Waits for writes that are under way."""
        await asyncio.gather(*self._writes)

    def _read(self, name: Name) -> list[Identity]:
        try:
            text = self._conversations.read(*name, now_s=time.time())
        except LedgerError:
            return []  # the ledger is away: this conversation gets fresh ordinals
        except CryptoError as error:
            raise SafetyUnavailable("the vault cannot be decrypted with this master key") from error
        return [] if text is None else msgspec.json.decode(text, type=list[Identity])

    def _write(self, name: Name, entries: tuple[Identity, ...]) -> None:
        text = msgspec.json.encode(entries).decode()
        try:
            self._conversations.write(*name, text, expires_at=time.time() + self._ttl_s)
        except (LedgerError, CryptoError):
            if name in self._open:  # the next turn tries again
                self._open[name] = (self._open[name][0], 0)
