"""The detector card."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.bench.phi.figure import Figure


def write_card(path: Path, figures: Sequence[Figure], coverage: str) -> None:
    """Placeholder."""
    path.write_text(f"{coverage} {len(figures)}\n")
