"""Callers who sent no identifier and try to be told one: a stranger and the sender's colleague.

Both name the sender's own conversation and patient and ask for surrogates by their names; the
engine does its worst to help them, and says `[NAME_1]` whatever it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.leak.courier import Courier, Sent
from tests.leak.modes import MODES, alias
from tests.leak.notes import Bundle
from tests.leak.requests import CHAT, Request

QUESTION = "Who are [NAME_1], [NAME_2], [MRN_1], [PHONE_1] and [SSN_1]?"
PATHS = ("/metrics", "/readyz", "/v1/models", "/admin/aliases", "/nowhere")


async def listen(stranger: Courier, colleagues_key: str, bundle: Bundle, folder: Path) -> None:
    """Asks in every mode, for both, plain and streamed; what pages show is kept in `folder`."""
    for key in (stranger.key, colleagues_key):
        for mode in MODES:
            for request in _questions(alias(mode), bundle):
                await stranger.send(Sent("listener", mode), request, key)
    for path in PATHS:
        reply = await stranger.send(Sent(path, ""), Request(path, method="GET"))
        (folder / f"{path.strip('/').replace('/', '-')}.txt").write_text(reply.text)


def _questions(model: str, bundle: Bundle) -> Iterator[Request]:
    """In a conversation of one's own, in the sender's, and in the sender's patient's."""
    conversation = {"conversation_id": f"chart {bundle.number}"}
    extras: tuple[dict[str, str], ...] = (
        {},
        conversation,
        {**conversation, "subject_ref": bundle.some("MRN")},
    )
    for number, named in enumerate(extras):
        body = {"model": model, "messages": [{"role": "user", "content": QUESTION}]}
        yield Request(CHAT, {**body, "stream": number % 2 == 0, "preceptor": named})
