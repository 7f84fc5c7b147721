"""Policy sets: which policies judge an alias's text, and what their findings lead to.

Sets are read from `presets.yaml`. A set can soften a policy's verdict, never sharpen it, and
whatever it does not run is absent from its coverage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import msgspec
import yaml

from guards.policy import emergency, prompt_injection
from guards.policy.base import Context, Policy
from guards.verdicts import Action, Coverage, GuardsError, Verdict

_FILE = Path(__file__).with_name("presets.yaml")
_MAKERS: Mapping[str, Callable[[], Policy]] = MappingProxyType(
    {"emergency": emergency.Emergency, "prompt_injection": prompt_injection.PromptInjection}
)
_FIXED_TEXTS = MappingProxyType(
    {"emergency": emergency.FIXED_TEXT, "prompt_injection": prompt_injection.FIXED_TEXT}
)
_OTHER_TEXT = "I can't help with this here. Please ask a clinician."
EMERGENCY_TEXT = emergency.FIXED_TEXT
"""What a patient is told when guards could not run."""


class _Preset(msgspec.Struct, forbid_unknown_fields=True):
    patient_facing: bool
    policies: dict[str, str]


class PolicySet:
    """The policies of one alias with the strongest action each may take.

    Make one for each request: it keeps count of what it judged, and that is its coverage.
    """

    def __init__(
        self,
        name: str,
        limits: Sequence[tuple[Policy, Action]],
        *,
        patient_facing: bool = False,
    ) -> None:
        self.name = name
        self.patient_facing = patient_facing
        self._limits = tuple(limits)
        self._judged: list[Coverage] = []

    @classmethod
    def preset(cls, name: str) -> PolicySet:
        """One of `clinician`, `patient-portal`, `coding`, `evaluation`.

        Raises: GuardsError for a name that `presets.yaml` does not hold.
        """
        preset = _presets().get(name)
        if preset is None:
            known = ", ".join(sorted(_presets()))
            raise GuardsError(f"no policy set '{name[:40]}'; use one of {known}")
        return cls(name, _limits(name), patient_facing=preset.patient_facing)

    @property
    def coverage(self) -> list[Coverage]:
        """What has been judged so far, one entry for each policy that ran."""
        return list(self._judged)

    def judge_prompt(self, texts: Sequence[str]) -> list[Verdict]:
        """Every policy's verdict on every text, none harsher than this set allows."""
        context = Context(patient_facing=self.patient_facing)
        verdicts: list[Verdict] = []
        for policy, limit in self._limits:
            if policy.stage != "prompt":
                continue
            found = (policy.judge(text, context) for text in texts)
            verdicts += [_softened(verdict, limit) for verdict in found if verdict is not None]
            guard = f"policy.{policy.name}@{policy.version}"
            self._judged.append(Coverage(guard, "prompt", len(texts), sum(map(len, texts))))
        return verdicts

    @staticmethod
    def strictest(verdicts: Iterable[Verdict]) -> Verdict | None:
        """The verdict that holds: the one with the strongest action, the first of equals."""
        return max(verdicts, key=lambda verdict: verdict.action, default=None)

    @staticmethod
    def fixed_text(verdict: Verdict) -> str:
        """What is said in the model's place under this verdict."""
        return _FIXED_TEXTS.get(verdict.policy, _OTHER_TEXT)


@lru_cache(maxsize=1)
def _presets() -> dict[str, _Preset]:
    try:
        return msgspec.convert(yaml.safe_load(_FILE.read_text("utf-8")), dict[str, _Preset])
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise GuardsError("the policy sets cannot be read; restore presets.yaml") from error


@lru_cache(maxsize=16)
def _limits(name: str) -> tuple[tuple[Policy, Action], ...]:
    """A preset's policies with their limits; holding no state, they serve every set at once."""
    return tuple((_policy(key), _action(word)) for key, word in _presets()[name].policies.items())


def _policy(name: str) -> Policy:
    if name not in _MAKERS:
        raise GuardsError(f"no policy '{name[:40]}'; presets.yaml may name {', '.join(_MAKERS)}")
    return _MAKERS[name]()


def _action(word: str) -> Action:
    try:
        return Action[word.upper()]
    except KeyError as error:
        raise GuardsError(f"no action '{word[:40]}' in presets.yaml") from error


def _softened(verdict: Verdict, limit: Action) -> Verdict:
    return msgspec.structs.replace(verdict, action=min(verdict.action, limit))
