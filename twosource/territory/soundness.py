"""Is a shape one that can be on the Earth, and can it be used? What is impossible is refused, what is untidy repaired.

Repairs keep what the publisher drew: a ring that crosses itself is taken apart, and by how much the area changed is
said. What cannot be known is not guessed: axes are never swapped back, projections never assumed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from twosource.territory.boundaries import Boundaries
from twosource.territory.features import Features, LayerError
from twosource.territory.layers import Box
from twosource.territory.measure import area_km2

SAMPLE = 100
"""Points of a shape that are looked at to tell whether it lies on land."""
ON_LAND, AT_SEA = 0.9, 0.1
"""Shares of the sample on land: a shape with at most the second, and with axes swapped at least the first, has them
swapped. A true layer of a sea has few points on land either way round."""
EDGE = 1e-9
"""Degrees beyond 180 and 90 that are rounding."""


def to_degrees(found: Features) -> Features:
    """The features in longitude and latitude on WGS 84.

    Raises:
        LayerError: the coordinate system is not known, or the shapes do not lie in it.
    """
    if found.system is None:
        return found
    from pyproj import CRS, Transformer  # noqa: PLC0415 - slow to import, seldom needed
    from pyproj.exceptions import ProjError  # noqa: PLC0415

    try:
        system = CRS.from_user_input(found.system)
        if system.equals(CRS.from_user_input("OGC:CRS84")) or _is_wgs84(system):
            return found
        move = Transformer.from_crs(system, "OGC:CRS84", always_xy=True)

        def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.column_stack(move.transform(points[:, 0], points[:, 1]))

        found.shapes = [shapely.transform(shape, project) for shape in found.shapes]
    except ProjError as error:
        raise LayerError(
            f"is in a coordinate system that is not known ({str(error)[:80]}); save it as WGS 84"
        ) from error
    found.notes = (*found.notes, f"It was brought from {system.name} to WGS 84.")
    return found


def _is_wgs84(system: Any) -> bool:
    """Longitude and latitude on WGS 84 in whatever order: files of features have longitude first."""
    return bool(system.is_geographic) and system.to_epsg(min_confidence=70) == 4326


def check_possible(shapes: list[BaseGeometry]) -> None:
    """Make sure that the coordinates are longitudes and latitudes.

    Raises:
        LayerError: they are not; the message says what they look like.
    """
    points = shapely.get_coordinates(shapes)
    if not len(points):
        return
    if not np.isfinite(points).all():
        raise LayerError("has coordinates that are no numbers; get the file again")
    (x, y), limit = np.abs(points).max(axis=0).tolist(), 1 + EDGE
    if x <= 180 * limit and y <= 90 * limit:
        return
    if y <= 180 * limit and x <= 90 * limit:
        raise LayerError(f"has latitudes up to {y:.1f}: its axes are swapped; save it with longitude first")
    if x > 360 and y > 360:
        raise LayerError(f"has coordinates up to {max(x, y):,.0f}: metres of a projection; save it as WGS 84")
    raise LayerError(f"reaches outside the world (longitude {x:.1f}, latitude {y:.1f}); save it as WGS 84")


def check_place(shape: BaseGeometry, world: Boundaries, *, expected: Box | None) -> None:
    """Make sure that the shape lies where it can: where the publisher's other layers lie, or on land.

    Args:
        shape: in degrees.
        world: to tell land from sea.
        expected: bounds in which it should lie, wholly or in part; `None` where nothing is known.

    Raises:
        LayerError: it does not, and swapping its axes would bring it there; or it is nowhere near what was expected.
    """
    if shape.is_empty:
        return
    swapped = shapely.transform(shape, lambda points: points[:, ::-1])
    there = shapely.box(*expected) if expected else None
    if there is not None:
        if shapely.intersects(shapely.box(*shape.bounds), there):
            return
        cause = "its axes are swapped" if _meets(swapped, there) else "it is of another region, or wrongly projected"
        west, south, east, north = shape.bounds
        raise LayerError(
            f"lies at {west:.1f} to {east:.1f} E, {south:.1f} to {north:.1f} N, away from where it is expected: {cause}"
        )
    if _land(shape, world) <= AT_SEA and _possible(swapped) and _land(swapped, world) >= ON_LAND:
        raise LayerError("lies in the sea, and on land if longitude and latitude are exchanged: its axes are swapped")


def _possible(shape: BaseGeometry) -> bool:
    west, south, east, north = shape.bounds
    return bool(west >= -180 and east <= 180 and south >= -90 and north <= 90)


def _meets(shape: BaseGeometry, there: BaseGeometry) -> bool:
    return bool(shapely.intersects(shapely.box(*shape.bounds), there))


def _land(shape: BaseGeometry, world: Boundaries) -> float:
    points = shapely.get_coordinates(shape)
    some = points[:: max(1, len(points) // SAMPLE)]
    return sum(world.at(lon, lat) is not None for lon, lat in some.tolist()) / len(some)


def repaired(shapes: list[BaseGeometry]) -> tuple[BaseGeometry, tuple[str, ...]]:
    """One valid shape of the polygons, in normal form, and what was done, a sentence each.

    Raises:
        LayerError: there is no polygon.
    """
    notes = []
    solid = [shapely.force_2d(shape) for shape in shapes if shapely.get_dimensions(shape) == 2]
    if len(solid) < len(shapes):
        notes.append(f"{len(shapes) - len(solid)} of {len(shapes)} features are no areas and were left out.")
    if not solid or all(shape.is_empty for shape in solid):
        raise LayerError("holds no areas; a control layer is made of polygons")
    whole = []
    for number, shape in enumerate(solid, start=1):
        if shape.is_valid:
            whole.append(shape)
            continue
        mended = areas_of(shapely.make_valid(shape))
        change = area_km2(mended) - area_km2(shape)
        notes.append(
            f"Feature {number} was repaired ({shapely.is_valid_reason(shape)}); its area changed by {change:+.3f} km2."
        )
        whole.append(mended)
    one = areas_of(shapely.union_all(whole) if len(whole) > 1 else whole[0])
    if one.is_empty:
        raise LayerError("holds no areas after repair: its polygons have no inside")
    normal: BaseGeometry = shapely.normalize(one)
    return normal, tuple(notes)


def areas_of(shape: BaseGeometry) -> BaseGeometry:
    """The polygons of a shape as one multipolygon; points and lines are left out."""
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape)) if shapely.get_dimensions(part) == 2]
    flat = [piece for part in parts for piece in shapely.get_parts(part).tolist() if not piece.is_empty]
    polygons: BaseGeometry = shapely.multipolygons(flat) if flat else shapely.MultiPolygon()
    return polygons
