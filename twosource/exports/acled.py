"""Claimed events in the columns of ACLED: ACLED-like, for their coding rules are not ours.

Columns and scales as in ACLED's codebook and its package acledR; docs/exports.md has what each holds here.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from twosource.exports.event_rows import (
    DAY,
    EXTRA,
    MONTH,
    WEEK,
    Row,
    country,
    events,
    extra,
    first,
    given,
    notes,
    types,
)
from twosource.exports.event_rows import write as write_table
from twosource.exports.events import ClaimedEvent, length, middle
from twosource.exports.spots import Spot
from twosource.exports.view import View
from twosource.linking.moments import Days
from twosource.model import Precision

ACLED = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso",
    "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source",
    "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip


def write(view: View, target: Path) -> None:
    """Write the ACLED-like table, whole or not at all.

    Raises:
        ExportError: it cannot be written.
    """
    write_table((*ACLED, *EXTRA), (_row(event) | extra(event, view.as_of) for event in events(view)), target)


def time_precision(days: Days | None) -> tuple[date | None, int | None]:
    """Date and time_precision: 1 the day is stated, 2 a week, 3 a month; the middle day of 2 and 3, as ACLED does.

    What is vaguer than a month has neither.
    """
    if days is None or length(days) > MONTH:
        return None, None
    return middle(days), 1 if length(days) == DAY else 2 if length(days) <= WEEK else 3


def geo_precision(spot: Spot | None) -> int | None:
    """geo_precision: 1 a town or exact place, 2 a part of a region, 3 a region; none for a country or the unknown."""
    if spot is None or spot.shape is None:
        return None
    if spot.point is not None:
        return 1
    if spot.radius_km is not None or spot.precision == Precision.ADMIN2:
        return 2
    return None if spot.precision == Precision.COUNTRY else 3


def _row(event: ClaimedEvent) -> Row:
    spot, typed = first(event), types()[event.claim.event_type or ""]
    day, precise = time_precision(event.days)
    lon, lat = (spot.point if spot else None) or (None, None)
    return {
        "event_id_cnty": event.claim.id,
        "event_date": day and day.isoformat(),
        "year": day and day.year,
        "time_precision": precise,
        **{name: typed.get(name) for name in ("disorder_type", "event_type", "sub_event_type")},
        "actor1": event.agent,
        "actor2": event.patient,
        "country": spot and country(spot),
        "admin1": spot and spot.admin1 and spot.admin1.name,
        "admin2": spot and spot.admin2 and spot.admin2.name,
        "location": (spot and spot.name) or None,
        "latitude": lat,
        "longitude": lon,
        "geo_precision": geo_precision(spot),
        "source": given(event.stances.outlets),
        "notes": notes(event),
        "fatalities": event.killed and event.killed.agreed,
        "tags": "claimed event; disputed" if event.stances.disputed else "claimed event",
    }
