"""Claimed events in the columns of UCDP GED: UCDP-GED-like, for their coding rules are not ours.

Columns and scales as in the UCDP Georeferenced Event Dataset codebook; docs/exports.md has what each holds here.
"""

from __future__ import annotations

from pathlib import Path

import shapely

from twosource.exports.event_rows import (
    DAY,
    EXTRA,
    MONTH,
    WEEK,
    YEAR,
    Row,
    country,
    events,
    extra,
    first,
    given,
)
from twosource.exports.event_rows import write as write_table
from twosource.exports.events import ClaimedEvent, length
from twosource.exports.spots import Spot
from twosource.exports.view import View
from twosource.linking.moments import Days
from twosource.model import Precision

UCDP = (
    "id", "relid", "year", "code_status", "type_of_violence", "dyad_name", "side_a", "side_b", "number_of_sources",
    "source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec",
    "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "country",
    "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians",
    "deaths_unknown", "best", "high", "low",
)  # fmt: skip
CELL = 8_000
"""Characters of well-known text in a cell: every circle and most districts; Excel keeps 32,767, people scroll fewer."""
SMALL_KM = 25.0
"""Radius up to which UCDP counts a place as near a known point (where_prec 2)."""


def write(view: View, target: Path) -> None:
    """Write the UCDP-GED-like table, whole or not at all.

    Raises:
        ExportError: it cannot be written.
    """
    write_table((*UCDP, *EXTRA), (_row(event) | extra(event, view.as_of) for event in events(view)), target)


def date_prec(days: Days | None) -> int | None:
    """date_prec: 1 the day, 2 two to six days, 3 a week, 4 up to a month, 5 up to a year; none for more."""
    if days is None:
        return None
    bounds = ((DAY, 1), (WEEK - 1, 2), (WEEK, 3), (MONTH, 4), (YEAR, 5))
    return next((code for most, code in bounds if length(days) <= most), None)


def where_prec(spot: Spot | None) -> int | None:
    """where_prec: 1 exact, 2 within 25 km, 3 district, 4 first-level area, 5 other area, 6 country; none if unknown."""
    if spot is None or (spot.shape is None and spot.precision != Precision.COUNTRY):
        return None
    if spot.point is not None:
        return 1
    codes = {Precision.ADMIN2: 3, Precision.ADMIN1: 4, Precision.COUNTRY: 6}
    near = spot.radius_km is not None and spot.radius_km <= SMALL_KM
    return codes.get(Precision(spot.precision), 2 if near else 5) if spot.precision in set(Precision) else 5


def _row(event: ClaimedEvent) -> Row:
    spot, days, killed = first(event), event.days, event.killed
    lon, lat = (spot.point if spot else None) or (None, None)
    reports = event.reports
    sides = [side for side in (event.agent, event.patient) if side]
    one_year = days is not None and days.first.year == days.last.year
    return {
        "id": event.claim.id,
        "year": days.first.year if days is not None and one_year else None,
        "code_status": "claim: not coded by UCDP",
        "dyad_name": " - ".join(sides) if len(sides) == 2 else None,
        "side_a": event.agent,
        "side_b": event.patient,
        "number_of_sources": len(reports),
        "source_article": given(
            f"{r.outlet or r.doc}, {r.published or 'not stated'}, {r.title or r.doc}" for r in reports
        ),
        "source_office": given(r.outlet for r in reports if r.outlet),
        "source_date": given(r.published for r in reports if r.published),
        "source_headline": given(r.title for r in reports if r.title),
        "source_original": given(event.stances.origins),
        "where_prec": where_prec(spot),
        "where_coordinates": (spot and spot.name) or None,
        "where_description": given(one.name for one in event.spots if one.name),
        "adm_1": spot and spot.admin1 and spot.admin1.name,
        "adm_2": spot and spot.admin2 and spot.admin2.name,
        "latitude": lat,
        "longitude": lon,
        "geom_wkt": spot and _wkt(spot),
        "country": spot and country(spot),
        "date_prec": date_prec(days),
        "date_start": days and days.first.isoformat(),
        "date_end": days and days.last.isoformat(),
        "best": killed and killed.agreed,
        "high": killed and killed.high,
        "low": killed and killed.low,
    }


def _wkt(spot: Spot) -> str | None:
    """The shape as well-known text; `None` where there is none, or it is too long for a cell (geojson has all)."""
    if spot.shape is None:
        return None
    written: str = shapely.to_wkt(spot.shape, rounding_precision=4)
    return written if len(written) <= CELL else None
