"""The audit chain: every event names the digest of the one before, one chain per process.

A new chain opens with an event that *anchors* the last link of every chain known by then, so that
cutting the tail off an old chain shows in every younger one.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from gateway.contracts import AuditEvent, audit_digest

NO_EVENT = "0" * 64
CHAIN_OPENED = "chain.opened"


class AuditChain:
    """Makes the links of this process's chain; the journal's thread alone calls `link`."""

    def __init__(self) -> None:
        self.name = f"{int(time.time()):x}-{secrets.token_hex(6)}"
        self._next = self._committed = (0, NO_EVENT)

    def link(self, kind: str, subject: str, detail: dict[str, Any], at: float) -> AuditEvent:
        """The next event; it counts once `commit` was called."""
        sequence, previous = self._next
        draft = AuditEvent(
            chain=self.name,
            sequence=sequence,
            previous=previous,
            at=at,
            kind=kind,
            subject=subject,
            detail=detail,
        )
        event = msgspec.structs.replace(draft, digest=audit_digest(draft))
        self._next = (sequence + 1, event.digest)
        return event

    def commit(self) -> None:
        """The links made since the last commit are on disk."""
        self._committed = self._next

    def revert(self) -> None:
        """The links made since the last commit are lost; the next one takes their place."""
        self._next = self._committed


def anchors(heads: Iterable[AuditEvent]) -> dict[str, Any]:
    """The detail of a `chain.opened` event: where every other chain stood."""
    return {"anchors": {event.chain: [event.sequence, event.digest] for event in heads}}


def faults(chains: Mapping[str, list[AuditEvent]]) -> list[str]:
    """Every break in the chains (given by name, each in order), as a sentence; empty when whole."""
    broken = [fault for events in chains.values() for fault in _chain_faults(events)]
    cut = [fault for events in chains.values() for fault in _anchor_faults(events, chains)]
    return broken + cut


def _chain_faults(events: list[AuditEvent]) -> Iterable[str]:
    previous = NO_EVENT
    for expected, event in enumerate(events):
        place = f"chain {event.chain} event {event.sequence}"
        if event.sequence != expected:
            yield f"{place}: event {expected} is missing"
            return
        if event.previous != previous:
            yield f"{place}: does not follow the event before it"
        if audit_digest(event) != event.digest:
            yield f"{place}: was altered"
        previous = event.digest


def _anchor_faults(
    events: list[AuditEvent], chains: Mapping[str, list[AuditEvent]]
) -> Iterable[str]:
    for event in events:
        if event.kind != CHAIN_OPENED:
            continue
        for chain, (sequence, digest) in event.detail.get("anchors", {}).items():
            known = chains.get(chain, [])
            if len(known) <= sequence or known[sequence].digest != digest:
                yield f"chain {chain}: was cut or rewritten at or before event {sequence}"
