"""Which surrogate stands for which value, per tenant and conversation: encrypted, expiring.

The maps in use are held in memory; a map that grew is written behind the request, because losing
it costs nothing but fresh ordinals: clients send their conversation with every turn, restored.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence

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
        self._grown: dict[Name, tuple[Identity, ...]] = {}

    async def identities(
        self, tenant: str, conversation: str, *, is_new: bool = False
    ) -> Identities:
        """The map of one conversation; for one that `is_new` the ledger need not be asked.

        Raises:
            SafetyUnavailable: a map is there but cannot be decrypted.
        """
        name = (tenant, conversation)
        if name not in self._open:
            entries = [] if is_new else await asyncio.to_thread(self._read, name)
            self._open.setdefault(name, (Identities(entries), len(entries)))
        self._open.move_to_end(name)
        while len(self._open) > KEPT_IN_MEMORY:
            self._open.popitem(last=False)
        return self._open[name][0]

    def keep(self, tenant: str, conversation: str) -> None:
        """Has the map written by the next `flush` if it grew since the last one."""
        name = (tenant, conversation)
        if name not in self._open:
            return
        identities, stored = self._open[name]
        entries = identities.entries()
        if len(entries) > stored:
            self._open[name] = (identities, len(entries))
            self._grown[name] = entries

    async def run(self, every_s: float) -> None:
        """Writes what grew, for ever."""
        while True:
            await asyncio.sleep(every_s)
            await self.flush()

    async def flush(self) -> None:
        """Writes every map that grew, a transaction a tenant; a ledger that is away waits."""
        grown, self._grown = self._grown, {}
        for tenant in {tenant for tenant, _ in grown}:
            own = {name: entries for name, entries in grown.items() if name[0] == tenant}
            if not await asyncio.to_thread(self._write, own):
                self._grown = {**own, **self._grown}

    async def purge(self) -> int:
        """Deletes maps whose time is over; returns how many. A ledger that is away waits."""
        try:
            return await asyncio.to_thread(self._conversations.purge, time.time())
        except LedgerError:
            return 0

    def _read(self, name: Name) -> Sequence[Identity]:
        if name in self._grown:
            return self._grown[name]
        try:
            text = self._conversations.read(*name, now_s=time.time())
        except LedgerError:
            return []  # the ledger is away: this conversation gets fresh ordinals
        except CryptoError as error:
            raise SafetyUnavailable("the vault cannot be decrypted with this master key") from error
        return [] if text is None else msgspec.json.decode(text, type=list[Identity])

    def _write(self, grown: Mapping[Name, tuple[Identity, ...]]) -> bool:
        texts = {name: msgspec.json.encode(entries).decode() for name, entries in grown.items()}
        try:
            self._conversations.write_all(texts, expires_at=time.time() + self._ttl_s)
        except (LedgerError, CryptoError):
            return False
        return True
