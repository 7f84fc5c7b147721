"""A recipe: one YAML file that fixes an adapter's training, card and golden questions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

from training.errors import RefusedError, UncheckedError

RECIPES = Path(__file__).parent / "recipes"

LINEAR_LAYERS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A golden question of short invented text; its answers are recorded at export."""

    content: str
    max_tokens: int = 96


class Recipe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that shapes an adapter besides its data and its base.

    Rates are peak values under a cosine; `warmup_share` and `dropout` lie in [0, 1].
    `examples` limits the rows used (0 = all) after the first `skip`; `max_length` is tokens a row.
    `continues` is the label of the version whose weights training goes on from, or empty.
    """

    name: str
    label: str
    intended_use: str
    limitations: str
    probes: list[Question]
    licence: str = "Apache-2.0"
    about: str = ""
    rank: int = 16
    alpha: int = 32
    dropout: float = 0.05
    rslora: bool = False
    targets: tuple[str, ...] = LINEAR_LAYERS
    learning_rate: float = 2e-4
    warmup_share: float = 0.05
    weight_decay: float = 0.0
    epochs: float = 3.0
    batch_size: int = 16
    examples: int = 0
    skip: int = 0
    continues: str = ""
    max_length: int = 1024
    seed: int = 1

    def __post_init__(self) -> None:
        """Hold what vLLM serves: ranks it knows, and questions that can prove a load."""
        if self.rank not in (1, 8, 16, 32, 64, 128, 256, 320, 512):
            raise ValueError(f"rank {self.rank} is not one that vLLM serves; take 8, 16, 32 or 64")
        if not 3 <= len(self.probes) <= 5:
            raise ValueError(f"{len(self.probes)} probes; give 3 to 5")
        if self.epochs <= 0 or self.batch_size < 1 or not 0 <= self.warmup_share <= 1:
            raise ValueError("epochs and batch_size must be positive, warmup_share within [0, 1]")


def load_recipe(name_or_path: str) -> Recipe:
    """The recipe of that file, or of that name among the shipped ones.

    Raises: UncheckedError when there is no such file, RefusedError when it does not hold a recipe.
    """
    shipped = RECIPES / f"{name_or_path}.yaml"
    path = shipped if shipped.is_file() else Path(name_or_path)
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in RECIPES.glob("*.yaml")))
        raise UncheckedError(f"no recipe {name_or_path!r}; give a YAML file or one of: {known}")
    return parse_recipe(yaml.safe_load(path.read_text(encoding="utf-8")), path.name)


def parse_recipe(content: Mapping[str, Any], source: str) -> Recipe:
    """The recipe in `content`; unknown fields are refused, not dropped."""
    try:
        return msgspec.convert(content, Recipe)
    except msgspec.ValidationError as error:
        raise RefusedError(f"{source} is not a recipe: {error}") from error
