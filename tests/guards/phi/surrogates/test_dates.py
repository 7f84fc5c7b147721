"""Every written form of a date gives its year; nothing else gives one."""

from __future__ import annotations

from datetime import date

import pytest

from guards.phi.surrogates.dates import date_range, read_date, years_in

THIS_YEAR = 2026


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("March 14, 2019", date(2019, 3, 14)),
        ("MARCH 14th 2019", date(2019, 3, 14)),
        ("Thursday, March 14, 2019", date(2019, 3, 14)),
        ("March the 14th, 2019", date(2019, 3, 14)),
        ("Sept. 3, 2020", date(2020, 9, 3)),
        ("14 Mar 2019", date(2019, 3, 14)),
        ("14-Mar-19", date(2019, 3, 14)),
        ("the 3rd of May 2021", date(2021, 5, 3)),
        ("3rd day of May, 2021", date(2021, 5, 3)),
        ("2019 Mar 14", date(2019, 3, 14)),
        ("3/14/19", date(2019, 3, 14)),
        ("3-14-2019", date(2019, 3, 14)),
        ("3 / 14 / 2019", date(2019, 3, 14)),
        ("14/3/2019", date(2019, 3, 14)),
        ("4/5/2019", date(2019, 4, 5)),
        ("4.5.2019", date(2019, 5, 4)),
        ("14. 3. 2019", date(2019, 3, 14)),
        ("3.14.2019", date(2019, 3, 14)),
        ("2019-03-14", date(2019, 3, 14)),
        ("2019/3/14 10:22", date(2019, 3, 14)),
        ("2019-03-14T10:22:00.5+02:00", date(2019, 3, 14)),
        ("20190314", date(2019, 3, 14)),
        ("201903141022", date(2019, 3, 14)),
        ("99/12/31", date(2099, 12, 31)),
        ("Mar 14 at 10:30 am", date(2023, 3, 14)),
        ("14/3", date(2023, 3, 14)),
        ("Feb 29", date(2024, 2, 29)),
        ("03/2019", date(2019, 3, 15)),
        ("early March 2019", date(2019, 3, 15)),
        ("Apr '21", date(2021, 4, 15)),
        ("2019-03", date(2019, 3, 15)),
        ("Q3 2021", date(2021, 8, 15)),
        ("3Q21", date(2021, 8, 15)),
        ("2019", date(2019, 7, 15)),
    ],
)
def test_forms(text: str, day: date) -> None:
    written = read_date(text)
    assert written is not None
    assert written.day == day


@pytest.mark.parametrize(
    "text",
    [
        *("", "Christmas 2022", "spring 2021", "2/30/2020", "32/1/2020", "13/13/2020", "120/80"),
        *("1/2/3/4", "yesterday", "March 14, 2019 x", "7/10/", "1850-01-01", "\x00", "March" * 40),
    ],
)
def test_what_is_no_date_or_no_single_one(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("3/1-3/5/2023", date(2023, 3, 1), date(2023, 3, 5)),
        ("Dec 30, 2019 - Jan 2, 2020", date(2019, 12, 30), date(2020, 1, 2)),
        ("2021-03-14 to 2021-03-20", date(2021, 3, 14), date(2021, 3, 20)),
        ("May/June 2021", date(2021, 5, 15), date(2021, 6, 15)),
        ("March 30 through April 2", date(2023, 3, 30), date(2023, 4, 2)),
    ],
)
def test_ranges(text: str, first: date, last: date) -> None:
    both = date_range(text)
    assert both is not None
    assert (both[0].day, both[2].day) == (first, last)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("March 14, 2019", (2019,)),
        ("3/14/19", (2019,)),
        ("3/14/27", (2027,)),
        ("3/14/28", (1928,)),
        ("14-Mar-99", (1999,)),
        ("20190314", (2019,)),
        ("2019-03-14T20:30:00+2000", (2019,)),
        ("2031-01-01", (2031,)),
        ("Dec 30, 2019 - Jan 2, 2020", (2019, 2020)),
        ("3/1-3/5/23", (2023,)),
        ("Christmas 2022", (2022,)),
        ("third quarter of 2021", (2021,)),
        ("Mar 14", ()),
        ("last Friday", ()),
        ("1584230400", ()),
        ("12345678", ()),
    ],
)
def test_years(text: str, years: tuple[int, ...]) -> None:
    assert years_in(text, THIS_YEAR) == years
