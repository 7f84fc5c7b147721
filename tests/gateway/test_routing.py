"""Which release answers: pure, sticky, and in the right shares."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gateway.contracts import AliasState, Release
from gateway.routing import choose

LIVE, CANARY, PILOT = (Release(alias="a", adapter=f"x@{name}") for name in ("l", "c", "p"))
NAMES = st.text(min_size=1, max_size=20)
WEIGHTS = st.floats(0, 1)


def state(weight: float = 0.0, **facts: Any) -> AliasState:
    filled: dict[str, Any] = {
        "canary": CANARY,
        "canary_weight": weight,
        "pilots": {"cardiology": PILOT},
        **facts,
    }
    return AliasState(alias="a", live=LIVE, **filled)


@given(WEIGHTS, NAMES)
def test_a_conversation_keeps_its_release(weight: float, conversation: str) -> None:
    assert choose(state(weight), None, conversation) == choose(state(weight), None, conversation)


@given(WEIGHTS, WEIGHTS, NAMES)
def test_a_growing_canary_loses_no_conversation(one: float, two: float, name: str) -> None:
    small, large = sorted((one, two))
    if choose(state(small), None, name).arm == "canary":
        assert choose(state(large), None, name).arm == "canary"


@given(st.floats(0.05, 0.95), st.integers(0, 10**9))
def test_the_canarys_share_is_its_weight(weight: float, seed: int) -> None:
    arms = [choose(state(weight), None, f"{seed}-{n}").arm for n in range(2000)]
    share = arms.count("canary") / len(arms)
    assert abs(share - weight) < 0.07  # more than six standard deviations


@given(NAMES)
def test_no_weight_is_nobody_and_full_weight_everybody(name: str) -> None:
    assert choose(state(0.0), None, name).release == LIVE
    assert choose(state(1.0), None, name).release == CANARY


@given(WEIGHTS, NAMES)
def test_a_pilot_comes_before_the_canary(weight: float, name: str) -> None:
    route = choose(state(weight), "cardiology", name)
    assert (route.release, route.arm) == (PILOT, "pilot")
    assert choose(state(weight), "surgery", name) == choose(state(weight), None, name)


@given(WEIGHTS, NAMES, st.sampled_from([None, "cardiology"]))
def test_a_suspension_comes_before_everything(
    weight: float, name: str, department: str | None
) -> None:
    route = choose(state(weight, suspended="Paused."), department, name)
    assert (route.arm, route.fixed_text) == ("suspended", "Paused.")


def test_aliases_draw_their_canaries_apart() -> None:
    other = AliasState(alias="b", live=LIVE, canary=CANARY, canary_weight=0.5)
    names = [str(n) for n in range(200)]
    one = [choose(state(0.5), None, name).arm for name in names]
    assert one != [choose(other, None, name).arm for name in names]
