"""The event taxonomy: which words name which event, and which nouns name the same kind of thing.

The words are data, `data/events.toml`; this module only reads them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from msgspec import Struct, convert

NOT = "not"
"""First part of a keyword that names an event the content says did not happen: `not.damage.damage`."""


class Word(Struct, frozen=True, kw_only=True):
    """A word, or words, that name an event.

    Attributes:
        event: key of the event type. lemma: the first word of a verb, the last of a noun.
        others: the remaining words: particles, prepositions or object of a verb, what precedes a noun.
        strength: order among the words of one type; 0 where they are not ordered.
        needs: classes of thing, or "place", of one of which the object must be; none when the word alone is enough.
    """

    event: str
    lemma: str
    others: tuple[str, ...] = ()
    strength: int = 0
    needs: tuple[str, ...] = ()

    @property
    def predicate(self) -> str:
        """The words as the data have them, first word first for verbs and last word last for nouns."""
        return " ".join((self.lemma, *self.others))


class Opposite(Struct, frozen=True, kw_only=True):
    """Two states that cannot be at one time: a claim of one event type, and an account that stands against it.

    Attributes:
        claim: event type. strength: least strength of the claim's word.
        event: type of the account; `None` where its words are enough. words: phrases of which it must hold one.
        place: both must state one place.
    """

    claim: str
    strength: int = 0
    event: str | None = None
    words: tuple[str, ...] = ()
    place: bool = False


class Taxonomy(Struct, frozen=True, kw_only=True):
    """The whole of `data/events.toml`, looked up by lemma.

    Attributes:
        verbs, nouns, adjectives: words by lemma, the longest first.
        outcomes: event types told apart by whom they befell. by_actor: told apart by who did it. by_name: told
            apart by what is named in them. transitive: of whose nouns "of" names the victim, not the doer.
        weapon_kinds: kinds of weapon by word.
        tolls: types of which those whom they befell are counted.
        opposites: states that cannot be at one time.
        entails: event type -> the type of which a named doer's event is one too.
        people_adjectives: adjectives that name people by what befell them ("the wounded").
        incidents: types of which a story mostly tells of one event. staging: nouns by which a known event is called
            the work of him who suffered it. mind_verbs, mind_words: lemmas and forms of knowing.
        things: classes of a noun, the most telling first. ranks: highest strength of each ordered type.
        blame: preposition -> verbs of accusing that take it.
        common_things: classes that say little about which event is meant. taken_to: where victims are taken.
        victims: classes of those whom events befall, general ones and special ones.
        generic_names: words that make no name of one body by themselves. place_prepositions: words before a capital's
            name that make it a place, not a government. unclear_openers: first words that leave a content unclear
            when it stands alone. grammar: closed classes of words by name. plain: words left out of comparisons.
    """

    verbs: dict[str, tuple[Word, ...]]
    nouns: dict[str, tuple[Word, ...]]
    adjectives: dict[str, tuple[Word, ...]]
    outcomes: frozenset[str]
    by_actor: frozenset[str]
    by_name: frozenset[str]
    transitive: frozenset[str]
    entails: dict[str, str]
    opposites: tuple[Opposite, ...]
    tolls: frozenset[str]
    weapon_kinds: dict[str, tuple[str, ...]]
    incidents: frozenset[str]
    people_adjectives: frozenset[str]
    staging: frozenset[str]
    mind_verbs: frozenset[str]
    mind_words: frozenset[str]
    things: dict[str, tuple[str, ...]]
    light_object: dict[str, tuple[Word, ...]]
    light_subject: dict[str, tuple[Word, ...]]
    light_adjective: frozenset[str]
    light_prepositions: frozenset[str]
    real: frozenset[str]
    unreal: frozenset[str]
    reference_nouns: frozenset[str]
    reference_links: frozenset[str]
    reference_pronouns: frozenset[str]
    plural: frozenset[str]
    possessives: frozenset[str]
    verdicts: frozenset[str]
    blame: dict[str, frozenset[str]]
    military_units: frozenset[str]
    common_things: frozenset[str]
    taken_to: frozenset[str]
    victims: tuple[frozenset[str], frozenset[str]]
    generic_names: frozenset[str]
    place_prepositions: frozenset[str]
    unclear_openers: frozenset[str]
    grammar: dict[str, frozenset[str]]
    plain: frozenset[str]

    def classes(self, lemma: str) -> tuple[str, ...]:
        """Classes of thing that a noun can be of; empty when the data do not know it."""
        return self.things.get(lemma, ())


def _by_lemma(words: Iterable[Word]) -> dict[str, tuple[Word, ...]]:
    table: dict[str, list[Word]] = {}
    for word in words:
        table.setdefault(word.lemma, []).append(word)
    return {lemma: tuple(sorted(rows, key=lambda w: -len(w.others))) for lemma, rows in table.items()}


def _words(event: str, row: dict[str, Any], part: str) -> list[Word]:
    listed = row.get(part, ())
    strengths: dict[str, int] = listed if isinstance(listed, dict) else dict.fromkeys(listed, 0)
    words = []
    for phrase, strength in strengths.items():
        first, *rest = phrase.split()
        if part == "nouns" and rest:
            first, rest = rest[-1], [first, *rest[:-1]]
        wanted: str | list[str] = row.get("needs", {}).get(phrase, [])
        needs = (wanted,) if isinstance(wanted, str) else tuple(wanted)
        words.append(Word(event=event, lemma=first, others=tuple(rest), strength=strength, needs=needs))
    return words


def _listed(rows: dict[str, dict[str, Any]], part: str) -> frozenset[str]:
    return frozenset(word for row in rows.values() for word in row.get(part, ()))


def _turned(table: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Keys by each of their words."""
    found: dict[str, list[str]] = {}
    for key, words in table.items():
        for word in words:
            found.setdefault(word, []).append(key)
    return {word: tuple(keys) for word, keys in found.items()}


def _light(phrases: Iterable[str]) -> dict[str, tuple[Word, ...]]:
    return _by_lemma(Word(event="", lemma=p.split()[0], others=tuple(p.split()[1:])) for p in dict.fromkeys(phrases))


@cache
def taxonomy() -> Taxonomy:
    """The taxonomy, read once a process."""
    raw = tomllib.loads(files("twosource.reading").joinpath("data/events.toml").read_text(encoding="utf-8"))
    rows: dict[str, dict[str, Any]] = raw["event"]
    parts = {part: [w for event, row in rows.items() for w in _words(event, row, part)]
             for part in ("verbs", "nouns", "adjectives")}  # fmt: skip
    reference = raw["reference"]
    return Taxonomy(
        verbs=_by_lemma(parts["verbs"]),
        nouns=_by_lemma(parts["nouns"]),
        adjectives=_by_lemma(parts["adjectives"]),
        outcomes=frozenset(event for event, row in rows.items() if row.get("outcome")),
        by_actor=frozenset(event for event, row in rows.items() if row.get("actor")),
        by_name=frozenset(event for event, row in rows.items() if row.get("named")),
        transitive=frozenset(event for event, row in rows.items() if row.get("transitive")),
        entails={event: row["entails"] for event, row in rows.items() if "entails" in row},
        opposites=tuple(convert(row, Opposite) for row in raw["opposite"]),
        tolls=frozenset(event for event, row in rows.items() if row.get("toll")),
        weapon_kinds=_turned(raw["weapon_kinds"]),
        people_adjectives=frozenset(word.lemma for word in parts["adjectives"] if word.lemma in _listed(rows, "nouns")),
        incidents=frozenset(event for event, row in rows.items() if row.get("incident")),
        staging=frozenset(raw["staging"]["nouns"]),
        mind_verbs=frozenset(raw["mind"]["verbs"]),
        mind_words=frozenset(raw["mind"]["words"]),
        things=_turned(raw["things"]),
        light_object=_light(raw["light"]["with_object"]),
        light_subject=_light(raw["light"]["with_subject"]),
        light_adjective=frozenset(raw["light"]["with_adjective"]),
        light_prepositions=frozenset(raw["light"]["prepositions"]),
        real=frozenset(raw["infinitive"]["real"]),
        unreal=frozenset(raw["infinitive"]["unreal"]),
        reference_nouns=frozenset(reference["nouns"]),
        reference_links=frozenset(reference["links"]),
        reference_pronouns=frozenset(reference["pronouns"]),
        plural=frozenset(reference["plural"]),
        possessives=frozenset(reference["possessives"]),
        verdicts=frozenset(reference["verdicts"]),
        blame={preposition: frozenset(verbs) for preposition, verbs in raw["blame"].items()},
        military_units=frozenset(raw["military_units"]["nouns"]),
        common_things=frozenset(raw["common_things"]["classes"]),
        taken_to=frozenset(raw["common_things"]["taken_to"]),
        victims=(frozenset(raw["victims"]["general"]), frozenset(raw["victims"]["special"])),
        generic_names=frozenset(raw["generic_names"]["words"]),
        place_prepositions=frozenset(raw["place_prepositions"]["words"]),
        unclear_openers=frozenset(raw["unclear_openers"]["words"]),
        grammar={name: frozenset(words) for name, words in raw["grammar"].items()},
        plain=frozenset(raw["plain"]["words"]),
    )


def grammar(name: str) -> frozenset[str]:
    """A closed class of words of `data/events.toml`, in lower case."""
    return taxonomy().grammar[name]
