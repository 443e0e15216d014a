"""Files of control layers: one file or a dated series in a folder, each either a whole layer or a reason why not."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import shapely
from msgspec import Struct

from twosource.territory.boundaries import Boundaries
from twosource.territory.features import MOST_BYTES, Features, LayerError
from twosource.territory.layers import Box, Layer, Status
from twosource.territory.measure import area_km2
from twosource.territory.soundness import check_place, check_possible, repaired, to_degrees

SUFFIXES = (".geojson", ".json", ".gpkg", ".zip")
DATE = re.compile(r"(?<!\d)(\d{4})([-_.]?)(\d{2})\2(\d{2})(?!\d)")
"""The date in a file's name: 20250608, 2025-06-08, 2025_06_08 or 2025.06.08. The last that the calendar has counts."""


class Given(Struct, frozen=True, kw_only=True):
    """What a person says of the files.

    Attributes:
        publisher: who drew them. kind: the class of what is drawn.
        date: ISO 8601 day; `None` takes it from the file's name.
        table: which table or shapefile, where a file holds several.
        where: (property, value): only features that have it.
        expected: bounds in which the layers should lie; `None` where nothing is known.
    """

    publisher: str
    status: Status
    kind: str = "occupied"
    date: str | None = None
    table: str | None = None
    where: tuple[str, str] | None = None
    expected: Box | None = None


def files_of(path: Path) -> list[Path]:
    """The file, or the files of a folder that can be layers, by name.

    Raises:
        LayerError: there is none.
    """
    if path.is_dir():
        found = sorted(p for p in path.iterdir() if p.is_file() and p.suffix.lower() in SUFFIXES)
        if not found:
            raise LayerError(f"{path}: holds no file that can be a layer ({', '.join(SUFFIXES)})")
        return found
    if not path.exists():
        raise LayerError(f"{path}: there is no such file")
    return [path]


def read_layers(path: Path, given: Given, world: Boundaries) -> Iterator[Layer | LayerError]:
    """A layer for each file, in order of the names, or the reason why it makes none.

    A file that lies nowhere near the layers before it is refused, as are swapped axes; see `soundness`.

    Raises:
        LayerError: the path names no files, or one date was given for several.
    """
    files = files_of(path)
    if given.date is not None and len(files) > 1:
        raise LayerError(f"{path}: one date for {len(files)} files; leave --date out, so that their names tell")
    expected = given.expected
    for file in files:
        try:
            layer = read_layer(file, given, world, expected=expected)
        except LayerError as error:
            yield LayerError(f"{file}: {error}")
        else:
            expected = joined(expected, layer.box)
            yield layer


def read_layer(file: Path, given: Given, world: Boundaries, *, expected: Box | None = None) -> Layer:
    """The layer that a file holds.

    Raises:
        LayerError: it holds none; the message names cause and remedy, without the file.
    """
    day, basis = (given.date, "option") if given.date else (date_of(file.name), "file name")
    data = _bytes(file)
    found = to_degrees(_selected(features_of(file, data, table=given.table), given.where))
    check_possible(found.shapes)
    shape, notes = repaired(found.shapes)
    check_place(shape, world, expected=expected)
    wkb = shapely.to_wkb(shape)
    west, south, east, north = shape.bounds
    return Layer(
        publisher=given.publisher,
        kind=given.kind,
        status=given.status,
        date=_checked(day),
        basis=basis,
        file=file.name,
        sha256=hashlib.sha256(data).hexdigest(),
        shape_id=hashlib.sha256(wkb).hexdigest(),
        wkb=wkb,
        box=(west, south, east, north),
        km2=area_km2(shape),
        notes=(*found.notes, *notes),
        properties=tuple(found.properties),
    )


def features_of(file: Path, data: bytes, *, table: str | None = None) -> Features:
    """The features of a file, by its suffix.

    Raises:
        LayerError: as `read_layer`.
    """
    from twosource.territory.geojson_file import read_geojson  # noqa: PLC0415 - one of three
    from twosource.territory.geopackage import read_geopackage  # noqa: PLC0415
    from twosource.territory.shapefile_zip import read_shapefile  # noqa: PLC0415

    suffix = file.suffix.lower()
    if suffix in (".geojson", ".json"):
        return read_geojson(data)
    if suffix == ".gpkg":
        return read_geopackage(file, table=table)
    if suffix == ".zip":
        return read_shapefile(data, name=table)
    remedy = "zip it with its .dbf and .prj" if suffix == ".shp" else f"give one of {', '.join(SUFFIXES)}"
    raise LayerError(f"is not of a format that is read; {remedy}")


def _bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise LayerError(f"has more than {MOST_BYTES // 1024**2} MB; simplify it first")
        return file.read_bytes()
    except OSError as error:
        raise LayerError(f"cannot be read ({error.strerror}); check the name and the permissions") from error


def _selected(found: Features, where: tuple[str, str] | None) -> Features:
    if where is None:
        return found
    key, value = where
    kept = [i for i, own in enumerate(found.properties) if _text(own.get(key)) == value]
    if not kept:
        known = sorted({_text(own[key]) for own in found.properties if key in own})
        raise LayerError(f"has no feature whose {key!r} is {value!r}; there are: {', '.join(known[:8]) or 'none'}")
    found.notes = (*found.notes, f"{len(kept)} of {len(found.shapes)} features, those whose {key} is {value}.")
    found.shapes = [found.shapes[i] for i in kept]
    found.properties = [found.properties[i] for i in kept]
    return found


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def date_of(name: str) -> str:
    """The day in a file's name, ISO 8601.

    Raises:
        LayerError: there is none.
    """
    for year, _, month, day in reversed(DATE.findall(name)):
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    raise LayerError("has no date in its name (20250608 or 2025-06-08); give it with --date")


def _checked(day: str) -> str:
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError as error:
        raise LayerError(f"--date {day!r} is not a day such as 2025-06-08") from error


def joined(one: Box | None, other: Box) -> Box:
    """The bounds that hold both."""
    if one is None:
        return other
    return (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))
