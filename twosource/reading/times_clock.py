"""Rules for times of day, their zones, and the days that they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from twosource.model import TimexType
from twosource.reading.times_calendar import Anchor, unit_of
from twosource.reading.times_context import Context
from twosource.reading.times_grammar import Draft, Hit, Rule, rule

TIME, DATE, SET = TimexType.TIME, TimexType.DATE, TimexType.SET
NEIGHBOURS = 4
"""Time expressions on either side among which the day of a time of day is looked for."""
UNKNOWN_OFFSET = 99
"""Mark in data/times.toml of a zone whose offset depends on more than its name ("ET", "local time")."""


def clock(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "10:35", "9 p.m.", "4 in the morning", "0735 GMT", "10:30 Kyiv time"."""
    del ctx
    read = _hours(hit)
    if read is None:
        return ()
    zone = _zone(hit)
    return hit.draft(TIME, f"T{read}{zone}")


def military(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "at 0600": four digits that begin with a nought."""
    word = hit.word("c")
    return clock(hit, ctx) if len(word) == 4 and word.startswith("0") else ()


def _hours(hit: Hit) -> str | None:
    word = hit.word("c")
    if word.isdecimal() and len(word) == 4:
        hour, minute, rest = int(word[:2]), int(word[2:]), ""
    else:
        hour_text, _, tail = word.replace(".", ":").partition(":")
        if not hour_text.isdecimal() or (tail and not tail.replace(":", "").isdecimal()):
            return None
        hour, minute, rest = int(hour_text), int(tail[:2] or 0), tail[2:]
    half = _half_of_day(hit)
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + 12 if half == "PM" else hour % 12 if half == "AM" else hour
    return f"{hour:02d}:{minute:02d}{rest}" if hour <= 24 and minute < 60 else None


def _half_of_day(hit: Hit) -> str:
    if hit.has("k"):
        return "PM" if hit.word("k").startswith("p") else "AM"
    if hit.has("p"):
        part = hit.means("p")
        return "AM" if part == "MO" or (part == "NI" and int(hit.word("c").partition(":")[0]) < 5) else "PM"
    return ""


def _zone(hit: Hit) -> str:
    """Z or the offset where the name alone gives it; a city's offset depends on the day and comes with it."""
    if hit.has("z"):
        offset = hit.means("z")
        if offset == UNKNOWN_OFFSET:
            return ""
        return "Z" if offset == 0 else f"{'-' if offset < 0 else '+'}{abs(offset):02d}:00"
    return f"@{hit.word('city')}" if hit.has("city") and hit.word("city") in cities() else ""


@cache
def cities() -> dict[str, str]:
    """Lower-cased last part of every name of the tz database ("kyiv") and the full name; empty without a database."""
    return {
        name.rpartition("/")[2].replace("_", " ").lower(): name for name in sorted(available_timezones()) if "/" in name
    }


def offset_of(city: str, day: str, hours: str) -> str:
    """The offset of a city's clocks at that moment, "+03:00"; empty when the database does not tell."""
    try:
        moment = datetime.fromisoformat(f"{day}T{hours[:5]}").replace(tzinfo=ZoneInfo(cities()[city]))
    except (ValueError, KeyError, ZoneInfoNotFoundError):
        return ""
    offset = moment.utcoffset() or timedelta()
    minutes = int(offset.total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def noon(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "noon", "midnight"."""
    del ctx
    return hit.draft(TIME, f"T{hit.means('n')}")


def join_days(drafts: Sequence[Draft], ctx: Context) -> list[Draft]:
    """Give every time of day its day: the day named beside it, in its sentence, or spoken of; and join neighbours."""
    out: list[Draft] = []
    waiting = list(drafts)
    for i, draft in enumerate(waiting):
        if draft.type is not TIME or not draft.value.startswith("T"):
            out.append(draft)
            continue
        day, joined = _day_for(waiting, i, ctx)
        value = f"{day}{_settled(draft.value, day)}"
        if joined == i - 1 and out and out[-1] == waiting[joined]:
            out[-1] = Draft(out[-1].first, draft.last, TIME, value, out[-1].mod or draft.mod)
        elif joined is not None and joined > i:
            waiting[joined] = Draft(draft.first, waiting[joined].last, TIME, value, draft.mod)
        else:
            out.append(draft._replace(value=value))
    return out


def _settled(value: str, day: str) -> str:
    """A city's name after the clock time, replaced by its offset on that day."""
    hours, _, city = value.partition("@")
    return hours + (offset_of(city, day, hours[1:]) if city else "")


def _day_for(drafts: Sequence[Draft], i: int, ctx: Context) -> tuple[str, int | None]:
    """The day of a time of day, and the index of the draft to join with when that stands right beside it."""
    draft = drafts[i]
    sentence = ctx.sentence(draft.first)
    near: tuple[int, str] | None = None
    for j in range(max(0, i - NEIGHBOURS), min(len(drafts), i + NEIGHBOURS + 1)):
        other = drafts[j]
        if not _is_day(other):
            continue
        gap = other.first - draft.last if j > i else draft.first - other.last
        if gap == 0 and abs(j - i) == 1:
            return other.value.split("T")[0], j
        if ctx.sentence(other.first) == sentence and (near is None or gap < near[0]):
            near = gap, other.value.split("T")[0]
    if near is not None:
        return near[1], None
    return (ctx.published.value("D") if not ctx.narrative else _last_day(drafts[:i])), None


def _last_day(drafts: Sequence[Draft]) -> str:
    return next((d.value.split("T")[0] for d in reversed(drafts) if _is_day(d)), Anchor().value("D"))


def _is_day(draft: Draft) -> bool:
    return draft.type in {DATE, TIME} and not draft.value.startswith("T") and unit_of(draft.value.split("T")[0]) == "D"


ZONE = r"(?:(?P<z><ZONE>)<TIME>?|(?P<city>.)<TIME>)?"
CLOCK_RULES: tuple[Rule, ...] = (
    rule(rf"(?P<c>[<CLOCK><DAY><NUM>])(?P<k><AMPM>){ZONE}", clock),
    rule(rf"(?P<c><CLOCK>){ZONE}", clock),
    rule(r"(?P<c>[<CLOCK><DAY>])<IN><THE>(?P<p><PART>)", clock),
    rule(r"(?P<c>[<NUM><YEAR>])(?P<z><ZONE>)", clock),
    rule(r"(?<=<AT>)(?P<c><NUM>)", military),
    rule(r"(?P<n><NOON>)", noon),
)
