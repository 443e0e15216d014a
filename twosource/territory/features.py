"""Features of a file: shapes with their properties, before anything is made of them, and what is wrong with a file."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

MOST_BYTES = 256 * 1024 * 1024
"""Of a file, and of what a zip unpacks to. A day of a control layer has 0.1 MB, the world's boundaries 60 MB."""
MOST_POINTS = 8_000_000
"""Points of all shapes together; the world's boundaries have 1.3 million."""


class LayerError(ValueError):
    """A file that makes no layer. The message is one line: file, cause, remedy."""


class Features(Struct, kw_only=True):
    """What a file holds.

    Attributes:
        shapes: shapely geometries, in the file's own coordinates. properties: of each, as they are there.
        system: the coordinate system as pyproj understands it; `None` is longitude and latitude on WGS 84.
        notes: what a person should know, one sentence each.
    """

    shapes: list[Any]
    properties: list[dict[str, Any]]
    system: Any = None
    notes: tuple[str, ...] = ()
