"""What the ledger says and what the replicas do, made one again, all the time.

Every round: see which replicas live, load and prove on each what any alias needs *before* it takes
traffic, follow alias changes made by other processes, enact decisions of the scorer, and unload
what nobody needs. An adapter that cannot be proved blocks its own alias only.
"""

from __future__ import annotations

import asyncio
import logging
import time

from gateway.adapters.swap import Swapper
from gateway.aliases import AliasTable
from gateway.contracts import RolloutDecision
from gateway.engine import EnginePool, Replica
from gateway.errors import AdapterRefused, EngineFailed, GatewayError
from gateway.ledger.database import LedgerError
from gateway.ledger.store import Ledger

log = logging.getLogger("preceptor.reconcile")
REFUSED_PAUSE_S = 30.0

MAX_OUTCOME_CHARS = 160


class Reconciler:
    """Keeps replicas and aliases true; `run` until cancelled."""

    def __init__(
        self, ledger: Ledger, engine: EnginePool, aliases: AliasTable, swapper: Swapper
    ) -> None:
        self._ledger = ledger
        self._engine = engine
        self._aliases = aliases
        self._swapper = swapper
        self.blocked: dict[str, str] = {}
        self._refused_until_s: dict[tuple[str, str], float] = {}
        self.ledger_up = False

    async def run(self, every_s: float) -> None:
        """Rounds for ever; a failing round is told and followed by the next."""
        while True:
            await self.round()
            await asyncio.sleep(every_s)

    async def round(self) -> None:
        """One look at everything."""
        try:
            for state in await asyncio.to_thread(self._ledger.catalogue.aliases):
                self._aliases.replace(state)
            self.ledger_up = True
        except LedgerError as error:
            self.ledger_up = False
            log.warning("ledger: %s", error)
        for replica in self._engine.replicas:
            await self._heal(replica)
        try:
            await self._enact()
            await self._swapper.unload_unused()
        except (GatewayError, LedgerError) as error:
            log.warning("reconcile: %s", error)

    @property
    def unproved(self) -> list[str]:
        """Versions that some alias needs and that could not be loaded or proved."""
        return sorted(self.blocked.keys() & self._aliases.versions())

    @property
    def ready(self) -> bool:
        """True when some replica is ready and everything bound has been proved on all of them."""
        replicas = self._engine.ready
        wanted = self._aliases.versions()
        return (
            self.ledger_up
            and bool(replicas)
            and all(wanted <= replica.loaded for replica in replicas)
        )

    async def _heal(self, replica: Replica) -> None:
        """Brings a replica to what the ledger says before it takes traffic."""
        try:
            served = await replica.models()
        except EngineFailed:
            replica.ready = False
            return
        base = next((name for name, model in served.items() if not model.get("parent")), "")
        replica.base = base
        replica.max_model_len = int(served.get(base, {}).get("max_model_len") or 0)
        replica.loaded &= set(served)  # what a restart lost must be loaded and proved again
        for version in sorted(self._aliases.versions() - replica.loaded):
            if time.monotonic() >= self._refused_until_s.get((replica.url, version), 0.0):
                await self._restore(replica, version)
        if not replica.ready:
            log.info("replica ready with %d adapters", len(replica.loaded))
        replica.ready = bool(base)

    async def _restore(self, replica: Replica, version: str) -> None:
        try:
            await self._swapper.load_on(replica, await self._swapper.adapter(version))
            self.blocked.pop(version, None)
        except (GatewayError, LedgerError) as error:
            if isinstance(error, AdapterRefused):  # it will not get better by itself: rest a while
                until_s = time.monotonic() + REFUSED_PAUSE_S
                self._refused_until_s[replica.url, version] = until_s
            self.blocked[version] = str(error)
            log.warning("adapter %s: %s", version, error)

    async def _enact(self) -> None:
        """Enacts what the evidence asked for; a decision about a release no longer live is void."""
        for decision in await asyncio.to_thread(self._ledger.evidence.open_decisions):
            outcome = await self._enact_one(decision)
            await asyncio.to_thread(
                self._ledger.evidence.close_decision, decision.id, outcome, time.time()
            )

    async def _enact_one(self, decision: RolloutDecision) -> str:
        by = f"decision {decision.id}"
        try:
            state = await self._swapper.state(decision.alias)
            tried = state.canary.id if state.canary else None
            if decision.release not in (state.live.id, tried):
                return f"void: {decision.release} is no longer live"
            if state.suspended is not None:
                return "void: the alias is suspended"
            if decision.kind == "suspend":
                await self._swapper.suspend(decision.alias, decision.reason, by=by)
                return "enacted"
            after = await self._swapper.rollback(decision.alias, by=by, reason=decision.reason)
            if after.live.id == decision.release:  # a trial was ended; what harms is still live
                await self._swapper.rollback(decision.alias, by=by, reason=decision.reason)
        except GatewayError as error:
            return f"refused: {error}"[:MAX_OUTCOME_CHARS]
        return "enacted"
