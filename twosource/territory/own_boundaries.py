"""A person's own boundaries in place of the packaged ones: OCHA COD-AB, geoBoundaries, or any file of areas.

Areas keep the file's outlines. Codes, countries and GeoNames ids come from the file where it has ISO 3166-2 codes, and
else from the packaged area that holds the middle of each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from msgspec.structs import replace

from twosource.territory.boundaries import Area, Boundaries, BoundariesError, Source
from twosource.territory.features import LayerError
from twosource.territory.layer_files import features_of
from twosource.territory.measure import area_km2
from twosource.territory.soundness import areas_of, check_possible, to_degrees
from twosource.territory.wording import settings

ISO = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")


def load_boundaries(path: Path, packaged: Boundaries, *, table: str | None = None) -> Boundaries:
    """Boundaries from a file of areas (GeoJSON, GeoPackage, zipped shapefile).

    Args:
        path: the file.
        packaged: gives codes, countries and ids where the file has none.
        table: which table or shapefile, where it holds several.

    Raises:
        BoundariesError: it cannot be read, or holds no areas with names.
    """
    try:
        found = to_degrees(features_of(path, path.read_bytes(), table=table))
        check_possible(found.shapes)
    except (LayerError, OSError) as error:
        raise BoundariesError(f"{path}: {error}") from error
    outlines, areas = [], []
    for shape, properties in zip(found.shapes, found.properties, strict=True):
        outline = areas_of(shape if shape.is_valid else shapely.make_valid(shape))
        if not outline.is_empty:
            outlines.append(outline)
            areas.append(_area(outline, properties, packaged, path))
    if not areas:
        raise BoundariesError(f"{path}: holds no areas; give a file of polygons with names")
    codes = [area.code for area in areas]
    unique = [a if codes.count(a.code) == 1 else replace(a, code=f"{a.code}.{i}") for i, a in enumerate(areas, start=1)]
    bounds = np.array([outline.bounds for outline in outlines])
    source = Source(name=path.name, edition="loaded by a person")
    return Boundaries(unique, lambda number: outlines[number], bounds, source)


def _area(outline: Any, properties: Mapping[str, Any], packaged: Boundaries, path: Path) -> Area:
    fields = settings()["boundary_fields"]
    name = _first(properties, fields["name"])
    if name is None:
        known = ", ".join(list(properties)[:8]) or "none"
        raise BoundariesError(f"{path}: no property holds the areas' names ({known}); call one of them 'name'")
    code = _first(properties, fields["code"]) or ""
    middle = outline.representative_point()
    own = packaged.area(code) if ISO.fullmatch(code) else packaged.at(middle.x, middle.y)
    if own is None:
        return Area(code=code or name, name=name, country="")
    # A smaller area that lies in the packaged one is not that one, and must not bear its code and id.
    same = ISO.fullmatch(code) is not None or 0.5 < area_km2(outline) / packaged.km2(own.code) < 2
    if not same:
        return Area(code=code or name, name=name, country=own.country, de_facto=own.de_facto)
    return replace(own, name=name, names=(*own.names, own.name, *((code,) if code else ())))


def _first(properties: Mapping[str, Any], names: Sequence[str]) -> str | None:
    folded = {key.casefold(): value for key, value in properties.items()}
    return next((str(v).strip() for name in names if (v := folded.get(name.casefold())) not in (None, "")), None)
