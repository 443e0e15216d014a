"""Where a claim is said to be: places for the map, each as exact as the text is, with who says so and on what basis.

Hue says whose statement it is, texture the basis. A place named without a point ("near", "towards", "east of") is drawn
as an area, never as a point; a claim that only names a country is drawn as that country, and nothing in it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from twosource.exports.outlines import KM_A_DEGREE
from twosource.exports.spots import ABOUT_KM, OTHERWISE_KM
from twosource.exports.voices import Voices, actor_of
from twosource.exports.wording import one_line
from twosource.model import Place, PlaceRelation, Precision, Statement
from twosource.model.actor import OUTLET_SIDE, THIRD_PARTY
from twosource.standing.case import evidence_in
from twosource.territory.boundaries import BoundariesError, boundaries
from twosource.web.source import Picture

BEARING = {
    PlaceRelation.NORTH_OF: 0,
    PlaceRelation.NORTHEAST_OF: 45,
    PlaceRelation.EAST_OF: 90,
    PlaceRelation.SOUTHEAST_OF: 135,
    PlaceRelation.SOUTH_OF: 180,
    PlaceRelation.SOUTHWEST_OF: 225,
    PlaceRelation.WEST_OF: 270,
    PlaceRelation.NORTHWEST_OF: 315,
}
WIDEST = (Precision.COUNTRY,)
ADMIN = {Precision.ADMIN1: "region", Precision.ADMIN2: "district", Precision.COUNTRY: "country"}
ASSESSED, CLAIMED, DENIED = "assessed", "claimed", "denied"
NOT_VERIFIED, NO_EVIDENCE = "not verified", "no evidence"
ICON = {ASSESSED: "●", CLAIMED: "▨", DENIED: "◌", NOT_VERIFIED: "?", NO_EVIDENCE: "–"}
GREY = frozenset({NOT_VERIFIED, NO_EVIDENCE})


class Says(Struct, frozen=True, kw_only=True):
    """Who says what of a place.

    Attributes:
        basis: "assessed", "claimed", "denied", "not verified" or "no evidence". speakers: names, each once.
    """

    basis: str
    icon: str
    side: str
    hue: str
    speakers: tuple[str, ...]


class Spot(Struct, frozen=True, kw_only=True):
    """One place of a claim.

    Attributes:
        shape: "point", "circle" (an area about a named place), "region" (an outline of ours), "border" (the line of one
            alone), "country" or "unmapped".
        lat, lon: of the point, or of the circle's middle. radius_km: of a circle.
        area: code of the outline in `/boundaries.json`. country: ISO 3166-1 alpha-2.
        words: the place as the text has it.
    """

    name: str
    words: str
    precision: str
    shape: str
    lat: float | None
    lon: float | None
    radius_km: float | None
    area: str | None
    country: str | None
    says: tuple[Says, ...]


def spots(groups: Voices, picture: Picture, hue: Mapping[str | None, str]) -> tuple[Spot, ...]:
    """The places of a claim, those that most statements name first.

    A denial is drawn at the places of the claim: what it denies is that it happened there.
    """
    named: dict[tuple[object, ...], tuple[Place, list[tuple[Statement, str]]]] = {}
    for statement in [*groups.asserts, *groups.confirms]:
        for place in _places(statement):
            row = named.setdefault(_key(place), (place, []))
            row[1].append((statement, _basis(statement, picture)))
    kept = _finest(named)
    doubts = [(s, DENIED) for s in groups.denies] + [(s, NOT_VERIFIED) for s in groups.unable]
    doubts += [(s, NO_EVIDENCE) for s in groups.unseen]
    ordered = sorted(kept, key=lambda row: -len(row[1]))
    return tuple(_spot(place, [*said, *doubts], picture, hue) for place, said in ordered)


def _places(statement: Statement) -> list[Place]:
    if not isinstance(statement.places, tuple):
        return []
    inside = [p for p in statement.places if any(span.contains(p.span) for span in statement.content)]
    return [place for place in inside if not place.demonym]


def _key(place: Place) -> tuple[object, ...]:
    return (place.geonameid or place.name.casefold(), place.relation, place.distance_km)


def _finest(
    named: Mapping[tuple[object, ...], tuple[Place, list[tuple[Statement, str]]]],
) -> list[tuple[Place, list[tuple[Statement, str]]]]:
    """Without countries, where anything finer is named."""
    rows = list(named.values())
    finer = [row for row in rows if row[0].precision not in WIDEST]
    return finer or rows


def _basis(statement: Statement, picture: Picture) -> str:
    """Assessed is what a third party says with evidence that others can examine; all else is claimed."""
    actor = actor_of(statement)
    third = actor is not None and actor.side == THIRD_PARTY
    return ASSESSED if third and evidence_in(statement, picture.reports) else CLAIMED


def _spot(place: Place, said: Sequence[tuple[Statement, str]], picture: Picture, hue: Mapping[str | None, str]) -> Spot:
    area = region_of(place)
    shape, lat, lon, radius = _shape(place, area)
    first = said[0][0]
    return Spot(
        name=one_line(place.name),
        words=one_line(place.span.of(picture.report_of(first).text)),
        precision=_precision(place),
        shape=shape,
        lat=lat,
        lon=lon,
        radius_km=radius,
        area=area if shape in {"region", "border"} else None,
        country=place.country,
        says=tuple(_says(said, hue)),
    )


def _says(said: Iterable[tuple[Statement, str]], hue: Mapping[str | None, str]) -> Iterable[Says]:
    found: dict[tuple[str, str | None], dict[str, None]] = {}
    for statement, basis in said:
        actor = actor_of(statement)
        key = (basis, actor.side if actor else None)
        found.setdefault(key, {})[one_line(actor.name) if actor else "not stated"] = None
    worded = {OUTLET_SIDE: "outlet", THIRD_PARTY: "third party", None: "side not stated"}
    for (basis, side), speakers in found.items():
        yield Says(
            basis=basis,
            icon=ICON[basis],
            side=one_line(worded.get(side, side or "")),
            hue="none" if basis in GREY else hue.get(side, "unsaid"),
            speakers=tuple(speakers),
        )


def region_of(place: Place) -> str | None:
    """Code of the outline that a place is, or is about the border of; `None` where we have none."""
    if place.geonameid is None or place.relation not in {None, PlaceRelation.BORDER_OF}:
        return None
    try:
        area = boundaries().by_id(place.geonameid)
    except BoundariesError:
        return None
    return area.code if area else None


def _shape(place: Place, area: str | None) -> tuple[str, float | None, float | None, float | None]:
    if area is not None:
        shape = "border" if place.relation is PlaceRelation.BORDER_OF else "region"
        return shape, place.lat, place.lon, None
    if place.lat is None or place.lon is None:
        return "unmapped", None, None, None
    if place.relation is not None:
        radius = place.distance_km or ABOUT_KM.get(place.relation, OTHERWISE_KM)
        lat, lon = _moved(place.lat, place.lon, BEARING.get(place.relation), radius)
        return "circle", lat, lon, radius
    if place.precision in {Precision.POINT, Precision.SETTLEMENT}:
        return "point", place.lat, place.lon, None
    if place.precision is Precision.COUNTRY:
        return "country", place.lat, place.lon, None
    return "circle", place.lat, place.lon, OTHERWISE_KM


def _moved(lat: float, lon: float, bearing: int | None, km: float) -> tuple[float, float]:
    """The middle of an area that lies on one side of a place."""
    if bearing is None:
        return lat, lon
    angle = math.radians(bearing)
    north, east = math.cos(angle) * km / KM_A_DEGREE, math.sin(angle) * km / KM_A_DEGREE
    return round(lat + north, 4), round(lon + east / max(math.cos(math.radians(lat)), 0.05), 4)


def _precision(place: Place) -> str:
    relation = f"{str(place.relation).replace('-', ' ')} " if place.relation else ""
    if place.precision is None:
        return f"{relation}not found in the gazetteer".strip()
    kind = {Precision.POINT: "point", Precision.SETTLEMENT: "town or village", Precision.AREA: "area"}
    distance = f", {place.distance_km:g} km" if place.distance_km else ""
    word = kind.get(place.precision) or ADMIN[place.precision]
    return f"{relation}{word}{distance}".strip() if not place.relation else f"area: {relation.strip()}{distance}"


def countries(found: Iterable[Spot]) -> tuple[str, ...]:
    """The countries whose outlines the map needs."""
    return tuple(dict.fromkeys(spot.country for spot in found if spot.country))
