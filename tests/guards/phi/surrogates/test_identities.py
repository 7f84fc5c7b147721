"""The map issues, restores exactly, confines itself, and knows what it did not issue."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from guards.phi.surrogates.identities import SURROGATE, Identities, Identity

MARIA = Identity("NAME", 1, "Maria")
ANA = Identity("NAME", 2, "Ana")
entries = st.lists(
    st.tuples(st.sampled_from(("NAME", "DATE", "LITERAL")), st.text(max_size=8)), max_size=6
)
answers = st.lists(
    st.one_of(
        st.sampled_from(
            ("[NAME_1]", "[NAME_2]", "[DATE_1]", "[LITERAL_1]", "[NAME_", "1]", "NAME_1")
        ),
        st.text(max_size=4),
    ),
    max_size=10,
).map("".join)


def issued(pairs: list[tuple[str, str]]) -> Identities:
    identities = Identities()
    for label, value in pairs:
        identities.surrogate_for(label, value)
    return identities


def test_two_spellings_get_two_surrogates() -> None:
    identities = Identities()
    assert identities.surrogate_for("NAME", "Smith") == "[NAME_1]"
    assert identities.surrogate_for("NAME", "SMITH") == "[NAME_2]"
    assert identities.surrogate_for("NAME", "Smith") == "[NAME_1]"


def test_spellings_share_one_where_nothing_is_restored() -> None:
    identities = Identities([Identity("NAME", 1, "Ana  Smith")])
    assert identities.surrogate_for("NAME", "ANA SMITH", folded=True) == "[NAME_1]"
    assert identities.surrogate_for("DATE", "ana smith", folded=True) == "[DATE_1]"


def test_ordinals_continue_after_a_reload() -> None:
    identities = Identities([Identity("NAME", 7, "Maria")])
    assert identities.surrogate_for("NAME", "Ana") == "[NAME_8]"


def test_restoring_never_looks_inside_a_restored_value() -> None:
    identities = Identities([Identity("CODE", 1, "[NAME_1]"), Identity("NAME", 1, "Secret")])
    assert identities.restore("[CODE_1]") == "[NAME_1]"


def test_what_follows_a_surrogate_stays() -> None:
    identities = Identities([MARIA])
    assert identities.restore("[NAME_1]'s and [NAME_1]-like") == "Maria's and Maria-like"


def test_restored_values_can_be_escaped() -> None:
    identities = Identities([Identity("NAME", 1, 'A "B"\n')])
    restored = identities.restore('{"x":"[NAME_1]"}', escape=lambda v: json.dumps(v)[1:-1])
    assert json.loads(restored) == {"x": 'A "B"\n'}


def test_invented_and_altered_surrogates_are_reported_and_left() -> None:
    identities = Identities([MARIA])
    text = "[NAME_1] [NAME_2] [name_1] NAME_1 [Date 3] [NAME_?] [NAME]"
    assert identities.restore(text) == text.replace("[NAME_1]", "Maria")
    assert identities.unknown_in(text) == (
        "[NAME_2]", "[name_1]", "NAME_1", "[Date 3]", "[NAME_?]", "[NAME]",
    )  # fmt: skip


def test_an_issued_surrogate_with_hidden_characters_is_an_altered_one() -> None:
    assert Identities([MARIA]).unknown_in("[NAME\u200b_1]") == ("[NAME_1]",)


def test_another_conversation_of_the_patient_cannot_be_pulled_in() -> None:
    confined = Identities([MARIA, ANA], shift_days=9).within(["Who is [NAME_2]?"])
    assert confined.restore("[NAME_1] and [NAME_2]") == "[NAME_1] and Ana"
    assert confined.unknown_in("[NAME_1] and [NAME_2]") == ("[NAME_1]",)
    assert confined.shift_days == 9


def test_a_confined_map_never_issues_anothers_ordinal() -> None:
    confined = Identities([MARIA, ANA]).within(["[NAME_1]"])
    assert confined.surrogate_for("NAME", "Eva") == "[NAME_3]"


def test_what_the_prompt_holds_is_no_invention() -> None:
    confined = Identities([MARIA]).within(["Fill in [NAME] and [Date 1], not [NAME_1]."])
    assert confined.unknown_in("[NAME] [Date 1] [NAME_1] [DATE]") == ("[DATE]",)


@given(pairs=entries, prompt=answers, answer=answers)
def test_confinement(pairs: list[tuple[str, str]], prompt: str, answer: str) -> None:
    identities = issued(pairs)
    confined = identities.within([prompt])
    standing = {match[0] for match in SURROGATE.finditer(prompt)}
    assert {entry.surrogate for entry in confined.entries()} <= standing
    expected = SURROGATE.sub(
        lambda m: identities.restore(m[0]) if m[0] in standing else m[0], answer
    )
    assert confined.restore(answer) == expected


@given(pairs=entries, answer=answers)
def test_what_is_not_restored_is_reported(pairs: list[tuple[str, str]], answer: str) -> None:
    identities = issued(pairs)
    invented = {m[0] for m in SURROGATE.finditer(answer) if identities.value_of(m[0]) is None}
    assert invented <= set(identities.unknown_in(answer))
