"""What the two event tables (`acled`, `ucdp`) share: which claims make a row, our own columns, notes, and writing.

The columns are those of event data sets, the rows are not: their coders weigh reports and write down one event, and
these write down what each claim says. Nothing is coded that is not stated. docs/exports.md explains each column.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from twosource.exports.events import ClaimedEvent, event_of
from twosource.exports.files import whole
from twosource.exports.spots import Spot
from twosource.exports.stances import standing_of
from twosource.exports.tables import ENCODING, cell
from twosource.exports.view import View
from twosource.exports.wording import NONE, one_line
from twosource.world import gazetteer

TYPES_FILE = Path(__file__).parent / "data" / "acled.toml"
EXTRA = (
    "claim_id", "claimed_event_type", "standing", "signed_standing", "signed_by", "disputed", "stance", "speakers",
    "sides", "denied_by", "confirmed_by", "not_verified_by", "no_evidence_seen_by", "independent_origins",
    "origins", "event_date_start", "event_date_end", "first_published", "fatalities_low", "fatalities_high",
    "place_precision", "radius_km", "basis", "other_places", "as_of",
)  # fmt: skip
"""Our own columns, after theirs."""
DAY, WEEK, MONTH, YEAR = 1, 7, 31, 366
"""Days."""

Row = dict[str, Any]


def write(columns: Sequence[str], rows: Iterable[Row], target: Path) -> None:
    """Write a table as CSV, whole or not at all.

    Raises:
        ExportError: it cannot be written.
    """
    with whole(target) as part, part.open("w", encoding=ENCODING, newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows({name: cell(value) for name, value in row.items()} for row in rows)


def events(view: View) -> Iterator[ClaimedEvent]:
    """What claims tell as something that has happened, of the types that have a place among events."""
    for claim in view.claims:
        if claim.event_type in types():
            event = event_of(claim, view)
            if event.told:
                yield event


@cache
def types() -> Mapping[str, Mapping[str, str]]:
    """Event type -> ACLED's columns for it."""
    table: dict[str, dict[str, str]] = tomllib.loads(TYPES_FILE.read_text(encoding="utf-8"))["event"]
    return table


def extra(event: ClaimedEvent, as_of: str | None) -> Row:
    """Our own columns."""
    who, claim, spot = event.stances, event.claim, first(event)
    proposed, signed, by = standing_of(claim)
    return {
        "claim_id": claim.id,
        "claimed_event_type": claim.event_type,
        "standing": proposed,
        "signed_standing": signed,
        "signed_by": by,
        "disputed": who.disputed,
        "stance": joined(who.stances),
        "speakers": joined(who.speakers),
        "sides": joined(who.sides),
        "denied_by": joined(who.denied_by),
        "confirmed_by": joined(who.confirmed_by),
        "not_verified_by": joined(who.not_verified),
        "no_evidence_seen_by": joined(who.no_evidence),
        "independent_origins": claim.independent_origins,
        "origins": joined(who.origins),
        "event_date_start": event.days and event.days.first.isoformat(),
        "event_date_end": event.days and event.days.last.isoformat(),
        "first_published": min((r.published for r in event.reports if r.published), default=None),
        "fatalities_low": event.killed and event.killed.low,
        "fatalities_high": event.killed and event.killed.high,
        "place_precision": spot and spot.precision,
        "radius_km": spot and spot.radius_km,
        "basis": spot and spot.basis,
        "other_places": joined(one.name for one in event.spots[1:] if one.name),
        "as_of": as_of,
    }


def first(event: ClaimedEvent) -> Spot | None:
    """The place that most statements name."""
    return event.spots[0] if event.spots else None


def joined(values: Iterable[str]) -> str:
    """Values with semicolons, as both data sets join them; "none" where there are none."""
    return given(values) or NONE


def given(values: Iterable[str]) -> str | None:
    """Values with semicolons; `None`, not stated, where there are none."""
    listed = [one_line(value) for value in values]
    return "; ".join(listed) or None


def country(spot: Spot) -> str | None:
    """English name of the country; the code where the gazetteer has none."""
    found = gazetteer.load().country(spot.country) if spot.country else None
    return found.name if found else spot.country


def notes(event: ClaimedEvent) -> str:
    """The claim with who says it and who denies it, in the style of ACLED's notes."""
    who, claim = event.stances, event.claim
    days = event.days
    when = "Date not stated" if days is None else " to ".join(dict.fromkeys(day.isoformat() for day in days))
    lines = [f"{when}. {joined(who.speakers)}, in {joined(who.outlets)}: “{one_line(claim.label)}”."]
    for words, names in (
        ("Denied by", who.denied_by),
        ("Confirmed by", who.confirmed_by),
        ("Could not be verified by", who.not_verified),
        ("No evidence seen by", who.no_evidence),
        ("Taken back by", who.retracted_by),
    ):
        if names:
            lines.append(f"{words}: {joined(names)}.")
    if event.killed is not None:
        lines.append(f"Numbers stated: {joined(event.killed.wordings)}.")
    if claim.standing is not None:
        lines.append(f"Proposed standing: {claim.standing.term}.")
    return " ".join(lines)
