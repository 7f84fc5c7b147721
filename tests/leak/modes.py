"""The PHI modes in which a request can be answered, and the alias that is bound to each."""

from __future__ import annotations

MODES = ("pseudonymise", "mask", "safe-harbor", "limited")


def alias(mode: str) -> str:
    """The alias in this mode."""
    return f"leak-{mode}"
