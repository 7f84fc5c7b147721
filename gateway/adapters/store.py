"""Adapter directories: checked, then copied to a content-addressed place that never changes."""

from __future__ import annotations

import os
import re
import shutil
import time
from pathlib import Path

import msgspec

from gateway.adapters import preflight
from gateway.contracts import (
    SCHEMA_VERSION,
    AdapterManifest,
    base_digest,
    file_digest,
    manifest_digest,
    version_name,
)
from gateway.errors import AdapterRefused
from gateway.ledger.catalogue import AdapterRow, Catalogue

MANIFEST = "manifest.json"
REQUIRED = (preflight.CONFIG, preflight.WEIGHTS)
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
"""A name becomes part of a path, of a URL and of the version's name."""


class AdapterStore:
    """Registers adapters made for one base model."""

    def __init__(self, home: Path, model_dir: Path, max_rank: int, catalogue: Catalogue) -> None:
        self._folder = home.resolve() / "adapters"
        self._model_dir = model_dir
        self._max_rank = max_rank
        self._catalogue = catalogue
        self.base_digest = base_digest(model_dir)

    def register(self, directory: Path) -> AdapterRow:
        """Checks, copies and records an adapter; doing it again changes nothing.

        Raises:
            AdapterRefused: it is incomplete, altered, for another base, or not servable.
        """
        manifest = read_manifest(directory)
        self.check(directory, manifest)
        path = self._folder / manifest.name / manifest_digest(manifest)
        if not path.is_dir():
            _copy(directory, path, (*REQUIRED, MANIFEST))
        adapter = AdapterRow(
            version=version_name(manifest),
            path=str(path),
            stage="registered",
            registered_at=time.time(),
            manifest=manifest,
        )
        self._catalogue.add_adapter(adapter)
        return adapter

    def check(self, directory: Path, manifest: AdapterManifest) -> None:
        """Raises: AdapterRefused: the directory is not what its manifest says, or not servable."""
        if manifest.base_digest != self.base_digest:
            raise AdapterRefused(
                f"{manifest.name} was trained on base {manifest.base_digest[:12]}, "
                f"and this gateway serves {self.base_digest[:12]}"
            )
        if not manifest.probes:
            raise AdapterRefused(f"{manifest.name} has no golden probes; export it again")
        for name in REQUIRED:
            _check_file(directory / name, manifest.files.get(name))
        preflight.check_config(preflight.read_config(directory), self._max_rank)
        preflight.check_tensors(
            preflight.read_shapes(directory / preflight.WEIGHTS),
            preflight.read_shapes(self._model_dir / "model.safetensors"),
        )


def read_manifest(directory: Path) -> AdapterManifest:
    """The manifest of an adapter directory. Raises: AdapterRefused: none, or not one we know."""
    try:
        data = (directory / MANIFEST).read_bytes()
        manifest = msgspec.json.decode(data, type=AdapterManifest)
    except OSError as error:
        raise AdapterRefused(f"no {MANIFEST} in {directory.name}; export the adapter") from error
    except msgspec.DecodeError as error:
        raise AdapterRefused(f"{MANIFEST} is not valid: {error}") from error
    if not NAME.fullmatch(manifest.name):
        raise AdapterRefused(f"{MANIFEST}: a name is made of a-z, 0-9, '-', '_' and '.'")
    if manifest.schema_version != SCHEMA_VERSION:
        raise AdapterRefused(
            f"{MANIFEST} has schema {manifest.schema_version}; this version reads {SCHEMA_VERSION}"
        )
    return manifest


def _check_file(path: Path, expected: str | None) -> None:
    try:
        actual = file_digest(path)
    except OSError as error:
        raise AdapterRefused(f"{path.name} cannot be read ({type(error).__name__})") from error
    if actual != expected:
        raise AdapterRefused(f"{path.name} does not match the digest in {MANIFEST}")


def _copy(source: Path, target: Path, names: tuple[str, ...]) -> None:
    """Copies files into `target` so that it exists whole or not at all, read-only."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copyfile(source / name, draft / name)
        (draft / name).chmod(0o444)
    try:
        draft.rename(target)
    except OSError:
        shutil.rmtree(draft)
        if not target.is_dir():
            raise
