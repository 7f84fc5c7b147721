"""Dates move by days, keep their form, and stay as far apart as they were."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.surrogates.date_shift import shifted
from guards.phi.surrogates.dates import read_date

FORMATS = (
    *("%B %d, %Y", "%b %d, %Y", "%d %b %Y", "%d-%b-%Y", "%Y-%m-%d", "%Y%m%d", "%m/%d/%Y"),
    *("%m-%d-%Y", "%d.%m.%Y", "%Y-%m-%dT10:22:00Z", "%A, %B %d, %Y", "%m/%d/%y", "the %d of %B %Y"),
)
days = st.integers(-365, 365).filter(bool)
pieces = st.lists(
    st.sampled_from(
        ("March", " ", "3", "14", "2019", "-", "/", "Fri", ", ", "th", "to", "Q1", ".")
    ),
    max_size=9,
).map("".join)
dates = st.dates(date(1931, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("March 14, 2019", "April 3, 2019"),
        ("MARCH 14TH, 2019", "APRIL 3RD, 2019"),
        ("3/14/19", "4/3/19"),
        ("12/25/2019", "01/14/2020"),
        ("2019-03-14T10:22:00Z", "2019-04-03T10:22:00Z"),
        ("20190314", "20190403"),
        ("14 Mar 2019", "3 Apr 2019"),
        ("14-Mar-99", "3-Apr-99"),
        ("12/31/99", "01/20/00"),
        ("Friday, March 5, 2021", "Thursday, March 25, 2021"),
        ("the 3rd of May 2021", "the 23rd of May 2021"),
        ("03/2019", "04/2019"),
        ("Apr '21", "May '21"),
        ("Mar 14", "Apr 3"),
        ("12/20", "01/09"),
        ("last Friday", "last Thursday"),
        ("Q1 2021", "Q1 2021"),
        ("March 3-5, 2021", "March 23-25, 2021"),
        ("March 10-12", "March 30-April 1"),
        ("29-31 March 2021", "18-20 April 2021"),
        ("the 3rd-5th of May", "the 23rd-25th of May"),
        ("3/1-3/5/2023", "3/21-3/25/2023"),
        ("Dec 30, 2019 - Jan 2, 2020", "Jan 19, 2020 - Jan 22, 2020"),
        ("２０１９-０３-１４", "2019-04-03"),
    ],
)
def test_twenty_days_later(text: str, later: str) -> None:
    assert shifted(text, 20) == later


@pytest.mark.parametrize(
    "text",
    ["Christmas", "spring 2021", "2/30/2020", "the first quarter of 2021", "last month", "x"],
)
def test_what_cannot_be_read_is_not_shifted(text: str) -> None:
    assert shifted(text, 20) is None


@given(day=dates, by=days, form=st.sampled_from(FORMATS))
def test_every_form_names_the_shifted_day(day: date, by: int, form: str) -> None:
    moved = shifted(day.strftime(form), by)
    assert moved is not None
    written = read_date(moved)
    assert written is not None
    expected = day + timedelta(by)
    assert (written.day.month, written.day.day) == (expected.month, expected.day)
    assert written.day.year % 100 == expected.year % 100


@given(first=dates, gap=st.integers(0, 400), by=days)
def test_intervals_are_preserved(first: date, gap: int, by: int) -> None:
    texts = (first.strftime("%B %d, %Y"), (first + timedelta(gap)).strftime("%m/%d/%Y"))
    early, late = (read_date(shifted(text, by) or "") for text in texts)
    assert early is not None
    assert late is not None
    assert late.day - early.day == timedelta(gap)


@given(text=pieces, by=days)
def test_what_was_shifted_can_be_shifted_back(text: str, by: int) -> None:
    moved = shifted(text, by)
    assert moved is None or shifted(moved, -by) is not None
