"""What a policy is: a name, a stage, what it covers, and a verdict on one text."""

from __future__ import annotations

from typing import Protocol

import msgspec

from guards.verdicts import Verdict


class Context(msgspec.Struct, frozen=True):
    """What a policy may know besides the text: who the words come from and who reads the answer."""

    role: str = "user"
    patient_facing: bool = False


class Policy(Protocol):
    """One clinical rule. It judges text and holds no state between calls."""

    @property
    def name(self) -> str:
        """The policy's file name: how policy sets and coverage refer to it."""

    @property
    def version(self) -> int:
        """Raised whenever verdicts may change."""

    @property
    def stage(self) -> str:
        """`prompt`, `passage`, `stream` or `answer`."""

    @property
    def covers(self) -> str:
        """One sentence: what it can recognise, and so what it cannot."""

    def judge(self, text: str, context: Context) -> Verdict | None:
        """The verdict, its action a proposal that the policy set may soften; None for nothing."""
