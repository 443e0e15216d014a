"""Claims: the proposition that one or more statements make, and how it stands."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class RelationType(StrEnum):
    """Typed, directed link from one statement to another, or to the claim it is about. Relations do not chain."""

    SAME = "same"
    STRONGER = "stronger"
    WEAKER = "weaker"
    NARROWER = "narrower"
    DISPUTES = "disputes"
    CONFIRMS = "confirms"
    RETRACTS = "retracts"
    UNABLE_TO_VERIFY = "unable-to-verify"
    RESPONDS = "responds"
    BEARS_ON = "bears-on"


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
    """One value of a difference and the statements that give it."""

    value: str
    statements: tuple[str, ...]


class Difference(Struct, frozen=True, kw_only=True):
    """A point (number, unit, place, time, wording) on which the statements of one claim differ."""

    point: str
    values: tuple[ValueOf, ...]


class StandingTerm(StrEnum):
    """What the evidence amounts to, strongest claim on attention first (rule 7)."""

    RETRACTED = "retracted"
    REFUTED = "refuted"
    INDEPENDENTLY_CONFIRMED = "independently-confirmed"
    CONFIRMED_BY_ADVERSARY = "confirmed-by-adversary"
    CORROBORATED = "corroborated"
    DISPUTED = "disputed"
    SINGLE_ORIGIN = "single-origin"


class Grade(Struct, frozen=True, kw_only=True):
    """Proposed Admiralty grade (AJP-2.1): two axes that are never averaged.

    Attributes:
        reliability: of the source, "A" to "F"; "F" (cannot be judged) until a person says otherwise.
        credibility: of the information, 1 to 6; 6 (cannot be judged) until there is ground for better, 1 only with
            two independent origins.
    """

    reliability: str = "F"
    credibility: int = 6


class Standing(Struct, frozen=True, kw_only=True):
    """How a claim stands, by the published rules. A proposal until a person signs it.

    Attributes:
        term: see `StandingTerm`.
        rules: numbers of the rules that decided it (docs/rules-of-standing.md).
        why: the reasons, one sentence each, naming speakers and outlets.
    """

    term: StandingTerm
    grade: Grade
    rules: tuple[int, ...]
    why: tuple[str, ...]


class Claim(Struct, frozen=True, kw_only=True):
    """The proposition that one or more statements make. Lists of ids are statement ids, in order of publication.

    Attributes:
        id: stable while its first statement stays: made of that statement's id.
        label: the claim in its own words.
        relays: outlets that pass it on.
        independent_origins: origins that neither repeat one another nor speak for the same side.
        standing: `None` before the rules have been applied.
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
