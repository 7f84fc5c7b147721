"""`python -m gateway.server`: one HTTP server process over `gateway.app`."""

from __future__ import annotations

import uvicorn

from gateway.settings import read_settings

GRACE_S = 10


def main() -> None:
    """Serves until it is told to stop; running answers get `GRACE_S` seconds to end."""
    settings = read_settings()
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
