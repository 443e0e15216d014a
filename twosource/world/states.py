"""States: the names, adjectives, peoples, capitals and seats of government by which the news names them.

Words are data (`data/states.tsv`, `data/not_states.tsv`), with their sources and viewpoints in `SOURCES.md`.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from twosource.world.outlets import outlets
from twosource.world.phrases import HYPHENS, Hit, Phrases, mention_forms
from twosource.world.tables import read_table, sense, texts, word, words

LONGEST_COMPOUND = 24
"""Code points looked at beside a hyphen; the longest English first or second parts in use have fewer."""
BEFORE = re.compile(rf"([^\W\d_]+)[{HYPHENS}]$")
AFTER = re.compile(rf"[{HYPHENS}]([^\W\d_]+)")


class Form(StrEnum):
    """By what kind of word a state is named."""

    NAME = "name"
    ADJECTIVE = "adjective"
    PEOPLE = "people"
    """A people or one of it: "Peruvians", "a Peruvian"."""
    CAPITAL = "capital"
    SEAT = "seat"
    """A seat of government: "the Kremlin", "Downing Street"."""
    FORCE = "force"
    """An armed force known by its own name: "the Bundeswehr"."""


class State(Struct, frozen=True, kw_only=True):
    """A state or another entity that is reported like one. The first word of each tuple is the canonical one.

    Attributes:
        name: canonical short English name.
        iso: ISO 3166-1 alpha-2; `None` where there is none (XK for Kosovo is GeoNames').
        geonameid: GeoNames id of the country; `None` where it has none.
        status: member, observer, limited, unrecognised, constituent, territory or former (`SOURCES.md`).
        side: whom it speaks for: itself, or the state that it is part of or that backs it.
        people, person: plural and singular of the people.
    """

    name: str
    iso: str | None
    geonameid: int | None
    status: str
    side: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    people: tuple[str, ...]
    person: tuple[str, ...]
    capitals: tuple[str, ...]
    seats: tuple[str, ...]
    forces: tuple[str, ...]


class StateMention(Struct, frozen=True, kw_only=True):
    """What a word says about a state.

    Attributes:
        state: canonical name. side: whom the entity speaks for.
        ambiguous: the word has another common reading (a given name, another place) and needs support.
        hyphenated: it is part of a compound ("Russian-backed", "pro-Russian", "Russia-Ukraine").
        compound: the other part of the compound, lower case; `None` when not hyphenated.
    """

    state: str
    side: str
    form: Form
    ambiguous: bool = False
    hyphenated: bool = False
    compound: str | None = None


FORMS = (
    ("names", Form.NAME),
    ("adjectives", Form.ADJECTIVE),
    ("people", Form.PEOPLE),
    ("person", Form.PEOPLE),
    ("capitals", Form.CAPITAL),
    ("seats", Form.SEAT),
    ("forces", Form.FORCE),
)
"""Columns of the table and the forms they hold, the likeliest reading of a word that has several first."""


@cache
def _table() -> tuple[dict[str, State], Phrases[StateMention | None]]:
    """All states by canonical name, and the index of their words; a phrase with `None` hides those in it."""
    table: dict[str, State] = {}
    index: Phrases[StateMention | None] = Phrases()
    for row in read_table("states.tsv"):
        name = word(row["name"]).text
        side = row["side"] or name
        table[name] = State(
            name=name,
            iso=row["iso"] or None,
            geonameid=int(row["geonameid"]) if row["geonameid"] else None,
            status=row["status"],
            side=side,
            names=(name, *texts(row["names"])),
            **{column: texts(row[column]) for column, _ in FORMS[1:]},
        )
        row["names"] = f"{row['name']}|{row['names']}"
        for column, form in FORMS:
            for entry in words(row[column]):
                index.add(entry.text, StateMention(state=name, side=side, form=form, ambiguous=entry.ambiguous))
    for row in read_table("not_states.tsv"):
        index.add(row["phrase"], None)
    for outlet in outlets():
        for text in outlet.names:
            if " " in text or "-" in text:
                index.add(text, None)
    return table, index


def states() -> tuple[State, ...]:
    """All states and entities, in the table's order: members of the UN first."""
    return tuple(_table()[0].values())


@cache
def sides() -> frozenset[str]:
    """The sides that states and entities speak for."""
    return frozenset(one.side for one in states())


def state(name: str) -> State:
    """The state of that canonical name.

    Raises:
        KeyError: no state has it as its canonical name.
    """
    try:
        return _table()[0][name]
    except KeyError:
        raise KeyError(f"no state is called {name!r} in world/data/states.tsv; lookup() knows other names") from None


def state_of_iso(iso: str) -> State | None:
    """The state with that ISO 3166-1 alpha-2 code, in any case; `None` when there is none."""
    return _by_iso().get(iso.upper())


@cache
def _by_iso() -> dict[str, State]:
    return {entry.iso: entry for entry in states() if entry.iso}


def _likeliest(values: list[StateMention | None]) -> StateMention | None:
    """The first certain reading, else the first; values come in the order of `FORMS` within a state."""
    mentions = [value for value in values if value is not None]
    if len(mentions) < len(values):
        return None
    return min(mentions, key=lambda mention: mention.ambiguous)


def lookup(text: str, *, case_sensitive: bool = True) -> StateMention | None:
    """The state that a whole mention names: "the Kremlin", "Ukraine's", "U.S.", "the Dutch".

    Args:
        text: a mention, with or without article, quotation marks and possessive ending.
        case_sensitive: require the capitals of the known word, so that "us" is no state.

    Returns:
        What it names, or `None`. After an article, a word that is both adjective and people is the people.
    """
    index = _table()[1]
    for form, article in mention_forms(text):
        values = index.whole(form, case_sensitive=case_sensitive) if form else []
        if not values:
            continue
        mention = _likeliest(values)
        if article and mention and mention.form is Form.ADJECTIVE:
            people = [value for value in values if value and value.form is Form.PEOPLE]
            return people[0] if people else mention
        return mention
    return None


def find(text: str, *, case_sensitive: bool = True) -> list[Hit[StateMention]]:
    """Every word in `text` that names a state, longest first, not overlapping, in order.

    The span leaves a possessive ending out. Parts of compounds are returned with `hyphenated` set. Names of outlets
    and phrases such as "Latin American" hide the state's word in them.
    """
    hits = []
    for start, end, values in _table()[1].find(text, case_sensitive=case_sensitive):
        mention = _likeliest(values)
        if mention is None:
            continue
        other = _compound(text, start, end)
        if other:
            mention = replace(mention, hyphenated=True, compound=other)
        hits.append(Hit(start, end, mention))
    return hits


def _compound(text: str, start: int, end: int) -> str | None:
    """The part that a hyphen joins to the span, lower case: the second part where there are two."""
    after = AFTER.match(text, end)
    found = after or BEFORE.search(text[max(0, start - LONGEST_COMPOUND) : start])
    return found[1].lower() if found else None


def speaks_for_state(compound: str) -> bool | None:
    """Whether "STATE-compound X" speaks for the state: "backed" does, "born" does not; `None` when not known."""
    if compound in sense("aligned"):
        return True
    return False if compound in sense("unaligned") else None
