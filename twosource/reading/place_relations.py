"""How the place that is meant stands to the one that is named: "near X", "140 kilometres from X", "between X and Y".

The named place is then an anchor, not the place of the event. The words are data (`data/place_relations.toml`); they
are looked for in the characters before and after the name and what describes it ("near the Russian-held city of X").
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from spacy.tokens import Doc, Token

from twosource.model import PlaceRelation
from twosource.reading.extensions import text_of
from twosource.reading.numbers import lex, read_number
from twosource.reading.place_cues import LINKS
from twosource.reading.place_names import Mention
from twosource.reading.place_words import kind_of
from twosource.world.gazetteer import Level

REACH = 8
"""Tokens of description between a relation's word and the name ("near the largely destroyed front-line town of X")."""
LOOK_BACK = 90
"""Characters before the name in which a relation with its distance stands."""
DESCRIBES = frozenset({"DET", "ADJ", "ADV"})
LISTED = frozenset(PlaceRelation) - {PlaceRelation.BETWEEN, PlaceRelation.AT_DISTANCE}
"""Relations that hold for all names of a list: "near X and Y"."""
WIDE = frozenset({Level.COUNTRY, Level.UNION})
TOWNS = frozenset({Level.SETTLEMENT, Level.ADMIN2, Level.SPOT})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})


@dataclass(frozen=True, slots=True)
class _Rules:
    before: tuple[tuple[re.Pattern[str], str], ...]
    compass: re.Pattern[str]
    sides: dict[str, PlaceRelation]
    distance: re.Pattern[str]
    units: dict[str, float]
    after: dict[str, str]
    after_border: frozenset[str]
    dealings: frozenset[str]


@cache
def _rules() -> _Rules:
    raw = tomllib.loads(files("twosource.reading").joinpath("data/place_relations.toml").read_text(encoding="utf-8"))
    sides = {word: PlaceRelation(relation) for word, relation in raw["compass"].items()}
    side = _any(sides)
    units = _any(raw["units"])
    length = rf"(?:(?P<range>[\w.,]+)\s?(?:-|–|to|and)\s?)?(?P<number>\d[\d.,]*|\w+)(?:\s|-)?(?P<unit>{units})\b"
    far = r"(?:\s\([^()]{1,30}\))?(?:\s(?:away|to|just|further|farther|or so|inland|off))*"
    return _Rules(
        before=tuple(
            (re.compile(rf"\b(?:{_any(phrases)})\s$", re.IGNORECASE), name) for name, phrases in raw["before"].items()
        ),
        compass=re.compile(rf"\b(?P<side>{side})(?:-|–)?\s(?:of|from)\s$", re.IGNORECASE),
        sides=sides,
        distance=re.compile(
            rf"(?P<within>\bwithin\s(?:\w+\s)?)?\b{length}{far}\s"
            rf"(?:(?:the\s)?(?:{side})\s(?:of|from)|(?P<plain>from|off)|(?P<of>of)|outside(?:\sof)?)\s$",
            re.IGNORECASE,
        ),
        units=raw["units"],
        after={word: name for name, found in raw["after"].items() for word in found},
        after_border=frozenset(raw["not"]["after_border"]),
        dealings=frozenset(raw["not"]["dealings"]),
    )


def _any(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(p).replace(r"\ ", r"\s") for p in sorted(phrases, key=len, reverse=True))


def read_relations(doc: Doc, mentions: Sequence[Mention], levels: Sequence[Level | None]) -> None:
    """Set `relation` and `distance_km` of every mention that a phrase makes an anchor.

    Args:
        doc: parsed.
        mentions: those accepted, in order.
        levels: what each of them turned out to be; `None` where it is not resolved.
    """
    text = text_of(doc)
    at = {i: mention for mention in mentions for i in range(mention.start, mention.end)}
    for mention, level in zip(mentions, levels, strict=True):
        if mention.direction:
            mention.relation = PlaceRelation.DIRECTION_OF
        elif not _owns(doc, mention):
            _before(doc, text, mention, level, at)
        if mention.relation is None:
            _after(doc, mention, level)
    for (one, first), (other, second) in pairwise(zip(mentions, levels, strict=True)):
        _pair(doc, one, other, first in WIDE or second in WIDE)
    for one, other in pairwise(mentions):
        _spread(doc, one, other)


def _owns(doc: Doc, mention: Mention) -> bool:
    """Whether the name is only the owner or the first part of what is spoken of: "near Kyiv's airport"."""
    last = doc[mention.end - 1]
    if mention.demonym or (mention.end < len(doc) and doc[mention.end].text in {"'s", "’s", "'", "’"}):
        return True
    inside = mention.start <= last.head.i < mention.end
    return mention.embedded or (last.dep_ in {"compound", "amod"} and not inside and kind_of(last.head) is None)


def _phrase_start(doc: Doc, mention: Mention, at: dict[int, Mention]) -> int:
    """First token of what describes the name: "the Russian-held city of X"."""
    start = mention.start
    while start > max(0, mention.start - REACH) and not doc[start].is_sent_start:
        token = doc[start - 1]
        owner = at.get(token.i)
        kind = kind_of(token) is not None and not token.is_title
        of_kind = token.lower_ == "of" and start > 1 and kind_of(doc[start - 2]) is not None
        part = token.tag_ in {"VBN", "VBG"} and token.lower_ not in {"surrounding", "bordering"}
        hyphened = token.text in {"-", "–"} or (start < len(doc) and doc[start].text == "-")
        adjective = token.pos_ in DESCRIBES and token.lower_ not in {
            "near",
            "nearby",
            "close",
            "next",
            "adjacent",
            "just",
        }
        if not (kind or of_kind or part or hyphened or adjective or (owner is not None and owner.demonym)):
            break
        start -= 1
    return start


def _before(doc: Doc, text: str, mention: Mention, level: Level | None, at: dict[int, Mention]) -> None:
    for start in dict.fromkeys((_phrase_start(doc, mention, at), mention.start)):
        end = doc[start].idx
        sentence = doc[start].sent.start_char
        # One kind of space, so that a line's end in the phrase does not hide it.
        context = re.sub(r"\s+", " ", text[max(sentence, end - LOOK_BACK) : end])
        mention.relation = _relation(context, level) if context else None
        far = _rules().distance.search(context)
        if far is not None and (far["within"] or not far["of"]):  # "12 km of the region" is no distance from it
            mention.distance_km = _kilometres(far)
            if far["plain"] or far["of"]:
                mention.relation = PlaceRelation.AT_DISTANCE
        if mention.relation is not None:
            return


def _relation(context: str, level: Level | None) -> PlaceRelation | None:
    rules = _rules()
    side = rules.compass.search(context)
    if side is not None:
        return rules.sides[side["side"].lower()]
    for pattern, name in rules.before:
        if not pattern.search(context):
            continue
        if name == "near_town":
            return PlaceRelation.NEAR if level in TOWNS else None
        if name == "direction_of_town":
            return PlaceRelation.DIRECTION_OF if level not in WIDE else None
        return None if name == "between" else PlaceRelation(name)
    return None


def _kilometres(found: re.Match[str]) -> float | None:
    """The stated distance; `None` for a range, whose middle nobody stated."""
    number = _number(found["number"])
    if number is None or (found["range"] and _number(found["range"]) is not None):
        return None
    return round(number * _rules().units[found["unit"].lower()], 3)


def _number(text: str) -> float | None:
    lexemes = lex(text)
    number = read_number(lexemes, 0) if lexemes else None
    return None if number is None else number.value


def _after(doc: Doc, mention: Mention, level: Level | None) -> None:
    rules, i = _rules(), mention.end
    if i < len(doc) and doc[i].text in {"'s", "’s"}:
        i += 1
    if i >= len(doc) or doc[i].is_sent_start or not doc[i].is_lower:
        return
    name = rules.after.get(doc[i].lower_)
    if name == "border-of":
        people = i + 1 < len(doc) and doc[i + 1].lower_ in rules.after_border
        mention.relation = None if people else PlaceRelation.BORDER_OF
    elif name == "near" and level in TOWNS and i == mention.end:
        mention.relation = PlaceRelation.NEAR


def _pair(doc: Doc, one: Mention, other: Mention, wide: bool) -> None:
    """As in "between X and Y", "the border between X and Y", "the X–Y border", "the X–Y road"."""
    between = [doc[i] for i in range(one.end, other.start)]
    joined = len(between) == 1 and between[0].text in {"-", "–", "—"} and not between[0].whitespace_
    if joined and other.relation is PlaceRelation.BORDER_OF:
        one.relation = PlaceRelation.BORDER_OF
    elif joined and other.end < len(doc) and _rules().after.get(doc[other.end].lower_) == "between":
        one.relation = other.relation = PlaceRelation.BETWEEN
    words = [token.lower_ for token in between if token.pos_ not in DESCRIBES and kind_of(token) is None]
    if [word for word in words if word != "of"] != ["and"]:
        return
    start = one.start
    while start and (doc[start - 1].pos_ in DESCRIBES or kind_of(doc[start - 1]) or doc[start - 1].lower_ == "of"):
        start -= 1
    if start and doc[start - 1].lower_ == "between" and not wide and not _dealt(doc[start - 1]):
        one.relation = other.relation = PlaceRelation.BETWEEN


def _dealt(between: Token) -> bool:
    """Whether what lies between the two is a matter of theirs: "talks between Moscow and Kyiv"."""
    dealings = _rules().dealings
    near = between.doc[max(0, between.i - 3) : between.i]
    return between.head.lower_ in dealings or between.head.lemma_ in dealings or any(t.lower_ in dealings for t in near)


def _spread(doc: Doc, one: Mention, other: Mention) -> None:
    """Carry a relation over a list: "near Lyman and Siversk", but not "near Lyman, Donetsk region"."""
    if one.relation not in LISTED or other.relation is not None or other.demonym or one.container is other:
        return
    between = [doc[i] for i in range(one.end, other.start)]
    listed = between and all(t.lower_ in LINKS and not t.is_sent_start for t in between) and not one.direction
    if listed and doc[other.end - 1].dep_ not in SUBJECTS:
        other.relation = one.relation
