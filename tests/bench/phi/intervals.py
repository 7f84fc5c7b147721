"""Confidence intervals of shares whose items come in documents."""

from __future__ import annotations

import math
from collections.abc import Sequence

Z_95 = 1.959963985


def wilson(part: float, whole: float, z: float = Z_95) -> tuple[float, float]:
    """The score interval of a share; (0, 1) where nothing was counted.

    Source: E. B. Wilson, JASA 22 (1927).
    """
    if whole <= 0:
        return 0.0, 1.0
    share, spread = part / whole, z * z / whole
    centre = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / whole + spread / (4 * whole)) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)


def clustered(pairs: Sequence[tuple[int, int]], z: float = Z_95) -> tuple[float, float]:
    """The same for (part, whole) of each document: Wilson's at the effective number of items.

    Where all documents agree there is no spread to see, and each counts as one item.
    Source: E. Korn and B. Graubard, Survey Methodology 24 (1998).
    """
    counted = [(part, whole) for part, whole in pairs if whole]
    whole = sum(w for _, w in counted)
    if not whole:
        return 0.0, 1.0
    share = sum(p for p, _ in counted) / whole
    effective = min(float(whole), _effective(counted, share, whole))
    return wilson(share * effective, effective, z)


def _effective(counted: Sequence[tuple[int, int]], share: float, whole: int) -> float:
    """Items that would be worth as much if each were a document of its own."""
    documents = len(counted)
    residual = sum((p - share * w) ** 2 for p, w in counted)
    if documents < 2 or residual == 0:
        return float(documents)
    variance = residual * documents / (documents - 1) / whole**2
    return share * (1 - share) / variance
