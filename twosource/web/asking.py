"""What addresses ask for, checked: the moment, the claim, the report."""

from __future__ import annotations

from typing import Annotated

from fastapi import HTTPException, Query, Request

from twosource.ledger import interval
from twosource.ledger.moments import end_of
from twosource.model import Claim, Reading
from twosource.web.source import Picture, Source
from twosource.web.views import found_again

AsOf = Annotated[
    str | None,
    Query(
        description="Only what had been published by then: `2025-06-09` (its end), or `2025-06-09T18:00+03:00`.",
        max_length=40,
        examples=["2024-03-05"],
    ),
]
SHORTEST_ID = 6


def source_of(request: Request) -> Source:
    """The open ledger."""
    source: Source = request.app.state.source
    return source


def moment(as_of: str | None) -> str | None:
    """The moment asked for; `None` for now.

    Raises:
        HTTPException: 400, it is not a time.
    """
    if not as_of:
        return None
    try:
        interval(as_of)
        end_of(as_of)
    except (ValueError, OverflowError) as error:
        raise HTTPException(400, f"as_of: {error}; give a year, month, day or moment") from error
    return as_of.strip()


def picture(request: Request, as_of: str | None = None) -> Picture:
    """The ledger as it stood at a moment.

    Raises:
        HTTPException: 400, it is not a time.
    """
    return source_of(request).picture(moment(as_of))


def claim_now(claim_id: str, newest: Picture) -> Claim:
    """A claim of the newest picture, by its id or the beginning of it.

    Raises:
        HTTPException: 404, there is none, or more than one.
    """
    if claim_id in newest.claims:
        return newest.claims[claim_id]
    found = [key for key in newest.claims if key.startswith(claim_id)] if len(claim_id) >= SHORTEST_ID else []
    if len(found) == 1:
        return newest.claims[found[0]]
    raise HTTPException(404, f"There is no claim {claim_id[:40]}: it may have another id since more reports were read.")


def picture_of(request: Request, claim: Claim, as_of: str | None, newest: Picture) -> Picture:
    """The ledger, as far as it concerns a claim, as it stood at a moment.

    Raises:
        HTTPException: 400, it is not a time.
    """
    at = moment(as_of)
    return newest if at is None else source_of(request).of_claim(claim.id, at, newest)


def claim_then(claim_id: str, then: Picture, newest: Picture) -> Claim | None:
    """The claim in an earlier picture; `None` where nobody had made it by then."""
    return found_again(claim_now(claim_id, newest).id, then, newest)


def reading_of(report_id: str, newest: Picture) -> Reading:
    """The latest reading of a report.

    Raises:
        HTTPException: 404, there is none.
    """
    if report_id in newest.readings:
        return newest.readings[report_id]
    found = [key for key in newest.readings if key.startswith(report_id)] if len(report_id) >= SHORTEST_ID else []
    if len(found) == 1:
        return newest.readings[found[0]]
    raise HTTPException(404, f"There is no report {report_id[:70]} in this ledger.")
