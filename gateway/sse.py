"""Server-sent events: framing, and nothing else."""

from __future__ import annotations

from typing import Any

import msgspec

DONE = b"data: [DONE]\n\n"
MEDIA_TYPE = "text/event-stream"


def frame(value: dict[str, Any]) -> bytes:
    """One event that carries a JSON value."""
    return b"data: " + msgspec.json.encode(value) + b"\n\n"
