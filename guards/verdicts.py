"""What guards say: spans, verdicts, and the errors of a guard that could not run.

Three outcomes stay distinct everywhere: a policy *decided* (a `Verdict`), a guard *could not
check* (a `GuardsError`, and the request fails closed), and text was *not covered* (it is absent
from the coverage the guard reports, and never reads as "passed").

    GuardsError
    ├── DetectorUnavailable     the detector or its model could not run
    ├── EncoderUnavailable      the shared ONNX encoder could not be loaded or run
    └── UnsupportedContent      a kind of content no guard can read (an image, say)
"""

from __future__ import annotations

from enum import IntEnum
from typing import NewType

import msgspec

Redacted = NewType("Redacted", str)
"""Text in which every identifier that was found has been replaced; only `guards.phi` makes it."""


class Span(msgspec.Struct, frozen=True):
    """One identifier in a text.

    `start` and `end` are half-open code-point offsets into the original text. `label` names the
    kind (`NAME`, `DATE` ...), `letter` is the Safe Harbor letter A to R of 45 CFR
    164.514(b)(2)(i), `score` lies in [0, 1], `source` names the rule or model that found it.
    """

    start: int
    end: int
    label: str
    letter: str
    score: float
    source: str


class Action(IntEnum):
    """What a verdict asks for, mildest first; of several verdicts the strictest holds."""

    ALLOW = 0
    FLAG = 1
    QUARANTINE = 2
    ABSTAIN = 3
    ASK = 4
    ESCALATE = 5
    BLOCK = 6

    @property
    def wire(self) -> str:
        """The lower-case word that outside users see."""
        return self.name.lower()


class Verdict(msgspec.Struct, frozen=True):
    """A policy's decision about one text.

    `stage` is `prompt`, `passage`, `stream` or `answer`. `evidence` is the half-open code-point
    span the decision rests on, None where it rests on the whole text.
    """

    policy: str
    stage: str
    action: Action
    score: float = 1.0
    reason: str = ""
    evidence: tuple[int, int] | None = None


class Coverage(msgspec.Struct, frozen=True):
    """Which guard ran over what: `over` counts texts, `chars` their code points.

    `not_covered` names what was in those texts and is not what the guard was measured on: ISO
    639-1 codes of languages, say.
    """

    guard: str
    stage: str
    over: int
    chars: int
    not_covered: tuple[str, ...] = ()


class GuardsError(Exception):
    """A guard could not do its work; the caller must fail closed."""


class DetectorUnavailable(GuardsError):
    """The PHI detector could not run."""


class EncoderUnavailable(GuardsError):
    """The shared encoder could not be loaded or run."""


class UnsupportedContent(GuardsError):
    """A kind of content that no guard can read; `kind` names it."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"content of type '{kind}' cannot be checked for identifiers")
        self.kind = kind
