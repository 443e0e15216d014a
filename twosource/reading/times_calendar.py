"""Calendar arithmetic on TIMEX3 values. What is not known stays underspecified (X); nothing here guesses.

Values are strings, as in TIMEX3: "2025-06-08", "2025-06", "2025-W23", "2025-Q2", "2025-SU", "2025", "202" (a decade),
"20" (a century), "2025-06-08TMO", "XXXX-WXX-7". Years before Christ are negative numbers here and "BC0480" in values.
"""

from __future__ import annotations

import re
from datetime import MAXYEAR, date, timedelta
from typing import NamedTuple

SHAPE = re.compile(
    r"(?P<year>(?:BC)?\d{4}|XXXX)"
    r"(?:-(?:(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?"
    r"|W(?P<week>\d\d|XX)(?:-(?P<weekday>[1-7]|WE))?|Q(?P<quarter>\d|X)|H(?P<half>\d|X)|(?P<season>SP|SU|FA|WI)))?"
    r"(?:T(?P<time>.+))?"
)
"""Parts of a calendar value of a year or finer."""

UNKNOWN = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX", "Y": "XXXX",
           "10Y": "XXX", "100Y": "XX", "1000Y": "X"}  # fmt: skip
"""The value of a unit of which nothing is known."""
DAYS_IN = {"D": 1, "W": 7, "WE": 7, "2W": 14}

MONTHS = 12
NEAR_DAYS = 60
"""A day without its year lies on the side that its verb says, but for one so near on the other side: writers name the
year, or say "last", for a day ten months ago."""
SEASON_MONTH = {"SP": 4, "SU": 7, "FA": 10, "WI": 1}
"""A month in the middle of each season of the northern half of the world, to tell which year's season is nearest."""


class Anchor(NamedTuple):
    """A moment as precisely as it is known: of publication, or the one that the text speaks of."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    clock: str | None = None

    @classmethod
    def of(cls, value: str | None) -> Anchor:
        """The anchor of an ISO prefix or TIMEX3 value; whatever is not a date in it stays unknown."""
        match = SHAPE.fullmatch((value or "").replace(" ", "T"))
        if match is None:
            return cls()
        parts = [_part(p) for p in match.group("year", "month", "day")]
        if match["week"] and match["week"] != "XX" and match["weekday"] and match["weekday"].isdecimal():
            parts = _iso_day(*(_part(p) or 0 for p in match.group("year", "week", "weekday")))
        year, month, day = parts
        if not year or (month is not None and not 1 <= month <= MONTHS):
            return cls(year or None)
        anchor = cls(year, month, day, match["time"])
        return anchor if day is None or anchor.date is not None else cls(year, month)

    @property
    def date(self) -> date | None:
        """The day, when it is known."""
        if self.year is None or self.year < 1 or self.month is None or self.day is None:
            return None
        return make_date(self.year, self.month, self.day)

    def value(self, unit: str) -> str:
        """The TIMEX3 value of the day, week, month, quarter, year, ... (ISO designator) that the anchor lies in."""
        year = year_text(self.year)
        month = "XX" if self.month is None else f"{self.month:02d}"
        if unit in {"W", "WE"}:
            week = f"{year}-WXX" if self.date is None else week_value(self.date)
            return week + ("-WE" if unit == "WE" else "")
        if unit == "Q":
            return f"{year}-QX" if self.month is None else f"{year}-Q{(self.month + 2) // 3}"
        day = "XX" if self.day is None else f"{self.day:02d}"
        long = {"10Y": -1, "100Y": -2, "1000Y": -3}
        if unit in long:
            return year[: long[unit]]
        return {"D": f"{year}-{month}-{day}", "M": f"{year}-{month}", "Y": year}[unit]


def _part(text: str | None) -> int | None:
    """A year ("BC0480" is -480), month or day of a value; `None` for one that is not known."""
    if text is None or text.startswith("X"):
        return None
    return -int(text[2:]) if text.startswith("BC") else int(text)


def year_text(year: int | None) -> str:
    """A year as values have it: "0079", "BC0480", "XXXX" when it is not known."""
    if year is None:
        return "XXXX"
    return f"{year:04d}" if year > 0 else f"BC{-year:04d}"


def plus_years(year: int, count: int) -> int | None:
    """`count` years later; `None` past the calendar's ends. The year 1 follows the year 1 before Christ."""
    moved = year + count
    if (year < 0) != (moved < 0) or not moved:
        moved += 1 if count > 0 else -1
    return moved if -MAXYEAR <= moved <= MAXYEAR else None


def _iso_day(year: int, week: int, weekday: int) -> list[int | None]:
    try:
        day = date.fromisocalendar(year, week, weekday)
    except ValueError:
        return [year, None, None]
    return [day.year, day.month, day.day]


def make_date(year: int, month: int, day: int) -> date | None:
    """The day, or `None` when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def plus_days(day: date, count: int) -> date | None:
    """`count` days later, or `None` past the calendar's ends."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return None


def week_value(day: date) -> str:
    """The ISO week of a day, "2025-W23"."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def shifted(anchor: Anchor, unit: str, count: int) -> str:
    """The day, week, month, ... that lies `count` of them after the anchor's own; underspecified when not known."""
    if count == 0:
        return anchor.value(unit)
    if unit in DAYS_IN:
        return _shifted_days(anchor, unit, count)
    if unit in {"M", "Q"}:
        return _shifted_month(anchor, count) if unit == "M" else _shifted_quarter(anchor, count)
    if unit == "Y":
        return _shifted_year(anchor, count)
    moved = None if anchor.year is None else plus_years(anchor.year, count * int(unit[:-1]))
    return UNKNOWN[unit] if moved is None else Anchor(moved).value(unit)


def _shifted_days(anchor: Anchor, unit: str, count: int) -> str:
    moved = plus_days(anchor.date, count * DAYS_IN[unit]) if anchor.date else None
    if moved is None:
        return UNKNOWN["W" if unit == "2W" else unit]
    if unit == "D":
        return moved.isoformat()
    return week_value(moved) + ("-WE" if unit == "WE" else "")


def _shifted_quarter(anchor: Anchor, count: int) -> str:
    if anchor.year is None or anchor.year < 1 or anchor.month is None:
        return UNKNOWN["Q"]
    quarter = anchor.year * 4 + (anchor.month - 1) // 3 + count
    return f"{quarter // 4:04d}-Q{quarter % 4 + 1}" if 0 < quarter < MAXYEAR * 4 else UNKNOWN["Q"]


def _shifted_month(anchor: Anchor, count: int) -> str:
    if anchor.year is None or anchor.month is None:
        return UNKNOWN["M"]
    years, month = divmod(anchor.month - 1 + count, MONTHS)
    moved = plus_years(anchor.year, years)
    return f"{year_text(moved)}-{month + 1:02d}" if moved is not None else UNKNOWN["M"]


def _shifted_year(anchor: Anchor, count: int) -> str:
    moved = None if anchor.year is None else plus_years(anchor.year, count)
    return year_text(moved)


def nearest_weekday(anchor: Anchor, weekday: int, direction: int, *, same_day: bool) -> str:
    """The nearest day with that ISO weekday before (-1) or after (1) the anchor's day.

    Args:
        anchor: where to count from.
        weekday: 1 (Monday) to 7 (Sunday).
        direction: -1 or 1.
        same_day: whether the anchor's own day counts when it has that weekday.
    """
    if anchor.date is None:
        return f"XXXX-WXX-{weekday}"
    away = (weekday - anchor.date.isoweekday()) % 7 if direction > 0 else -((anchor.date.isoweekday() - weekday) % 7)
    if away == 0 and not same_day:
        away = 7 * direction
    moved = plus_days(anchor.date, away)
    return f"XXXX-WXX-{weekday}" if moved is None else moved.isoformat()


def nearest_year(anchor: Anchor, month: int, day: int | None, direction: int) -> int | None:
    """The year of the nearest such month (or day) before (-1), after (1) or on either side (0) of the anchor.

    The anchor's own month counts, in both directions. With only the anchor's year known, it is that year.
    """
    if anchor.year is None:
        return None
    if anchor.month is None:
        return anchor.year
    here = anchor.month * 31 + (anchor.day or 15 if day is not None else 0)
    there = month * 31 + (day or 0)
    year = 12 * 31
    near = NEAR_DAYS if day is not None else 0
    if direction < 0:
        return anchor.year - (there > here + near) + (there + year <= here + near)
    if direction > 0:
        return anchor.year + (there < here - near) - (there - year >= here - near)
    return min(
        (anchor.year + step for step in (0, -1, 1)), key=lambda y: abs((y - (anchor.year or 0)) * year + there - here)
    )


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The n-th such weekday of a month: the fourth Thursday of November."""
    first = date(year, month, 1)
    return make_date(year, month, 1 + (weekday - first.isoweekday()) % 7 + 7 * (nth - 1))


def unit_of(value: str) -> str | None:
    """The ISO designator of a calendar value's grain ("D", "M", "Q", "Y", "W", "S" for a season), `None` for others."""
    match = SHAPE.fullmatch(value)
    if match is None:
        return None
    for group, unit in (
        ("day", "D"),
        ("weekday", "D"),
        ("month", "M"),
        ("week", "W"),
        ("quarter", "Q"),
        ("season", "S"),
    ):
        if match[group]:
            return unit
    return "Y"
