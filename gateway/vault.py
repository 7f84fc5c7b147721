"""Which surrogate stands for which value, per tenant and map: encrypted, expiring, purgeable.

A map is a patient's, where requests name the patient, else a conversation's. The maps in use are
held in memory, no longer than on disk; a map that grew is written behind the request, because
losing it costs nothing but fresh ordinals: clients send their conversation with every turn,
restored.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping

import msgspec

from gateway.crypto import CryptoError
from gateway.errors import SafetyUnavailable
from gateway.ledger.conversations import Conversations, Kept, Name
from gateway.ledger.database import LedgerError
from guards.phi.surrogates.redactor import Identities, Identity

KEPT_IN_MEMORY = 10_000

DateShift = Callable[[str, str], int]
"""(tenant, map) -> days; see `gateway.subject.shift_days`."""


class Open(msgspec.Struct):
    """A map in memory: how many of its entries were handed to the disk, and until when it lives."""

    identities: Identities
    stored: int
    expires_at: float


class Vault:
    """Identity maps by (tenant, map)."""

    def __init__(self, rows: Conversations, ttl_s: float, date_shift: DateShift) -> None:
        self._rows = rows
        self._ttl_s = ttl_s
        self._date_shift = date_shift
        self._open: OrderedDict[Name, Open] = OrderedDict()
        self._grown: dict[Name, tuple[Identity, ...]] = {}
        self._writing = asyncio.Lock()
        self._purges = 0

    async def identities(
        self, tenant: str, identity_map: str, *, is_new: bool = False
    ) -> Identities:
        """One map; for one that `is_new` the ledger need not be asked.

        Raises:
            SafetyUnavailable: a map is there but cannot be decrypted.
        """
        name = (tenant, identity_map)
        self._forget_expired([name])
        while name not in self._open:
            purges = self._purges
            kept = None if is_new else await asyncio.to_thread(self._read, name)
            if purges == self._purges:  # else it may have been read before it was deleted
                self._open.setdefault(name, self._opened(name, kept))
        self._open.move_to_end(name)
        while len(self._open) > KEPT_IN_MEMORY:
            self._open.popitem(last=False)
        return self._open[name].identities

    def unkept(self, tenant: str, identity_map: str) -> Identities:
        """An empty map with the patient's date shift, for modes that restore nothing: what no
        answer may bring back is not kept either.
        """
        return Identities(shift_days=self._date_shift(tenant, identity_map))

    def keep(self, tenant: str, identity_map: str) -> None:
        """Has the map written by the next `flush` if it grew since the last one."""
        known = self._open.get((tenant, identity_map))
        if known is None:
            return
        entries = known.identities.entries()
        if len(entries) > known.stored:
            known.stored = len(entries)
            known.expires_at = time.time() + self._ttl_s
            self._grown[tenant, identity_map] = entries

    async def run(self, every_s: float) -> None:
        """Writes what grew, for ever."""
        while True:
            await asyncio.sleep(every_s)
            await self.flush()

    async def flush(self) -> None:
        """Writes every map that grew, a transaction a tenant; a ledger that is away waits."""
        async with self._writing:
            grown, self._grown = self._grown, {}
            for tenant in {tenant for tenant, _ in grown}:
                own = {name: entries for name, entries in grown.items() if name[0] == tenant}
                if not await asyncio.to_thread(self._write, own):
                    self._grown = {**own, **self._grown}

    async def expire(self) -> int:
        """Forgets maps whose time is over, here and on disk; returns how many rows went."""
        self._forget_expired(list(self._open))
        try:
            return await asyncio.to_thread(self._rows.expire, time.time())
        except LedgerError:
            return 0

    async def purge(self, tenant: str, identity_maps: Collection[str] | None = None) -> int:
        """Deletes a tenant's maps, or those named, from disk and memory; returns how many.

        Requests that are being answered keep what they have read; nothing of it is stored again.
        Raises: LedgerError: nothing was deleted; call again.
        """
        async with self._writing:  # a write under way would bring the map back
            gone = await asyncio.to_thread(self._rows.purge, tenant, identity_maps)
            for name in {*self._open, *self._grown}:
                if name[0] == tenant and (identity_maps is None or name[1] in identity_maps):
                    gone |= {name[1]} if name in self._grown else set()
                    self._forget(name)
            self._purges += 1
        return len(gone)

    def _opened(self, name: Name, kept: Kept | None) -> Open:
        entries = () if kept is None else msgspec.json.decode(kept.text, type=tuple[Identity, ...])
        expires_at = time.time() + self._ttl_s if kept is None else kept.expires_at
        identities = Identities(entries, shift_days=self._date_shift(*name))
        return Open(identities, len(entries), expires_at)

    def _forget_expired(self, names: Collection[Name]) -> None:
        now_s = time.time()
        for name in names:
            known = self._open.get(name)
            if known is not None and known.expires_at <= now_s and name not in self._grown:
                self._forget(name)

    def _forget(self, name: Name) -> None:
        self._open.pop(name, None)
        self._grown.pop(name, None)

    def _read(self, name: Name) -> Kept | None:
        if name in self._grown:
            return Kept(_encoded(self._grown[name]), time.time() + self._ttl_s)
        try:
            return self._rows.read(*name, now_s=time.time())
        except LedgerError:
            return None  # the ledger is away: this map gets fresh ordinals
        except CryptoError as error:
            raise SafetyUnavailable(
                "the vault cannot be decrypted with this master key: restore the key it was "
                "written under (PRECEPTOR_MASTER_KEY_FILE) and start again, or purge this map"
            ) from error

    def _write(self, grown: Mapping[Name, tuple[Identity, ...]]) -> bool:
        texts = {name: _encoded(entries) for name, entries in grown.items()}
        try:
            self._rows.write_all(texts, expires_at=time.time() + self._ttl_s)
        except (LedgerError, CryptoError):
            return False
        return True


def _encoded(entries: tuple[Identity, ...]) -> str:
    return msgspec.json.encode(entries).decode()
