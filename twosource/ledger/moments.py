"""ISO 8601 times with the precision they are written in: `2025-06-08` and `2025-06-08T21:14+03:00` are intervals.

A time without a zone is taken as UTC: the text says no more. A moment that a person asks about may name its zone
(`2025-06-09T18:00 Europe/Kyiv`).
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d\d)(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?)?"
    r"(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?)?)?)?",
    re.ASCII,
)
NAMED = re.compile(r"(?P<time>\d[\dT:., -]*\d)\s+(?P<zone>[A-Za-z_]+(?:/[A-Za-z0-9_+-]+)*)")
"""A time without an offset, and the name of a zone in the IANA database."""
MINUTE = timedelta(minutes=1)
INSTANT = timedelta(microseconds=1)


def interval(iso: str) -> tuple[datetime, datetime]:
    """First and last instant (UTC, microseconds) of a time as precise as it is written.

    Raises:
        ValueError: not an ISO 8601 time, or none that the calendar has.
    """
    match = ISO.fullmatch(iso.strip())
    if match is None:
        raise ValueError(f"{iso!r} is not an ISO 8601 time such as 2025-06-08 or 2025-06-08T21:14:00Z")
    part = match.groupdict()
    try:
        first = datetime(
            int(part["year"]),
            int(part["month"] or 1),
            int(part["day"] or 1),
            int(part["hour"] or 0),
            int(part["minute"] or 0),
            int(part["second"] or 0),
            int((part["fraction"] or "0").ljust(6, "0")[:6]),
            tzinfo=_zone(part["zone"]),
        )
        return first.astimezone(UTC), (first + _length(first, part) - INSTANT).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{iso!r} is not a time that the calendar has") from error


def _zone(written: str | None) -> timezone:
    if written is None or written == "Z":
        return UTC
    digits = written[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-offset if written[0] == "-" else offset)


def _length(first: datetime, part: dict[str, str | None]) -> timedelta:
    """How long the period lasts that the written parts name."""
    lengths = {
        "fraction": INSTANT,
        "second": timedelta(seconds=1),
        "minute": MINUTE,
        "hour": timedelta(hours=1),
        "day": timedelta(days=1),
        "month": timedelta(days=calendar.monthrange(first.year, first.month)[1]),
    }
    year = timedelta(days=365 + calendar.isleap(first.year))
    return next((length for name, length in lengths.items() if part[name]), year)


def stamp(moment: datetime) -> str:
    """A moment as the ledger writes it: UTC, microseconds, always of one width, so that text order is time order."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def published_by(iso: str) -> str:
    """Stamp of the moment by which something published at `iso` had certainly been published, to the minute.

    What is known to the minute or better counts from that moment; a bare day, month or year counts from the first
    instant of its last minute, because an earlier moment would be a guess.
    """
    first, last = interval(iso)
    return stamp(first if last - first < MINUTE else last.replace(second=0, microsecond=0))


def end_of(iso: str) -> str:
    """Stamp of the last instant of `iso`: asking "as of 2025-06-08" asks about the end of that day."""
    return stamp(interval(iso)[1])


def start_of(iso: str) -> str:
    """Stamp of the first instant of `iso`; reports are ordered by it, so a bare day comes before its hours."""
    return stamp(interval(iso)[0])


def asked(moment: str) -> tuple[datetime, datetime]:
    """First and last instant of a moment that a person asks about; its zone may be an offset or a name.

    An hour that the clocks of the zone go through twice is both hours: from the first instant of the one to the last
    of the other.

    Raises:
        ValueError: it is not such a time, there is no zone of that name, or the zone's clocks leave that time out.
    """
    match = NAMED.fullmatch(moment.strip())
    if match is None:
        return interval(moment)
    zone = zone_of(match["zone"])
    first, last = (each.replace(tzinfo=None) for each in interval(match["time"]))
    begin, end = first.replace(tzinfo=zone, fold=0), last.replace(tzinfo=zone, fold=1)
    if begin.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != first:
        raise ValueError(f"there is no {match['time']} in {match['zone']}: the clocks were put forward over it")
    return begin.astimezone(UTC), end.astimezone(UTC)


def zone_of(name: str) -> ZoneInfo:
    """The zone of that name in the IANA database, "Europe/Kyiv".

    Raises:
        ValueError: there is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"there is no time zone {name!r}; name it as Europe/Kyiv, or give an offset such as +03:00"
        ) from None


def now() -> datetime:
    """The present moment, UTC."""
    return datetime.now(UTC)
