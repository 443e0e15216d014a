"""ESRI shapefiles in a zip: .shp, .dbf and .prj of one name. Nothing is unpacked to disk, nor more than allowed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import date
from pathlib import PurePosixPath
from typing import Any

import shapely
import shapely.geometry

from twosource.territory.features import MOST_BYTES, MOST_POINTS, Features, LayerError

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
MOST_MEMBERS = 1000
HEADER = 100
"""Bytes of a shapefile's header."""
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, struct.error, RuntimeError)
"""What zipfile raises on a file that is cut off, altered, encrypted or packed in a way it does not know."""
NO_SYSTEM = "It has no .prj: its numbers were taken as longitude and latitude on WGS 84."


def read_shapefile(data: bytes, *, name: str | None = None) -> Features:
    """The features of the shapefile in a zip.

    Args:
        data: the zip's bytes.
        name: which shapefile, without suffix, where there are several.

    Raises:
        LayerError: it is no zip, is damaged, would unpack to too much, or has several shapefiles and none was named.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _parts(archive, name)
    except DAMAGE as error:
        raise LayerError(f"is not a whole zip file ({error}); get it again") from error
    found = _read(parts)
    if ".prj" in parts:
        found.system = parts[".prj"].decode("utf-8", errors="replace")
    else:
        found.notes = (NO_SYSTEM,)
    return found


def _parts(archive: zipfile.ZipFile, name: str | None) -> dict[str, bytes]:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise LayerError(f"holds {len(members)} files; zip one shapefile by itself")
    paths = {m: PurePosixPath(m.filename) for m in members if not m.is_dir() and "__MACOSX" not in m.filename}
    stems = sorted({p.with_suffix("").as_posix() for p in paths.values() if p.suffix.lower() == ".shp"})
    if name is not None:
        stems = [stem for stem in stems if PurePosixPath(stem).name == name]
    if len(stems) != 1:
        raise LayerError(f"holds {len(stems)} shapefiles ({', '.join(stems[:8])}); name one with --table")
    wanted = {m: p for m, p in paths.items() if p.with_suffix("").as_posix() == stems[0] and p.suffix.lower() in PARTS}
    left = MOST_BYTES
    parts = {}
    for member, path in wanted.items():
        with archive.open(member) as file:
            # The size that the directory states may be a lie; what comes out is what counts.
            content = file.read(left + 1)
        left -= len(content)
        if left < 0:
            raise LayerError(f"unpacks to more than {MOST_BYTES // 1024**2} MB; it was not read")
        parts[path.suffix.lower()] = content
    return parts


def _read(parts: dict[str, bytes]) -> Features:
    import shapefile  # noqa: PLC0415 - only needed for this format

    stated, has = _stated(parts[".shp"]), len(parts[".shp"])
    if not stated or stated != has:
        raise LayerError(f"holds a damaged shapefile (it states {stated} bytes and has {has}); get it again")
    streams = {part[1:]: io.BytesIO(parts[part]) for part in (".shp", ".dbf") if part in parts}
    found, points = Features(shapes=[], properties=[]), 0
    try:
        with shapefile.Reader(**streams, encoding=_encoding(parts), encodingErrors="replace") as reader:
            for number, shape in enumerate(reader.iterShapes()):
                if shape.shapeType == shapefile.NULL:
                    continue
                points += len(shape.points)
                found.shapes.append(shapely.geometry.shape(shape.__geo_interface__))
                record = reader.record(number).as_dict() if ".dbf" in parts else {}
                found.properties.append({key: _plain(value) for key, value in record.items()})
    except (shapefile.ShapefileException, shapely.errors.ShapelyError, *DAMAGE, ValueError, IndexError, TypeError) as e:
        raise LayerError(f"holds a damaged shapefile ({str(e) or type(e).__name__}); get it again") from e
    if points > MOST_POINTS:
        raise LayerError(f"holds more than {MOST_POINTS:,} points; simplify it first")
    return found


def _stated(shp: bytes) -> int:
    """Length of the file as its header states it, bytes (24: in words of 16 bits, big-endian); 0 where it has none."""
    if len(shp) < HEADER:
        return 0
    return int(struct.unpack(">i", shp[24:28])[0]) * 2


def _encoding(parts: dict[str, bytes]) -> str:
    stated = parts.get(".cpg", b"").decode("ascii", errors="ignore").strip()
    try:
        "".encode(stated or "utf-8")
    except LookupError:
        return "utf-8"
    return stated or "utf-8"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value.hex() if isinstance(value, bytes) else value
