"""Emergencies escalate; idioms, history and general questions do not."""

from __future__ import annotations

import pytest

from guards.policy.base import Context
from guards.policy.emergency import SIGNS, Emergency
from guards.verdicts import Action, Verdict

URGENT = [
    ("self_harm", "I want to kill myself"),
    ("self_harm", "i don't want to live anymore"),
    ("self_harm", "thinking about ending it all"),
    ("self_harm", "No chest pain, but I am suicidal"),
    ("self_harm", "I would never kill myself"),
    ("self_harm", "I used to cut my wrists years ago"),
    ("self_harm", "I want to ki\u200bll myself"),
    ("overdose", "I took a whole bottle of aspirin"),
    ("overdose", "My son didn't overdose, I think"),
    ("overdose", "He swallowed 40 tylenol pills"),
    ("overdose", "my toddler drank bleach"),
    ("stroke", "My husband's face is drooping and he slurs"),
    ("stroke", "sudden weakness on my left side"),
    ("heart", "Crushing chest pain, radiating to my jaw"),
    ("heart", "I have pressure in my chest"),
    ("breathing", "I can’t breathe"),
    ("breathing", "her lips are turning blue"),
    ("collapse", "My wife is unconscious"),
    ("bleeding", "I am vomiting blood"),
    ("pregnancy_and_child", "my 3 week old has a fever of 101"),
]

CALM = [
    "",
    "How do I kill a fever?",
    "My back is killing me",
    "I have no chest pain today",
    "denies chest pain or shortness of breath",
    "My grandfather died of a heart attack; how can I prevent one?",
    "I had a stroke 5 years ago and take aspirin. Can I fly?",
    "What are the symptoms of a stroke?",
    "What causes chest pain?",
    "I'm dying to know my results",
    "Can I take 10 mg of melatonin?",
]


@pytest.mark.parametrize(("sign", "text"), URGENT)
def test_emergencies_escalate_with_evidence(sign: str, text: str) -> None:
    verdict = Emergency().judge(text, Context())
    assert verdict is not None
    assert (verdict.action, verdict.reason) == (Action.ESCALATE, sign)
    assert verdict.evidence is not None
    start, end = verdict.evidence
    assert 0 <= start < end <= len(text)


@pytest.mark.parametrize("text", CALM)
def test_everyday_text_does_not(text: str) -> None:
    assert Emergency().judge(text, Context()) is None


def test_every_sign_has_a_case() -> None:
    assert {sign.name for sign in SIGNS} == {sign for sign, _ in URGENT}


def test_self_harm_is_named_before_a_lesser_sign() -> None:
    verdict = Emergency().judge("I have chest pain and took an overdose", Context())
    assert isinstance(verdict, Verdict)
    assert verdict.reason == "overdose"
