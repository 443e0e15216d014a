"""Claimed events: when a claim says that something happened, where, to whom, and with which numbers.

Every value is what statements say; where they differ there is a range and never a choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from twosource.exports.coarse import places
from twosource.exports.spots import Spot
from twosource.exports.stances import Stances, stances
from twosource.exports.view import View
from twosource.linking.differences import wording_of
from twosource.linking.moments import Days, days_of
from twosource.model import Claim, Commitment, Precision, Proposition, Report, Statement

TOLD_AS_FACT = frozenset({Commitment.ASSERTS, Commitment.CONFIRMS})
"""What a source does with a content that it says has happened; demands, threats and forecasts tell of no event."""
KILLED = "killed"
"""Unit under which the reader counts all dead; "children killed" is a part of them and counted apart."""
WOUNDED = "wounded"


class Number(Struct, frozen=True, kw_only=True):
    """What the statements of a claim say of one number.

    Attributes:
        low, high: the least and the greatest number stated; "at least 50" states 50.
        agreed: the number, where all who give one give the same, exactly; `None` otherwise.
        wordings: as stated, each once: "at least 50 killed".
    """

    low: float
    high: float
    agreed: float | None
    wordings: tuple[str, ...]


class ClaimedEvent(Struct, frozen=True, kw_only=True):
    """An event as a claim tells it.

    Attributes:
        days: from the first to the last day that any of its statements gives; `None` where none gives one.
        agent, patient: who is said to have done it and to whom; `None` where not stated, or stated differently.
        killed, wounded: all of them; `None` where no statement counts them.
        told: members that say that it happened.
        reports: those that have it, in order of publication.
    """

    claim: Claim
    stances: Stances
    spots: tuple[Spot, ...]
    days: Days | None
    agent: str | None
    patient: str | None
    killed: Number | None
    wounded: Number | None
    told: bool
    reports: tuple[Report, ...]


def event_of(claim: Claim, view: View) -> ClaimedEvent:
    """The event that a claim tells of; all claims have one, `told` says whether as something that happened."""
    book = view.book
    members = book.of(member.statement for member in claim.members)
    propositions = [s.proposition for s in members if isinstance(s.proposition, Proposition)]
    reports = [book.reports[s.report] for s in members if s.report in book.reports]
    who = stances(claim, book)
    towns = set(_towns(members, book.reports))
    return ClaimedEvent(
        claim=claim,
        stances=who,
        spots=places(claim, view),
        days=when(members, book.reports),
        agent=agreed(one.agent for one in propositions if one.agent not in towns),
        patient=agreed(one.patient for one in propositions if one.patient not in towns),
        killed=number(members, KILLED),
        wounded=number(members, WOUNDED),
        told=who.happened and any(not s.commitment or s.commitment in TOLD_AS_FACT for s in members),
        reports=tuple({report.id: report for report in reports}.values()),
    )


def _towns(members: Iterable[Statement], reports: Mapping[str, Report]) -> Iterator[str]:
    """Names of places that are no states, which are nobody's side: "entered Ovre" happens to no one called so."""
    for statement in members:
        for place in statement.places if isinstance(statement.places, tuple) else ():
            if place.precision is not Precision.COUNTRY and not place.demonym:
                yield place.name
                if statement.report in reports:
                    yield place.span.of(reports[statement.report].text)


def when(members: Iterable[Statement], reports: Mapping[str, Report]) -> Days | None:
    """All days that any statement of a claim gives for it, as one interval; never the day of publication."""
    found = [days for s in members if (days := days_of(s, reports.get(s.report))) is not None]
    if not found:
        return None
    return Days(min(days.first for days in found), max(days.last for days in found))


def agreed(values: Iterable[str | None]) -> str | None:
    """The one value that all who state any state; `None` where nobody does, or two differ."""
    stated = {value for value in values if value}
    return stated.pop() if len(stated) == 1 else None


def number(members: Sequence[Statement], unit: str) -> Number | None:
    """What statements say of the number of so many units; `None` where none gives a number."""
    found = [q for s in members if isinstance(s.quantities, tuple) for q in s.quantities if q.unit == unit]
    stated = [_whole(value) for q in found for value in (q.value, q.low, q.high) if value is not None]
    if not stated:
        return None
    exact = len(set(stated)) == 1 and all(q.comparator == "exactly" for q in found)
    return Number(
        low=min(stated),
        high=max(stated),
        agreed=stated[0] if exact else None,
        wordings=tuple(dict.fromkeys(wording_of(q) for q in found)),
    )


def _whole(value: float) -> float:
    """A count as the integer that it is."""
    return int(value) if float(value).is_integer() else value


def length(days: Days) -> int:
    """Days of an interval, both ends included."""
    return (days.last - days.first).days + 1


def middle(days: Days) -> date:
    """The day in the middle of an interval, the earlier of two."""
    return date.fromordinal((days.first.toordinal() + days.last.toordinal()) // 2)
