"""Intervals: known values, and what clustering may and may not do to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.phi.intervals import clustered, wilson


def test_wilson_agrees_with_the_published_example() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_nothing_counted_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert clustered([]) == (0.0, 1.0)
    assert clustered([(0, 0)]) == (0.0, 1.0)


def test_documents_that_agree_with_themselves_are_worth_one_item_each() -> None:
    alone = [(1, 1)] * 30 + [(0, 1)] * 10
    in_clusters = [(10, 10)] * 30 + [(0, 10)] * 10
    assert clustered(in_clusters) == pytest.approx(clustered(alone))


def test_a_perfect_score_is_only_as_sure_as_its_documents_are_many() -> None:
    assert clustered([(50, 50)] * 4)[0] == wilson(4, 4)[0]


@given(st.lists(st.integers(0, 9).flatmap(lambda w: st.tuples(st.integers(0, w), st.just(w)))))
def test_the_share_lies_within_and_clustering_never_narrows(pairs: list[tuple[int, int]]) -> None:
    part, whole = sum(p for p, _ in pairs), sum(w for _, w in pairs)
    low, high = clustered(pairs)
    assert 0 <= low <= high <= 1
    if whole:
        plain = wilson(part, whole)
        assert low - 1e-9 <= part / whole <= high + 1e-9
        assert high - low >= plain[1] - plain[0] - 1e-9
