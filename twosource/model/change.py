"""Changes: what is different between two pictures of the same matter, and which statements made the difference."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from twosource.model.terms import Grade, StandingTerm


class ChangeKind(StrEnum):
    """What changed. In the order in which changes of one moment are told: causes before what follows of them."""

    REPORT_VERSION = "report-version"
    """A later version of a report took the place of an earlier one."""
    REPORT_WITHDRAWN = "report-withdrawn"
    """A report was withheld, canceled or retracted, and nothing took its place."""
    CORRECTION_NOTICE = "correction-notice"
    """An outlet says in a report what was wrong in it. It changes no standing by itself."""
    CLAIM_NEW = "claim-new"
    MERGED = "merged"
    SPLIT = "split"
    ORIGIN_ADDED = "origin-added"
    RELAY_ADDED = "relay-added"
    DISPUTE_ADDED = "dispute-added"
    CONFIRMATION_ADDED = "confirmation-added"
    UNABLE_TO_VERIFY_ADDED = "unable-to-verify-added"
    RESPONSE_ADDED = "response-added"
    RETRACTION_ADDED = "retraction-added"
    DIFFERENCE_ADDED = "difference-added"
    """A value that nobody had given before, on a point on which the accounts differ."""
    SIGNED = "signed"
    OVERRULED = "overruled"
    JUDGED = "judged"
    """A person rejected the claim, left it undecided, or changed what is put to it."""
    STANDING = "standing"
    GRADE = "grade"
    CLAIM_GONE = "claim-gone"
    """Nothing that stands makes the claim any more; what made it stays on record."""


ORDER = {kind: number for number, kind in enumerate(ChangeKind)}
"""Place of a kind among the changes of one moment."""


class Change(Struct, frozen=True, kw_only=True):
    """One difference between two pictures.

    Attributes:
        at: ISO 8601 time of the report that made it, as precise as it is known; `None` when that is not stated.
        kind: see `ChangeKind`.
        claim: id in the later picture, or in the earlier one where it is gone; `None` for what concerns a report.
        report: id of the report concerned, in the earlier picture where it was replaced or withdrawn.
        was, now: the value before and after, as text; `None` where there was or is none.
        statements: ids of the statements that made the change, in order of publication.
        why: one sentence for people.
    """

    at: str | None
    kind: ChangeKind
    claim: str | None = None
    report: str | None = None
    was: str | None = None
    now: str | None = None
    statements: tuple[str, ...] = ()
    why: str = ""


class Stood(Struct, frozen=True, kw_only=True):
    """How one claim stood from a moment on.

    Attributes:
        at: ISO 8601 time of the reports after which it stood so.
        claim: its id then; `None` before anything made it, and when nothing does any more.
        standing, grade: `None` where there was no claim.
        changes: what had changed since the moment before.
    """

    at: str
    claim: str | None
    standing: StandingTerm | None
    grade: Grade | None
    changes: tuple[Change, ...]
