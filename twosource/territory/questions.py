"""Questions to layers, as pure functions: who holds a place, first touch, areas, shares, change, distances.

Every answer says of which layer and day it is, against which boundaries, with what denominator and error. How exactly
the publisher draws is not known; the error is that of the boundaries: what a line may be displaced by, times the length
of the line that the layer covers. It is a bound for a line displaced to one side all along; a real one wavers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from msgspec import Struct
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from twosource.territory.boundaries import Area, Boundaries, lines_of
from twosource.territory.layers import Layer, Series, days_between
from twosource.territory.measure import area_km2, length_km, nearest
from twosource.territory.soundness import areas_of


class Held(Struct, frozen=True, kw_only=True):
    """Whether a layer covers a point.

    Attributes:
        layer: the one that was asked: of the day, or the last before it.
        days_old: of the layer, on the day asked for.
        inside: the point lies in it. Outside is outside this layer; who holds it is not said.
        edge_km: from the point to the layer's nearest edge; `None` where it was not asked for.
    """

    layer: Layer
    days_old: int
    inside: bool
    edge_km: float | None


class Part(Struct, frozen=True, kw_only=True):
    """How much of an area a layer covers.

    Attributes:
        code, name: of the area; of a country or a sum, its code and name.
        km2: covered. of_km2: the area itself, the denominator, of the same boundaries.
        error_km2: by how much `km2` may be wrong because the boundary is; `None` where that is not known.
    """

    code: str
    name: str
    km2: float
    of_km2: float
    error_km2: float | None

    @property
    def share(self) -> float:
        """Covered part, 0 to 1."""
        return self.km2 / self.of_km2 if self.of_km2 else 0.0

    @property
    def within_error(self) -> bool:
        """Whether what is covered may be nothing, the boundary being as uncertain as it is."""
        return self.error_km2 is not None and self.km2 <= self.error_km2


class Parts(Struct, frozen=True, kw_only=True):
    """A layer by areas, with the sum.

    Attributes:
        rows: areas that it covers in part, the most covered square kilometres first.
        whole: the sum over all areas asked about. elsewhere_km2: of the layer, in none of them.
    """

    layer: Layer
    rows: tuple[Part, ...]
    whole: Part
    elsewhere_km2: float


class Touch(Struct, frozen=True, kw_only=True):
    """When a series first touches an area.

    Attributes:
        layer: the first that touches it; `None` where none does.
        part: how much of the area that layer covers; `None` where none does.
        before: the layer before it; `None` where the first of the series touches already, or there is none.
        still: the last layer of the series touches it too.
    """

    series: Series
    area: str
    layer: Layer | None
    part: Part | None
    before: Layer | None
    still: bool


class Change(Struct, frozen=True, kw_only=True):
    """What differs between two layers of one series, km2."""

    start: Layer
    end: Layer
    added: tuple[Part, ...]
    lost: tuple[Part, ...]
    added_km2: float
    lost_km2: float


class Distance(Struct, frozen=True, kw_only=True):
    """From a layer to a stretch of border.

    Attributes:
        km: 0 where it touches. error_km: of the boundary; `None` where not known.
        at: longitude and latitude of the nearest point of the stretch.
        stretch_km: length of the stretch.
    """

    layer: Layer
    area: Area
    along: Area
    km: float
    error_km: float | None
    at: tuple[float, float]
    stretch_km: float


def control(lon: float, lat: float, series: Iterable[Series], date: str) -> tuple[Held, ...]:
    """Each series' answer to whether a point was held on a day; a series that begins later gives none."""
    point = shapely.Point(lon, lat)
    found = []
    for one in series:
        layer = one.on(date)
        if layer is None:
            continue
        near = nearest(point, shapely.boundary(layer.shape))
        held = Held(
            layer=layer,
            days_old=days_between(layer.date, date),
            inside=bool(shapely.covers(layer.shape, point)),
            edge_km=near.km if near else None,
        )
        found.append(held)
    return tuple(found)


def covered(points: NDArray[np.float64], layer: Layer) -> NDArray[np.bool_]:
    """Which of many points (longitude and latitude, shape (n, 2)) lie in a layer."""
    inside: NDArray[np.bool_] = shapely.intersects_xy(layer.shape, points[:, 0], points[:, 1])
    return inside


def held_at(
    points: Sequence[tuple[str, float, float]], layer: Layer, *, edges: bool, day: str | None = None
) -> tuple[Held, ...]:
    """Whether a layer covers each of many points (name, longitude, latitude); with distances to its edge if asked."""
    inside = covered(np.array([(lon, lat) for _, lon, lat in points], float).reshape(-1, 2), layer)
    edge = shapely.boundary(layer.shape) if edges else None
    found = []
    for (_, lon, lat), hit in zip(points, inside.tolist(), strict=True):
        near = nearest(shapely.Point(lon, lat), edge) if edge is not None else None
        old = days_between(layer.date, day) if day else 0
        found.append(Held(layer=layer, days_old=old, inside=hit, edge_km=near.km if near else None))
    return tuple(found)


def main_country(layer: Layer, world: Boundaries) -> str:
    """Code of the country in which most of a layer lies; "" where it lies in none."""
    km2: dict[str, float] = {}
    for area in world.within(layer.box):
        if area.country:
            common = _common(layer.shape, world.polygon(area.code), layer.box)
            km2[area.country] = km2.get(area.country, 0.0) + area_km2(common)
    return max(km2, key=lambda code: km2[code], default="")


def meets(layer: Layer, shape: BaseGeometry, box: Sequence[float]) -> bool:
    """Whether a layer touches a shape; `box` are the shape's bounds, looked at first."""
    west, south, east, north = layer.box
    if west > box[2] or east < box[0] or south > box[3] or north < box[1]:
        return False
    return bool(shapely.intersects(shape, layer.shape))


def part_of(layer: Layer, area: Area, world: Boundaries) -> Part:
    """How much of an area a layer covers."""
    polygon = world.polygon(area.code)
    common = _common(layer.shape, polygon, layer.box)
    return Part(
        code=area.code,
        name=area.name,
        km2=area_km2(common),
        of_km2=world.km2(area.code),
        error_km2=_error(layer.shape, polygon, world.typical_km(area.country)),
    )


def _common(shape: BaseGeometry, polygon: BaseGeometry, box: Sequence[float]) -> BaseGeometry:
    west, south, east, north = polygon.bounds
    if box[0] > east or box[2] < west or box[1] > north or box[3] < south:
        return shapely.MultiPolygon()
    return areas_of(shapely.intersection(shape, polygon))


def _error(shape: BaseGeometry, polygon: BaseGeometry, typical: float | None) -> float | None:
    if typical is None:
        return None
    inside = lines_of(shapely.intersection(shapely.boundary(polygon), shape))
    return typical * length_km(inside)


def parts(layer: Layer, areas: Sequence[Area], world: Boundaries, *, name: str, code: str) -> Parts:
    """How much of each area a layer covers, and of all together.

    Args:
        layer: to be measured.
        areas: those to measure it in; their sum is the denominator of the whole.
        world: their boundaries.
        name: what the areas are together.
        code: of that.
    """
    rows = [part_of(layer, area, world) for area in areas if meets(layer, world.polygon(area.code), _box(world, area))]
    km2 = sum(row.km2 for row in rows)
    whole = Part(
        code=code,
        name=name,
        km2=km2,
        of_km2=sum(world.km2(area.code) for area in areas),
        error_km2=_outer_error(layer, areas, world),
    )
    elsewhere = max(0.0, layer.km2 - km2)
    rows.sort(key=lambda row: -row.km2)
    return Parts(layer=layer, rows=tuple(row for row in rows if row.km2), whole=whole, elsewhere_km2=elsewhere)


def _box(world: Boundaries, area: Area) -> Sequence[float]:
    bounds: Sequence[float] = world.polygon(area.code).bounds
    return bounds


def _outer_error(layer: Layer, areas: Sequence[Area], world: Boundaries) -> float | None:
    """Error of the sum: only the outline round all areas counts; a line between two of them moves nothing out."""
    touched = [a.code for a in areas if meets(layer, world.polygon(a.code), _box(world, a))]
    beside = [a.code for a in areas if a.code not in touched]
    typical = world.typical_km(areas[0].country) if areas else None
    if typical is None or not touched:
        return None if typical is None else 0.0
    return _error(layer.shape, world.union((*touched, *beside)), typical)


def first_touch(series: Series, area: Area, world: Boundaries) -> Touch:
    """The first layer of a series that touches an area."""
    polygon = world.polygon(area.code)
    box = _box(world, area)
    before: Layer | None = None
    for start, end in series.runs():
        if meets(start, polygon, box):
            still = meets(series.layers[-1], polygon, box)
            part = part_of(start, area, world)
            return Touch(series=series, area=area.code, layer=start, part=part, before=before, still=still)
        before = end
    return Touch(series=series, area=area.code, layer=None, part=None, before=before, still=False)


def change(start: Layer, end: Layer, areas: Sequence[Area], world: Boundaries) -> Change:
    """What the second layer covers that the first does not, and the other way round, in all and by area."""
    added = areas_of(shapely.difference(end.shape, start.shape))
    lost = areas_of(shapely.difference(start.shape, end.shape))
    return Change(
        start=start,
        end=end,
        added=_by_area(added, areas, world),
        lost=_by_area(lost, areas, world),
        added_km2=area_km2(added),
        lost_km2=area_km2(lost),
    )


def _by_area(shape: BaseGeometry, areas: Sequence[Area], world: Boundaries) -> tuple[Part, ...]:
    if shape.is_empty:
        return ()
    found = []
    for area in areas:
        polygon = world.polygon(area.code)
        km2 = area_km2(_common(shape, polygon, shape.bounds))
        if km2:
            error = _error(shape, polygon, world.typical_km(area.country))
            part = Part(code=area.code, name=area.name, km2=km2, of_km2=world.km2(area.code), error_km2=error)
            found.append(part)
    return tuple(sorted(found, key=lambda part: -part.km2))


def distance(layer: Layer, area: Area, along: Area, world: Boundaries) -> Distance | None:
    """From a layer to the stretch of an area's border that it has with another; `None` where they have none.

    A distance to a border means little without the stretch: elsewhere the layer may lie on the other bank of a river,
    as near on every day.
    """
    stretch = world.border(area.code, along.code)
    way = nearest(layer.shape, stretch)
    if way is None:
        return None
    return Distance(
        layer=layer,
        area=area,
        along=along,
        km=way.km,
        error_km=world.error_km(area.country),
        at=way.end,
        stretch_km=length_km(stretch),
    )
