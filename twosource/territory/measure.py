"""Areas, lengths and distances on the ellipsoid WGS 84, of shapes whose coordinates are degrees.

Areas are taken on Lambert's cylindrical equal-area projection of the ellipsoid (EPSG method 9835), where every shape
has its true area; lines between two points are straight in longitude and latitude, as RFC 7946 (GeoJSON), section
3.1.1, has them. Shapes that touch a pole or end at the antimeridian need nothing special there. Distances are
geodesics (Karney's, by PROJ).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

SEMI_MAJOR = 6378.137
"""Kilometres, WGS 84."""
ECCENTRICITY = math.sqrt(0.00669437999014)
LONGEST_EDGE = 0.25
"""Degrees: longer edges are divided before they are projected, or their middle would leave the straight line. With 0.25
the area of a box of 60 by 40 degrees is right to 1 in a million; the edges of control layers are far shorter."""


class Nearest(NamedTuple):
    """The shortest way between two shapes.

    Attributes:
        km: its length, 0 where they touch or overlap.
        start, end: longitude and latitude of its ends, on the first shape and on the second.
    """

    km: float
    start: tuple[float, float]
    end: tuple[float, float]


def equal_area(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitudes and latitudes in degrees, shape (n, 2), to kilometres on the equal-area cylinder, shape (n, 2)."""
    e = ECCENTRICITY
    lon, sine = np.radians(points[:, 0]), np.sin(np.radians(points[:, 1]))
    q = (1 - e * e) * (sine / (1 - (e * sine) ** 2) - np.log((1 - e * sine) / (1 + e * sine)) / (2 * e))
    return np.column_stack((SEMI_MAJOR * lon, SEMI_MAJOR * q / 2))


def area_km2(shape: BaseGeometry) -> float:
    """Area of a shape in square kilometres; 0 of points and lines."""
    if shape.is_empty:
        return 0.0
    return float(shapely.area(shapely.transform(shapely.segmentize(shape, LONGEST_EDGE), equal_area)))


@cache
def geod() -> Any:
    """Geodesics on WGS 84."""
    from pyproj import Geod  # noqa: PLC0415 - slow to import, and areas do not need it

    return Geod(ellps="WGS84")


def length_km(shape: BaseGeometry) -> float:
    """Length of a line, or of an area's outline, in kilometres along geodesics."""
    return float(geod().geometry_length(shape)) / 1000 if not shape.is_empty else 0.0


def between_km(start: Sequence[float], end: Sequence[float]) -> float:
    """Kilometres between two points (longitude, latitude)."""
    return float(geod().inv(start[0], start[1], end[0], end[1])[2]) / 1000


@cache
def _plane(lon: float, lat: float) -> Any:
    from pyproj import Transformer  # noqa: PLC0415 - as in `geod`

    to = f"+proj=aeqd +lat_0={lat} +lon_0={lon} +ellps=WGS84 +units=km +no_defs"
    return Transformer.from_crs("+proj=longlat +ellps=WGS84 +no_defs", to, always_xy=True)


def around(shape: BaseGeometry) -> Any:
    """A projection in which distances from the middle of `shape` are true (azimuthal equidistant, kilometres).

    Across it they are off by 1 in 4,000 at 250 km from the middle, so what is nearest is found there, and how far it is
    is then taken along the geodesic.
    """
    west, south, east, north = shape.bounds
    return _plane(round((west + east) / 2, 2), round((south + north) / 2, 2))


def flat(shape: BaseGeometry, plane: Any) -> BaseGeometry:
    """A shape in the projection that `around` gave."""

    def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(plane.transform(points[:, 0], points[:, 1]))

    projected: BaseGeometry = shapely.transform(shapely.segmentize(shape, LONGEST_EDGE), project)
    return projected


def nearest(one: BaseGeometry, other: BaseGeometry) -> Nearest | None:
    """The shortest way from one shape to another; `None` where one is empty."""
    if one.is_empty or other.is_empty:
        return None
    plane = around(other)
    line = shapely.shortest_line(flat(one, plane), flat(other, plane))
    x, y = shapely.get_coordinates(line).T
    lon, lat = plane.transform(x, y, direction="INVERSE")
    start, end = ((float(lon[i]), float(lat[i])) for i in (0, 1))
    return Nearest(0.0 if float(shapely.length(line)) == 0.0 else between_km(start, end), start, end)
