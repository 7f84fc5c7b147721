"""A table keeps its shape, cell by cell, and loses who its rows are about."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.forms.fields import MalformedDocument
from guards.phi.forms.tabular import redact_table
from guards.phi.surrogates.redactor import Identities, Mode, Redactor

TABLE = (
    'id,"Last Name",first_name,dob,note,dose\r\n'
    '1,Quandt,Ilse,1961-03-07,"Then Quandt said ""fine"", MRN 5512345",10\r\n'
    "2,Thaler,Resi,1970-01-31,Parkinson's disease,2.5\r\n"
)


def redacted(text: str, redactor: Redactor, mode: Mode = Mode.MASK) -> str:
    rows = redact_table(io.StringIO(text, newline=""), redactor, mode)
    return "".join(row.value for row in rows)


def test_cells_are_replaced_and_everything_else_stays(redactor: Redactor) -> None:
    assert redacted(TABLE, redactor) == (
        'id,"Last Name",first_name,dob,note,dose\r\n'
        '1,[NAME],[NAME],[DATE],"Then [NAME] said ""fine"", MRN [MRN]",10\r\n'
        "2,[NAME],[NAME],[DATE],Parkinson's disease,2.5\r\n"
    )


def test_a_row_knows_its_own_identifiers(redactor: Redactor) -> None:
    table = "mrn,first_name,note\nQX77,Oluwaseun,qx77 (Oluwaseun) slept\n"
    assert redacted(table, redactor).endswith("[MRN],[NAME],[MRN] ([NAME]) slept\n")


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_other_separators_are_seen(redactor: Redactor, separator: str) -> None:
    table = f"id{separator}ssn{separator}note\n1{separator}078-05-1120{separator}a, b, c\n"
    expected = f"id{separator}ssn{separator}note\n1{separator}[SSN]{separator}a, b, c\n"
    assert redacted(table, redactor) == expected


def test_a_file_without_a_header_is_read_all_the_same(redactor: Redactor) -> None:
    assert redacted("1,SSN 078-05-1120\n2,SSN 219-09-9999", redactor) == "1,SSN [SSN]\n2,SSN [SSN]"


def test_rows_may_go_over_lines_and_lines_may_be_blank(redactor: Redactor) -> None:
    table = 'id,note\n1,"first\nSSN 078-05-1120"\n\n2, "x, y"\n'
    assert redacted(table, redactor) == 'id,note\n1,"first\nSSN [SSN]"\n\n2, "x, y"\n'


@pytest.mark.parametrize(
    ("table", "row"),
    [("a,b\n1\n", 2), ("a,b\n1,2\n1,2,3\n", 3), ('a,b\n1,"x\n', 2), ('"a\n', 1)],
)
def test_a_row_that_does_not_fit_is_named(redactor: Redactor, table: str, row: int) -> None:
    with pytest.raises(MalformedDocument, match=f"row {row} "):
        redacted(table, redactor)


def test_rows_before_a_bad_one_are_not_lost(redactor: Redactor) -> None:
    rows = redact_table(iter(["a,b\n", "1,2\n", "1\n"]), redactor, Mode.MASK)
    assert [next(rows).value, next(rows).value] == ["a,b\n", "1,2\n"]


def test_rows_that_belong_together_share_a_map(redactor: Redactor) -> None:
    shifts = {"7": Identities(shift_days=-1), "8": Identities(shift_days=31)}
    rows = redact_table(
        ["pid,dob\n", "7,2021-03-01\n", "8,2021-03-01\n"],
        redactor, Mode.LIMITED, identities_of=lambda row: shifts.get(row["pid"], Identities()),
    )  # fmt: skip
    assert [row.value for row in rows][1:] == ["7,2021-02-28\n", "8,2021-04-01\n"]


texts = st.sampled_from(["", "a", "10", 'x "y"', "a,b", "two\nlines", " ", "é"])
cells = st.lists(texts, min_size=2, max_size=2)


@given(
    rows=st.lists(cells, max_size=4), quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
)
def test_a_table_without_identifiers_is_kept_to_the_character(
    redactor: Redactor, rows: list[list[str]], quoting: int
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, quoting=quoting).writerows([["one", "two"], *rows])
    assert redacted(written.getvalue(), redactor) == written.getvalue()
