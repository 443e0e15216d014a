"""Ground: how wrong the boundaries are, what the layers of the shared corpora measure, how fast a year of layers is.

    python benchmarks/territory.py [FOLDER] [--days N]

FOLDER holds dated layers (corpora/control); by default that of the shared corpora beside the checkout, read in place.
The year of layers is generated: files of 80 kB, a front that moves a little each day.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import numpy as np

from twosource.ledger import Ledger
from twosource.ledger.layers import TOGETHER, add_layers, layers
from twosource.territory.boundaries import ERRORS_FILE, Boundaries, boundaries
from twosource.territory.layer_files import Given, read_layers
from twosource.territory.layers import Layer, Series, Status, series_of
from twosource.territory.questions import distance, first_touch, held_at, part_of, parts

SHARED = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "control"
AREA, ALONG, COUNTRY, DAY = "UA-12", "UA-14", "UA", "2025-06-08"
"""What corpora/control/SOURCES.md measures."""
STATED = {
    "2025-05-20": (3.34, 0.0), "2025-06-07": (2.38, 0.0), "2025-06-08": (2.38, 0.0), "2025-06-15": (0.87, 0.0),
    "2025-06-21": (0.10, 0.0), "2025-07-01": (0.0, 0.02), "2025-08-09": (0.0, 3.60), "2025-08-27": (0.0, 14.45),
}  # fmt: skip
"""Kilometres to the border and square kilometres inside, of SOURCES.md, against another boundary."""
VERTICES = 2000
"""Of a generated layer: 80 kB of GeoJSON."""
PLACES = 1000


def print_errors() -> None:
    """How far the boundaries are displaced, as `python -m twosource.territory.compile_errors` measured it."""
    print("".join(line for line in ERRORS_FILE.read_text(encoding="utf-8").splitlines(keepends=True) if line[0] != "#"))


def print_days(world: Boundaries, folder: Path) -> None:
    """The layers of the shared corpora against the figures beside them."""
    given = Given(publisher="DeepState", status=Status.ASSESSED)
    every = [one for one in read_layers(folder, given, world) if isinstance(one, Layer)]
    (series,) = series_of(every)
    area, along = world.area(AREA), world.area(ALONG)
    assert area is not None  # noqa: S101
    assert along is not None  # noqa: S101
    print(f"\n{'layer':12}{'km':>8}{'stated':>8}{'km2 inside':>12}{'stated':>8}{'error km2':>11}")
    for layer in series.layers:
        way, part = distance(layer, area, along, world), part_of(layer, area, world)
        km, km2 = STATED.get(layer.date, (float("nan"), float("nan")))
        print(
            f"{layer.date:12}{way.km if way else 0:8.2f}{km:8.2f}{part.km2:12.2f}{km2:8.2f}{part.error_km2 or 0:11.2f}"
        )
    day = series.on(DAY)
    assert day is not None  # noqa: S101
    found = parts(day, world.country(COUNTRY), world, name=COUNTRY, code=COUNTRY).whole
    print(
        f"{DAY}: layer {day.km2:,.0f} km2; {found.km2:,.0f} of {found.of_km2:,.0f} km2 of {COUNTRY} = "
        f"{100 * found.share:.2f} % +- {100 * (found.error_km2 or 0) / found.of_km2:.2f}; first touches {AREA} "
        f"{(touch.date if (touch := first_touch(series, area, world).layer) else 'never')}"
    )


def generate(folder: Path, days: int) -> None:
    """Dated files: a ring of many points round a town, which grows and wavers."""
    chance = random.Random(20310304)  # noqa: S311 - the same files each time
    shape = [chance.uniform(0.9, 1.1) for _ in range(VERTICES)]
    for number in range(days):
        size = 0.8 + number * 0.003
        day = np.datetime64("2031-01-01") + number
        ring = []
        for i, radius in enumerate(shape):
            angle = 2 * math.pi * i / VERTICES
            ring.append([11.5 + size * radius * 2 * math.cos(angle), 61.2 + size * radius * math.sin(angle)])
        ring.append(ring[0])
        geometry = {"type": "MultiPolygon", "coordinates": [[ring]]}
        text = json.dumps({"type": "Feature", "properties": {}, "geometry": geometry})
        (folder / f"layer_{str(day).replace('-', '')}.geojson").write_text(text)


def print_speed(world: Boundaries, days: int) -> None:
    """Seconds for adding a year of layers, for the first day of touching, and for many places at once."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "layers"
        folder.mkdir()
        generate(folder, days)
        size = np.mean([path.stat().st_size for path in folder.iterdir()]) / 1000
        with Ledger.open(Path(name) / "bench.ledger") as book:
            start, busy = time.perf_counter(), time.process_time()
            given = Given(publisher="Mapdesk", status=Status.ASSESSED)
            found = (one for one in read_layers(folder, given, world) if isinstance(one, Layer))
            while some := list(islice(found, TOGETHER)):
                add_layers(book, some)
            added, worked = time.perf_counter() - start, time.process_time() - busy
            start = time.perf_counter()
            series: Series = series_of(layers(book))[0]
            loaded = time.perf_counter() - start
        area = world.area("NO-08")
        assert area is not None  # noqa: S101
        touch = first_touch(series, area, world)
        asked = time.perf_counter() - start - loaded
        chance = random.Random(1)  # noqa: S311
        points = [("", chance.uniform(6, 17), chance.uniform(58, 64)) for _ in range(PLACES)]
        start = time.perf_counter()
        last = series.layers[-1]
        inside = sum(held.inside for held in held_at(points, last, edges=False))
        control = time.perf_counter() - start
    first = touch.layer.date if touch.layer else "never"
    print(f"\n{days} files of {size:.0f} kB added in {added:.1f} s ({worked:.1f} s of processor time)")
    print(f"first day touching: {loaded:.2f} s to load, {asked:.2f} s to find ({first})")
    print(f"control of {PLACES:,} places on a day: {control * 1000:.0f} ms ({inside} inside)")


def main() -> int:
    """Print the three tables; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, nargs="?", default=SHARED)
    parser.add_argument("--days", type=int, default=365)
    options = parser.parse_args()
    world = boundaries()
    print(world.source.cited())
    print_errors()
    if options.folder.exists():
        print_days(world, options.folder)
    else:
        print(f"{options.folder}: not there; the days of the shared corpora are left out", file=sys.stderr)
    print_speed(world, options.days)
    return 0


if __name__ == "__main__":
    sys.exit(main())
