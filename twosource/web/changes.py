"""What changed about one claim between two moments, with the place of the words that changed it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from twosource.exports.wording import day, one_line
from twosource.model import Claim, Reading
from twosource.model.change import Change
from twosource.standing.changes import changes as compared
from twosource.web.source import Picture, concerning
from twosource.web.voices import evidence_href

Side = tuple[Claim | None, Picture | None]


class ChangeShown(Struct, frozen=True, kw_only=True):
    """One thing that is otherwise than before.

    Attributes:
        what: the kind of change, in words. words: a sentence. href: where it can be looked up; may be empty.
    """

    what: str
    words: str
    at: str
    was: str
    now: str
    outlet: str
    href: str


class Narrow(Struct, frozen=True):
    """A picture of one claim: that claim, and the reports that concern it in either picture."""

    claims: Sequence[Claim]
    readings: Sequence[Reading]


def changes(before: Side, after: Side) -> tuple[ChangeShown, ...]:
    """What differs, in order of the reports that made it so."""
    reports: dict[str, None] = {}
    for claim, picture in (before, after):
        if claim is not None and picture is not None:
            picture.proved(concerning(claim))
            about = (picture.statements.get(key) for key in concerning(claim))
            reports |= {picture.report_of(one).id: None for one in about if one is not None}
    found = compared(_narrow(before, reports), _narrow(after, reports))
    return tuple(_shown(one, before[1], after[1]) for one in found)


def _narrow(side: Side, reports: dict[str, None]) -> Narrow:
    claim, picture = side
    readings = [picture.readings[key] for key in reports if key in picture.readings] if picture else []
    return Narrow([claim] if claim else [], readings)


def _shown(change: Change, before: Picture | None, after: Picture | None) -> ChangeShown:
    for picture in (after, before):
        statement = (
            next((picture.statements[s] for s in change.statements if s in picture.statements), None)
            if picture
            else None
        )
        if picture is not None and statement is not None:
            outlet, href = picture.book.outlet(statement), evidence_href(statement, picture.report_of(statement))
            break
    else:
        outlet, href = "", f"/reports/{change.report}" if change.report else ""
    return ChangeShown(
        what=str(change.kind).replace("-", " ").replace("_", " "),
        words=one_line(change.why),
        at=day(change.at) if change.at else "",
        was=one_line(change.was or ""),
        now=one_line(change.now or ""),
        outlet=outlet,
        href=href,
    )
