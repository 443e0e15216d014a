"""The words of English that tell what a place name is: data in `data/place_context.toml`, read once a process."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc, Token

from twosource.world.gazetteer import Level


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists of `data/place_context.toml`."""

    levels: dict[str, Level]
    direction: frozenset[str]
    place_preposition: frozenset[str]
    maybe_preposition: frozenset[str]
    inside: frozenset[str]
    lengths: frozenset[str]
    near_to: frozenset[str]
    comparison: frozenset[str]
    border: frozenset[str]
    named: frozenset[str]
    titles: frozenset[str]
    of_persons: frozenset[str]
    bodies: frozenset[str]
    military: frozenset[str]
    local: frozenset[str]
    local_titles: frozenset[str]
    inhabitants: frozenset[str]
    outlets: frozenset[str]
    ways: frozenset[str]
    roads: frozenset[str]
    numbered: frozenset[str]
    features: frozenset[str]
    features_before: frozenset[str]
    never: frozenset[str]
    directions: frozenset[str]
    unless_labelled: frozenset[str]


@cache
def words() -> Words:
    """The word lists, read once a process."""
    raw = tomllib.loads(files("twosource.reading").joinpath("data/place_context.toml").read_text(encoding="utf-8"))
    kinds = {"admin1": Level.ADMIN1, "admin2": Level.ADMIN2, "settlement": Level.SETTLEMENT, "area": Level.AREA}
    return Words(
        levels={word: level for kind, level in kinds.items() for word in raw["area_words"][kind]},
        direction=frozenset(raw["area_words"]["direction"]),
        place_preposition=frozenset(raw["prepositions"]["place"]),
        maybe_preposition=frozenset(raw["prepositions"]["maybe"]),
        inside=frozenset(raw["prepositions"]["inside"]),
        lengths=frozenset(raw["prepositions"]["lengths"]),
        near_to=frozenset(raw["prepositions"]["near_to"]),
        comparison=frozenset(raw["comparison"]["words"]),
        border=frozenset(raw["border"]["words"]),
        named=frozenset(raw["named"]["words"]),
        titles=frozenset(raw["titles"]["words"]),
        of_persons=frozenset(raw["titles"]["of_persons"]),
        bodies=frozenset(raw["bodies"]["words"]),
        military=frozenset(raw["bodies"]["military"]),
        local=frozenset(raw["bodies"]["local"]),
        local_titles=frozenset(raw["bodies"]["local_titles"]),
        inhabitants=frozenset(raw["bodies"]["inhabitants"]),
        outlets=frozenset(raw["bodies"]["outlets"]),
        ways=frozenset(raw["bodies"]["ways"]),
        roads=frozenset(raw["bodies"]["roads"]),
        numbered=frozenset(raw["bodies"]["numbered"]),
        features=frozenset(raw["features"]["after"]),
        features_before=frozenset(raw["features"]["before"]),
        never=frozenset(raw["never"]["words"]),
        directions=frozenset(raw["never"]["directions"]),
        unless_labelled=frozenset(raw["never"]["unless_labelled"]),
    )


def capital(token: Token) -> bool:
    """Whether the token is written with a capital letter."""
    return token.text[:1].isupper()


def kind_of(token: Token) -> Level | None:
    """What kind of place the word says a name is ("region", "Regions", "towns"); `None` for other words."""
    levels, word = words().levels, token.lower_
    return levels.get(token.lemma_.lower()) or levels.get(word) or levels.get(word.removesuffix("s"))


def starts_name(doc: Doc, i: int) -> bool:
    """As in "City Council", "State University": the word belongs to a longer name."""
    return capital(doc[i]) and i + 1 < len(doc) and capital(doc[i + 1]) and doc[i + 1].is_alpha
