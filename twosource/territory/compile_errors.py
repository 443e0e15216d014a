"""Measure how far boundaries lie from the true ones: `python -m twosource.territory.compile_errors [--out FILE]`.

If a line is displaced by d, the settlements between it and the true line are on the wrong side. GeoNames says to which
area each settlement belongs. Where settlements lie evenly, the number of those on the wrong side is to that of all
within `NEAR` of the line, on both its sides, as the mean of |d| is to 2 `NEAR`.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely
from msgspec import Struct
from numpy.typing import NDArray

from twosource.territory.boundaries import ERRORS_FILE, WORLDWIDE, Area, Boundaries, boundaries
from twosource.world import gazetteer
from twosource.world.gazetteer import Level

NEAR, FAR = 5.0, 10.0
"""Kilometres: settlements nearer to a border than the first tell how many there are; displaced by more than the second
are errors of the list of places, not of the line."""
ENOUGH = 200
"""Settlements near the borders of a country from which it has a figure of its own: with 200, of which 10 % are on the
wrong side, the figure is good to a quarter."""
HEAD = """\
# How far the packaged boundaries lie from the true ones, by country: settlements within 5 km of a border between areas,
# those of them on its wrong side (up to 10 km), and the mean displacement that follows, km. Made by
# `python -m twosource.territory.compile_errors`; docs/ground.md has the method. * stands for all other countries.
country\tnear\twrong\tmean_km
"""


class Displacement(Struct, frozen=True):
    """Settlements near borders, those on the wrong side, and the mean displacement, km."""

    near: int
    wrong: int

    @property
    def mean_km(self) -> float:
        """Mean distance of a line from the true one."""
        return 2 * NEAR * self.wrong / self.near


def displacements(world: Boundaries) -> dict[str, Displacement]:
    """The figures of every country, and of all together."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for area, points in settlements(world):
        inside, away = sides(world, area, points)
        near, wrong = int((away < NEAR).sum()), int((~inside & (away < FAR)).sum())
        for key in (area.country, WORLDWIDE):
            counts[key][0] += near
            counts[key][1] += wrong
    return {key: Displacement(*count) for key, count in counts.items()}


def settlements(world: Boundaries) -> Iterator[tuple[Area, NDArray[np.float64]]]:
    """Areas with longitudes and latitudes of the settlements that GeoNames counts to them."""
    known = gazetteer.load()
    for country in sorted({area.country for area in world.areas if area.country}):
        found: dict[int, list[tuple[float, float]]] = defaultdict(list)
        for place in known.largest(country, Level.SETTLEMENT, len(known)):
            if place.admin1 >= 0 and not math.isnan(place.lat):
                found[place.admin1].append((place.lon, place.lat))
        for number, points in found.items():
            area = world.by_id(known.place(number).geonameid)
            if area is not None and area.country == country and world.neighbours(area.code):
                yield area, np.array(points)


def sides(world: Boundaries, area: Area, points: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Whether points lie in an area, and how far they are from its borders on land, km."""
    polygon = world.polygon(area.code)
    scale = math.cos(math.radians(polygon.centroid.y)) * 111.32

    def flat(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack((xy[:, 0] * scale, xy[:, 1] * 111.2))

    borders = shapely.union_all([world.border(area.code, n.area.code) for n in world.neighbours(area.code)])
    away = shapely.distance(shapely.points(flat(points)), shapely.transform(borders, flat))
    return shapely.covers(polygon, shapely.points(points)), away


def main(arguments: list[str] | None = None) -> int:
    """Measure the packaged boundaries and write the table; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, default=ERRORS_FILE)
    options = parser.parse_args(arguments)
    found = displacements(boundaries())
    kept = sorted((key, one) for key, one in found.items() if one.near >= ENOUGH)
    lines = [f"{key}\t{one.near}\t{one.wrong}\t{one.mean_km:.2f}\n" for key, one in kept]
    options.out.write_text(HEAD + "".join(lines), encoding="utf-8")
    print(f"{len(kept)} figures: {options.out}")  # noqa: T201 (a command)
    return 0


if __name__ == "__main__":
    sys.exit(main())
