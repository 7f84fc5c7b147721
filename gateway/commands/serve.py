"""`preceptor serve`: the whole system in the foreground, until SIGTERM."""

from __future__ import annotations

import os
import shlex
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import msgspec

from gateway.commands.ledger import opened_ledger
from gateway.commands.output import NOT_CHECKED, end, explained, messages
from gateway.keys import new_key
from gateway.settings import Settings, read_settings
from gateway.supervisor import Supervisor, children

DEMO_KEY = "demo.key"
DEMO_NOTE = (
    "Follow-up of type 2 diabetes and essential hypertension with Dr. James Okafor on 03/14/2025."
)
GUIDE = """
Preceptor is ready at {url}  (models: starter, icd10-coder, note-summarizer)
Demo key: {key}

Try it:
{curl}

Then:
  {command} adapters list
  {command} adapters promote icd10-coder icd10-coder@{other}
  {command} adapters rollback icd10-coder
  {command} audit verify
The starter model is a demonstration: never use it for care. Ctrl-C stops everything.
"""


def serve() -> None:
    """Start vLLM, the gateway and the scorer, and keep them alive until SIGTERM.

    Example: PRECEPTOR_PORT=8080 preceptor serve
    """
    with explained():
        settings = read_settings()
        _require_free(settings)
        opened_ledger(may_be_locked=True).close()  # migrated once, before two children open it
        key = demo_key(settings) if settings.demo else ""
        supervisor = Supervisor(children(settings))
        with supervisor.alive():
            greeter = threading.Thread(
                target=_greet, args=(settings, key, supervisor.stopping), daemon=True
            )
            greeter.start()
            for message in supervisor.run():
                messages.print(message, style="yellow", markup=False)


def demo_key(settings: Settings) -> str:
    """The demonstration's application key, the same at every start of this home."""
    path = settings.home / DEMO_KEY
    if path.is_file():
        return path.read_text().strip()
    text, row = new_key("demo", "application")
    with opened_ledger(may_be_locked=True) as ledger:
        ledger.credentials.add(row)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    return text


def _greet(settings: Settings, key: str, stopping: threading.Event) -> None:
    """Waits for readiness, showing that it waits, and says what to try."""
    url = f"http://{settings.host}:{settings.port}"
    began_s = time.monotonic()
    told: set[str] = set()
    with messages.status("starting vLLM and proving the adapters"):
        while not (state := _state(url)).get("ready"):
            for reason in set(state.get("unfit", ())) - told:
                told.add(reason)
                messages.print(
                    f"every request is answered 503: {reason}", style="red", markup=False
                )
            if stopping.wait(0.5):
                return
    took_s = time.monotonic() - began_s
    messages.print(f"ready after {took_s:.0f} s", markup=False)
    if key:
        guide = GUIDE.format(
            url=url, key=key, curl=_curl(url, key), other=_other_version(), command=_command()
        )
        print(guide, flush=True)


def _state(url: str) -> dict[str, Any]:
    """What `/readyz` says; nothing while nobody answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/readyz", timeout=2) as answer:
            data = answer.read()
    except urllib.error.HTTPError as error:
        with error:
            data = error.read()
    except OSError:
        return {}
    try:
        return msgspec.json.decode(data, type=dict[str, Any])
    except msgspec.DecodeError:
        return {}


def _curl(url: str, key: str) -> str:
    body = '{"model":"icd10-coder","temperature":0,"messages":[{"role":"user","content":"%s"}]}'
    return (
        f"curl -s {url}/v1/chat/completions -H {shlex.quote(f'Authorization: Bearer {key}')} "
        f"-H 'Content-Type: application/json' -d {shlex.quote(body % DEMO_NOTE)}"
    )


def _command() -> str:
    """How this installation's `preceptor` is called from here."""
    return os.path.relpath(Path(sys.executable).with_name("preceptor"))


def _other_version() -> str:
    """A registered version of the coder that is not live, to try a swap with."""
    with opened_ledger(may_be_locked=True) as ledger:
        live = {state.live.adapter for state in ledger.catalogue.aliases()}
        others = [a for a in ledger.catalogue.adapters() if a.name == "icd10-coder"]
    spare = [a.version for a in others if a.version not in live]
    return spare[0].partition("@")[2] if spare else "VERSION"


def _require_free(settings: Settings) -> None:
    """Ends with a clear word when another process has the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            end(
                NOT_CHECKED,
                f"port {settings.port} on {settings.host} is taken; set PRECEPTOR_PORT "
                f"or stop the other process (home: {Path(settings.home)})",
            )
