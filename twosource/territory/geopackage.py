"""GeoPackage (OGC 12-128): an SQLite file with one table of features, geometry as WKB behind a short header."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import shapely

from twosource.territory.features import MOST_POINTS, Features, LayerError

SQLITE_HEADER = 100
"""Bytes (https://www.sqlite.org/fileformat.html, 1.3): 16 to 18 the size of a page, 28 to 32 the number of pages."""
HEADER = 8
"""Bytes: "GP", version, flags, number of the coordinate system."""
ENVELOPES = (0, 32, 48, 48, 64)
"""Bytes of the bounds that may follow the header, by bits 1 to 3 of the flags."""
EMPTY = 0b10000
STEPS = 500_000_000
"""Steps of SQLite's machine after which a file is given up; a table of 100,000 features takes 2 million."""


def read_geopackage(path: Path, *, table: str | None = None) -> Features:
    """The features of one table of a GeoPackage.

    Args:
        path: the file; it is only read.
        table: which table, where there are several.

    Raises:
        LayerError: it is no GeoPackage, is damaged, or has several tables of features and none was named.
    """
    _check_length(path)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            database.set_progress_handler(_stop_after(STEPS // 100_000), 100_000)
            return _read(database, table)
    except (sqlite3.Error, OverflowError) as error:
        raise LayerError(f"is not a whole GeoPackage ({error}); get the file again") from error


def _check_length(path: Path) -> None:
    """Make sure that the file is as long as its header says: SQLite itself minds only when it meets what is missing.

    Raises:
        LayerError: it is shorter.
    """
    with path.open("rb") as file:
        head = file.read(SQLITE_HEADER)
    if len(head) < SQLITE_HEADER or not head.startswith(b"SQLite format 3\0"):
        raise LayerError("is not a GeoPackage (no SQLite file); get the file again")
    page, pages = int.from_bytes(head[16:18], "big"), int.from_bytes(head[28:32], "big")
    if path.stat().st_size < (65536 if page == 1 else page) * pages:
        raise LayerError("is not a whole GeoPackage (its end is missing); get the file again")


def _stop_after(calls: int) -> Any:
    left = iter(range(calls))
    return lambda: 0 if next(left, None) is not None else 1


def _read(database: sqlite3.Connection, table: str | None) -> Features:
    tables = dict(_tables(database))
    if table is None:
        if len(tables) != 1:
            listed = ", ".join(sorted(tables)[:8]) or "none"
            raise LayerError(f"has {len(tables)} tables of features ({listed}); name one with --table")
        (table,) = tables
    if table not in tables:
        raise LayerError(f"has no table of features {table!r}; it has {', '.join(sorted(tables)[:8]) or 'none'}")
    column, system = tables[table]
    quoted = table.replace('"', '""')
    rows = database.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 (a table that the file itself lists)
    names = [each[0] for each in rows.description]
    if column not in names:
        raise LayerError(f"table {table!r} has no column {column!r}")
    found, points = Features(shapes=[], properties=[], system=_system(database, system)), 0
    for row in rows:
        values = dict(zip(names, row, strict=True))
        shape = _shape(values.pop(column))
        if shape is None:
            continue
        points += int(shapely.get_num_coordinates(shape))
        if points > MOST_POINTS:
            raise LayerError(f"has more than {MOST_POINTS:,} points; simplify it first")
        found.shapes.append(shape)
        found.properties.append({k: v.hex() if isinstance(v, bytes) else v for k, v in values.items()})
    return found


def _tables(database: sqlite3.Connection) -> Iterator[tuple[str, tuple[str, int]]]:
    """Tables of features (no views: a view could run anything), each with its column of geometry and its system."""
    query = (
        "SELECT g.table_name, g.column_name, g.srs_id FROM gpkg_geometry_columns g "
        "JOIN sqlite_master m ON m.name = g.table_name AND m.type = 'table'"
    )
    for name, column, system in database.execute(query):
        yield str(name), (str(column), int(system))


def _system(database: sqlite3.Connection, number: int) -> str | None:
    query = "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?"
    row = database.execute(query, (number,)).fetchone()
    if row is None:
        raise LayerError(f"names a coordinate system {number} that it does not describe")
    organization, code, definition = row
    if str(organization).upper() == "EPSG":
        return None if int(code) == 4326 else f"EPSG:{int(code)}"
    return str(definition)


def _shape(blob: Any) -> Any:
    """A geometry from a GeoPackage's binary; `None` where there is none.

    Raises:
        LayerError: the binary is damaged.
    """
    if blob is None:
        return None
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < HEADER:
        raise LayerError("has a geometry that is not GeoPackage's")
    flags = blob[3]
    kind = flags >> 1 & 0b111
    if flags & EMPTY:
        return None
    if kind >= len(ENVELOPES):
        raise LayerError("has a geometry with bounds of an unknown kind")
    try:
        return shapely.from_wkb(blob[HEADER + ENVELOPES[kind] :])
    except shapely.errors.ShapelyError as error:
        raise LayerError(f"has a geometry that cannot be drawn ({error}); get the file again") from error
