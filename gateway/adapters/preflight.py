"""Can vLLM serve this adapter exactly? Decided from its files, before any engine sees it.

vLLM drops configuration fields it does not know and serves an adapter without them, silently
wrong. So the check is an allow-list: fields we know must have a value that vLLM honours, and any
other field must be off (null, false, zero or empty).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gateway.errors import AdapterRefused

CONFIG = "adapter_config.json"
WEIGHTS = "adapter_model.safetensors"
PREFIX = "base_model.model."
CORRUPT = (
    AttributeError,
    IndexError,
    KeyError,
    MemoryError,
    OSError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
"""What reading a header that is none can raise."""

Shapes = Mapping[str, tuple[int, ...]]

HARMLESS = frozenset(
    {
        "base_model_name_or_path",
        "inference_mode",
        "lora_dropout",
        "megatron_core",
        "peft_version",
        "qalora_group_size",
        "revision",
        "runtime_config",
        "target_modules",
    }
)
"""Fields that matter in training only, or that the tensors themselves show."""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _are_numbers(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_number(number) for number in value.values())


HONOURED: Mapping[str, Callable[[Any], bool]] = {
    "peft_type": lambda value: value == "LORA",
    "task_type": lambda value: value in ("CAUSAL_LM", None),
    "r": _is_number,
    "lora_alpha": _is_number,
    "rank_pattern": _are_numbers,
    "alpha_pattern": _are_numbers,
    "use_rslora": lambda value: isinstance(value, bool),
    "bias": lambda value: value == "none",
    "init_lora_weights": lambda value: value in (True, False, "gaussian"),
}
"""Fields that vLLM honours, with the values for which it does."""


def check_config(config: Mapping[str, Any], max_rank: int) -> None:
    """Raises: AdapterRefused: a field asks for what vLLM would drop, or a rank is too high."""
    for field, value in config.items():
        if field in HARMLESS:
            continue
        honoured = HONOURED[field](value) if field in HONOURED else not value
        if not honoured:
            raise AdapterRefused(
                f"{CONFIG}: vLLM does not serve {field}={json.dumps(value)[:60]}; "
                "train a plain or rank-stabilised LoRA without it"
            )
    ranks = [config.get("r", 0), *config.get("rank_pattern", {}).values()]
    if max(ranks) > max_rank:
        raise AdapterRefused(
            f"rank {max(ranks)} exceeds the engine's {max_rank}; raise PRECEPTOR_MAX_LORA_RANK "
            "or train with a lower rank"
        )


def check_tensors(adapter: Shapes, base: Shapes) -> None:
    """Raises: AdapterRefused: a tensor does not fit the base, or one of a pair is missing."""
    if not adapter:
        raise AdapterRefused(f"{WEIGHTS} holds no tensors")
    for name, shape in adapter.items():
        if ".lora_A." not in name and ".lora_embedding_A" not in name:
            _require_partner(name, adapter)
            continue
        other = name.replace("lora_A", "lora_B").replace("lora_embedding_A", "lora_embedding_B")
        module = name.removeprefix(PREFIX).partition(".lora_")[0]
        target = base.get(f"{module}.weight")
        if target is None:
            raise AdapterRefused(f"{module} is no module of this base model")
        if other not in adapter:
            raise AdapterRefused(f"{module} has a LoRA A but no B")
        _check_pair(module, shape, adapter[other], target, embedding="embedding" in name)


def _check_pair(
    module: str, a: tuple[int, ...], b: tuple[int, ...], target: tuple[int, ...], *, embedding: bool
) -> None:
    """A is [r, in] and B [out, r] for a weight [out, in]; an embedding's weight is [in, out]."""
    out_in = target[::-1] if embedding else target
    if len(a) != 2 or len(b) != 2 or a[0] != b[1] or (b[0], a[1]) != out_in:
        raise AdapterRefused(f"{module}: shapes {list(a)} and {list(b)} do not fit {list(target)}")


def _require_partner(name: str, adapter: Shapes) -> None:
    if ".lora_B." not in name and ".lora_embedding_B" not in name:
        raise AdapterRefused(f"vLLM does not serve the tensor {name}")
    if name.replace("lora_B", "lora_A").replace("embedding_B", "embedding_A") not in adapter:
        raise AdapterRefused(f"{name.removeprefix(PREFIX)} has no LoRA A beside it")


def read_config(directory: Path) -> dict[str, Any]:
    """The adapter's configuration. Raises: AdapterRefused: it cannot be read."""
    try:
        config = json.loads((directory / CONFIG).read_text())
    except (OSError, ValueError) as error:
        raise AdapterRefused(f"{CONFIG} cannot be read ({type(error).__name__})") from error
    if not isinstance(config, dict):
        raise AdapterRefused(f"{CONFIG} must hold a JSON object")
    return config


def read_shapes(path: Path) -> dict[str, tuple[int, ...]]:
    """Tensor shapes by name from a safetensors header. Raises: AdapterRefused: it is corrupt.

    Source: https://huggingface.co/docs/safetensors (8-byte little-endian length, JSON header).
    """
    try:
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(length))
        header.pop("__metadata__", None)
        end = 8 + length + max(entry["data_offsets"][1] for entry in header.values())
        shapes = {name: tuple(map(int, entry["shape"])) for name, entry in header.items()}
        size = path.stat().st_size
    except CORRUPT as error:
        raise AdapterRefused(f"{path.name} is corrupt ({type(error).__name__})") from error
    if size != end:
        raise AdapterRefused(f"{path.name} is truncated or has bytes to spare")
    return shapes
