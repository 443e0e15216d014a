"""Where a claim is said to be: each place as exact as the text is, who says so, and on what basis.

A place that is not a point is its area: our own outline of it, or a circle where only a radius is known. Where
not even that is known there is no shape. Docs: docs/exports.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from math import cos, isnan, radians
from pathlib import Path

import numpy as np
import shapely
from msgspec import Struct
from shapely.geometry.base import BaseGeometry

from twosource.exports.outlines import KM_A_DEGREE, LEAST_COSINE, circle, rounded
from twosource.exports.voices import Book, actor_of, voices
from twosource.linking.spots import BEFORE, WORD, place_words, spot_key, stands_for_government, tells_more
from twosource.model import Claim, Place, PlaceRelation, Precision, Statement
from twosource.model.actor import THIRD_PARTY
from twosource.standing.case import evidence_in
from twosource.territory.boundaries import boundaries
from twosource.territory.check_names import named
from twosource.territory.measure import around, between_km, flat
from twosource.world import gazetteer
from twosource.world.gazetteer import Candidate, Level

PLACES_FILE = Path(__file__).parent / "data" / "places.toml"
WITHIN = 2
"""Words before a country among which one must show that it is a place: "off eastern Norland"."""
ABOUT_KM = {PlaceRelation.NEAR: 10.0, PlaceRelation.DIRECTION_OF: 25.0, PlaceRelation.OUTSIDE: 10.0}
OTHERWISE_KM = 20.0
"""Radius where the text states no distance, here and on the page's map. Only for drawing: a town and its surroundings,
a sector of a front; the words beside it say what the text says."""
BEARING = {
    PlaceRelation.NORTH_OF: (0.0, 1.0),
    PlaceRelation.NORTHEAST_OF: (0.7071, 0.7071),
    PlaceRelation.EAST_OF: (1.0, 0.0),
    PlaceRelation.SOUTHEAST_OF: (0.7071, -0.7071),
    PlaceRelation.SOUTH_OF: (0.0, -1.0),
    PlaceRelation.SOUTHWEST_OF: (-0.7071, -0.7071),
    PlaceRelation.WEST_OF: (-1.0, 0.0),
    PlaceRelation.NORTHWEST_OF: (-0.7071, 0.7071),
}
"""East and north parts of each direction."""
TOWNS = 5
"""Towns that a district must have for a circle around them to be shown: around one or two it would name them."""
TOWNS_OF_A_COUNTRY = 1_000_000
"""More than the gazetteer has of any country: all of them."""
DETAIL = 0.005
"""Degrees (at most 550 m) by which the line of a first-level area may move: a tenth of the file, and less than the
mean error of most borders (BOUNDARIES.md)."""
COUNTRY_DETAIL = 0.02
"""Degrees for a whole country, where a pixel of a map is a kilometre or more."""
ASSESSED, CLAIMED = "assessed", "claimed"
EXACT = frozenset({Precision.POINT, Precision.SETTLEMENT})


class Spot(Struct, frozen=True, kw_only=True):
    """One place of a claim.

    Attributes:
        name: canonical, with how the place meant stands to it ("near Lyman"). words: as the text has it; `None` where
            it was made coarser.
        precision: "point", "settlement", "admin-2", "admin-1", "country", "area" or "unresolved".
        shape: degrees, WGS 84; `None` where neither a point nor an extent is known.
        radius_km: of a circle.
        admin1, admin2: areas that hold it; `None` where not known.
        basis: "assessed" (a third party with evidence that others can examine says so) or "claimed".
        statements: those that name it, in order of publication.
    """

    name: str
    words: str | None
    precision: str
    shape: BaseGeometry | None
    radius_km: float | None
    geonameid: int | None
    country: str | None
    admin1: Candidate | None
    admin2: Candidate | None
    basis: str
    statements: tuple[Statement, ...]

    @property
    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude of a place that is a point; `None` for every other."""
        shape = self.shape
        return (shape.x, shape.y) if shape is not None and shape.geom_type == "Point" else None


def spots(claim: Claim, book: Book) -> tuple[Spot, ...]:
    """The places of a claim, those that most statements name first; countries only where nothing finer is named."""
    groups = voices(claim, book)
    found: dict[str, tuple[Place, list[Statement]]] = {}
    for statement in (*groups.asserts, *groups.confirms):
        for place in _places(statement, book):
            row = found.setdefault(spot_key(place), (place, []))
            if statement not in row[1]:
                row[1].append(statement)
    rows = list(found.values())
    finer = [row for row in rows if row[0].precision is not Precision.COUNTRY]
    ordered = sorted(finer or rows, key=lambda row: -len(row[1]))
    return tuple(_spot(place, said, book) for place, said in ordered)


def _places(statement: Statement, book: Book) -> list[Place]:
    report = book.reports.get(statement.report)
    if not isinstance(statement.places, tuple) or report is None:
        return []
    inside = [p for p in statement.places if any(span.contains(p.span) for span in statement.content)]
    named = [place for place in inside if not place.demonym and _is_place(place, report.text)]
    return [place for place in named if not any(tells_more(other, place) for other in named)]


def _is_place(place: Place, text: str) -> bool:
    """Whether the words before it show that a country, or a capital, is a place here and not one who acts."""
    if place.precision is not Precision.COUNTRY:
        return not stands_for_government(place, text)
    before = WORD.findall(text[max(0, place.span.start - BEFORE) : place.span.start].lower())
    return place.relation is not None or not _before_country().isdisjoint(before[-WITHIN:])


@cache
def _before_country() -> frozenset[str]:
    return frozenset(tomllib.loads(PLACES_FILE.read_text(encoding="utf-8"))["before_country"])


def _spot(place: Place, said: Sequence[Statement], book: Book) -> Spot:
    known = gazetteer.load().by_id(place.geonameid) if place.geonameid else None
    shape, radius = _shape(place, known)
    text = book.reports[said[0].report].text
    return Spot(
        name=place_words(place),
        words=place.span.of(text),
        precision=str(place.precision) if place.precision else "unresolved",
        shape=rounded(shape, COUNTRY_DETAIL if place.precision is Precision.COUNTRY else DETAIL) if shape else None,
        radius_km=radius,
        geonameid=place.geonameid,
        country=place.country,
        admin1=_holder(known, Level.ADMIN1),
        admin2=_holder(known, Level.ADMIN2),
        basis=ASSESSED if any(_assessed(statement, book) for statement in said) else CLAIMED,
        statements=tuple(said),
    )


def _assessed(statement: Statement, book: Book) -> bool:
    actor = actor_of(statement)
    third = actor is not None and actor.side == THIRD_PARTY
    return third and evidence_in(statement, book.reports) is not None


def _holder(known: Candidate | None, level: Level) -> Candidate | None:
    """The area of that level which the place is or lies in."""
    if known is None:
        return None
    listed = (known, *(gazetteer.load().place(number) for number in gazetteer.load().containers(known)))
    return next((one for one in listed if one.level is level), None)


def _shape(place: Place, known: Candidate | None) -> tuple[BaseGeometry | None, float | None]:
    """The shape of a place, and the radius where it is a circle."""
    outline = _outline(place, known)
    if place.relation is PlaceRelation.BORDER_OF and outline is not None:
        return shapely.boundary(outline), None
    if place.relation is None:
        if outline is not None:
            return outline, None
        if place.precision is Precision.ADMIN2 and known is not None:
            return district(known)
        if place.precision in EXACT and place.lat is not None and place.lon is not None:
            return shapely.Point(place.lon, place.lat), None
        return None, None
    km = place.distance_km or ABOUT_KM.get(place.relation, OTHERWISE_KM)
    if outline is not None:
        return _wider(outline, km), None
    if place.lat is None or place.lon is None:
        return None, None
    east, north = BEARING.get(place.relation, (0.0, 0.0))
    lat = max(-90.0, min(90.0, place.lat + north * km / KM_A_DEGREE))
    lon = place.lon + east * km / KM_A_DEGREE / max(cos(radians(lat)), LEAST_COSINE)
    return circle((lon + 180.0) % 360.0 - 180.0, lat, km), km


def _outline(place: Place, known: Candidate | None) -> BaseGeometry | None:
    """Our outline of the place named, or of what its name stands for; `None` where we have none."""
    world = boundaries()
    own = world.by_id(place.geonameid) if place.geonameid else None
    if own is not None:
        return world.polygon(own.code)
    if place.precision is Precision.COUNTRY and place.country:
        return _country(place.country)
    if place.precision is Precision.AREA or (known is not None and known.level is Level.AREA):
        several = named(place.name)
        if several is not None:
            codes = [*several.areas, *(a.code for c in several.countries for a in world.country(c))]
            return world.union(codes) if codes else None
    return None


@lru_cache(maxsize=32)
def _country(code: str) -> BaseGeometry | None:
    areas = boundaries().country(code)
    return boundaries().union(area.code for area in areas) if areas else None


def _wider(outline: BaseGeometry, km: float) -> BaseGeometry:
    """An outline and so many kilometres around it."""
    plane = around(outline)
    wide = shapely.buffer(flat(shapely.simplify(outline, COUNTRY_DETAIL), plane), km, quad_segs=8)
    back: BaseGeometry = shapely.transform(
        wide, lambda points: np.column_stack(plane.transform(points[:, 0], points[:, 1], direction="INVERSE"))
    )
    return shapely.make_valid(back)


@lru_cache(maxsize=256)
def district(known: Candidate) -> tuple[BaseGeometry | None, float | None]:
    """A circle that holds every town that the gazetteer counts to a district: we have no outlines of districts."""
    towns = [t for t in _towns(known.country) if t.parent == known.number]
    if len(towns) < TOWNS:
        return None, None
    lon, lat = (sum(each) / len(towns) for each in zip(*((t.lon, t.lat) for t in towns), strict=True))
    km = max(between_km((lon, lat), (t.lon, t.lat)) for t in towns)
    return circle(lon, lat, km), round(km, 1)


@lru_cache(maxsize=8)
def _towns(country: str) -> tuple[Candidate, ...]:
    found = gazetteer.load().largest(country, Level.SETTLEMENT, TOWNS_OF_A_COUNTRY)
    return tuple(t for t in found if not isnan(t.lat))
