"""Is the adapter that vLLM serves the one that was evaluated? Asked of the engine itself.

At temperature 0 every golden probe must be answered word for word as the export recorded it, and
at least one answer must differ from what the bare base says on the same engine: vLLM can serve the
base in place of an adapter without a word.
"""

from __future__ import annotations

import asyncio
from typing import Any

from gateway.contracts import AdapterManifest, Probe
from gateway.engine import Replica
from gateway.errors import AdapterRefused, EngineFailed
from gateway.requests import CHAT


async def prove(replica: Replica, version: str, manifest: AdapterManifest) -> None:
    """Raises: AdapterRefused: an answer is not the recorded one, or all are the base's."""
    probes = manifest.probes
    answers = await asyncio.gather(
        *(_ask(replica, version, probe) for probe in probes),
        *(_ask(replica, replica.base, probe) for probe in probes),
    )
    adapted, base = answers[: len(probes)], answers[len(probes) :]
    if adapted == base:
        raise AdapterRefused(
            f"{version} answers every probe as the bare base does: it changes nothing, "
            "or the engine ignores it"
        )
    wrong = [i for i, probe in enumerate(probes) if adapted[i] != probe.answer]
    if wrong:
        raise AdapterRefused(
            f"{version} answers probe {', '.join(map(str, wrong))} otherwise than recorded at "
            "export; export it again for this base and engine"
        )


async def _ask(replica: Replica, model: str, probe: Probe) -> str:
    body: dict[str, Any] = {
        "model": model,
        "messages": probe.messages,
        "max_tokens": probe.max_tokens,
        "temperature": 0,
        "cache_salt": "probe",
    }
    piece = await replica.complete(CHAT, body)
    try:
        return str(piece["choices"][0]["message"]["content"] or "")
    except (KeyError, IndexError, TypeError) as error:
        raise EngineFailed("the engine's answer to a probe has no content") from error
