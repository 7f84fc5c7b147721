"""The aliases this process serves: a snapshot of the ledger that every flip replaces at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gateway.contracts import AliasState
from gateway.errors import UnknownModel


class AliasTable:
    """Aliases by name, and how many running requests each adapter version still answers."""

    def __init__(self) -> None:
        self._states: dict[str, AliasState] = {}
        self._running: dict[str, int] = {}

    def find(self, alias: str) -> AliasState:
        """Raises: UnknownModel: no such alias."""
        try:
            return self._states[alias]
        except KeyError:
            raise UnknownModel(
                "no such model is served here; GET /v1/models lists those that are",
                param="model",
            ) from None

    def all(self) -> list[AliasState]:
        return list(self._states.values())

    def replace(self, state: AliasState) -> None:
        """Puts a newer state in force; requests admitted before keep their release."""
        known = self._states.get(state.alias)
        if known is None or known.revision < state.revision:
            self._states[state.alias] = state

    def versions(self) -> set[str]:
        """Every adapter version that some alias reaches, now or by a rollback."""
        releases = (release for state in self._states.values() for release in state.releases())
        return {release.adapter for release in releases if release.adapter is not None}

    @contextmanager
    def pinned(self, version: str) -> Iterator[None]:
        """Counts a running request of `version`, so that draining can wait for it."""
        self._running[version] = self._running.get(version, 0) + 1
        try:
            yield
        finally:
            self._running[version] -= 1

    def running(self, version: str) -> int:
        """Requests of `version` that are still being answered."""
        return self._running.get(version, 0)
