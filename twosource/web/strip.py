"""The time strip: what was said about a claim on one line of time, a row a stance; drawn on the server as SVG.

What is known to the minute is a mark, what is known to the day or month a bar as long as that. What was published later
than the moment shown stays visible and is grey.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from twosource.exports.wording import day
from twosource.ledger import interval
from twosource.linking.moments import days_of
from twosource.model import Claim
from twosource.web.moments import later
from twosource.web.source import Picture
from twosource.web.voices import Column

WIDTH, ROW, LEFT, TOP = 360, 18, 74, 4
"""Units of the drawing: as many as pixels at the width of the map above it, rows a line of text high."""
NARROWEST = 5
"""Width of a mark of one moment."""
MARGIN = 0.05
"""Share of the whole time left free on either side."""
TICKS = 3
EDGE = 32
"""Half the width of a day's name."""
LABELS = {
    "asserts": "asserts", "retracts": "takes back", "denies": "denies", "confirms": "confirms",
    "unverified": "not verified", "responds": "responds", "bears-on": "bears on it",
}  # fmt: skip


class Mark(Struct, frozen=True, kw_only=True):
    """One utterance, or one time at which the event is said to have happened."""

    x: float
    width: float
    hue: str
    later: bool
    href: str
    title: str


class Row(Struct, frozen=True, kw_only=True):
    """One stance."""

    key: str
    label: str
    y: int
    marks: tuple[Mark, ...]


class Tick(Struct, frozen=True):
    """A day written under the line."""

    x: float
    label: str


class Strip(Struct, frozen=True, kw_only=True):
    """The drawing; `None` in place of `now` where everything is shown."""

    width: int
    height: int
    left: int
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    now: float | None


class _Event(Struct, frozen=True):
    first: datetime
    last: datetime
    hue: str
    later: bool
    href: str
    title: str


def strip(claim: Claim, columns: Sequence[Column], picture: Picture, *, as_of: str | None) -> Strip | None:
    """The strip of a claim with all that was ever published about it.

    Args:
        claim: as it is in the newest picture.
        columns: its voices there.
        picture: the newest one.
        as_of: the moment shown.

    Returns:
        `None` when no report says when it was published.
    """
    rows = [("event", "said to be", list(_happened(claim, picture)))]
    rows += [(one.key, LABELS.get(one.key, one.title), list(_said(one, picture, as_of))) for one in columns]
    rows = [row for row in rows if row[2]]
    events = [event for _, _, found in rows for event in found]
    if not events:
        return None
    first, last = min(e.first for e in events), max(e.last for e in events)
    pad = max((last - first) * MARGIN, timedelta(hours=1))
    first, last = _shifted(first, -pad), _shifted(last, pad)
    scale = (WIDTH - LEFT - 8) / max((last - first).total_seconds(), 1.0)

    def x(moment: datetime) -> float:
        return round(LEFT + (moment - first).total_seconds() * scale, 1)

    drawn = tuple(
        Row(key=key, label=label, y=TOP + at * ROW, marks=tuple(_mark(e, x) for e in found))
        for at, (key, label, found) in enumerate(rows)
    )
    now = None
    if as_of is not None:
        now = min(max(x(interval(as_of)[1]), LEFT), WIDTH - 2)
    height = TOP + len(drawn) * ROW + 22
    return Strip(width=WIDTH, height=height, left=LEFT, rows=drawn, ticks=_ticks(first, last, x), now=now)


def _shifted(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:
        return moment


def _mark(event: _Event, x: Callable[[datetime], float]) -> Mark:
    left, right = x(event.first), x(event.last)
    width = max(right - left, NARROWEST)
    return Mark(x=left, width=round(width, 1), hue=event.hue, later=event.later, href=event.href, title=event.title)


def _happened(claim: Claim, picture: Picture) -> Iterable[_Event]:
    seen = set()
    for member in claim.members:
        statement = picture.statements.get(member.statement)
        days = days_of(statement) if statement else None
        if days is None or statement is None or days in seen:
            continue
        inside = isinstance(statement.times, tuple) and any(
            span.contains(time.span) for time in statement.times for span in statement.content
        )
        if inside:
            seen.add(days)
            first, _ = interval(days.first.isoformat())
            _, last = interval(days.last.isoformat())
            words = f"said to have happened {day(days.first.isoformat())}"
            words += "" if days.first == days.last else f" to {day(days.last.isoformat())}"
            yield _Event(first, last, "event", later=False, href="", title=words)


def _said(column: Column, picture: Picture, as_of: str | None) -> Iterable[_Event]:
    for card in column.cards:
        for voice in card.voices:
            report = picture.reports[voice.report]
            try:
                first, last = interval(report.published or "")
            except ValueError:
                continue
            late = later(report, as_of)
            title = f"{card.speaker} ({card.side}) · {voice.outlet}, {voice.published}"
            title += " · later than the moment shown" if late else ""
            yield _Event(first, last, card.hue, later=late, href=voice.href, title=title)


def _ticks(first: datetime, last: datetime, x: Callable[[datetime], float]) -> tuple[Tick, ...]:
    """Midnights, as many as there is room for, one a day at most."""
    days = max((last - first).days, 1)
    step = timedelta(days=max(1, -(-days // TICKS)))
    midnight = _shifted(first.replace(hour=0, minute=0, second=0, microsecond=0), timedelta(days=1))
    found: list[Tick] = []
    while midnight <= last and len(found) <= TICKS and x(midnight) < WIDTH - EDGE:
        found.append(Tick(x(midnight), f"{midnight.day} {midnight:%b %Y}"))
        midnight = _shifted(midnight, step)
        if found and x(midnight) <= found[-1].x:
            break
    return tuple(found)
