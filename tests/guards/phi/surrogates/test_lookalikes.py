"""Altered and invented surrogates are seen, and ordinary brackets are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.labels import LETTERS
from guards.phi.normal import Plain
from guards.phi.surrogates.lookalikes import lookalikes_in


@pytest.mark.parametrize(
    "lookalike",
    [
        *("[NAME_9]", "[name_1]", "[Name 1]", "[NAME-1]", "[NAME1]", "[NAME #1]", "[ NAME_1 ]"),
        *("[NAME_01]", "[NAME_?]", "[NAME_x]", "[NAME]", "[NAME_1", "NAME_1", "【NAME_1】"),
        *("［NAME_1］", r"\[NAME\_1\]", r"NAME\_1", r"\u005bNAME_1\u005d", "[PATIENT_1]"),
        *("[NOMBRE_1]", "[ИМЯ_1]", "[Date 3]", "[LITERAL_4]", "〔DATE_2〕", "[NAME＿1]"),
    ],
)
def test_is_seen(lookalike: str) -> None:
    assert list(lookalikes_in(f"Ask {lookalike} about it.")) == [Plain(lookalike).text]


@pytest.mark.parametrize(
    ("text", "plain"), [("[NA\u200bME_1]", "[NAME_1]"), ("[NAME_\uff11]", "[NAME_1]")]
)
def test_hidden_characters_do_not_hide_it(text: str, plain: str) -> None:
    assert list(lookalikes_in(text)) == [plain]


@pytest.mark.parametrize(
    "text",
    [
        "see [1], [12] and [sic]",
        "[link](https://x.org) and [Code](x)",
        "array[index_1] = {name: x}",
        "the date 3 of plan B",
        '{"date_1": "x", "zip": 1}',
        "name_1, FIGURE_1, TABLE_2",
        "[see note 3]",
        "[TABLE 1] and [Name] and [url]",
        "MRN_",
        "[NAMES_OF_ALL]",
        "[]",
    ],
)
def test_ordinary_text_is_not(text: str) -> None:
    assert list(lookalikes_in(text)) == []


@given(label=st.sampled_from(sorted(LETTERS)), ordinal=st.integers(1, 999), text=st.text())
def test_our_own_shape_is_always_seen(label: str, ordinal: int, text: str) -> None:
    assert f"[{label}_{ordinal}]" in list(lookalikes_in(f"{text} [{label}_{ordinal}] {text}"))
