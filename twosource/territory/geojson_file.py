"""GeoJSON (RFC 7946), also with the `crs` member of its 2008 draft."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
import shapely
import shapely.geometry

from twosource.territory.features import MOST_POINTS, Features, LayerError

GEOMETRIES = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}
LONGITUDE_FIRST = ("CRS84", "EPSG::4326", "EPSG:4326")
"""Ends of names of the usual system. GeoJSON has longitude first, whatever the name says."""


def read_geojson(data: bytes) -> Features:
    """The features of a GeoJSON file: a FeatureCollection, a Feature or a bare geometry.

    Raises:
        LayerError: it is no GeoJSON, or cut off; the message names the cause, without the file.
    """
    try:
        document = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise LayerError(f"is not whole JSON ({error}); get the file again") from error
    found = Features(shapes=[], properties=[], system=_system(document))
    points = 0
    for geometry, properties in _features(document):
        shape, size = _shape(geometry)
        points += size
        if points > MOST_POINTS:
            raise LayerError(f"has more than {MOST_POINTS:,} points; simplify it first")
        found.shapes.append(shape)
        found.properties.append(properties)
    return found


def _features(document: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    if not isinstance(document, dict):
        raise LayerError("is JSON, but not GeoJSON: an object with a type is expected")
    kind = document.get("type")
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        for feature in document["features"]:
            yield from _features(feature)
    elif kind == "Feature":
        properties = document.get("properties") or {}
        if document.get("geometry") is not None:
            yield document["geometry"], properties if isinstance(properties, dict) else {"properties": properties}
    elif kind in GEOMETRIES:
        yield document, {}
    else:
        raise LayerError(f"is JSON, but not GeoJSON: its type is {str(kind)[:40]!r}")


def _shape(geometry: Any) -> tuple[Any, int]:
    if not isinstance(geometry, dict) or geometry.get("type") not in GEOMETRIES:
        raise LayerError("has a feature whose geometry is none that GeoJSON knows")
    try:
        shape = _drawn(geometry)
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        IndexError,
        RecursionError,
        shapely.errors.ShapelyError,
    ) as e:
        raise LayerError(f"has a {geometry['type']} that cannot be drawn ({e}); get the file again") from e
    return shape, int(shapely.get_num_coordinates(shape))


def _drawn(geometry: dict[str, Any]) -> Any:
    """The shape of a geometry; polygons a ring at a time, which is five times as fast as point by point.

    Raises:
        ValueError, TypeError, KeyError, shapely.errors.ShapelyError: it cannot be drawn.
    """
    if geometry["type"] == "Polygon":
        return _polygon(geometry["coordinates"])
    if geometry["type"] == "MultiPolygon":
        return shapely.MultiPolygon([_polygon(rings) for rings in geometry["coordinates"]])
    if geometry["type"] == "GeometryCollection":
        return shapely.GeometryCollection([_drawn(part) for part in geometry["geometries"]])
    return shapely.geometry.shape(geometry)


def _polygon(rings: Any) -> shapely.Polygon:
    drawn = [_ring(number, ring) for number, ring in enumerate(rings, start=1)]
    return shapely.Polygon(drawn[0], drawn[1:]) if drawn else shapely.Polygon()


def _ring(number: int, ring: Any) -> Any:
    """A ring that ends where it begins: one that does not was cut off, and closing it would draw a new line.

    Raises:
        ValueError: it does not, or its points are no numbers.
    """
    points = np.array(ring)
    if points.ndim != 2 or points.shape[1] < 2 or points.dtype.kind not in "if":
        raise ValueError(f"ring {number} is no row of points")
    if not np.array_equal(points[0], points[-1]):
        raise ValueError(f"ring {number} does not end where it begins")
    return shapely.linearrings(points[:, :2].astype(np.float64))


def _system(document: Any) -> str | None:
    stated = document.get("crs") if isinstance(document, dict) else None
    if stated is None:
        return None
    properties = stated.get("properties") if isinstance(stated, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str):
        raise LayerError("states a coordinate system that is not named; save it as RFC 7946 GeoJSON")
    return None if name.upper().endswith(LONGITUDE_FIRST) else name
