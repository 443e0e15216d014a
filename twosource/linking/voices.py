"""Voices: who it is that speaks in a statement. The source as written may be several, or only be said to think so.

"The army and the ministry said" is two voices. "The official said that the state has evidence" is the official's.
"The minister said that the enemy knew of it" is the minister's word, and not the enemy's.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from twosource.linking.moments import published_day
from twosource.model import Actor, ActorKind, Commitment, Kind, Report, Statement
from twosource.model.actor import OUTLET_SIDE, THIRD_PARTY
from twosource.reading.channels import ADDRESS
from twosource.reading.sides import side_of_phrase
from twosource.world.offices import find_offices
from twosource.world.people import people

OWN_KNOWLEDGE = frozenset({Commitment.ASSERTS, Commitment.CONFIRMS, Commitment.DENIES})
"""What a source does who vouches for the content. Who guesses, predicts, demands or doubts adds no independent origin,
and neither does a statement whose commitment is not stated or not read yet."""
JOINED = re.compile(r",?\s+and\s+")
NEVER = "9999"
"""After every date: when an unknown term begins, and one that lasts ends."""
GIVEN_AND_FAMILY = 2
"""Words that a person's name has at least, in "A B and C D said"."""


class Voice(Struct, frozen=True, kw_only=True):
    """One who speaks in a statement.

    Attributes:
        statement: the one that carries the claim.
        speaker: the one in which the speaker is named: the same, or one that holds it.
        actor: `None` when the text does not state one.
        vouches: asserts, confirms or denies the content from own knowledge.
    """

    statement: Statement
    speaker: Statement
    actor: Actor | None
    vouches: bool


def voices_of(
    member: Statement, statements: Mapping[str, Statement], reports: Mapping[str, Report]
) -> tuple[Voice, ...]:
    """Who speaks in a statement; one at least."""
    speaker, vouches = member, member.commitment in OWN_KNOWLEDGE
    for holder in holders_of(member, statements):
        inner, outer = actor_of(speaker), actor_of(holder)
        if inner is None or outer is None or cited_outlet(holder) is not None:
            break
        mind = mind_in(speaker, reports)
        if mind is None and not (is_state(inner) and inner.side == outer.side):
            break
        vouches = holder.commitment in OWN_KNOWLEDGE and (vouches if inner.side == outer.side else mind == "knowing")
        speaker = holder
    return tuple(
        Voice(statement=member, speaker=speaker, actor=actor, vouches=vouches) for actor in _actors(speaker, reports)
    )


def passing_on(members: Iterable[Statement], statements: Mapping[str, Statement]) -> set[str]:
    """Ids of the statements that hold a member, and so only pass on what it says."""
    found: set[str] = set()
    for member in members:
        holders = holders_of(member, statements)
        if member in holders:  # each holds the other ("X said, according to Y"): the outlet is the one that passes on
            holders = [holder for holder in holders if cited_outlet(holder) is not None]
        found.update(holder.id for holder in holders)
    return found


def holders_of(member: Statement, statements: Mapping[str, Statement]) -> list[Statement]:
    """The statements that a member is nested in, the nearest first."""
    found: list[Statement] = []
    holder = statements.get(member.nested_in or "")
    while holder is not None and holder not in found:
        found.append(holder)
        holder = statements.get(holder.nested_in or "")
    return found


def actor_of(statement: Statement) -> Actor | None:
    """The speaker; `None` when the text does not state one or it has not been read yet."""
    return statement.actor if isinstance(statement.actor, Actor) else None


def cited_outlet(statement: Statement) -> Actor | None:
    """The outlet that another outlet's report cites; `None` where it cites somebody else."""
    actor = actor_of(statement)
    cites = statement.kind is Kind.ATTRIBUTED and actor is not None and actor.kind is ActorKind.OUTLET
    return actor if actor and cites and actor.side in {THIRD_PARTY, None} else None


def mind_in(statement: Statement, reports: Mapping[str, Report]) -> str | None:
    """Which verb of thought the cue is, "thinking" or "knowing"; `None` where somebody speaks."""
    report = reports.get(statement.report)
    words = {word for span in statement.cue for word in span.of(report.text).casefold().split()} if report else set()
    return next((kind for kind, listed in _words().items() if words & listed), None)


def passed_on_from(report: Report | None) -> str | None:
    """The outlet or channel whose text a report is, as its file says; `None` where that is none, several, or itself."""
    names = report.relayed_from if report else ()
    own = (report.outlet or "").casefold() if report else ""
    return names[0] if len(names) == 1 and names[0].casefold() != own else None


def in_person(actor: Actor, statement: Statement, report: Report | None) -> Actor:
    """The holder of an office where the office publishes his address; anybody else stays who he is.

    "Office of the President of X" is no speaker when it publishes a text in the first person. Who held the office on
    the day of publication is known of some (`twosource.world.people`); where it is not, the office stays the speaker.
    """
    day = published_day(report) if report is not None and statement.channel == ADDRESS else None
    of_office = find_offices(actor.name.partition(" of the ")[2]) if day and actor.kind is ActorKind.MINISTRY else []
    if day is None or not of_office or not of_office[0].office.single:
        return actor
    role = of_office[0].office.role
    terms = ((person.name, term) for person in people() for term in person.terms)
    of_role = [(name, term) for name, term in terms if (term.office, term.of) == (role, actor.side)]
    today = day.isoformat()
    holders = [name for name, term in of_role if (term.since or NEVER) <= today <= (term.until or NEVER)]
    if len(holders) != 1:
        return actor
    return Actor(name=holders[0], kind=ActorKind.PERSON, organisation=actor.name, role=role, side=actor.side)


def is_state(actor: Actor | None) -> bool:
    """Whether a state itself is named as speaking, not somebody who speaks for it."""
    return actor is not None and (
        actor.kind is ActorKind.STATE or (actor.side is not None and actor.name == actor.side)
    )


def _actors(speaker: Statement, reports: Mapping[str, Report]) -> tuple[Actor | None, ...]:
    """The speaker, or each of those who are named together."""
    actor = actor_of(speaker)
    if actor is not None:
        actor = in_person(actor, speaker, reports.get(speaker.report))
    parts = JOINED.split(actor.name) if actor else []
    if actor is None or len(parts) == 1 or actor.side == OUTLET_SIDE or _of_one_another(speaker, reports):
        return (actor,)
    if actor.kind is ActorKind.PERSON:
        if all(len(part.split()) >= GIVEN_AND_FAMILY and part[:1].isupper() for part in parts):
            return tuple(msgspec.structs.replace(actor, name=part) for part in parts)
        return (actor,)
    sides = [side_of_phrase(part) for part in parts]
    if actor.kind in {None, ActorKind.UNNAMED} and all(sides) and {actor.side, *sides} - {None} == set(sides):
        return tuple(Actor(name=part, kind=actor.kind, side=side) for part, side in zip(parts, sides, strict=True))
    return (actor,)


def _of_one_another(statement: Statement, reports: Mapping[str, Report]) -> bool:
    report = reports.get(statement.report)
    spans = (*statement.cue, *statement.content)
    text = " ".join(span.of(report.text) for span in spans).casefold() if report else ""
    return any(words in text for words in _reciprocal())


@cache
def _words() -> dict[str, frozenset[str]]:
    return {kind: frozenset(words.split()) for kind, words in _data()["minds"].items()}


@cache
def _reciprocal() -> tuple[str, ...]:
    return tuple(_data()["joint"]["reciprocal"])


@cache
def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("twosource.linking").joinpath("data/voices.toml").read_text(encoding="utf-8"))
