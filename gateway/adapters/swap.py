"""Hot swap: load on every replica, prove, flip in one ledger transaction, drain, unload.

A version's name and path belong to one content for ever, so a flip never changes the weights under
a running request: each request pins the version it was admitted with. The previous release stays
loaded, and going back to it is a flip alone. Nothing is ever loaded in place.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

import msgspec

from gateway.adapters.probe import prove
from gateway.aliases import AliasTable
from gateway.contracts import AliasState, Release
from gateway.engine import EnginePool, Replica
from gateway.errors import AdapterRefused, BadRequest, Conflict, EngineUnavailable, NotFound
from gateway.ledger.catalogue import AdapterRow, Catalogue
from gateway.ledger.database import LedgerConflict
from gateway.record import Recorder
from guards.phi.surrogates.redactor import Mode
from guards.policy.presets import PolicySet
from guards.verdicts import GuardsError

SERVED_MODES = tuple(mode.value for mode in Mode)


class Swapper:
    """Enacts every change of what answers, and writes each to the audit."""

    def __init__(
        self, catalogue: Catalogue, engine: EnginePool, aliases: AliasTable, recorder: Recorder
    ) -> None:
        self._catalogue = catalogue
        self._engine = engine
        self._aliases = aliases
        self._recorder = recorder
        self._loading = asyncio.Lock()
        self._bound: set[str] = set()

    async def load(self, version: str) -> AdapterRow:
        """Loads and proves a version on every ready replica; all succeed, or none keeps it.

        Raises:
            NotFound: it was never registered.
            AdapterRefused: vLLM refuses it, or a probe fails.
            EngineUnavailable: no replica is ready.
        """
        adapter = await self.adapter(version)
        replicas = self._engine.ready
        if not replicas:
            raise EngineUnavailable("no engine is ready to load an adapter; retry shortly")
        async with self._loading:
            self._bound.discard(version)  # on its way to an alias: kept until one has had it
            missing = [replica for replica in replicas if version not in replica.loaded]
            results = await asyncio.gather(
                *(self.load_on(replica, adapter) for replica in missing), return_exceptions=True
            )
            failures = [result for result in results if isinstance(result, BaseException)]
            if failures:
                await asyncio.gather(*(replica.unload(version) for replica in missing))
                raise failures[0]
        return adapter

    async def load_on(self, replica: Replica, adapter: AdapterRow) -> None:
        """Loads and proves a version on one replica: it takes traffic then, and never before."""
        await replica.load(adapter.version, adapter.path)
        try:
            await prove(replica, adapter.version, adapter.manifest)
        except AdapterRefused:
            await replica.unload(adapter.version)
            await self._set_stage(adapter.version, "blocked")
            raise
        replica.loaded.add(adapter.version)
        await self._set_stage(adapter.version, "proved")

    async def promote(
        self, alias: str, version: str, *, weight: float | None, by: str
    ) -> AliasState:
        """Puts a version in force on an alias, or on a share of its conversations (`weight`).

        Promoting what is in force already changes nothing. Raises what `load` does, and
        Conflict: the alias was changed meanwhile.
        """
        state = await self.state(alias)
        began_s = time.perf_counter()
        await self.load(version)
        release = msgspec.structs.replace(state.live, adapter=version)
        if weight is not None and weight < 1:
            changed = msgspec.structs.replace(state, canary=release, canary_weight=weight)
        elif release == state.live and state.canary is None and state.suspended is None:
            return state
        else:
            changed = _with_live(state, release)
        self._recorder.metrics.swap_seconds.observe(time.perf_counter() - began_s)
        detail = {"version": version, "weight": weight}
        return await self.flip(state, changed, "promote", by, detail)

    async def rollback(self, alias: str, *, by: str, reason: str = "") -> AliasState:
        """Restores the release before the live one, whole; what was left is nothing to go back to.

        Raises what `load` does, and Conflict: there is no earlier release.
        """
        state = await self.state(alias)
        if state.canary is not None:
            ended = msgspec.structs.replace(state, canary=None, canary_weight=0.0)
            return await self.flip(state, ended, "rollback", by, {"reason": reason})
        if state.previous is None:
            raise Conflict(f"alias '{alias}' has no earlier release to go back to")
        if state.previous.adapter is not None:
            await self.load(state.previous.adapter)
        restored = msgspec.structs.replace(_with_live(state, state.previous), previous=None)
        return await self.flip(state, restored, "rollback", by, {"reason": reason})

    async def pilot(
        self, alias: str, department: str, version: str | None, *, by: str
    ) -> AliasState:
        """Gives one department another version, or ends its pilot (`version` None)."""
        state = await self.state(alias)
        pilots = {name: release for name, release in state.pilots.items() if name != department}
        if version is not None:
            await self.load(version)
            pilots[department] = msgspec.structs.replace(state.live, adapter=version)
        changed = msgspec.structs.replace(state, pilots=pilots)
        return await self.flip(state, changed, "pilot", by, {"department": department})

    async def suspend(self, alias: str, text: str | None, *, by: str) -> AliasState:
        """Puts a fixed text in the alias's place; None lifts it."""
        state = await self.state(alias)
        changed = msgspec.structs.replace(state, suspended=text)
        return await self.flip(state, changed, "suspend" if text else "resume", by, {})

    async def bind(self, release: Release, *, by: str, **facts: Any) -> AliasState:
        """Creates an alias, or replaces all that its live release binds.

        Raises what `load` does, and BadRequest: the release names what does not exist.
        """
        _check_bindings(release)
        if release.adapter is not None:
            await self.load(release.adapter)
        known = await asyncio.to_thread(self._catalogue.alias, release.alias)
        if known is None:
            fresh = AliasState(alias=release.alias, live=release, **facts)
            return await self.flip(None, fresh, "bind", by, {})
        changed = known if release == known.live else _with_live(known, release)
        return await self.flip(known, msgspec.structs.replace(changed, **facts), "bind", by, {})

    async def flip(
        self,
        known: AliasState | None,
        changed: AliasState,
        kind: str,
        by: str,
        detail: dict[str, Any],
    ) -> AliasState:
        """One transaction decides; this process's table follows at once. Raises: Conflict."""
        facts = {
            "by": by,
            "from": known.live.id if known else None,
            "to": changed.live.id,
            "adapter": changed.live.adapter,
            **detail,
        }
        await self._recorder.audit(f"alias.{kind}", changed.alias, facts)
        revision = known.revision if known else None
        try:
            stored = await asyncio.to_thread(
                self._catalogue.put_alias, changed, expected_revision=revision
            )
        except LedgerConflict as error:
            self._bound |= {r.adapter for r in changed.releases() if r.adapter is not None}
            await self._recorder.audit("alias.conflict", changed.alias, {"lost": kind, "by": by})
            self._recorder.metrics.swaps.labels("conflict").inc()
            raise Conflict(
                f"alias '{changed.alias}' was changed by someone else meanwhile; "
                "look at it and try again"
            ) from error
        self._bound |= self._aliases.versions()
        self._aliases.replace(stored)
        self._recorder.metrics.swaps.labels(kind).inc()
        return stored

    async def unload_unused(self) -> None:
        """Unloads versions that no alias reaches any more and no running request is pinned to."""
        wanted = self._aliases.versions()
        self._bound |= wanted
        async with self._loading:
            for replica in self._engine.ready:
                for version in replica.loaded & (self._bound - wanted):
                    if self._aliases.running(version) == 0:
                        await replica.unload(version)

    async def adapter(self, version: str) -> AdapterRow:
        """A registered version. Raises: BadRequest, NotFound."""
        if "@" not in version:
            raise BadRequest("name the version as NAME@VERSION (see `preceptor adapters list`)")
        adapter = await asyncio.to_thread(self._catalogue.adapter, version)
        if adapter is None:
            raise NotFound(f"no adapter {version} is registered; `preceptor adapters register DIR`")
        return adapter

    async def state(self, alias: str) -> AliasState:
        """The ledger's word on an alias. Raises: NotFound."""
        state = await asyncio.to_thread(self._catalogue.alias, alias)
        if state is None:
            raise NotFound(f"no alias '{alias}'; `preceptor alias list` names them")
        return state

    async def _set_stage(self, version: str, stage: str) -> None:
        await asyncio.to_thread(self._catalogue.set_stage, version, stage)


def _check_bindings(release: Release) -> None:
    """Raises: BadRequest: a policy set or PHI mode that cannot be served."""
    if release.phi_mode not in SERVED_MODES:
        raise BadRequest(f"'phi_mode' must be one of {', '.join(SERVED_MODES)}", param="phi_mode")
    try:
        PolicySet.preset(release.policy)
    except GuardsError as error:
        raise BadRequest(str(error), param="policy") from error


def _with_live(state: AliasState, release: Release) -> AliasState:
    """A new live release: the old one is kept for rollback, trial and suspension end."""
    previous = state.previous if release == state.live else state.live
    return msgspec.structs.replace(
        state, live=release, previous=previous, canary=None, canary_weight=0.0, suspended=None
    )
