"""What the tests of the exports share: views of readings made by hand, an invented coast, and a small ledger."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from tests.ledger_samples import NAVY, claim_of, report, span, statement
from twosource.exports.view import View, book_of
from twosource.ledger import Ledger
from twosource.model import (
    Claim,
    Commitment,
    Member,
    Place,
    PlaceRelation,
    Precision,
    Proposition,
    Quantity,
    Reading,
    RelationType,
    Timex,
    TimexType,
)


def view(readings: Iterable[Reading], claims: Iterable[Claim], **values: Any) -> View:
    """A view without a ledger."""
    listed = tuple(readings)
    return View(ledger=cast("Ledger", None), claims=tuple(claims), readings=listed, book=book_of(listed), **values)


TEXT = "Arvonian boats shelled {} on {}, the Arvonian navy said. At least 12 people were killed there."


def shelling(
    where: str = "Ovre",
    *,
    when: str | None = "2031-03-04",
    dead: Iterable[Quantity] = (),
    relation: PlaceRelation | None = None,
    doc: str = "shelling",
    **place: Any,
) -> tuple[Reading, Claim]:
    """A reading of one statement that something was shelled, with its claim.

    Args:
        when: TIMEX3 value; `None` where the text states no time.
        place: of `Place`; a point by default.
    """
    about = report(TEXT.format(where, "Tuesday"), doc=doc, outlet="Harbour Wire", published="2031-03-05")
    known = {"lat": 59.4583, "lon": -35.3139, "precision": Precision.SETTLEMENT}
    named = Place(span=span(about.text, where), name=where, relation=relation, **{**known, **place})
    times = () if when is None else (Timex(span=span(about.text, "Tuesday"), type=TimexType.DATE, value=when),)
    said = statement(
        about,
        f"Arvonian boats shelled {where} on Tuesday",
        source="the Arvonian navy",
        cue="said",
        commitment=Commitment.ASSERTS,
        actor=NAVY,
        channel=None,
        places=(named,),
        times=times,
        quantities=tuple(dead),
        proposition=Proposition(event_type="strike", predicate="shell", agent="Arvonia"),
    )
    reading = Reading(report=about, producer="samples 1", steps=(), statements=(said,), places=(named,), times=times)
    return reading, claim_of_one(reading, label=f"boats shelled {where}")


def claim_of_one(reading: Reading, *, label: str) -> Claim:
    """A claim of a reading's first statement."""
    one = reading.statements[0]
    member = Member(statement=one.id, relation=RelationType.SAME, score=1.0, reason="the first to say it")
    return Claim(id=f"c-{reading.report.doc}", label=label, event_type="strike", members=(member,))


def killed(value: float | None, comparator: str = "exactly", **values: Any) -> Quantity:
    """A number of dead."""
    where = span(TEXT.format("x", "y"), "12")
    return Quantity(span=where, value=value, unit="killed", comparator=comparator, **values)


__all__ = ["claim_of", "claim_of_one", "killed", "shelling", "view"]
