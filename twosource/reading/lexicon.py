"""The cue lexicon: which words attribute, what they do with their content, and where the content stands.

The words are data, `data/cues.toml`; this module only reads them.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from msgspec import Struct

from twosource.model import Commitment, Stance


class CueClass(Struct, frozen=True, kw_only=True):
    """What the cues of one class have in common; the fields are explained at the head of `data/cues.toml`."""

    name: str
    commitment: Commitment
    stance: Stance
    complements: frozenset[str] = frozenset()
    prepositions: frozenset[str] = frozenset()
    particle: str | None = None
    person_only: bool = False


class Lexicon(Struct, frozen=True, kw_only=True):
    """All cues, by lemma. A verb may belong to several classes, in the order of the file.

    Attributes:
        phrases: by "verb object", both lemmas. prepositions: by the whole phrase. sense: word lists that
            `commitment.py` reads, by name. channels: canonical name by the words that name it.
    """

    verbs: dict[str, tuple[CueClass, ...]]
    nouns: dict[str, CueClass]
    adjectives: dict[str, CueClass]
    adverbs: dict[str, CueClass]
    prepositions: dict[str, CueClass]
    phrases: dict[str, CueClass]
    sense: dict[str, frozenset[str]]
    entity_labels: frozenset[str]
    documents: frozenset[str]
    channels: dict[str, str]


def _cue_class(name: str, row: dict[str, Any]) -> CueClass:
    return CueClass(
        name=name,
        commitment=Commitment(row["commitment"]),
        stance=Stance(row["stance"]),
        complements=frozenset(row.get("complements", ())),
        prepositions=frozenset(row.get("prepositions", ())),
        particle=row.get("particle"),
        person_only=row.get("person_only", False),
    )


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once a process."""
    raw = tomllib.loads(files("twosource.reading").joinpath("data/cues.toml").read_text(encoding="utf-8"))
    verbs: dict[str, list[CueClass]] = {}
    for name, row in raw["verbs"].items():
        for word in row["words"].split():
            verbs.setdefault(word, []).append(_cue_class(name, row))
    nouns = {word: _cue_class(name, row) for name, row in raw["nouns"].items() for word in row["words"].split()}
    return Lexicon(
        verbs={word: tuple(dict.fromkeys(classes)) for word, classes in verbs.items()},
        nouns=nouns,
        adverbs={word: _cue_class(word, row) for word, row in raw["adverbs"].items()},
        adjectives={word: _cue_class(word, row) for word, row in raw["adjectives"].items()},
        prepositions={words: _cue_class(words, row) for words, row in raw["prepositions"].items()},
        phrases={words: _cue_class(words, row) for words, row in raw["phrases"].items()},
        sense={name: frozenset(words.split()) for name, words in raw["sense"].items()},
        entity_labels=frozenset(raw["speakers"]["entity_labels"].split()),
        documents=frozenset(raw["speakers"]["documents"].split()),
        channels=dict(raw["channels"]),
    )
