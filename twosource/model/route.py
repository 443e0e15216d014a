"""Routes: how a claim came from whom it began with to the outlets that print it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from twosource.model.evidence import Span


class HopKind(StrEnum):
    """What stands at one place of a route."""

    ORIGIN = "origin"
    """Whom the claim first comes from."""
    RELAY = "relay"
    """Who is said to have passed it on: an agency, another outlet, a speaker who quotes somebody."""
    OUTLET = "outlet"
    """Who published a report that has it; several outlets when they print one text."""
    UNKNOWN = "unknown"
    """The text shows that somebody stands here and does not say who."""


class Known(StrEnum):
    """How it is known that a hop has it from its parent; of a hop without a parent, how it is known at all."""

    NAMED = "named as the source"
    """The report names the parent as speaking and nobody between: more cannot be known."""
    QUOTED = "stated in the text"
    """A statement holds the parent's ("the agency cited the ministry as saying"), or names where it spoke."""
    CITED = "cited outlet"
    """The report cites the parent, an outlet."""
    COPIED = "copied text"
    """The text is the parent's: see `Hop.copies`."""
    CREDIT = "credit line"
    """Dateline, byline or credit name the parent."""
    PASSED_ON = "passed on, as the file says"
    """The file says that the report is the parent's, passed on (a forwarded post, a feed's source)."""
    OWN_VOICE = "own voice"
    """The outlet says it itself; where it has it from is not stated."""
    NOT_STATED = "not stated"


class Stretch(Struct, frozen=True, kw_only=True):
    """Words in a row that two texts share: `ours` in the one, `theirs` in the other; equal but for case and marks."""

    ours: Span
    theirs: Span


class Copy(Struct, frozen=True, kw_only=True):
    """What one report shares with another.

    Attributes:
        report, source: ids of the two reports. The source is the earlier one if `directed`; else the order is open.
        containment: shared runs of words / those of the shorter text, 0 to 1.
        whole: the one story is the other's; else they share passages.
        directed: the source had certainly been published before the report.
        stretches: what is shared; `ours` lies in the report, `theirs` in the source.
    """

    report: str
    source: str
    containment: float
    whole: bool
    directed: bool
    stretches: tuple[Stretch, ...]


class Hop(Struct, frozen=True, kw_only=True):
    """One node of a claim's routes. The nodes of a claim stand in one tuple, parents before their children.

    Attributes:
        name: of the actor or outlet; of one text in several outlets that of the first; `None` when not known.
        channel: where an origin spoke; `None` when not stated.
        side: whom it speaks for; `None` when not stated.
        outlets: who published the reports, the first to publish first; a report without an outlet by its short name.
        statements, reports: ids of what shows it, in order of publication.
        parent: index of whom it has the claim from; `None` of a root.
        known: how the step from the parent is known.
        time: when it first said or published it: ISO 8601 or a TIMEX3 value, as precise as known; `None` when not
            stated.
        spoke: the time is when the source spoke; else it is that of publication.
        copies: evidence that its reports are one text, or that its text is the parent's.
    """

    kind: HopKind
    known: Known
    name: str | None = None
    channel: str | None = None
    side: str | None = None
    outlets: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    parent: int | None = None
    time: str | None = None
    spoke: bool = False
    copies: tuple[Copy, ...] = ()
