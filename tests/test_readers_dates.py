"""Dates: as precise as they are written, and no more."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twosource.model import Span
from twosource.readers.dates import Label, now, parse_date, read_date_line

WRITTEN = {
    "2031": "2031",
    "2031-05": "2031-05",
    "2031-05-04": "2031-05-04",
    "2031-05-04T09:30:00+01:00": "2031-05-04T09:30:00+01:00",
    "2031-05-04 09:30": "2031-05-04T09:30",
    "2031-05-04T09:30:00 +0100": "2031-05-04T09:30:00+01:00",
    "2031-05-04T08:30:00Z": "2031-05-04T08:30:00Z",
    "date 2031-05-04": "2031-05-04",
    "May 4, 2031": "2031-05-04",
    "4 May 2031": "2031-05-04",
    "4th of May, 2031": "2031-05-04",
    "Sunday, 4 May 2031": "2031-05-04",
    "Sun May 4, 2031": "2031-05-04",
    "Sept. 3, 2031": "2031-09-03",
    "May 2031": "2031-05",
    "04.05.2031": "2031-05-04",
    "2031/05/04": "2031-05-04",
    "14/05/2031": "2031-05-14",
    "05/14/2031": "2031-05-14",
    "05/05/2031": "2031-05-05",
    "Published 21:14 GMT, Sunday 4 May 2031": "2031-05-04T21:14:00+00:00",
    "Updated 1:23 PM EDT, Sun May 4, 2031": "2031-05-04T13:23:00-04:00",
    "4 May 2031 at 12.05 a.m. BST": "2031-05-04T00:05:00+01:00",
    "First published on Sun 4 May 2031 06.12 GMT": "2031-05-04T06:12:00+00:00",
}
NEVER_MORE_EXACT = {
    "05/04/2031": "2031",  # May in one country, April in another
    "4 May 2031, 15:30": "2031-05-04",  # whose half past three?
    "4 May 2031, 15:30 IST": "2031-05-04",  # three zones bear that name
}
NO_DATE = [
    "",
    "Sunday",
    "May 4",
    "last Sunday",
    "31 June 2031",
    "2031-13",
    "2031-05-4",
    "99/99/2031",
    "0031",
    "2031 ships",
]


@pytest.mark.parametrize(("written", "iso"), (WRITTEN | NEVER_MORE_EXACT).items())
def test_a_date_is_as_exact_as_it_is_written(written, iso):
    assert parse_date(written) == iso


@pytest.mark.parametrize("written", NO_DATE)
def test_what_is_no_date_gives_none(written):
    assert parse_date(written) is None


def test_the_label_says_what_it_is_the_date_of():
    labels = {
        "Published: 4 May 2031": Label.PUBLISHED,
        "Last updated 4 May 2031": Label.UPDATED,
        "4 May 2031": Label.NONE,
    }
    for text, label in labels.items():
        found = read_date_line(text)
        assert found is not None
        assert (found.label, found.span) == (label, Span(0, len(text)))


def test_a_date_line_stands_exactly_at_its_start():
    assert read_date_line("on 4 May 2031") is None
    found = read_date_line("on 4 May 2031 ships left", 3)
    assert found is not None
    assert found.span == Span(3, 13)


@given(st.dates(min_value=date(1801, 1, 1), max_value=date(2199, 12, 31)))
def test_every_day_survives_every_clear_way_of_writing_it(day):
    iso = day.isoformat()
    styles = (iso, f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%b} {day.year}", f"{day:%A}, {day.day} {day:%B} {day.year}",
              f"{day.day:02}.{day.month:02}.{day.year}", f"{day:%Y/%m/%d}")  # fmt: skip
    assert [parse_date(style) for style in styles] == [iso] * len(styles)


@given(st.dates(min_value=date(1801, 1, 1), max_value=date(2199, 12, 31)))
def test_a_slashed_date_is_never_read_as_the_wrong_day(day):
    for style in (f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}"):
        assert day.isoformat().startswith(parse_date(style))


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none(text):
    iso = parse_date(text)
    assert iso is None or parse_date(iso) == iso


def test_now_is_in_utc():
    assert parse_date(now()) == now()[:25]
    assert now().endswith("+00:00")
