"""Dates as news writes them, to ISO 8601 prefixes: as precise as they are written, and no more.

"8 June 2025" is `2025-06-08`, "June 2025" is `2025-06`, "21:14 GMT, 8 June 2025" is `2025-06-08T21:14:00+00:00`. A
time of day is kept only with a zone whose offset is known; "06/07/2025", which is June in one country and July in
another, is `2025`.
"""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from functools import cache
from importlib.resources import files

from msgspec import Struct

from twosource.model import Span

ISO = re.compile(
    r"(?P<date>\d{4}(?:-\d{2}(?:-\d{2})?)?)"
    r"(?:(?<=-\d\d-\d\d)[T ](?P<time>\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
"""The forms of ISO 8601 that `published` takes."""
EARLIEST_YEAR, LATEST_YEAR = 1800, 2199
"""A four-digit number outside this range is no year of a news report."""


class Label(StrEnum):
    """What the words beside a date say it is the date of."""

    PUBLISHED = "published"
    UPDATED = "updated"
    NONE = "none"


class DateLine(Struct, frozen=True):
    """A date found in a text: ISO 8601 prefix, what it is the date of, and where label and date stand."""

    iso: str
    label: Label
    span: Span


class Table(Struct, frozen=True):
    """The contents of data/dates.toml, keys in lower case."""

    months: dict[str, int]
    weekdays: tuple[str, ...]
    labels: dict[str, Label]
    zones: dict[str, int]


@cache
def table() -> Table:
    """Month and weekday names, labels and zones."""
    raw = tomllib.loads(files("twosource.readers").joinpath("data/dates.toml").read_text(encoding="utf-8"))
    return Table(
        months={name.lower(): int(number) for number, names in raw["months"].items() for name in names},
        weekdays=tuple(raw["weekdays"]["names"]),
        labels={words: Label(label) for label, all_words in raw["labels"].items() for words in all_words},
        zones={zone.lower(): minutes for zone, minutes in raw["zones"].items()},
    )


def any_of(words: list[str]) -> str:
    """A regular expression for any of the words, longest first."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


@cache
def date_line() -> re.Pattern[str]:
    """A date with what may stand around it: label, weekday, time of day and zone."""
    month = f"(?:{any_of(list(table().months))})\\b\\.?"
    weekday = f"(?:{any_of(list(table().weekdays))})\\b\\.?,?\\s+"
    clock = (
        r"(?P<{0}hour>\d{{1,2}})[:.h](?P<{0}minute>\d{{2}})(?::(?P<{0}second>\d{{2}}))?"
        r"(?:\s*(?P<{0}half>[ap])\.?m\b\.?)?(?:\s*\(?(?P<{0}zone>[A-Za-z]{{1,5}}\b|[+-]\d{{2}}:?\d{{2}})\)?)?"
    )
    dates = "|".join(
        (
            r"(?P<iso>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?)(?![\d-])",
            rf"(?P<dmy>(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<m1>{month}),?[\s-]+(?P<y1>\d{{4}})\b)",
            rf"(?P<mdy>(?P<m2>{month})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})\b)",
            rf"(?P<my>(?P<m3>{month}),?\s+(?P<y3>\d{{4}})\b)",
            r"(?P<dotted>(?P<d4>\d{1,2})\.(?P<m4>\d{1,2})\.(?P<y4>\d{4})\b)",
            r"(?P<slashed>(?P<a5>\d{1,2})/(?P<b5>\d{1,2})/(?P<y5>\d{4})\b)",
            r"(?P<slashed_iso>(?P<y6>\d{4})/(?P<m6>\d{1,2})/(?P<d6>\d{1,2})\b)",
        )
    )
    label = rf"(?:(?P<label>{any_of(list(table().labels))})\b(?:\s+on\b|\s+at\b)?\s*:?\s*)?"
    before, after = clock.format("before_"), clock.format("after_")
    return re.compile(
        rf"{label}(?:{before}\s*,?\s*(?:on\s+)?)?(?:{weekday})?(?:{dates})"
        rf"(?:(?:\s*[,|·•–—-]\s*|\s+)(?:at\s+)?{after})?",
        re.IGNORECASE,
    )


def read_date_line(text: str, start: int = 0, end: int | None = None) -> DateLine | None:
    """The date that stands exactly at `start` of `text`, with its label and time; `None` when none does."""
    match = date_line().match(text, start, len(text) if end is None else end)
    if match is None:
        return None
    iso = iso_of(match)
    if iso is None:
        return None
    words = re.sub(r"\s+", " ", (match["label"] or "").lower())
    return DateLine(iso=iso, label=table().labels.get(words, Label.NONE), span=Span(*match.span()))


def parse_date(text: str) -> str | None:
    """ISO 8601 prefix for a date written by itself, in ISO form or as news writes it; `None` when it is not clear.

    A label does not matter, and nothing but the date may stand there: "Published June 8, 2025" is `2025-06-08`, "June
    8" and "last Sunday" are `None`.
    """
    stripped = text.strip()
    if match := ISO.fullmatch(stripped):
        return from_iso(match)
    found = read_date_line(stripped)
    return found.iso if found is not None and found.span.end == len(stripped) else None


def from_iso(match: re.Match[str]) -> str | None:
    """A match of `ISO` with `T` between day and time and a colon in the offset; `None` when there is no such day."""
    date, time, zone = match["date"], match["time"], match["zone"] or ""
    if time is None:
        return checked(date)
    if len(zone) == len("+0300"):
        zone = f"{zone[:3]}:{zone[3:]}"
    return checked(f"{date}T{time}{zone}")


def checked(iso: str) -> str | None:
    """`iso` if there is such a day and time, else `None`."""
    padded = iso + "-01-01"[len(iso) - len("YYYY") :] if len(iso) < len("YYYY-MM-DD") else iso
    try:
        year = datetime.fromisoformat(padded).year
    except ValueError:
        return None
    return iso if EARLIEST_YEAR <= year <= LATEST_YEAR else None


def iso_of(match: re.Match[str]) -> str | None:
    """ISO 8601 prefix for a match of `date_line`; `None` when there is no such day."""
    date = parse_date(match["iso"]) if match["iso"] else day_of(match)
    if date is None or "T" in date or len(date) < len("YYYY-MM-DD"):
        return date
    moment = time_of(match, "before_") or time_of(match, "after_")
    return date if moment is None else f"{date}T{moment}"


def day_of(match: re.Match[str]) -> str | None:
    """The day, month or year of a match in words or figures."""
    months = table().months
    for day, month, year in (("d1", "m1", "y1"), ("d2", "m2", "y2"), (None, "m3", "y3")):
        if match[year]:
            number = months[match[month].lower().rstrip(".")]
            return checked(f"{match[year]}-{number:02}" + (f"-{int(match[day]):02}" if day else ""))
    for day, month, year in (("d4", "m4", "y4"), ("d6", "m6", "y6")):
        if match[year]:
            return checked(f"{match[year]}-{int(match[month]):02}-{int(match[day]):02}")
    return slashed(int(match["a5"]), int(match["b5"]), match["y5"])


def slashed(first: int, second: int, year: str) -> str | None:
    """The day of `first/second/year` when only one reading is possible, else the year."""
    readings = {checked(f"{year}-{month:02}-{day:02}") for day, month in ((first, second), (second, first))} - {None}
    return readings.pop() if len(readings) == 1 else checked(year) if readings else None


def time_of(match: re.Match[str], where: str) -> str | None:
    """Time of day with its offset, when the zone is known."""
    zone = (match[f"{where}zone"] or "").lower()
    if not zone:
        return None
    if zone[0] in "+-":
        offset = timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[-2:]))
    elif zone in table().zones:
        offset = timedelta(minutes=table().zones[zone])
    else:
        return None
    hour = int(match[f"{where}hour"])
    if half := match[f"{where}half"]:
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    try:
        moment = datetime(
            2000, 1, 1, hour, int(match[f"{where}minute"]), int(match[f"{where}second"] or 0), tzinfo=timezone(offset)
        )
    except ValueError:
        return None
    return moment.isoformat().partition("T")[2]


def now() -> str:
    """The present moment in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
