"""People who speak for states and bodies, with their offices and dates (`data/people.tsv`; see `SOURCES.md`)."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from msgspec import Struct

from twosource.world.bodies import find_bodies, find_generics, lookup_body
from twosource.world.offices import find_offices
from twosource.world.phrases import Hit, Phrases, mention_forms, tokenise
from twosource.world.spelling import name_key
from twosource.world.states import find, lookup
from twosource.world.tables import read_table, sense, texts, words


class Term(Struct, frozen=True, kw_only=True):
    """One office that a person holds or held.

    Attributes:
        of: canonical name of the state or body.
        since, until: ISO 8601, as precise as they are sure and no more; `None` when not sure, `until` also when the
            office was still held when the table was made.
    """

    office: str
    of: str
    since: str | None
    until: str | None


class Person(Struct, frozen=True, kw_only=True):
    """A person who speaks, or spoke, for a state or body.

    Attributes:
        name: canonical. aliases: other spellings of the full name. surnames: spellings that stand alone safely.
        side: country, bloc or body of the latest office, as `states` and `bodies` have it.
        terms: offices, in the table's order: the latest is the last.
    """

    name: str
    aliases: tuple[str, ...]
    surnames: tuple[str, ...]
    side: str
    terms: tuple[Term, ...]


def _side(of: str) -> str:
    """Whom the holder of an office of `of` speaks for."""
    state = lookup(of)
    body = lookup_body(of)
    return body.side if body else state.side if state else of


def _person(rows: list[dict[str, str]]) -> Person:
    first = rows[0]
    given, surnames = texts(first["given"]), words(first["surname"])
    full = [f"{g} {s.text}" for g in given for s in surnames] if given else [s.text for s in surnames]
    terms = tuple(
        Term(office=row["office"], of=row["of"], since=row["since"] or None, until=row["until"] or None) for row in rows
    )
    return Person(
        name=first["name"],
        aliases=tuple(dict.fromkeys(name for name in full if name != first["name"])),
        surnames=tuple(s.text for s in surnames if given and not s.ambiguous),
        side=_side(terms[-1].of),
        terms=terms,
    )


@cache
def _table() -> tuple[tuple[Person, ...], Phrases[Person], Phrases[Person]]:
    """All people, the index of their full names, and the index of their surnames."""
    groups: list[list[dict[str, str]]] = []
    for row in read_table("people.tsv"):
        if row["surname"]:
            groups.append([row])
        else:
            groups[-1].append(row)
    people = tuple(_person(rows) for rows in groups)
    return people, *_index(people, Phrases(), Phrases())


def _index(
    people: tuple[Person, ...], full: Phrases[Person], surnames: Phrases[Person]
) -> tuple[Phrases[Person], Phrases[Person]]:
    for person in people:
        for name in (person.name, *person.aliases):
            full.add(name, person)
        for name in person.surnames:
            surnames.add(name, person)
    return full, surnames


@cache
def _spelt() -> tuple[Phrases[Person], Phrases[Person]]:
    """The same two indices by what is one name in every transliteration."""
    return _index(people(), Phrases(name_key), Phrases(name_key))


def people() -> tuple[Person, ...]:
    """All people, in the table's order."""
    return _table()[0]


class Name(NamedTuple):
    """A name that stands in a text: that of one known person or of several.

    Attributes:
        people: whoever bears it. full: with given names, not the surname alone.
    """

    people: tuple[Person, ...]
    full: bool


def find_names(text: str) -> list[Hit[Name]]:
    """Every full name, and every surname that stands alone safely, of the people in the table, in order."""
    _, full, surnames = _table()
    hits = [Hit(start, end, Name(tuple(people), full=True)) for start, end, people in full.find(text)]
    taken = {at for hit in hits for at in range(hit.start, hit.end)}
    hits += [
        Hit(start, end, Name(tuple(people), full=False))
        for start, end, people in surnames.find(text)
        if start not in taken
    ]
    return sorted(hits, key=lambda hit: hit.start)


def lookup_person(text: str) -> Person | None:
    """The person that a whole mention names, by full name or by a surname that only one in the table bears.

    Titles, offices and nationalities may stand before the name ("Mr", "Peruvian President"), an apposition after it.
    Another given name before the surname makes it somebody else. A spelling that the table lacks is known by the one
    name of which it is a transliteration (`spelling.name_key`).

    Returns:
        The person, or `None` when not known or not certain.
    """
    _, full, surnames = _table()
    return _lookup(text, full, surnames) or _lookup(text, *_spelt())


def _lookup(text: str, full: Phrases[Person], surnames: Phrases[Person]) -> Person | None:
    for form, _ in mention_forms(text.partition(",")[0]):
        for index, alone in ((full, False), (surnames, True)):
            hits = [hit for hit in index.find(form) if hit.end == len(form) and len(hit.value) == 1]
            if hits and _may_stand_before(form[: hits[0].start], alone=alone):
                return hits[0].value[0]
    return None


def _may_stand_before(before: str, *, alone: bool) -> bool:
    """Whether the mention is still the person's when this stands before the name.

    "a critic of", "X and" and "pro-" make it somebody else's; "the president of Peru" does not. Before a surname
    `alone`, all capitalised words must be titles, offices, states or bodies: no other given name.
    """
    offices = find_offices(before)
    posts = [mention.end for mention in offices if mention.office.single]
    known = [hit[:2] for hit in find(before)] + [(mention.start, mention.end) for mention in offices]
    known += [hit[:2] for hit in find_bodies(before)] + [hit[:2] for hit in find_generics(before)]
    tokens = tokenise(before)
    for token in tokens:
        if any(start <= token.start < end for start, end in known) or token.key in sense("honorific"):
            continue
        if token.key in sense("after-head"):
            if not any(before[end : token.start].isspace() for end in posts):
                return False
        elif alone and token.text[0].isupper():
            return False
    return not tokens or tokens[-1].key != "-"
