"""No link of the chain can be altered, taken out, moved or cut off unseen."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from gateway.audit import CHAIN_OPENED, AuditChain, anchors, faults
from gateway.contracts import AuditEvent, audit_digest


def chain_of(kinds: list[str], first: dict[str, Any] | None = None) -> list[AuditEvent]:
    chain = AuditChain()
    events = [] if first is None else [chain.link(CHAIN_OPENED, chain.name, first, 0.0)]
    events += [chain.link(kind, f"req-{i}", {"n": i}, float(i)) for i, kind in enumerate(kinds)]
    chain.commit()
    return events


def by_name(*chains: list[AuditEvent]) -> dict[str, list[AuditEvent]]:
    return {
        f"chain {i}" if not events else events[0].chain: events for i, events in enumerate(chains)
    }


def redigested(event: AuditEvent, **changes: Any) -> AuditEvent:
    """An event altered by somebody who knows how digests are made."""
    altered = msgspec.structs.replace(event, **changes)
    return msgspec.structs.replace(altered, digest=audit_digest(altered))


KINDS = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=12)


@given(KINDS)
def test_a_whole_chain_has_no_fault(kinds: list[str]) -> None:
    assert faults(by_name(chain_of(kinds))) == []


@given(KINDS, st.data())
def test_an_altered_event_is_found(kinds: list[str], data: st.DataObject) -> None:
    events = chain_of(kinds)
    index = data.draw(st.integers(0, len(events) - 1))
    field, value = data.draw(
        st.sampled_from([("kind", "x"), ("subject", "x"), ("detail", {"n": -1}), ("at", -1.0)])
    )
    events[index] = msgspec.structs.replace(events[index], **{field: value})
    assert any("was altered" in fault for fault in faults(by_name(events)))


@given(KINDS, st.data())
def test_a_missing_event_is_found(kinds: list[str], data: st.DataObject) -> None:
    events = chain_of([*kinds, "last"])
    del events[data.draw(st.integers(0, len(events) - 2))]
    assert any("is missing" in fault for fault in faults(by_name(events)))


@given(KINDS, st.data())
def test_reordering_is_found(kinds: list[str], data: st.DataObject) -> None:
    events = chain_of([*kinds, "last"])
    order = data.draw(st.permutations(range(len(events))).filter(lambda o: o != sorted(o)))
    assert faults(by_name([events[index] for index in order]))


@given(KINDS, st.data())
def test_an_event_rewritten_with_its_digest_breaks_the_next_link(
    kinds: list[str], data: st.DataObject
) -> None:
    events = chain_of([*kinds, "last"])
    index = data.draw(st.integers(0, len(events) - 2))
    events[index] = redigested(events[index], subject="somebody else")
    assert any("does not follow" in fault for fault in faults(by_name(events)))


@given(KINDS, st.data())
def test_a_cut_tail_shows_in_a_younger_chain(kinds: list[str], data: st.DataObject) -> None:
    old = chain_of(kinds)
    young = chain_of(["x"], anchors([old[-1]]))
    assert faults(by_name(old, young)) == []
    kept = data.draw(st.integers(0, len(old) - 1))
    cut = {old[0].chain: old[:kept], young[0].chain: young}
    assert [fault for fault in faults(cut) if "was cut or rewritten" in fault]


def test_a_chain_rewritten_whole_shows_in_a_younger_one() -> None:
    old = chain_of(["a", "b"])
    young = chain_of(["x"], anchors([old[-1]]))
    forged = [redigested(old[0], subject="forged")]
    forged.append(redigested(old[1], previous=forged[0].digest))
    assert faults(by_name(forged)) == []
    assert any("rewritten" in fault for fault in faults(by_name(forged, young)))


def test_a_deleted_chain_shows_in_a_younger_one() -> None:
    old = chain_of(["a", "b"])
    young = chain_of(["x"], anchors([old[-1]]))
    assert any(old[0].chain in fault for fault in faults(by_name(young)))


def test_an_opening_event_without_anchors_is_a_fault_and_no_crash() -> None:
    young = chain_of(["x"], anchors([]))
    young[0] = msgspec.structs.replace(young[0], detail={})
    assert any("was altered" in fault for fault in faults(by_name(young)))


def test_links_that_were_not_committed_leave_no_gap() -> None:
    chain = AuditChain()
    first = chain.link("a", "s", {}, 0.0)
    chain.commit()
    chain.link("lost", "s", {}, 1.0)
    chain.link("lost", "s", {}, 2.0)
    chain.revert()
    second = chain.link("b", "s", {}, 3.0)
    assert faults({chain.name: [first, second]}) == []
