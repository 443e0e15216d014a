"""How values are worded for people: one place for the neutral words, the three kinds of emptiness, and safe text.

Text from reports is never trusted. `visible` makes every character that could steer a terminal or turn the order of
what is read (control characters, bidirectional overrides, lone surrogates) into something a person can see.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from msgspec import UNSET

from twosource.model import Actor, Commitment, Kind, StandingTerm, terms

NOT_READ = "not read yet"
NOT_STATED = "not stated"
NONE = "none"

DOES = {
    Commitment.UNABLE_TO_VERIFY: "could not verify",
    Commitment.NO_EVIDENCE_OBSERVED: "has seen no evidence",
}
"""Commitments whose name is not already the word for it."""

KIND = {Kind.ATTRIBUTED: "attributed", Kind.OWN_VOICE: "own voice", Kind.VERIFICATION: "verification note"}

SURE = 0.8
DOUBTFUL = 0.5
"""Bounds of the words for a confidence: at 0.8 and above nine in ten statements are right, below 0.5 more are wrong
than right. `python -m training.fit_joint --corpora DIR` (cross-validated on the development part): right were 93 % of
648 statements at 0.8 and above, 76 % of 258 from 0.6 to 0.8, 48 % of 174 from 0.4 to 0.6, 30 % of 103 from 0.2 to 0.4.
"""
LOOK_FIRST = "look here first"
NOT_MEASURED = "not measured"

STANDING = {
    StandingTerm.INDEPENDENTLY_CONFIRMED: "independently confirmed",
    StandingTerm.CONFIRMED_BY_ADVERSARY: "confirmed by the adversary",
    StandingTerm.SINGLE_ORIGIN: "single origin",
}

RELIABILITY = terms.RELIABILITY
CREDIBILITY = {
    1: "confirmed by independent sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "cannot be judged",
}
"""Wording of the two Admiralty axes: NATO AJP-2.1."""

UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""C0 (but tab and line feed), DEL, C1, the Bidi_Control characters of Unicode, U+2028/9, and lone surrogates."""

CLOCK = re.compile(r"(?P<minute>\d\d:\d\d)(?::00(?:\.0+)?|(?P<second>:\d\d(?:\.\d+)?))?(?P<zone>Z|[+-]\d\d:?\d\d)?")


def code_point(character: str) -> str:
    """`U+202E` for the character with that number."""
    return f"U+{ord(character):04X}"


def visible(text: str) -> str:
    """The text with every unsafe character spelt out, as in `<U+202E>`; a CR before LF is dropped."""
    return UNSAFE.sub(lambda match: f"<{code_point(match[0])}>", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """The visible text with every run of white space made one blank."""
    return visible(" ".join(text.split()))


def stated(value: Any) -> str:
    """The value as text, or which kind of emptiness it is."""
    if value is UNSET:
        return NOT_READ
    if value is None or value == "":
        return NOT_STATED
    if value == ():
        return NONE
    return one_line(str(value))


def does(commitment: Any) -> str:
    """What the source does with the content, in neutral words."""
    return DOES.get(commitment) or stated(commitment)


def doubtful(probability: float | None) -> bool:
    """Whether the statement is more likely wrong than right, so that a person should look at it first."""
    return probability is not None and probability < DOUBTFUL


def confidence(probability: float | None) -> str:
    """`sure 0.93`, `fairly sure 0.71`, `doubtful 0.41`, or that nothing measured it.

    The number is cut and not rounded, so that it never says more than its word does.
    """
    if probability is None:
        return f"confidence {NOT_MEASURED}"
    word = "doubtful" if doubtful(probability) else "sure" if probability >= SURE else "fairly sure"
    return f"{word} {Decimal(str(probability)).quantize(Decimal('0.01'), ROUND_DOWN)}"


def office(actor: Actor) -> str:
    """The role and whom the actor speaks for, as far as the name does not say it already."""
    parts = (actor.role, actor.organisation)
    return ", ".join(one_line(part) for part in parts if part and part.casefold() not in actor.name.casefold())


def standing(term: StandingTerm) -> str:
    """The standing's name in words."""
    return STANDING.get(term, term.value)


def count(number: int, one: str, many: str | None = None) -> str:
    """The number and its noun: `1 report`, `2 reports`, `0 reports`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def day(published: str | None) -> str:
    """`8 June 2025`, with the time and zone as written where there is one, for an ISO 8601 text; else as it stands."""
    if not published:
        return NOT_STATED
    head, _, clock = published.partition("T")
    try:
        when = date.fromisoformat(head)
    except ValueError:
        return one_line(published)
    shown = f"{when.day} {when:%B %Y}"
    return f"{shown}, {_time(clock)}" if clock else shown


def _time(clock: str) -> str:
    match = CLOCK.fullmatch(clock)
    if match is None:
        return one_line(clock)
    zone = "UTC" if match["zone"] in {"Z", "+00:00"} else match["zone"] or ""
    return f"{match['minute']}{match['second'] or ''} {zone}".rstrip()
