"""Claims: the proposition that one or more statements make, and how it stands."""

from __future__ import annotations

from msgspec import Struct

from twosource.model.evidence import Span
from twosource.model.judgement import Judgement
from twosource.model.route import Hop
from twosource.model.terms import RelationType, Standing


class Relation(Struct, frozen=True, kw_only=True):
    """One link, with its score and the reason in a sentence.

    Attributes:
        source, target: statement ids; the source stands in `type` to the target.
        score: 0 to 1.
        reason: why, in words a person can check.
    """

    source: str
    target: str
    type: RelationType
    score: float
    reason: str


class Member(Struct, frozen=True, kw_only=True):
    """A statement that makes the claim, and how its wording compares with the claim's first statement."""

    statement: str
    relation: RelationType
    score: float
    reason: str


class Origin(Struct, frozen=True, kw_only=True):
    """The actor and channel a claim first comes from, and the statements that carry it."""

    actor: str
    side: str | None
    channel: str | None
    statements: tuple[str, ...]


class ValueOf(Struct, frozen=True, kw_only=True):
    """One value of a difference and the statements that give it.

    Attributes:
        spans: of each statement, the words in its report's text that state the value; `None` where the report states it
            elsewhere or in other words, as a day told by "the next morning". Empty in claims of older versions.
    """

    value: str
    statements: tuple[str, ...]
    spans: tuple[Span | None, ...] = ()


class Difference(Struct, frozen=True, kw_only=True):
    """A point (number, unit, place, time, wording) on which the statements of one claim differ."""

    point: str
    values: tuple[ValueOf, ...]


class Claim(Struct, frozen=True, kw_only=True):
    """The proposition that one or more statements make. Lists of ids are statement ids, in order of publication.

    Attributes:
        id: stable while its first statement stays: made of that statement's id.
        label: the claim in its own words.
        relays: outlets that pass it on.
        routes: by which way it came from its origins to the outlets; parents before their children.
        independent_origins: origins that neither repeat one another nor speak for the same side.
        standing: as proposed; `None` before the rules have been applied.
        judgements: those in force that concern it, in the order in which they were made; they never change `standing`.
    """

    id: str
    label: str
    event_type: str | None
    members: tuple[Member, ...]
    origins: tuple[Origin, ...] = ()
    relays: tuple[str, ...] = ()
    independent_origins: int = 0
    disputed_by: tuple[str, ...] = ()
    confirmed_by: tuple[str, ...] = ()
    retracted_by: tuple[str, ...] = ()
    unable_to_verify: tuple[str, ...] = ()
    responses: tuple[str, ...] = ()
    bears_on: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    relations: tuple[Relation, ...] = ()
    standing: Standing | None = None
    judgements: tuple[Judgement, ...] = ()
    routes: tuple[Hop, ...] = ()
