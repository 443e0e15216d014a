"""Veridicality: what a predicate lets its author be taken to say of its complement.

"Managed to leave" says that someone left, "failed to leave" that no one did, "wanted to leave" neither; under negation
the first two change places, and "did not notice that they left" still says that they left. Each predicate in its frame
is a pair of numbers from -3 to 3: the complement's factuality where the predicate holds, and where it does not
(the signatures of Karttunen 2012, which TruthTeller writes "+/-"; Lotan et al. 2013).

Three sources, in this order: the cue lexicon's commitments (`data/cues.toml`), our short lists of other predicates
(`data/factuality.toml`) and, for what these leave open or a verb that it shows to be factive or implicative,
MegaVeridicality (`data/veridicality.tsv`).
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from msgspec import Struct
from spacy.tokens import Token

from twosource.reading.lexicon import CueClass, Lexicon, lexicon

Pair = tuple[float, float]
"""Factuality of the complement where its governor is certain, and where it is certainly not."""
Form = Literal["clause", "infinitive", "gerund"]

FACTIVE = (2.0, 1.0)
"""A verb is factive when its plain and its negated clause reach these in MegaVeridicality ("know" 3.0 and 1.4,
"notice", "realize"); no verb of saying does ("say" 1.6 and 0.1)."""
IMPLICATIVE = 2.0
"""A verb is implicative when its plain infinitive is this far from 0 there ("manage" 2.7, "refuse" -3.0; "plan" -0.5,
"expect", "want" are not)."""


class Book(Struct, frozen=True, kw_only=True):
    """The table of values and word lists.

    Attributes:
        values: factuality from -3 to 3, by name. shares: what remains of a value, a factor or weight, by name.
        words: word lists by name. commitment, cue_class: names of a pair, by commitment and by class of cue.
        complements: names of a pair by kind of predicate ("noun", "adjective", "verb infinitive", "verb gerund") and
        lemma. verbs: MegaVeridicality's pairs by lemma and frame. cues: the reader's lexicon.
    """

    values: dict[str, float]
    shares: dict[str, float]
    words: dict[str, frozenset[str]]
    commitment: dict[str, tuple[str, str]]
    cue_class: dict[str, tuple[str, str]]
    complements: dict[tuple[str, str], tuple[str, str]]
    verbs: dict[tuple[str, str], Pair]
    cues: Lexicon

    def pair(self, names: tuple[str, str]) -> Pair:
        """The two values that are called so."""
        return self.values[names[0]], self.values[names[1]]


@cache
def book() -> Book:
    """The table, read once a process."""
    data = files("twosource.reading").joinpath("data")
    raw = tomllib.loads(data.joinpath("factuality.toml").read_text(encoding="utf-8"))
    complements = {}
    for row in raw["complements"]:
        kind = " ".join(filter(None, (row["of"], row.get("form"))))
        complements.update({(kind, word): tuple(row["value"]) for word in row["words"].split()})
    verbs = {}
    for line in data.joinpath("veridicality.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            lemma, frame, value, negated = line.split("\t")
            verbs[lemma, frame] = float(value), float(negated)
    return Book(
        values=raw["values"],
        shares=raw["shares"],
        words={name: frozenset(words.split()) for name, words in raw["words"].items()},
        commitment={name: tuple(pair) for name, pair in raw["commitment"].items()},
        cue_class={name: tuple(pair) for name, pair in raw["cue_class"].items()},
        complements=complements,
        verbs=verbs,
        cues=lexicon(),
    )


def of_cue(table: Book, cue: CueClass) -> Pair:
    """What a cue leaves of its content, by what its source does with it."""
    return table.pair(table.cue_class.get(cue.name) or table.commitment[cue.commitment.value])


def of_adjective(table: Book, lemma: str, form: Form) -> Pair:
    """What an adjective leaves of its complement: "unlikely to", "sorry that"."""
    names = table.complements.get(("adjective", lemma))
    cue = table.cues.adjectives.get(lemma)
    if names is not None:
        return table.pair(names)
    return of_cue(table, cue) if cue is not None and form == "clause" else _plain(table, form)


def of_noun(table: Book, lemma: str, form: Form) -> Pair:
    """What a noun leaves of its complement: "a failure to", "the claim that"."""
    names = table.complements.get(("noun", lemma))
    cue = table.cues.nouns.get(lemma)
    if names is not None:
        return table.pair(names)
    return of_cue(table, cue) if cue is not None else _plain(table, form)


def of_verb(table: Book, verb: Token, form: Form) -> Pair:
    """What a verb leaves of its complement: "managed to", "denied that", "considered leaving"."""
    lemma = verb.lemma_.lower()
    listed = table.complements.get((f"verb {form}", lemma))
    if listed is not None and object_of(verb) is None:
        return table.pair(listed)
    measured = _measured(table, verb, form)
    if measured is not None and _telling(measured, form):
        return measured
    cue = next((c for c in cues_of(table, verb) if form in c.complements), None)
    if cue is not None:
        plain, negated = of_cue(table, cue)
        return plain, table.values["neg_raised"] if _raises(table, lemma, form) else negated
    if measured is None:
        return _plain(table, form)
    start, slope = table.shares["lexicon_start"], table.shares["lexicon_slope"]
    return 3 * start + slope * measured[0], slope * measured[1]


def of_preposition(table: Book, verb: Token, preposition: str) -> Pair | None:
    """What a cue leaves of what stands after its preposition: "called for", "warned of"."""
    cue = next((c for c in cues_of(table, verb) if preposition in c.prepositions), None)
    return None if cue is None else of_cue(table, cue)


def cues_of(table: Book, verb: Token) -> list[CueClass]:
    """The verb's classes in our lexicon, those with a particle only where it stands ("ruled out", not "ruled")."""
    particles = {c.lower_ for c in verb.children if c.dep_ == "prt"}
    return [c for c in table.cues.verbs.get(verb.lemma_.lower(), ()) if c.particle is None or c.particle in particles]


def _raises(table: Book, lemma: str, form: Form) -> bool:
    """Whether the negation of the verb is heard as that of its clause: "I don't think it works"."""
    return form == "clause" and lemma in table.words["neg_raising"]


def _plain(table: Book, form: Form) -> Pair:
    values = table.values
    return values[form], values["unsaid" if form == "clause" else "unwanted"]


def _telling(measured: Pair, form: Form) -> bool:
    if form == "infinitive":
        return abs(measured[0]) >= IMPLICATIVE
    return measured[0] >= FACTIVE[0] and measured[1] >= FACTIVE[1]


def _measured(table: Book, verb: Token, form: Form) -> Pair | None:
    """MegaVeridicality's pair for the verb in the frame in which it stands, or the nearest that was asked."""
    if form == "gerund":
        return None
    lemma = verb.lemma_.lower()
    particle = next((c.lower_ for c in verb.children if c.dep_ == "prt"), None)
    frames = _frames(verb, form)
    keys = [(f"{lemma} {particle}", frame) for frame in frames] if particle else []
    keys += [(lemma, frame) for frame in frames]
    return next((table.verbs[key] for key in keys if key in table.verbs), None)


def _frames(verb: Token, form: Form) -> tuple[str, str]:
    passive = any(c.dep_ in {"auxpass", "nsubjpass"} for c in verb.children)
    passive = passive or (verb.tag_ == "VBN" and verb.dep_ in {"acl", "advcl"})
    if form == "clause":
        return ("that-passive", "that") if passive else ("that", "that-passive")
    if passive:
        return "to-passive", "object-to"
    return ("object-to", "to") if object_of(verb) is not None else ("to", "object-to")


def object_of(verb: Token) -> Token | None:
    """Head of the verb's object, direct or not."""
    return next((c for c in verb.children if c.dep_ in {"dobj", "dative", "iobj"}), None)
