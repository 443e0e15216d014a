"""Layers that we draw ourselves, over land where nothing is contested: squares in the Norwegian county of Hedmark."""

import io
import json
import sqlite3
import struct
import zipfile
from pathlib import Path
from typing import Any

import shapefile
import shapely

from twosource.territory.boundaries import boundaries
from twosource.territory.layer_files import Given, read_layer
from twosource.territory.layers import Layer, Status

GIVEN = Given(publisher="Mapdesk", status=Status.ASSESSED)
EAST, NORTH = 11.4, 61.0
"""South-west corner of the squares."""


def square(size: float = 0.1, *, lon: float = EAST, lat: float = NORTH) -> shapely.Polygon:
    return shapely.box(lon, lat, lon + size, lat + size)


def geojson(*shapes: Any, properties: list[dict[str, Any]] | None = None) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": properties[i] if properties else {},
            "geometry": shapely.geometry.mapping(shape),
        }
        for i, shape in enumerate(shapes)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def write(folder: Path, name: str, *shapes: Any, **more: Any) -> Path:
    path = folder / name
    path.write_bytes(geojson(*shapes, **more))
    return path


def layer(folder: Path, shape: Any, *, date: str = "2031-03-04", given: Given = GIVEN) -> Layer:
    return read_layer(write(folder, f"layer-{date}.geojson", shape), given, boundaries())


def shapefile_zip(*shapes: Any, projection: str | None = None, name: str = "held") -> bytes:
    parts = {end: io.BytesIO() for end in ("shp", "shx", "dbf")}
    with shapefile.Writer(**parts, shapeType=shapefile.POLYGON) as writer:
        writer.field("class", "C", 20)
        for shape in shapes:
            writer.shape(shapely.geometry.mapping(shapely.orient_polygons(shape, exterior_cw=True)))
            writer.record("occupied")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for end, part in parts.items():
            archive.writestr(f"{name}.{end}", part.getvalue())
        if projection is not None:
            archive.writestr(f"{name}.prj", projection)
    return out.getvalue()


def geopackage(path: Path, *shapes: Any, system: int = 4326) -> Path:
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as database:
        database.executescript(
            "CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER, definition TEXT);"
            "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);"
            "CREATE TABLE held (fid INTEGER PRIMARY KEY, geom BLOB, class TEXT);"
            "INSERT INTO gpkg_geometry_columns VALUES ('held', 'geom', 1);"
        )
        database.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (1, 'EPSG', ?, '')", (system,))
        for shape in shapes:
            blob = b"GP\x00\x01" + struct.pack("<i", 1) + shapely.to_wkb(shape)
            database.execute("INSERT INTO held (geom, class) VALUES (?, 'occupied')", (blob,))
    database.close()
    return path
