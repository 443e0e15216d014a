"""The gazetteer: names of places, what they may mean, and what lies in what.

One compressed file holds about 310,000 places (countries, admin-1, admin-2, settlements) as columns; names are found
by a 48-bit key, so no list of strings is held in memory. Rivers, seas, areas, and other names of places come from
`data/places.toml`, which a person edits. Source and terms: GAZETTEER.md beside this file.
"""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

DATA = Path(__file__).parent / "data"
GAZETTEER_FILE = DATA / "gazetteer.npz"
PLACES_FILE = DATA / "places.toml"
REBUILD = "python -m twosource.world.compile_gazetteer"

KEY_BYTES = 6
"""48 bits: with 700,000 names one chance lookup in 400 million meets a stranger's key."""
POSTING_BITS = 2
"""Low bits of a posting hold the quality of the name, the others the place."""
EARTH_KM = 6371.0088
DAMAGE = (OSError, ValueError, KeyError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error)
"""What a file that is missing, cut off or altered makes numpy and zipfile raise."""


class Level(IntEnum):
    """What a place is, from the widest to the narrowest; areas and waters stand aside."""

    COUNTRY = 0
    ADMIN1 = 1
    ADMIN2 = 2
    SETTLEMENT = 3
    AREA = 4
    """Region, sea, river, mountain range, island: no administrative border bounds it."""
    SPOT = 5
    """A facility: airport, power station, dam, bridge."""
    UNION = 6
    """A union of states: too wide to place an event by, as a country is."""


class Quality(IntEnum):
    """How good a name is for its place."""

    OWN = 0
    """Its English or official name."""
    SHORT = 1
    """An area's name without the word for its kind ("Sumy" for Sumy Oblast); a town's own name spelt otherwise."""
    OTHER = 2
    """A spelling of another language or time."""
    FORMER = 3
    """A name that the place once had."""


class Candidate(NamedTuple):
    """One place that a name may mean.

    Attributes:
        number: of the place in the gazetteer; stable for one compiled file only.
        geonameid: 0 where GeoNames' id is not known.
        lat, lon: degrees, WGS 84; NaN where not known.
        country: ISO 3166-1 alpha-2; "" for what no one country holds.
        admin1: number of the admin-1 area that holds or is the place; -1 for none.
        parent: number of the next larger area; -1 for none.
    """

    number: int
    name: str
    quality: Quality
    level: Level
    geonameid: int
    lat: float
    lon: float
    country: str
    admin1: int
    parent: int
    population: int
    capital: bool


WORDS = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}
LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
DROPPED = re.compile(r"[.'’‘ʼʻʹ`´”\"]")
SPACED = re.compile(r"[\s\-–—_/]+")


@lru_cache(maxsize=1 << 16)
def fold(name: str) -> str:
    """The form under which a name is looked up: no case, accents, points, apostrophes; hyphens are spaces."""
    plain = name.casefold()
    if not plain.isascii():
        split = unicodedata.normalize("NFKD", plain.translate(LETTERS))
        plain = "".join(c for c in split if not unicodedata.combining(c)).casefold()
    plain = SPACED.sub(" ", DROPPED.sub("", plain)).strip()
    if " " not in plain:
        return plain
    return " ".join(WORDS.get(word, word) for word in plain.split(" "))


def key_of(folded: str) -> int:
    """48-bit key of a folded name."""
    return int.from_bytes(blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest(), "big")


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in kilometres; NaN when a point is not known."""
    p1, p2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((p2 - p1) / 2) ** 2
    half += math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


class GazetteerError(RuntimeError):
    """The gazetteer's file is missing or damaged; the message says which command rebuilds it."""


class Gazetteer:
    """Places of the world by name.

    Args:
        path: the compiled file.
        places: the hand-edited TOML file of areas, waters and names.

    Raises:
        GazetteerError: a file is missing or damaged.
    """

    def __init__(self, path: Path = GAZETTEER_FILE, places: Path = PLACES_FILE) -> None:
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as columns:
                self._column: dict[str, Any] = {name: columns[name] for name in columns.files}
            self._size = len(self._column["id"])
            self._keys = self._column["keys"]
            self._capitals = frozenset(self._column["capital"].tolist())
            self._codes: list[str] = self._column["codes"].tolist()
            self._names: bytes = self._column["names"].tobytes()
            self._first_settlement = len(self._column["admin1"])
        except DAMAGE as error:
            raise GazetteerError(f"{path}: cannot read the gazetteer ({error}); rebuild it: {REBUILD}") from error
        self._extra: list[Candidate] = []
        self._by_name: dict[str, list[Candidate]] = {}
        self._by_id: dict[int, int] = {}
        self._own: dict[int, str] = {}
        self._abbreviated: dict[str, tuple[Candidate, ...]] = {}
        self._demonyms: dict[str, Candidate] = {}
        self._add_places(places)

    def __len__(self) -> int:
        """Number of places."""
        return self._size + len(self._extra)

    def find(self, name: str) -> tuple[Candidate, ...]:
        """Every place of that name, most populous first; empty when there is none."""
        return self.find_folded([fold(name)])[0]

    def find_folded(self, names: Iterable[str]) -> list[tuple[Candidate, ...]]:
        """As `find`, for many folded names in one pass."""
        wanted = list(names)
        if not wanted:
            return []
        keys = np.array([key_of(name) for name in wanted], np.uint64)
        at = np.searchsorted(self._keys, keys)
        at[at == len(self._keys)] = 0
        hits = self._keys[at] == keys
        found = []
        for name, row, hit in zip(wanted, at.tolist(), hits.tolist(), strict=True):
            known = self._row(row) if hit else ()
            added = self._by_name.get(name)
            found.append(_by_size((*added, *(c for c in known if not _same(c, added)))) if added else known)
        return found

    def place(self, index: int) -> Candidate:
        """The place with that index, under its own name."""
        return self._candidate(index, Quality.OWN)

    def abbreviated(self, name: str) -> tuple[Candidate, ...]:
        """Areas that the abbreviation means after a comma: "N.C." in "Raleigh, N.C."."""
        return self._abbreviated.get(fold(name), ())

    def demonym(self, word: str) -> Candidate | None:
        """The area whose adjective or people the word is ("Chechens", "European"); states are not here."""
        return self._demonyms.get(word)

    def by_id(self, geonameid: int) -> Candidate | None:
        """The place with that GeoNames id; `None` when the gazetteer lacks it."""
        index = self._by_id.get(geonameid)
        if index is None:
            rows = np.flatnonzero(self._column["id"] == geonameid)
            if not geonameid or not len(rows):
                return None
            index = self._by_id[geonameid] = int(rows[0])
        return self.place(index)

    def country(self, code: str) -> Candidate | None:
        """The country with that ISO 3166-1 alpha-2 code."""
        return self._countries().get(code)

    def largest(self, country: str, level: Level, count: int) -> tuple[Candidate, ...]:
        """The most populous places of a level in a country (ISO 3166-1 alpha-2), the largest first."""
        if country not in self._codes:
            return ()
        column = self._column
        rows = np.flatnonzero((column["country"] == self._codes.index(country)) & (column["level"] == level))
        order = np.argsort(-column["population"][rows].astype(np.int64), kind="stable")[:count]
        return tuple(self.place(int(row)) for row in rows[order])

    def admin1_code(self, candidate: Candidate) -> str | None:
        """GeoNames admin-1 code ("04") of the area that holds the place; `None` when there is none."""
        if candidate.admin1 < 0:
            return None
        return str(self._column["admin1"][candidate.admin1]) or None

    def containers(self, candidate: Candidate) -> tuple[int, ...]:
        """Indexes of the areas that hold the place, narrowest first."""
        found = []
        index = candidate.parent
        while index >= 0:
            found.append(index)
            index = self._parent(index)
        return tuple(found)

    @lru_cache(maxsize=1 << 14)  # noqa: B019 (one gazetteer lives as long as the process)
    def _row(self, row: int) -> tuple[Candidate, ...]:
        start, end = int(self._column["starts"][row]), int(self._column["starts"][row + 1])
        mask = (1 << POSTING_BITS) - 1
        posts = self._column["posts"][start:end].tolist()
        found = [self._candidate(post >> POSTING_BITS, Quality(post & mask)) for post in posts]
        return _by_size(found)

    def _candidate(self, index: int, quality: Quality) -> Candidate:
        if index >= self._size:
            return self._extra[index - self._size]
        column = self._column
        end = int(column["name_ends"][index])
        start = int(column["name_ends"][index - 1]) if index else 0
        return Candidate(
            index,
            self._own.get(index) or self._names[start:end].decode(),
            quality,
            Level(int(column["level"][index])),
            int(column["id"][index]),
            float(column["lat"][index]),
            float(column["lon"][index]),
            self._codes[column["country"][index]],
            self._admin1(index),
            int(column["parent"][index]),
            int(column["population"][index]),
            index in self._capitals,
        )

    def _parent(self, index: int) -> int:
        return self._extra[index - self._size].parent if index >= self._size else int(self._column["parent"][index])

    def _admin1(self, index: int) -> int:
        while index >= 0 and self._column["level"][index] != Level.ADMIN1:
            index = int(self._column["parent"][index])
        return index

    @cache  # noqa: B019
    def _countries(self) -> dict[str, Candidate]:
        rows = np.flatnonzero(self._column["level"] == Level.COUNTRY).tolist()
        return {place.country: place for place in map(self.place, rows)}

    def _add_places(self, path: Path) -> None:
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise GazetteerError(f"{path}: cannot read the list of areas ({error}); restore it") from error
        for entry in data["area"]:
            place = self._area(entry)
            for name in (place.name, *entry.get("names", ())):
                self._by_name.setdefault(fold(name), []).append(place)
            self._extra.append(place)
            self._demonyms.update(dict.fromkeys(entry.get("demonyms", ()), place))
        for entry in data["name"]:
            self._add_names(entry)
        for area, names in self._parts(data["abbreviation"]):
            for name in names:
                same = self._abbreviated.get(fold(name), ())
                self._abbreviated[fold(name)] = same if area in same else (*same, area)
        for area, names in self._parts(data["demonym"]):
            self._demonyms.update(dict.fromkeys(names, area))

    def _add_names(self, entry: dict[str, Any]) -> None:
        place = self.by_id(entry["id"])
        if place is None:
            raise GazetteerError(f"{PLACES_FILE}: no place has the id {entry['id']}; correct it or rebuild: {REBUILD}")
        if "own" in entry:
            self._own[place.number] = entry["own"]
            place = self.place(place.number)
        self._demonyms.update(dict.fromkeys(entry.get("demonyms", ()), place))
        quality = Quality.FORMER if entry.get("former") else Quality.OWN
        named = place._replace(quality=quality, population=entry.get("weight", place.population))
        for name in entry["names"]:
            self._by_name.setdefault(fold(name), []).append(named)

    def _parts(self, table: dict[str, dict[str, list[str]]]) -> Iterator[tuple[Candidate, list[str]]]:
        for country, areas in table.items():
            for code, names in areas.items():
                yield self._by_code(country, code), names

    def _by_code(self, country: str, code: str) -> Candidate:
        rows = np.flatnonzero(self._column["admin1"] == code).tolist()
        for place in map(self.place, rows):
            if place.country == country:
                return place
        raise GazetteerError(f"{PLACES_FILE}: {country} has no admin-1 area {code!r}; correct it or rebuild: {REBUILD}")

    def _area(self, entry: dict[str, Any]) -> Candidate:
        country = entry.get("country", "")
        holder = self._countries().get(country)
        return Candidate(
            number=self._size + len(self._extra),
            name=entry["name"],
            quality=Quality.OWN,
            level=KINDS[entry.get("kind", "area")],
            geonameid=entry.get("id", 0),
            lat=entry["lat"],
            lon=entry["lon"],
            country=country,
            admin1=-1,
            parent=holder.number if holder else -1,
            population=int(entry.get("weight", DEFAULT_WEIGHT)),
            capital=False,
        )


KINDS = {"area": Level.AREA, "facility": Level.SPOT, "union": Level.UNION}
"""What places.toml calls the kinds of its areas."""
DEFAULT_WEIGHT = 300_000
"""What an area of places.toml counts for beside a town's population: a name on every map of the world."""


def _by_size(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple(sorted(found, key=lambda c: (-c.population, c.level, c.number)))


def _same(candidate: Candidate, added: list[Candidate]) -> bool:
    return any(candidate.number == other.number for other in added)


@cache
def load() -> Gazetteer:
    """The packaged gazetteer, loaded once a process, on first use."""
    return Gazetteer()
