"""Terms in which a claim stands: what one statement does to another, how a claim stands, and its Admiralty grade."""

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


RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "cannot be judged",
}
"""Of a source: the letters of NATO AJP-2.1 in words."""
