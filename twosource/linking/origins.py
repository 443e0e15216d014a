"""Origins and relays: whom a claim comes from, and which outlets pass it on.

A claim that ten outlets print may still have one origin. `parties` puts together what speaks as one source; `trace`
gives the origins, the relays and the number of origins that are independent of one another. What is counted, and
what is not, is published in docs/rules-of-standing.md (rules 1 and 8). Nothing here depends on the order of names.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from twosource.linking.copies import copied_from
from twosource.linking.voices import (
    Voice,
    actor_of,
    cited_outlet,
    holders_of,
    is_state,
    passed_on_from,
    passing_on,
    voices_of,
)
from twosource.model import Actor, ActorKind, Commitment, Kind, Origin, Report, Statement
from twosource.model.actor import OUTLET_SIDE, THIRD_PARTY

NOT_STATED = "not stated"
"""Name of the origin of what "is said", without a source in the text."""


class Ground(StrEnum):
    """On what ground a speaker counts as an origin."""

    SIDE = "side"
    """Speaks for a country or bloc: everyone who does is one source."""
    THIRD_PARTY = "third-party"
    """Speaks for none: each name, or each organisation of a named person, is a source of its own."""
    UNKNOWN = "unknown"
    """Whom it speaks for is not stated, so its independence cannot be shown: all of them together add one at most."""
    PRESS = "press"
    """An outlet, in its own voice or cited by another: where it knows it from is not stated."""


class PartyKey(NamedTuple):
    """What makes two speakers one source: equal keys. The name is empty for the unnamed, who may be several."""

    ground: Ground
    name: str


class Party(Struct, frozen=True, kw_only=True):
    """All origins of one claim that are one source (rule 1).

    Attributes:
        key: two parties of a claim never have the same.
        origins: the actors that speak for it, the first to be published first; never empty.
        vouches: at least one of them asserts, confirms or denies the content, which is its own knowledge then.
    """

    key: PartyKey
    origins: tuple[Origin, ...]
    vouches: bool


class Trace(Struct, frozen=True, kw_only=True):
    """Where a claim comes from.

    Attributes:
        origins: the actor and channel of each, the first to be published first.
        relays: outlets that pass it on, in order of publication; a report whose outlet is not stated is named by
            its short name.
        independent_origins: origins that neither repeat one another nor speak for the same side; 0 without members.
    """

    origins: tuple[Origin, ...]
    relays: tuple[str, ...]
    independent_origins: int


def trace(
    members: Sequence[Statement], statements: Mapping[str, Statement], reports: Mapping[str, Report]
) -> Trace:  # fmt: skip
    """Origins and relays of the claim that `members` make.

    Args:
        members: statements that make or confirm the claim, in any order.
        statements: by id; those that hold a member (`nested_in`) are looked up here.
        reports: by SHA-256.
    """
    found = parties(members, statements, reports)
    position = {statement.id: i for i, statement in enumerate(in_order(members, reports))}
    origins = [origin for party in found for origin in party.origins]
    return Trace(
        origins=tuple(sorted(origins, key=lambda origin: min(position[i] for i in origin.statements))),
        relays=_relays(members, found, statements, reports),
        independent_origins=independent(found),
    )


def parties(
    members: Iterable[Statement],
    statements: Mapping[str, Statement],
    reports: Mapping[str, Report],
    *,
    sides: Mapping[str, str] | None = None,
) -> tuple[Party, ...]:
    """The sources of a claim, each with its origins; the first to be published first.

    Who only passes on what a nested statement says is none of them, and an outlet is one only where nobody else is.

    Args:
        members: statements that make or confirm the claim, in any order.
        statements: by id; those that hold a member are looked up here.
        reports: by SHA-256.
        sides: what is known of names (see `sides_of`); by default what the members say.
    """
    ordered = in_order(members, reports)
    sides = sides_of(ordered) if sides is None else sides
    holders = passing_on(ordered, statements)
    groups: dict[PartyKey, list[Voice]] = {}
    for member in ordered:
        for voice in () if member.id in holders else voices_of(member, statements, reports):
            groups.setdefault(_key(voice.speaker, voice.actor, sides), []).append(voice)
    if any(key.ground is not Ground.PRESS for key in groups):
        groups = {key: group for key, group in groups.items() if key.ground is not Ground.PRESS}
    return tuple(_party(key, group, reports) for key, group in groups.items())


def independent(found: Iterable[Party]) -> int:
    """How many origins are independent of one another (rule 1): without one that counts, all others are one."""
    listed = list(found)
    return len(counted(listed)) or min(1, len(listed))


def counted(found: Iterable[Party]) -> tuple[Party, ...]:
    """The parties that are independent of one another: they vouch, and it is known whom they speak for."""
    return tuple(party for party in found if party.vouches and party.key.ground in {Ground.SIDE, Ground.THIRD_PARTY})


def party_key(statement: Statement, sides: Mapping[str, str]) -> PartyKey:
    """Which source a statement's speaker belongs to; `sides` as `sides_of` gives them."""
    return _key(statement, actor_of(statement), sides)


def _key(statement: Statement, actor: Actor | None, sides: Mapping[str, str]) -> PartyKey:
    if actor is None:
        return PartyKey(Ground.UNKNOWN if statement.kind is Kind.ATTRIBUTED else Ground.PRESS, "")
    side = actor.side or sides.get(folded(actor.name)) or sides.get(folded(actor.organisation or ""))
    if side == OUTLET_SIDE or (actor.kind is ActorKind.OUTLET and side in {THIRD_PARTY, None}):
        return PartyKey(Ground.PRESS, "")
    if side is None:
        own_voice = statement.kind is not Kind.ATTRIBUTED
        return PartyKey(Ground.PRESS, "") if own_voice else PartyKey(Ground.UNKNOWN, folded(actor.name))
    if side != THIRD_PARTY:
        return PartyKey(Ground.SIDE, side)
    # Nothing shows that two unnamed witnesses are two.
    name = "" if actor.kind is ActorKind.UNNAMED else folded(actor.organisation or actor.name)
    return PartyKey(Ground.THIRD_PARTY, name)


def sides_of(statements: Iterable[Statement]) -> dict[str, str]:
    """Sides by folded name, as the statements give them: a person who speaks for a ministry joins its side."""
    sides: dict[str, str] = {}
    for statement in statements:
        actor = actor_of(statement)
        if actor and actor.name and actor.side not in {None, OUTLET_SIDE} and actor.kind is not ActorKind.UNNAMED:
            sides.setdefault(folded(actor.name), actor.side or "")
    return sides


def outlet_of(statement: Statement, reports: Mapping[str, Report]) -> str:
    """The outlet that published the statement, or the report's short name where no outlet is stated."""
    report = reports.get(statement.report)
    return (report.outlet if report else None) or statement.doc


def in_order(members: Iterable[Statement], reports: Mapping[str, Report]) -> list[Statement]:
    """The statements by publication of their reports, then by position in the text; each once."""

    def key(statement: Statement) -> tuple[datetime, str, str, int]:
        report = reports.get(statement.report)
        start = min((span.start for span in (*statement.source, *statement.content)), default=0)
        return published_by(report), statement.doc, statement.report, start

    return sorted({member.id: member for member in members}.values(), key=key)


def published_from(report: Report | None) -> datetime:
    """The moment (UTC) from which the report can have been published; the beginning of time when it is not stated."""
    end = published_by(report)
    if report is None or end == published_by(None):
        return datetime.min.replace(tzinfo=UTC)
    if "T" in (report.published or ""):
        return end
    parts = (report.published or "").count("-")
    return end.replace(
        month=end.month if parts else 1, day=end.day if parts > 1 else 1, hour=0, minute=0, second=0, microsecond=0
    )


def published_by(report: Report | None) -> datetime:
    """The moment (UTC) by which the report had certainly been published; the end of time when it is not stated.

    A bare day, month or year counts as its end, a time without a zone as UTC: the text says no more.
    """
    never = datetime.max.replace(tzinfo=UTC)
    if report is None or report.published is None:
        return never
    try:
        if "T" in report.published:
            moment = datetime.fromisoformat(report.published)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        year, month, day = (*map(int, report.published.split("-")), 0, 0)[:3]
        month = month or 12
        day = day or calendar.monthrange(year, month)[1]
        return datetime(year, month, day, 23, 59, 59, 999999, tzinfo=UTC)
    except (ValueError, OverflowError):
        return never


def folded(name: str) -> str:
    """A name as it is compared: one case, single spaces."""
    return " ".join(name.casefold().split())


def _party(key: PartyKey, group: Sequence[Voice], reports: Mapping[str, Report]) -> Party:
    vouches = any(voice.vouches for voice in group)
    if key.ground is Ground.PRESS:
        return Party(key=key, origins=_outlets([voice.statement for voice in group], reports), vouches=vouches)
    speakers: dict[str, list[Voice]] = {}
    for voice in group:
        speakers.setdefault(folded(voice.actor.name) if voice.actor else "", []).append(voice)
    return Party(key=key, origins=tuple(_origin(key, spoken) for spoken in _without_state(speakers)), vouches=vouches)


def _without_state(speakers: Mapping[str, list[Voice]]) -> list[list[Voice]]:
    """Voices by speaker. A state does not speak: what "the state said" goes to the first who spoke for it."""
    states = [voice for spoken in speakers.values() if is_state(spoken[0].actor) for voice in spoken]
    others = [spoken for spoken in speakers.values() if not is_state(spoken[0].actor)]
    return [[*others[0], *states], *others[1:]] if others else [states]


def _origin(key: PartyKey, spoken: Sequence[Voice]) -> Origin:
    actor = spoken[0].actor
    said = [statement for voice in spoken for statement in (voice.speaker, voice.statement)]
    channels = [statement.channel for statement in said if isinstance(statement.channel, str)]
    return Origin(
        actor=actor.name if actor else NOT_STATED,
        side={Ground.SIDE: key.name, Ground.THIRD_PARTY: THIRD_PARTY}.get(key.ground),
        channel=channels[0] if channels else None,
        statements=tuple(dict.fromkeys(voice.statement.id for voice in spoken)),
    )


def _outlets(group: Sequence[Statement], reports: Mapping[str, Report]) -> tuple[Origin, ...]:
    """One origin an outlet; a copy of another's story is none."""
    texts = {s.report: reports[s.report] for s in group if s.report in reports}
    source = copied_from(texts) if len(texts) > 1 else {}
    first = {s.report: _press_name(s, reports) for s in reversed(group)}
    said: dict[str, list[Statement]] = {}
    for statement in group:
        copied = source.get(statement.report)
        said.setdefault(first[copied] if copied else _press_name(statement, reports), []).append(statement)
    return tuple(
        Origin(actor=name, side=OUTLET_SIDE, channel=None, statements=tuple(s.id for s in listed))
        for name, listed in said.items()
    )


def _press_name(statement: Statement, reports: Mapping[str, Report]) -> str:
    actor = actor_of(statement)
    cited = statement.kind is Kind.ATTRIBUTED and actor is not None and actor.side != OUTLET_SIDE
    if actor and cited:
        return actor.name
    return passed_on_from(reports.get(statement.report)) or outlet_of(statement, reports)


def _relays(
    members: Iterable[Statement],
    found: Iterable[Party],
    statements: Mapping[str, Statement],
    reports: Mapping[str, Report],
) -> tuple[str, ...]:
    own = {folded(origin.actor) for party in found for origin in party.origins}
    names: dict[str, str] = {}
    for member in in_order(members, reports):
        between = [h for h in holders_of(member, statements) if h.commitment is not Commitment.DENIES]
        cited = [a.name for s in [member, *between] if (a := cited_outlet(s)) is not None]
        for name in [*cited, outlet_of(member, reports)]:
            names.setdefault(folded(name), name)
    return tuple(name for folded, name in names.items() if folded not in own)
