"""Digests are what other machines computed too: they may never change by accident."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from gateway.contracts import (
    AdapterManifest,
    AliasState,
    AuditEvent,
    Probe,
    Release,
    audit_digest,
    base_digest,
    canonical_json,
    manifest_digest,
    version_name,
)

MANIFEST = AdapterManifest(
    name="coder",
    label="v1",
    base_digest="b" * 64,
    data_digest="d" * 64,
    recipe={"r": 16},
    metrics={"f1": 0.5},
    probes=[
        Probe(
            messages=[{"role": "user", "content": "q"}], max_tokens=4, answer="a", base_answer="b"
        )
    ],
    files={"adapter_config.json": "c" * 64},
    intended_use="tests",
    limitations="none",
    licence="Apache-2.0",
    created_at="2026-01-01",
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_known_digests_stay() -> None:
    event = AuditEvent(
        chain="c", sequence=0, previous="0" * 64, at=1.0, kind="k", subject="s", detail={"a": 1}
    )
    found = [Release(alias="a").id, version_name(MANIFEST), audit_digest(event)[:12]]
    assert found == ["a803063a0b7f", "coder@b952c49b4f1b", "7b0147d4ef4a"]


def test_canonical_json_is_sorted_and_without_blanks() -> None:
    assert canonical_json({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'.encode()


@given(st.dictionaries(st.text(), JSON))
def test_the_order_of_keys_is_no_content(value: dict[str, object]) -> None:
    turned = dict(reversed(value.items()))
    assert canonical_json(turned) == canonical_json(value)
    assert msgspec.json.decode(canonical_json(value)) == value


def test_a_signature_is_not_part_of_what_it_signs() -> None:
    signed = msgspec.structs.replace(MANIFEST, signature="s")
    assert manifest_digest(signed) == manifest_digest(MANIFEST)


def test_everything_else_of_a_manifest_is() -> None:
    changes = {"label": "v2", "metrics": {}, "files": {}, "probes": [], "base_digest": "e" * 64}
    digests = {
        manifest_digest(msgspec.structs.replace(MANIFEST, **{field: value}))
        for field, value in changes.items()
    }
    assert len(digests | {manifest_digest(MANIFEST)}) == len(changes) + 1


def test_an_events_digest_covers_everything_but_itself() -> None:
    event = AuditEvent(
        chain="c", sequence=0, previous="0" * 64, at=1.0, kind="k", subject="s", detail={}
    )
    assert audit_digest(msgspec.structs.replace(event, digest="x")) == audit_digest(event)
    assert audit_digest(msgspec.structs.replace(event, at=2.0)) != audit_digest(event)


def test_a_bases_digest_is_that_of_sha256sum_over_its_files(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.safetensors").write_bytes(b"w")
    (tmp_path / "README.md").write_text("not a part")
    lines = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        for name, content in (("config.json", b"{}"), ("model.safetensors", b"w"))
    )
    assert base_digest(tmp_path) == hashlib.sha256(lines.encode()).hexdigest()


def test_a_release_differs_by_whatever_it_binds() -> None:
    base = Release(alias="a")
    changes = {"adapter": "x@1", "prompt_template": "p", "policy": "coding", "phi_mode": "mask"}
    ids = {msgspec.structs.replace(base, **{f: v}).id for f, v in changes.items()}
    assert len(ids | {base.id}) == len(changes) + 1


def test_a_state_names_every_release_that_traffic_can_reach() -> None:
    live, previous, canary, pilot = (Release(alias="a", adapter=f"x@{n}") for n in range(4))
    state = AliasState(alias="a", live=live, previous=previous, canary=canary, pilots={"d": pilot})
    assert list(state.releases()) == [live, previous, canary, pilot]
    assert list(AliasState(alias="a", live=live).releases()) == [live]
