"""Shapes for maps: circles, cells, outlines, as RFC 7946 wants them: longitude first, outer rings anticlockwise.

No shape crosses the antimeridian; one that would is cut there (RFC 7946, section 3.1.9).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from twosource.territory.boundaries import QUANTUM
from twosource.territory.measure import geod

CORNERS = 64
"""Corners of a circle: its outline then lies within 0.13 % of the radius."""
KM_A_DEGREE = 111.2
"""Kilometres of one degree of latitude, between 110.6 at the equator and 111.7 at the poles."""
LEAST_COSINE = 0.02
"""Of the latitude, below which meridians are too close for cells: within 1.1 degrees of a pole."""
HALF, FULL = 180.0, 360.0
WORLD = shapely.box(-HALF, -90.0, HALF, 90.0)


def circle(lon: float, lat: float, km: float) -> BaseGeometry:
    """All that lies within a distance of a point, along geodesics.

    Args:
        lon: degrees, WGS 84, -180 to 180.
        lat: degrees, -90 to 90.
        km: radius, above 0 and below a quarter of the way round the world.
    """
    bearings = [FULL * i / CORNERS for i in range(CORNERS)]
    lons, lats, _ = geod().fwd([lon] * CORNERS, [lat] * CORNERS, bearings, [km * 1000] * CORNERS)
    ring, last = [], lon
    for x, y in zip(lons, lats, strict=True):
        last = x + FULL * round((last - x) / FULL)  # the turn of the world that is next to the corner before
        ring.append((last, y))
    turns = round((ring[0][0] - (ring[-1][0] + _step(ring[-1][0], ring[0][0]))) / FULL)
    if turns:
        pole = math.copysign(90.0, lat)
        first = (ring[0][0] - turns * FULL, ring[0][1])
        ring += [first, (first[0], pole), (ring[0][0], pole)]
    return cut(shapely.make_valid(shapely.Polygon(ring)))


def _step(start: float, end: float) -> float:
    """Degrees from one longitude to the next, the short way."""
    return (end - start + HALF) % FULL - HALF


def cell(shape: BaseGeometry, km: float) -> BaseGeometry:
    """The cells of a grid of so many kilometres that a shape's bounds touch, as boxes.

    Every shape in one cell gives the same cell, so that it does not tell where in it the shape lies.

    Args:
        shape: degrees, WGS 84, not across the antimeridian.
        km: side of a cell at the middle of its row.
    """
    boxes: BaseGeometry = shapely.union_all([_cells(part, km) for part in shapely.get_parts(shape)])
    return boxes


def _cells(shape: BaseGeometry, km: float) -> BaseGeometry:
    west, south, east, north = shape.bounds
    high = km / KM_A_DEGREE
    bottom, top = math.floor(south / high) * high, (math.floor(north / high) + 1) * high
    wide = high / max(math.cos(math.radians((bottom + top) / 2)), LEAST_COSINE)
    columns = max(1, round(FULL / wide))  # a whole number, so that the grid closes at the antimeridian
    first, last = (min(math.floor((lon + HALF) * columns / FULL), columns - 1) for lon in (west, east))
    left, right = (number * FULL / columns - HALF for number in (first, last + 1))
    return shapely.box(left, max(bottom, -90.0), right, min(top, 90.0))


def cut(shape: BaseGeometry) -> BaseGeometry:
    """A shape whose longitudes may run beyond 180 degrees, cut at the antimeridian and put between -180 and 180."""
    parts = [shapely.intersection(_moved(shape, turn * FULL), WORLD) for turn in (-1, 0, 1)]
    kept = [part for part in parts if not part.is_empty and (part.area > 0 or shape.area == 0)]
    joined: BaseGeometry = shapely.union_all(kept)
    return joined


def _moved(shape: BaseGeometry, degrees: float) -> BaseGeometry:
    moved: BaseGeometry = shapely.transform(shape, lambda points: points + np.array([degrees, 0.0]))
    return moved


def rounded(shape: BaseGeometry, detail: float = 0.0) -> BaseGeometry:
    """A shape on the grid of the packaged outlines, rings turned right; lines may move by up to `detail` degrees."""
    if shape.geom_type == "Point":
        fixed: BaseGeometry = shapely.set_precision(shape, QUANTUM)
        return fixed
    simple = shapely.simplify(shape, detail) if detail else shape
    fixed = shapely.set_precision(simple, QUANTUM)
    if fixed.is_empty:  # thinner than the grid
        fixed = shape
    turned: BaseGeometry = shapely.orient_polygons(fixed)
    return turned


def to_json(shape: BaseGeometry) -> dict[str, Any]:
    """The geometry object of RFC 7946, with longitude first and no more digits than the grid has."""
    made: dict[str, Any] = shapely.geometry.mapping(shape)
    return {"type": made["type"], "coordinates": _digits(made["coordinates"])}


def _digits(value: Any) -> Any:
    return round(value, 6) if isinstance(value, float) else [_digits(inner) for inner in value]
