"""Turn trained weights into an adapter directory: probes, manifest, card."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from gateway.contracts import AdapterManifest, Probe, base_digest, file_digest
from training.errors import RefusedError
from training.generation import Answerer
from training.recipe import Recipe
from training.sft import Run

WEIGHT_FILES = ("adapter_config.json", "adapter_model.safetensors")
_PACKAGES = ("torch", "transformers", "peft", "trl", "tokenizers")


def export_adapter(
    recipe: Recipe, run: Run, base: Path, out: Path, metrics: Mapping[str, Any], base_name: str
) -> AdapterManifest:
    """Write manifest.json and README.md beside the weights in `out`.

    Raises: RefusedError when a golden answer equals the base's: such a load could not be proved.
    """
    _name_base(out / "adapter_config.json", base_name)
    manifest = AdapterManifest(
        name=recipe.name,
        label=recipe.label,
        base_digest=base_digest(base),
        data_digest=run.data_digest,
        recipe={**_hyperparameters(recipe), **_facts(run)},
        metrics=dict(metrics),
        probes=record_probes(recipe, base, out),
        files={name: file_digest(out / name) for name in WEIGHT_FILES},
        intended_use=recipe.intended_use,
        limitations=recipe.limitations,
        licence=recipe.licence,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    write_manifest(manifest, out)
    return manifest


def record_probes(recipe: Recipe, base: Path, adapter: Path) -> list[Probe]:
    """Greedy answers to the recipe's questions, one by one, with and without the adapter."""
    bare, adapted = Answerer(base), Answerer(base, adapter)
    probes = []
    for question in recipe.probes:
        messages = [{"role": "user", "content": question.content}]
        answer = adapted.answer(messages, question.max_tokens)
        base_answer = bare.answer(messages, question.max_tokens)
        if answer == base_answer:
            raise RefusedError(f"{recipe.name} {recipe.label} answers a probe as its base does")
        probes.append(Probe(messages=messages, max_tokens=question.max_tokens, answer=answer,
                            base_answer=base_answer))  # fmt: skip
    return probes


def write_manifest(manifest: AdapterManifest, out: Path) -> None:
    """manifest.json and the card made from it."""
    encoded = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    (out / "manifest.json").write_bytes(encoded + b"\n")
    (out / "README.md").write_text(card(manifest), encoding="utf-8")


def read_manifest(adapter: Path) -> AdapterManifest:
    """The manifest of an adapter directory."""
    return msgspec.json.decode((adapter / "manifest.json").read_bytes(), type=AdapterManifest)


def card(manifest: AdapterManifest) -> str:
    """A model card: what it is for, what it is not for, how it was made, what was measured."""
    figures = "\n".join(f"| {name} | {value} |" for name, value in manifest.metrics.items())
    return f"""# {manifest.name} {manifest.label}

A demonstration. **Never for care**: no answer of it may reach a decision about a patient.

**Intended use.** {manifest.intended_use}

**Limitations.** {manifest.limitations}

**Base.** Digest `{manifest.base_digest[:12]}`.
**Training data.** Digest `{manifest.data_digest[:12]}`,
{manifest.recipe["examples_used"]} conversations, {manifest.recipe["steps"]} steps.
**Licence.** {manifest.licence}.

| figure on the held-out suite | value |
|---|---|
{figures}
"""


def _name_base(config: Path, base_name: str) -> None:
    """Replace the path the trainer saw by a name: paths of a machine mean nothing elsewhere."""
    content = json.loads(config.read_text(encoding="utf-8"))
    content["base_model_name_or_path"] = base_name
    config.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _hyperparameters(recipe: Recipe) -> dict[str, Any]:
    apart = {"name", "label", "intended_use", "limitations", "probes", "licence"}
    content: dict[str, Any] = msgspec.to_builtins(recipe)
    return {key: value for key, value in content.items() if key not in apart}


def _facts(run: Run) -> dict[str, Any]:
    return {
        "examples_used": run.examples,
        "examples_too_long": run.too_long,
        "steps": run.steps,
        "train_loss": round(run.train_loss, 4),
        "packages": {name: version(name) for name in _PACKAGES},
    }
