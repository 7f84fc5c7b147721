"""The demonstration: starter adapters are registered and aliases bound, so that there is an answer.

An alias that is there already is left as it is.
"""

from __future__ import annotations

import logging
from pathlib import Path

from gateway.adapters.store import AdapterStore, read_manifest
from gateway.contracts import AliasState, Release
from gateway.errors import AdapterRefused
from gateway.ledger.catalogue import AdapterRow
from gateway.ledger.store import Ledger

log = logging.getLogger("preceptor.bootstrap")

STARTER_ALIAS = "starter"
POLICIES = {"icd10-coder": "coding"}
LIVE_LABEL = "v2"
NEVER_FOR_CARE = "A demonstration of a few million parameters: never for care."


def bind_starters(ledger: Ledger, store: AdapterStore, adapters_dir: Path | None) -> None:
    """Registers every adapter under `adapters_dir`/<name>/<label> and binds the first aliases."""
    _bind(ledger, Release(alias=STARTER_ALIAS), "tries out the base model", NEVER_FOR_CARE)
    for adapter in _register_all(store, adapters_dir):
        if adapter.manifest.label == LIVE_LABEL:
            name, manifest = adapter.name, adapter.manifest
            policy = POLICIES.get(name, "clinician")
            release = Release(alias=name, adapter=adapter.version, policy=policy)
            _bind(ledger, release, manifest.intended_use, manifest.limitations)


def _register_all(store: AdapterStore, adapters_dir: Path | None) -> list[AdapterRow]:
    registered = []
    for directory in sorted(adapters_dir.glob("*/*")) if adapters_dir else []:
        try:
            read_manifest(directory)
            registered.append(store.register(directory))
        except AdapterRefused as error:
            log.warning("starter adapter %s/%s: %s", directory.parent.name, directory.name, error)
    return registered


def _bind(ledger: Ledger, release: Release, intended_use: str, limitations: str) -> None:
    state = AliasState(
        alias=release.alias, live=release, intended_use=intended_use, limitations=limitations
    )
    if ledger.catalogue.alias(release.alias) is None:
        ledger.catalogue.put_alias(state, expected_revision=None)
