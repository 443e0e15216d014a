"""Which words of a text name places: the gazetteer's names, weighed by what stands around them.

The gazetteer proposes (nearly every capitalised word is a village somewhere), the context decides: prepositions,
words such as "city" and "region", the parser's entities and parts of speech, what the same name is elsewhere in the
text. No single witness decides alone; the small model labels towns as people and organisations.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc

from twosource.reading.lexicon import lexicon
from twosource.reading.place_words import capital, kind_of, starts_name, words
from twosource.world.gazetteer import Candidate, Gazetteer, Level, Quality, fold

LONGEST_NAME = 8
"""Tokens in the longest name looked up ("Democratic Republic of the Congo", hyphens counted)."""
ACCEPT = 1.0
"""A mention is a place when its evidence reaches this. A million people's city needs no other witness (+1.5), a town
of 10,000 needs a preposition or a label."""
LABEL = {"GPE": 2.0, "LOC": 2.0, "FAC": 1.5, "NORP": 1.0, "PERSON": -1.2, "ORG": -0.4, "WORK_OF_ART": -0.8}
"""How far the parser's entity label speaks for a place. Its errors on Ukrainian towns (PERSON, ORG) are why these are
small beside a preposition."""
OTHER_LABEL = -1.5
"""Dates, products, languages, events."""
PLACE_PREPOSITION = 1.5
MISLABELLED = -0.4
"""After "in" or "near" a label that is not a place's costs no more than this: the preposition is oftener right."""
MAYBE_PREPOSITION = 0.8
KIND_WORD = 3.0
IN_LIST = 1.0
CONTAINER = 2.0
NOT_A_NAME = -1.5
"""The tagger sees no proper noun."""
FIRST_WORD = -0.7
"""A sentence's first word is capitalised whatever it is."""
SURNAME = -3.0
"""The text uses it as a person's last name."""
SEEN_SMALL = -2.5
"""The text also writes it without a capital."""
INITIALS = -2.5
"""Up to four capitals are initials of something."""
LETTERS = 4
CERTAIN = 1.4
"""Prior of a city of half a million: a name known to everybody."""
SPEAKS = -1.0
"""A small town that says something is more often a person."""
FORCES = -3.0
"""A small town's name before "brigade", "forces" is the unit's name."""
LOCAL = 1.0
"""The word after it is said of towns: "residents", "area", "Mayor"."""
WEAK = -0.5
"""Prior from which a name before the head of a body is taken: "Hopkinton Police Department"."""
EMBEDDED = 0.3
"""Prior from which it is taken anywhere at the edge of such a name: towns of 25,000."""
COUNTRY = 2.0
"""Only countries have such a prior: their names are rarely given names."""
STRONG = 0.8
"""Prior from which a name inside another name ("Aleppo University") is taken: towns of 100,000 and admin areas."""
EMBEDDING = frozenset({"ORG", "FAC", "EVENT", "LAW", "LOC", "GPE", "PRODUCT", "NORP"})


@dataclass(slots=True)
class Mention:
    """A name in the text that may be a place.

    Attributes:
        start, end: tokens, end exclusive.
        folded: the name as the gazetteer looks it up.
        candidates: what it may mean; empty when the gazetteer lacks it.
        evidence: how far the context speaks for a place.
        demonym: an adjective or people.
        level: what a word beside it says it is; `None` when nothing does.
        direction: "the Lyman direction": an area around the town.
        bordering: its borders are spoken of.
        container: the mention that the text says holds it.
    """

    start: int
    end: int
    folded: str
    candidates: tuple[Candidate, ...]
    evidence: float = 0.0
    demonym: bool = False
    embedded: bool = False
    level: Level | None = None
    direction: bool = False
    bordering: bool = False
    container: Mention | None = None
    country: str | None = None
    peers: list[Mention] = field(default_factory=list)


def propose(doc: Doc, gazetteer: Gazetteer) -> list[Mention]:
    """Longest names of the gazetteer in the text, left to right, none overlapping. No context is weighed yet."""
    grams = list(_grams(doc))
    found = gazetteer.find_folded([folded for _, _, folded in grams])
    by_start: dict[int, tuple[int, str, tuple[Candidate, ...]]] = {}
    for start, end, folded, candidates in _abbreviations(doc, gazetteer):
        by_start[start] = (end, folded, candidates)
    for (start, end, folded), candidates in zip(grams, found, strict=True):
        if candidates and end > by_start.get(start, (0,))[0] and not _never(doc, start, end, folded):
            by_start[start] = (end, folded, candidates)
    mentions, after = [], 0
    for start in sorted(by_start):
        if start >= after:
            end, folded, candidates = by_start[start]
            mentions.append(Mention(start, end, folded, candidates))
            after = end
    return mentions


def _abbreviations(doc: Doc, gazetteer: Gazetteer) -> Iterator[tuple[int, int, str, tuple[Candidate, ...]]]:
    """As in "Raleigh, N.C.": only after a name and a comma."""
    for token in doc[2:]:
        if capital(token) and doc[token.i - 1].text in {",", "-"} and capital(doc[token.i - 2]):
            found = gazetteer.abbreviated(token.text)
            if found:
                yield token.i, token.i + 1, fold(token.text) + ".", found


def _never(doc: Doc, start: int, end: int, folded: str) -> bool:
    """Words that name a place only when the parser or a preposition says so ("Nice", "Reading")."""
    kinds, first = words(), doc[start]
    if end - start > 1 or not _common(folded) or (first.text.isupper() and 1 < len(first) <= LETTERS):
        return False
    spoken_for = first.ent_type_ in {"GPE", "LOC"} or (start > 0 and doc[start - 1].lower_ in kinds.place_preposition)
    return not (folded in kinds.unless_labelled and spoken_for)


def _common(folded: str) -> bool:
    kinds = words()
    return folded in kinds.never or folded in kinds.bodies or folded in kinds.levels or folded in kinds.ways


def _grams(doc: Doc) -> Iterator[tuple[int, int, str]]:
    text = doc.text  # spaCy joins the tokens anew every time it is asked
    for token in doc:
        if not capital(token):
            continue
        for end in _ends(doc, token.i):
            folded = fold(text[token.idx : doc[end - 1].idx + len(doc[end - 1])])
            if len(folded) > 1:
                yield token.i, end, folded


def _ends(doc: Doc, start: int) -> Iterator[int]:
    """Where a name that starts at the token may end: after capitalised words, and words that names join by."""
    for i in range(start, min(start + LONGEST_NAME, len(doc))):
        token = doc[i]
        if i > start and (token.is_sent_start or not (token.is_alpha or _joins(doc, i))):
            return
        if token.text[:1] not in "'’-–/":
            yield i + 1


def _joins(doc: Doc, i: int) -> bool:
    token = doc[i]
    if capital(token) or token.text in {"'s", "’s"}:
        return capital(token) or (i + 1 < len(doc) and capital(doc[i + 1]))
    return token.text in {"-", "–", "'", "’", "/"} and not token.whitespace_ and not doc[i - 1].whitespace_


# ---------------------------------------------------------------- weighing


def prior(candidates: tuple[Candidate, ...]) -> float:
    """How far a name speaks for itself, by the best known place that bears it."""
    return max((_prior(c) for c in candidates), default=-1.0)


def _prior(c: Candidate) -> float:
    if c.level is Level.COUNTRY:
        base = COUNTRY + 0.5
    elif c.level is Level.ADMIN1 or c.level in (Level.AREA, Level.SPOT):
        base = 1.5
    else:
        base = max(-1.0, min(1.5, 0.8 * (math.log10(c.population + 1) - 4)))
    if c.level is Level.ADMIN2:
        base = min(base, 0.0) if c.quality is not Quality.OWN else min(base, 1.0)
    return base - (0.7 if c.quality is Quality.OTHER else 0.0)


def label_of(doc: Doc, mention: Mention) -> tuple[str, bool]:
    """The parser's entity label over the name, and whether the entity is exactly the name (an article aside)."""
    token = doc[mention.start]
    labels = {t.ent_type_ for t in doc[mention.start : mention.end]}
    if labels == {""}:
        return "", True
    label = next((t.ent_type_ for t in doc[mention.start : mention.end] if t.ent_type_), token.ent_type_)
    before = mention.start > 0 and doc[mention.start - 1].ent_type_ == label and doc[mention.start].ent_iob_ == "I"
    if before and doc[mention.start - 1].lower_ == "the":
        before = mention.start > 1 and doc[mention.start - 1].ent_iob_ == "I"
    after = mention.end < len(doc) and doc[mention.end].ent_iob_ == "I" and doc[mention.end].text not in {"'s", "’s"}
    return label, not before and not after


def run_of(doc: Doc, mention: Mention) -> tuple[int, int]:
    """The run of capitalised words around a name, broken at titles and function words."""
    start, end = mention.start, mention.end
    while start > 0 and not doc[start].is_sent_start and _in_run(doc, start - 1):
        start -= 1
    while end < len(doc) and not doc[end].is_sent_start and _in_run(doc, end):
        if end == mention.end and kind_of(doc[end]) is not None and not starts_name(doc, end):
            break
        end += 1
    while end > mention.end and doc[end - 1].text in {"-", "–", "&", "of"}:
        end -= 1
    while start < mention.start and doc[start].text in {"-", "–", "&", "of"}:
        start += 1
    return start, end


def _in_run(doc: Doc, i: int) -> bool:
    token = doc[i]
    if token.text in {"&", "of"}:
        return 0 < i < len(doc) - 1 and capital(doc[i - 1]) and capital(doc[i + 1]) and token.text == "&"
    if not capital(token) or not token.is_alpha:
        return capital(token) and token.text.endswith(".") and len(token.text) > 1
    if token.is_sent_start and token.pos_ != "PROPN":
        return False
    return token.lower_.rstrip(".") not in words().titles | words().directions and not (
        token.is_stop and token.pos_ != "PROPN"
    )


def surnames(doc: Doc) -> set[str]:
    """Last words of the names of people of two words and more, folded."""
    found = set()
    for entity in doc.ents:
        if entity.label_ == "PERSON" and len(entity) > 1:
            last = entity[-1] if entity[-1].text not in {"'s", "’s"} else entity[-2]
            first = entity[0]
            if capital(last) and capital(first) and last.i > first.i and first.is_alpha:
                found.add(fold(last.text))
    return found


def small(doc: Doc) -> set[str]:
    """Words that the text writes without a capital."""
    return {token.text for token in doc if token.is_alpha and token.text.islower()}


def head_preposition(doc: Doc, mention: Mention) -> str:
    """The preposition before the name, over an article, adjectives and kinds of places; "" for none."""
    kinds = words()
    for i in range(mention.start - 1, max(-1, mention.start - 6), -1):
        token = doc[i]
        if token.lower_ in kinds.place_preposition or token.pos_ == "ADP":
            return token.lower_
        skipped = token.pos_ in {"DET", "ADJ", "NUM"} or token.lemma_.lower() in kinds.levels or token.text == "of"
        if token.is_space or token.is_punct or not skipped:
            return ""
    return ""


def weigh(doc: Doc, mentions: list[Mention]) -> None:
    """Set `evidence` of every mention, and join what the same name shows elsewhere in the text."""
    last, low = surnames(doc), small(doc)
    by_name: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.demonym:
            continue
        mention.evidence += _weight(doc, mention, last, low)
        by_name[mention.folded].append(mention)
    for same in by_name.values():
        whole = [m for m in same if not m.embedded]
        best = max((m.evidence for m in whole), default=0.0)
        for mention in whole:
            if best >= ACCEPT + 1.0 and mention.evidence > -1.0:
                mention.evidence = max(mention.evidence, ACCEPT)


def _weight(doc: Doc, mention: Mention, last: set[str], low: set[str]) -> float:
    kinds = words()
    label, exact = label_of(doc, mention)
    own = prior(mention.candidates)
    start, end = run_of(doc, mention)
    part = (start, end) != (mention.start, mention.end)
    if part and not (exact and label in {"GPE", "LOC"} and _stands_alone(doc, mention, end)):
        return _embedded(doc, mention, (start, end), label, surname=mention.folded in last)
    if mention.start > 0 and doc[mention.start - 1].lower_.rstrip(".") in kinds.of_persons:
        return SURNAME
    total, said = own, LABEL.get(label, OTHER_LABEL) if label else 0.0
    preposition = head_preposition(doc, mention)
    if preposition in kinds.place_preposition:
        total += PLACE_PREPOSITION + max(said, MISLABELLED)
    elif preposition in kinds.maybe_preposition:
        total += MAYBE_PREPOSITION + said
    else:
        total += said
    if mention.level is not None or mention.direction:
        total += KIND_WORD
    if mention.container is not None:
        total += CONTAINER
    if any(peer.candidates for peer in mention.peers):
        total += IN_LIST
    return total + _follower(doc, mention, own) + _doubts(doc, mention, label, last, low)


def _stands_alone(doc: Doc, mention: Mention, end: int) -> bool:
    """Whether a name that the parser labels by itself is one, though a capitalised word follows ("Paris Hilton")."""
    if end == mention.end or head_preposition(doc, mention) in words().place_preposition:
        return True
    return bool(doc[mention.end].ent_type_) or doc[mention.end].lower_ in words().bodies


def _follower(doc: Doc, mention: Mention, own: float) -> float:
    """What the word after the name says: "Homs residents", "Leeds Mayor", but "Khortytsia forces"."""
    if mention.end >= len(doc) or doc[mention.end].is_sent_start:
        return 0.0
    kinds, token = words(), doc[mention.end]
    if own < STRONG and mention.level is None and token.lower_ in kinds.military:
        return FORCES
    local = kinds.local_titles if capital(token) else kinds.local
    return LOCAL if token.lower_ in local else 0.0


def _doubts(doc: Doc, mention: Mention, label: str, last: set[str], low: set[str]) -> float:
    first = doc[mention.start]
    placed = label in {"GPE", "LOC"}
    if mention.end - mention.start > 1:
        return 0.0
    total = 0.0
    if mention.folded in last and not placed:
        total += SURNAME
    if first.pos_ not in {"PROPN", "X"} and not placed:
        total += NOT_A_NAME
    if first.text.lower() in low and not placed:
        total += SEEN_SMALL
    if first.is_sent_start and not label:
        total += FIRST_WORD
    if first.text.isupper() and len(first) <= LETTERS and prior(mention.candidates) < CERTAIN:
        total += INITIALS
    if mention.end + 1 < len(doc) and doc[mention.end].text == "of" and capital(doc[mention.end + 1]):
        total += SURNAME
    if first.dep_ == "nsubj" and first.head.lemma_ in lexicon().verbs and prior(mention.candidates) < CERTAIN:
        total += SPEAKS
    if first.is_stop and not first.text.isupper() and "." not in first.text:
        total += 2 * SURNAME
    return total


def _embedded(doc: Doc, mention: Mention, run: tuple[int, int], label: str, *, surname: bool) -> float:
    """Evidence of a name that is part of a longer one: "Aleppo University" but not "Paris Hilton"."""
    mention.embedded = True
    kinds, own = words(), prior(mention.candidates)
    others = [doc[i].lower_.rstrip(".") for i in range(*run) if not mention.start <= i < mention.end]
    if label == "PERSON" or own < WEAK:
        return -2.0
    if others[-1:] and others[-1] in kinds.outlets:
        return -2.0
    at_edge = mention.start == run[0] or mention.end == run[1]
    own_name = any(c.quality in (Quality.OWN, Quality.SHORT) for c in mention.candidates)
    if mention.start == run[0] and own_name and doc[mention.end].lower_ in kinds.bodies:
        return -1.0 if surname else max(own, ACCEPT)
    if own >= EMBEDDED and at_edge and any(word in kinds.bodies or word in kinds.levels for word in others):
        return max(own, ACCEPT)
    article = run[0] > 0 and doc[run[0] - 1].lower_ == "the"
    person_like = run[1] - run[0] == 2 and not article and own < COUNTRY
    if own >= STRONG and at_edge and label in EMBEDDING and not person_like:
        return own
    return -2.0


def unlisted(doc: Doc, mentions: list[Mention]) -> list[Mention]:
    """Names that the gazetteer lacks and the context nevertheless calls places ("the village of X", "in X")."""
    taken = {i for mention in mentions for i in range(mention.start, mention.end)}
    kinds = words()
    found = []
    for first, last, said in _said_places(doc):
        start, end = first, last
        while start < end and not capital(doc[start]):
            start += 1
        while end > start and doc[end - 1].text in {"'s", "’s", "."}:
            end -= 1
        if start == end or any(i in taken for i in range(start, end)):
            continue
        mention = Mention(start, end, fold(doc.text[doc[start].idx : doc[end - 1].idx + len(doc[end - 1])]), ())
        if end - start == 1 and _common(mention.folded):
            continue
        way = doc[end - 1].lower_.rstrip(".") in kinds.ways
        owner = end < len(doc) and doc[end].text in {"'s", "’s"}
        if said or way or (not owner and head_preposition(doc, mention) in kinds.place_preposition):
            taken.update(range(start, end))
            mention.evidence = ACCEPT
            found.append(mention)
    return found


def _said_places(doc: Doc) -> Iterator[tuple[int, int, bool]]:
    """Runs of words that the text ("the village of X") or else the parser's label calls places."""
    for token in doc[:-2]:
        of = doc[token.i + 1].lower_ == "of" and capital(doc[token.i + 2])
        if of and not capital(token) and kind_of(token) in (Level.SETTLEMENT, Level.ADMIN2):
            end = token.i + 3
            while end < len(doc) and capital(doc[end]) and doc[end].is_alpha:
                end += 1
            yield token.i + 2, end, True
    for entity in doc.ents:
        if entity.label_ in {"GPE", "LOC", "FAC"}:
            yield entity.start, entity.end, False
