"""Alias, caller and conversation decide which release answers. Pure: no clock, no store."""

from __future__ import annotations

import hashlib

import msgspec

from gateway.contracts import AliasState, Release


class Route(msgspec.Struct, frozen=True):
    """The release that answers, and by which arm: `live`, `pilot`, `canary` or `suspended`."""

    alias: str
    release: Release
    arm: str
    fixed_text: str | None = None


def choose(state: AliasState, department: str | None, conversation: str) -> Route:
    """Picks the release for one conversation; the same conversation gets the same one.

    A department's pilot comes first, then the canary's share of conversations, then live.
    """
    if state.suspended is not None:
        return Route(state.alias, state.live, "suspended", state.suspended)
    if department is not None and department in state.pilots:
        return Route(state.alias, state.pilots[department], "pilot")
    if state.canary is not None and _share(state.alias, conversation) < state.canary_weight:
        return Route(state.alias, state.canary, "canary")
    return Route(state.alias, state.live, "live")


def _share(alias: str, conversation: str) -> float:
    """A conversation's fixed place in [0, 1) on this alias."""
    digest = hashlib.blake2b(f"{alias}/{conversation}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64
