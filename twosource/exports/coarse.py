"""Places made coarser, where exact positions must not be given away: the area, or the cell of a grid, that holds each.

Only places are made coarser. The words of a claim may still name a town.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, nan, radians

from msgspec.structs import replace

from twosource.exports.outlines import KM_A_DEGREE, cell, rounded
from twosource.exports.spots import ASSESSED, CLAIMED, DETAIL, Spot, district, spots
from twosource.exports.view import View
from twosource.model import Claim, Precision
from twosource.territory.boundaries import boundaries

ADMIN1, ADMIN2 = "admin1", "admin2"
MOST_KM = 1000.0
"""Side of the largest cell: wider ones hold whole countries."""
AS_WIDE = frozenset({Precision.COUNTRY, Precision.ADMIN1})


def places(claim: Claim, view: View) -> tuple[Spot, ...]:
    """The places of a claim, as exact as the view allows."""
    found = spots(claim, view.book)
    return found if view.coarse is None else _once([coarser(spot, view.coarse) for spot in found])


def coarseness(typed: str) -> str | float:
    """What `--coarsen` was given: "admin1", "admin2", or kilometres.

    Raises:
        ValueError: none of these; the message is one phrase.
    """
    if typed in {ADMIN1, ADMIN2}:
        return typed
    try:
        km = float(typed.lower().removesuffix("km").strip())
    except ValueError:
        km = nan
    if not 0 < km <= MOST_KM:
        raise ValueError(f"give admin1, admin2, or kilometres above 0 and up to {MOST_KM:g}")
    return km


def coarser(spot: Spot, coarse: str | float) -> Spot:
    """The spot as the area or cell that holds it; as it is where it is wider than that already."""
    if isinstance(coarse, float):
        return _in_cell(spot, coarse)
    named_area = spot.precision == Precision.AREA and spot.radius_km is None and spot.shape is not None
    if spot.precision in AS_WIDE or named_area:
        return spot
    if coarse == ADMIN2 and spot.admin2 is not None:
        shape, km = district(spot.admin2)
        if shape is not None:
            name, code = spot.admin2.name, spot.admin2.geonameid or None
            return _changed(
                spot, name=name, precision=Precision.ADMIN2, shape=rounded(shape), radius_km=km, geonameid=code
            )
    holder = spot.admin1
    area = boundaries().by_id(holder.geonameid) if holder is not None else None
    if holder is None or area is None:
        return _nowhere(spot)
    shape = rounded(boundaries().polygon(area.code), DETAIL)
    made = _changed(spot, name=holder.name, precision=Precision.ADMIN1, shape=shape, geonameid=holder.geonameid)
    return replace(made, admin2=None)


def _in_cell(spot: Spot, km: float) -> Spot:
    if spot.shape is None:
        return _nowhere(spot)
    west, south, east, north = spot.shape.bounds
    high, wide = (north - south) * KM_A_DEGREE, (east - west) * KM_A_DEGREE * cos(radians(south))
    if max(high, wide) > km:
        return spot
    made = _changed(spot, precision=f"cell of {km:g} km", shape=rounded(cell(spot.shape, km)))
    return replace(made, admin2=None)


def _nowhere(spot: Spot) -> Spot:
    """A spot of which only the country is told: what holds it is not known."""
    return replace(_changed(spot, precision="unresolved", shape=None), admin2=None)


def _changed(spot: Spot, **values: object) -> Spot:
    told = {"name": "", "words": None, "radius_km": None, "geonameid": None, **values}
    return replace(spot, **told)


def _once(found: Sequence[Spot]) -> tuple[Spot, ...]:
    """Spots that were made the same are one."""
    kept: dict[tuple[object, ...], Spot] = {}
    for spot in found:
        key = (spot.name, spot.precision, spot.shape.wkb if spot.shape is not None else spot.country)
        other = kept.get(key)
        if other is None:
            kept[key] = spot
            continue
        by_id = {s.id: s for s in (*other.statements, *spot.statements)}
        basis = ASSESSED if ASSESSED in {other.basis, spot.basis} else CLAIMED
        kept[key] = replace(other, statements=tuple(by_id.values()), basis=basis)
    return tuple(kept.values())
