"""`python -m gateway.server`: one HTTP server process over `gateway.app`."""

from __future__ import annotations

import sys

import uvicorn

from gateway.memory import keep_memory_off_disk
from gateway.settings import read_settings

GRACE_S = 10
SWITCH_INTERVAL_S = 0.0005
"""How long a thread waits for the interpreter: the journal must not wait out a busy loop."""


def main() -> None:
    """Serves until it is told to stop; running answers get `GRACE_S` seconds to end."""
    keep_memory_off_disk()
    settings = read_settings()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    uvicorn.run(
        "gateway.app:create_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )


if __name__ == "__main__":
    main()
