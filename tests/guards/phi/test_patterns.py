"""Rules find what they are for, and the prefilter never loses a match."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given

from guards.phi.patterns import Patterns, Rule
from guards.phi.rulebook import RULES
from guards.verdicts import DetectorUnavailable, Span

from .texts import clinical

FAST = Patterns(RULES)
SLOW = Patterns(RULES, prefilter=False)


def key(span: Span) -> tuple[int, int, str]:
    return span.start, span.end, span.source


@given(clinical)
def test_prefilter_changes_nothing_but_speed(text: str) -> None:
    assert FAST.engine == "hyperscan+re"
    assert sorted(map(key, FAST.find(text))) == sorted(map(key, SLOW.find(text)))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_patterns_are_bounded(rule: Rule) -> None:
    assert "v>" in rule.pattern
    assert "*" not in rule.pattern.replace("[\\dX*]", "").replace("\\'*", "").replace("\"'*", "")


@pytest.mark.parametrize("bomb", ["1" * 20_000, "a." * 10_000, "1-" * 10_000, "((((" * 5_000])
def test_long_runs_are_read_in_linear_time(bomb: str) -> None:
    assert isinstance(SLOW.find(bomb), list)


def test_threads_share_the_rules() -> None:
    found: list[int] = []
    text = "Call 555-123-4567 on 02/25/2023. " * 20

    def scan() -> None:
        found.extend(len(FAST.find(text)) for _ in range(20))

    threads = [threading.Thread(target=scan) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {len(FAST.find(text))}
    assert len(found) == 80


def test_a_rule_that_cannot_be_compiled_fails_closed() -> None:
    with pytest.raises(DetectorUnavailable):
        Patterns((Rule("broken", "CODE", r"(?P<v>a{99999})"),))
