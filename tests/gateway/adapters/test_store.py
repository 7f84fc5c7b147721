"""Adapter directories are checked, then copied to a place that never changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gateway.adapters.store import AdapterStore, read_manifest
from gateway.contracts import version_name
from gateway.errors import AdapterRefused
from gateway.ledger.store import Ledger
from tests.gateway.scene import CONFIG, write_adapter


@pytest.fixture
def store(home: Path, model_dir: Path, ledger: Ledger) -> AdapterStore:
    return AdapterStore(home, model_dir, 32, ledger.catalogue)


def files(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(directory.iterdir())}


def test_a_registered_adapter_is_an_immutable_copy(store: AdapterStore, adapter_dir: Path) -> None:
    adapter = store.register(adapter_dir)
    copy = Path(adapter.path)
    before = files(copy)
    assert before == files(adapter_dir)
    (adapter_dir / "adapter_config.json").write_text("{}")
    assert files(copy) == before
    assert {path.stat().st_mode & 0o222 for path in copy.iterdir()} == {0}
    assert adapter.version == version_name(read_manifest(copy))


def test_registering_again_changes_nothing(
    store: AdapterStore, adapter_dir: Path, ledger: Ledger
) -> None:
    first = store.register(adapter_dir)
    ledger.catalogue.set_stage(first.version, "proved")
    second = store.register(adapter_dir)
    assert (second.version, second.path) == (first.version, first.path)
    (row,) = ledger.catalogue.adapters()
    assert row.stage == "proved"


def test_another_content_is_another_version(
    store: AdapterStore, tmp_path: Path, model_dir: Path
) -> None:
    versions = {
        store.register(write_adapter(tmp_path / label, model_dir, label=label)).version
        for label in ("v1", "v2")
    }
    assert len(versions) == 2


def test_an_adapter_for_another_base_is_refused(
    store: AdapterStore, tmp_path: Path, model_dir: Path
) -> None:
    directory = write_adapter(tmp_path / "x", model_dir, base_digest="f" * 64)
    with pytest.raises(AdapterRefused, match="was trained on base ffffffffffff"):
        store.register(directory)


@pytest.mark.parametrize("name", ["adapter_config.json", "adapter_model.safetensors"])
def test_an_altered_file_is_refused(store: AdapterStore, adapter_dir: Path, name: str) -> None:
    path = adapter_dir / name
    path.write_bytes(path.read_bytes()[:-1] + b" ")
    with pytest.raises(AdapterRefused, match="does not match the digest"):
        store.register(adapter_dir)


@pytest.mark.parametrize("name", ["adapter_config.json", "adapter_model.safetensors"])
def test_a_missing_file_is_refused(store: AdapterStore, adapter_dir: Path, name: str) -> None:
    (adapter_dir / name).unlink()
    with pytest.raises(AdapterRefused, match="cannot be read"):
        store.register(adapter_dir)


def test_an_adapter_without_probes_is_refused(
    store: AdapterStore, tmp_path: Path, model_dir: Path
) -> None:
    with pytest.raises(AdapterRefused, match="golden probes"):
        store.register(write_adapter(tmp_path / "x", model_dir, probes=[]))


@pytest.mark.parametrize(
    "name", ["", "..", "../../escape", "/absolute", "a/b", "a@b", "a b", "a\nb", "A", "é", "x" * 65]
)
def test_a_name_that_is_no_name_is_refused(
    store: AdapterStore, tmp_path: Path, model_dir: Path, home: Path, name: str
) -> None:
    with pytest.raises(AdapterRefused, match="a name is made of"):
        store.register(write_adapter(tmp_path / "x", model_dir, name=name))
    assert not (home / "adapters").exists()


def test_what_cannot_be_served_is_refused_and_not_kept(
    store: AdapterStore, tmp_path: Path, model_dir: Path, home: Path, ledger: Ledger
) -> None:
    config = {**CONFIG, "use_dora": True}
    with pytest.raises(AdapterRefused, match="use_dora"):
        store.register(write_adapter(tmp_path / "x", model_dir, config=config))
    assert not (home / "adapters").exists()
    assert ledger.catalogue.adapters() == []


def without(manifest: dict[str, Any], field: str) -> dict[str, Any]:
    return {name: value for name, value in manifest.items() if name != field}


@pytest.mark.parametrize(
    "broken",
    [
        lambda manifest: without(manifest, "files"),
        lambda manifest: {**manifest, "schema_version": 2},
        lambda manifest: {**manifest, "probes": "none"},
        lambda manifest: [manifest],
    ],
    ids=["no files", "future schema", "wrong type", "list"],
)
def test_a_manifest_that_cannot_be_read_is_refused(
    store: AdapterStore, adapter_dir: Path, broken: Any
) -> None:
    path = adapter_dir / "manifest.json"
    path.write_text(json.dumps(broken(json.loads(path.read_text()))))
    with pytest.raises(AdapterRefused):
        store.register(adapter_dir)


def test_no_manifest_is_refused(store: AdapterStore, tmp_path: Path) -> None:
    with pytest.raises(AdapterRefused, match=r"no manifest\.json"):
        store.register(tmp_path)


def test_a_signature_does_not_change_the_version(adapter_dir: Path) -> None:
    manifest = read_manifest(adapter_dir)
    signed = msgspec.structs.replace(manifest, signature="s")
    assert version_name(signed) == version_name(manifest)
