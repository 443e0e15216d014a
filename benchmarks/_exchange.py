"""The world in which two parties have exchanged their names: what `benchmarks/neutrality.py` reads exchanged texts in.

To exchange two states in a text and leave the world as it is would put every town into the other's country: "Mariupol"
would be abroad for those who report from it. So what is not exchanged in the text changes hands in the tables: towns
and regions, bodies, people and outlets that have no counterpart. Words that are exchanged in the text keep what they
are, but capitals change places on the map. Nothing that belongs to others is touched.
"""

# ruff: noqa: SLF001 (the gazetteer has no way to move a country, and no user of it should have one)
from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from twosource.world import gazetteer, tables
from twosource.world.gazetteer import Candidate, Gazetteer, Level
from twosource.world.states import FORMS, State, _table, state
from twosource.world.swap import swap_parties
from twosource.world.tables import DATA, word, words

PAIRS = Path(__file__).parent / "data" / "exchange.toml"


class Exchange:
    """Exchanges two states' words, and the names that `data/exchange.toml` pairs for them.

    Raises:
        KeyError: no state has one of the names.
    """

    def __init__(self, a: str, b: str) -> None:
        self.states = (state(a), state(b))
        self.side = {a: b, b: a}
        self.also: dict[str, str] = {}
        self.paired: set[str] = set()
        for pair in tomllib.loads(PAIRS.read_text(encoding="utf-8"))["pair"]:
            if set(pair["parties"]) == {a, b}:
                for left, right in pair["names"]:
                    self.also |= dict.fromkeys(left, right[0]) | dict.fromkeys(right, left[0])
        self.paired = {name.casefold() for name in (*self.also, *self.also.values())}

    def __call__(self, text: str) -> str:
        """The text with the parties exchanged."""
        return swap_parties(text, *(s.name for s in self.states), also=self.also)

    def write(self, folder: Path) -> None:
        """Write the tables of the exchanged world."""
        iso = {str(s.iso): str(other.iso) for s, other in zip(self.states, reversed(self.states), strict=True)}
        columns: dict[str, Callable[[str], str]] = {
            "side": self,
            "state_media": lambda cell: self.side.get(cell, cell),
            "country": lambda cell: iso.get(cell, cell),
            "name": self._list,
            "aliases": self._list,
        }
        for path in DATA.glob("*.tsv"):
            rows = list(tables.read_table(path.name))
            kept = False
            for row in rows:
                if path.name == "people.tsv":
                    kept = self._is_paired(row) if row["surname"] else kept  # a row without goes on about the last
                    row.update({} if kept else {key: self._list(cell) for key, cell in row.items()})
                elif path.name == "states.tsv":
                    row.update(self._state(row))
                else:
                    row.update({key: columns.get(key, str)(cell) for key, cell in row.items()})
            lines = ["\t".join(rows[0]), *("\t".join(row.values()) for row in rows)]
            (folder / path.name).write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _is_paired(self, row: dict[str, str]) -> bool:
        """Whether the row is of a person who is exchanged in the text."""
        surnames = {entry.text.casefold() for entry in words(row["surname"])}
        return any(name.split()[-1] in surnames and name.split()[0] in row["given"].casefold() for name in self.paired)

    def _list(self, cell: str) -> str:
        return "|".join(self(part) for part in cell.split("|"))

    def _state(self, row: dict[str, str]) -> dict[str, str]:
        """The row with what the text says for it now: the other's words exchanged, then its own that are left."""
        name = word(row["name"]).text
        if name not in self.side:
            return {"side": self.side.get(row["side"], row["side"])}
        other = next(r for r in tables.read_table("states.tsv") if word(r["name"]).text == self.side[name])
        new = {}
        for column, _ in FORMS:
            cells = f"{other['name']}|{other[column]}" if column == "names" else other[column]
            cast = [self(entry.text) + "?" * entry.ambiguous for entry in words(cells)]
            own = [cell for cell in row[column].split("|") if cell and self(word(cell).text) != word(cell).text]
            known = [cell for cell in (*cast, *own) if word(cell).text != name]
            first: dict[str, str] = {}
            for cell in known:
                first.setdefault(word(cell).text.casefold(), cell)
            new[column] = "|".join(first.values())
        return new


def enter(folder: Path, a: str, b: str) -> None:
    """Make this process's world the exchanged one.

    Raises:
        RuntimeError: something has looked at the tables before.
    """
    if _table.cache_info().currsize:
        raise RuntimeError("the tables of this process's world are read already; start a process for the exchanged one")
    tables.DATA = folder
    _regroup(gazetteer.load(), (state(a), state(b)))


def _regroup(world: Gazetteer, parties: tuple[State, State]) -> None:
    """Give each state's places to the other, all but those that are called by a word that the text exchanges."""
    column = world._column
    code = {s.iso: world._codes.index(str(s.iso)) for s in parties}
    named = [_named(world, s) for s in parties]
    pairs = [(named[0][kind], named[1][kind]) for kind in named[0] if kind in named[1]]
    stay = {number for numbers in named for number in numbers.values()}
    heir = {left: right for pair in pairs for left, right in (pair, pair[::-1])}
    rows = np.array(sorted(set(range(world._size)) - stay))
    a, b = code.values()
    country, parent = column["country"], column["parent"]
    ours, theirs = rows[country[rows] == a], rows[country[rows] == b]
    country[ours], country[theirs] = b, a
    for left, right in pairs:
        under_left, under_right = rows[parent[rows] == left], rows[parent[rows] == right]
        parent[under_left], parent[under_right] = right, left
        for axis in ("lat", "lon"):
            column[axis][[left, right]] = column[axis][[right, left]]
    iso = {str(s.iso): str(other.iso) for s, other in zip(parties, reversed(parties), strict=True)}

    def moved(place: Candidate) -> Candidate:
        if place.number < world._size:
            return world._candidate(place.number, place.quality)._replace(population=place.population)
        return place._replace(
            country=iso.get(place.country, place.country), parent=heir.get(place.parent, place.parent)
        )

    world._extra = [moved(place) for place in world._extra]
    world._by_name = {name: [moved(place) for place in places] for name, places in world._by_name.items()}
    world._abbreviated = {name: tuple(map(moved, places)) for name, places in world._abbreviated.items()}
    world._demonyms = {name: moved(place) for name, place in world._demonyms.items()}
    Gazetteer._row.cache_clear()
    Gazetteer._countries.cache_clear()


def _named(world: Gazetteer, party: State) -> dict[str, int]:
    """Number of the state itself, its capital, and the areas called after the capital, each by what it is."""
    home = world.country(str(party.iso))
    found = {"state": home.number} if home else {}
    for place in world.find(party.capitals[0]):
        if place.country == party.iso and (place.capital or place.level is Level.ADMIN1):
            kind = "capital" if place.capital else "its area" if " " in place.name else "its district"
            found.setdefault(kind, place.number)
    return found
