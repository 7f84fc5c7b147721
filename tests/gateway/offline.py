"""A process that may call nobody but this machine: it serves one chat, then lists whom it tried.

Run as a program by `test_offline`. An audit hook sees what every Python library does with sockets,
whichever wrote it, and refuses what is not loopback.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

TRIED: list[str] = []
LOOPBACK = ("127.0.0.1", "::1", "localhost", "")
NAMING = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
SENDING = {"socket.connect", "socket.sendto", "socket.sendmsg"}


def watch(event: str, args: tuple[Any, ...]) -> None:
    """Refuses, and notes, whatever would leave this machine."""
    host: object = None
    if event in NAMING:
        host = args[0]
    elif event in SENDING and isinstance(args[1], tuple):
        host = args[1][0]
    elif event in ("subprocess.Popen", "os.system", "urllib.Request"):
        TRIED.append(f"{event} {args[0]}")
    if host is not None and str(host) not in LOOPBACK:
        TRIED.append(f"{event} {host}")
        raise OSError("nobody may be called")


sys.addaudithook(watch)  # before anything of ours, or anybody's, is imported


async def serve_one(folder: Path) -> dict[str, Any]:
    """One chat, one embedding and one opinion through a whole gateway."""
    from tests.gateway.fake_vllm import fake_vllm
    from tests.gateway.scene import running_gateway, write_model

    note = "Mrs. Ottoline Quux, MRN: 12345678, lives at 12 Elm Street, Boston, MA; see www.a.org."
    async with (
        fake_vllm() as vllm,
        running_gateway(folder / "home", [vllm], write_model(folder / "model")) as preceptor,
    ):
        answer = await preceptor.chat(note)
        embedding = {"model": "all-MiniLM-L6-v2", "input": note}
        embedded = await preceptor.post("/v1/embeddings", embedding)
        request_id = answer.headers["x-request-id"]
        await preceptor.trace(request_id)
        opinion = {"request_id": request_id, "comment": note}
        told = await preceptor.post("/v1/feedback", opinion)
        return {
            "statuses": [answer.status_code, embedded.status_code, told.status_code],
            "restored": note in answer.text,
            "seen": vllm.prompts[0].text,
            "tried": TRIED,
        }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(serve_one(Path(sys.argv[1])))))
