"""Days: when a statement says that something happened, and when its report was published."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from twosource.model import Report, Statement, Timex, TimexType

FULL_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
WEEK = re.compile(r"(\d{4})-W(\d{2})")
MONTH = re.compile(r"(\d{4})-(\d{2})(?:$|T)")
OUTSIDE_DAYS = 31
"""Days from publication within which a time beside the content is taken for the event's: a month."""
YEAR = re.compile(r"(\d{4})$")


class Days(NamedTuple):
    """Calendar days from `first` to `last`, both included."""

    first: date
    last: date

    def gap(self, other: Days) -> int:
        """Days between the two; 0 when they overlap or touch."""
        return max(0, (other.first - self.last).days, (self.first - other.last).days)


def published_day(report: Report) -> date | None:
    """The day of publication; `None` when it is not known to the day."""
    found = FULL_DAY.match(report.published or "")
    return _date(*map(int, found.groups())) if found else None


def days_of(statement: Statement, report: Report | None = None) -> Days | None:
    """When a statement's event is said to have happened: its first dated time; `None` when it gives none.

    A time that could not be resolved ("XXXX-WXX-7") counts as not stated. One beside the content may be of something
    else that the sentence says ("in a letter of 2014"): far from the report's publication it is passed over.
    """
    listed: tuple[Timex, ...] = statement.times if isinstance(statement.times, tuple) else ()
    day = published_day(report) if report is not None else None
    for timex in listed:
        if timex.type in {TimexType.DATE, TimexType.TIME}:
            days = days_of_value(timex.value)
            inside = any(span.contains(timex.span) for span in statement.content)
            if days is not None and (inside or day is None or abs((day - days.last).days) <= OUTSIDE_DAYS):
                return days
    return None


def days_of_value(value: str) -> Days | None:
    """Days that a TIMEX3 value covers: a day, a week, a month or a year; `None` for anything else."""
    if found := FULL_DAY.match(value):
        day = _date(*map(int, found.groups()))
        return Days(day, day) if day else None
    if found := WEEK.match(value):
        year, week = map(int, found.groups())
        if not 1 <= week <= 53:
            return None
        try:
            monday = date.fromisocalendar(year, week, 1)
        except ValueError:
            return None
        return Days(monday, monday + timedelta(days=6))
    if found := MONTH.match(value):
        year, month = map(int, found.groups())
        first = _date(year, month, 1)
        following = _date(year + month // 12, month % 12 + 1, 1)
        return Days(first, following - timedelta(days=1)) if first and following else None
    if found := YEAR.match(value):
        year = int(found.group(1))
        first, last = _date(year, 1, 1), _date(year, 12, 31)
        return Days(first, last) if first and last else None
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
