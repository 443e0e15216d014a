"""How far the context speaks for a name being a place: prepositions, words beside it, the parser's labels, its fellows.

No single witness decides alone; the small model labels towns as people and organisations.
"""

from __future__ import annotations

import math
from collections import defaultdict

from spacy.tokens import Doc

from twosource.reading.lexicon import lexicon
from twosource.reading.place_names import ACCEPT, LETTERS, Mention
from twosource.reading.place_words import capital, kind_of, starts_name, words
from twosource.world.gazetteer import Candidate, Level, Quality, fold

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
NAMES = frozenset({"PROPN", "X", "ADV"})
"""What the tagger calls names; a capitalised adverb is a name that it does not know ("12 km from Bakhmut")."""
FIRST_WORD = -0.7
"""A sentence's first word is capitalised whatever it is."""
SURNAME = -3.0
"""The text uses it as a person's last name."""
SEEN_SMALL = -2.5
"""The text also writes it without a capital."""
INITIALS = -2.5
"""Up to four capitals are initials of something."""
CERTAIN = 1.4
"""Prior of a city of half a million: a name known to everybody."""
SPEAKS = -1.0
"""A small town that says something is more often a person."""
FORCES = -3.0
"""A small town's name before "brigade", "forces" is the unit's name."""
LOCAL = 1.0
"""The word after it is said of towns: "residents", "area", "Mayor"."""
INHABITANT = 2.0
"""So is a person who is told by where he lives: "a Cork mother", "two Hounslow teenagers"."""
DATELINE = 3.0
DATELINE_REACH = 9
"""Tokens of a dateline after its first name: "TIJUANA & SAN DIEGO,, MARCH 29, 2018 --"."""
PARAGRAPH = "\n\n"
SURE = 1.0
AGAINST = -1.5
"""A name that is surely a place once is one elsewhere in the text, unless something speaks plainly against it."""
DASHES = frozenset({"–", "—", "-", "--", "---"})
WEAK = -0.5
"""Prior from which a name before the head of a body is taken: "Hopkinton Police Department"."""
EMBEDDED = 0.3
"""Prior from which it is taken anywhere at the edge of such a name: towns of 25,000."""
COUNTRY = 2.0
"""Only countries have such a prior: their names are rarely given names."""
STRONG = 0.8
"""Prior from which a name inside another name ("Aleppo University") is taken: towns of 100,000 and admin areas."""
AREAS = frozenset({Level.ADMIN1, Level.ADMIN2})
EMBEDDING = frozenset({"ORG", "FAC", "EVENT", "LAW", "LOC", "GPE", "PRODUCT", "NORP"})


def prior(candidates: tuple[Candidate, ...]) -> float:
    """How far a name speaks for itself, by the best known place that bears it."""
    return max((_prior(c) for c in candidates), default=-1.0)


def _prior(c: Candidate) -> float:
    if c.level is Level.COUNTRY:
        base = COUNTRY + 0.5
    elif c.level is Level.ADMIN1 or c.level in (Level.AREA, Level.SPOT, Level.UNION):
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
            return _of_what(doc, i)
        skipped = token.pos_ in {"DET", "ADJ", "NUM"} or token.lemma_.lower() in kinds.levels or token.text == "of"
        if token.is_space and PARAGRAPH not in token.text:
            continue  # a line's end in hard-wrapped text
        if token.is_space or token.is_punct or not skipped:
            return ""
    return ""


def _of_what(doc: Doc, i: int) -> str:
    """The preposition at a token; of "south of", "10 km from" the word that tells it is one of place."""
    word, kinds = doc[i].lower_, words()
    before = doc[i - 1].lower_ if i else ""
    if word in {"of", "from"} and before in kinds.place_preposition:
        return before
    if word == "to" and before in kinds.near_to:
        return "near"
    if word in {"of", "from", "off"} and before in kinds.lengths and i > 1 and doc[i - 2].like_num:
        return "near"
    return word


def weigh(doc: Doc, mentions: list[Mention]) -> None:
    """Set `evidence` of every mention, and join what the same name shows elsewhere in the text."""
    last, low = surnames(doc), small(doc)
    by_name: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.demonym or mention.feature:
            continue
        mention.evidence += _weight(doc, mention, last, low)
        by_name[mention.folded].append(mention)
    for same in by_name.values():
        whole = [m for m in same if not m.embedded]
        best = max((m.evidence for m in whole), default=0.0)
        for mention in whole:
            if best >= ACCEPT + SURE and mention.evidence > AGAINST:
                mention.evidence = max(mention.evidence, ACCEPT)


def _weight(doc: Doc, mention: Mention, last: set[str], low: set[str]) -> float:
    kinds = words()
    if _heads_report(doc, mention):
        return prior(mention.candidates) + DATELINE
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


def _heads_report(doc: Doc, mention: Mention) -> bool:
    """Whether the name is a dateline in capitals: "BEIRUT (AP)", "ST. LOUIS –", "TIJUANA & SAN DIEGO, March 29 –"."""
    start, end = mention.start, mention.end
    if not all(token.text.isupper() or not token.is_alpha for token in doc[start:end]):
        return False
    line = doc[start : min(end + DATELINE_REACH, len(doc))]
    rest = [token for token in line if token.i >= end]
    if len(rest) > 1 and rest[0].text == "(" and rest[1].text.isupper() and capital(rest[1]):
        return True
    opens = start == 0 or doc[start].is_sent_start or doc[start - 1].text in {"&", "/"} or doc[start - 1].is_space
    for token in rest:
        if token.text in DASHES and opens:
            return doc[token.i - 1].whitespace_ != "" or len(token.text) > 1
        if token.is_space or token.is_sent_start or not (capital(token) or token.is_digit or token.text in "&/,."):
            return False
    return False


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
    if token.lower_ in kinds.inhabitants and not capital(token):
        return INHABITANT
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
    if first.pos_ not in NAMES and not placed:
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


def _kind_within(doc: Doc, mention: Mention) -> bool:
    """Whether the name itself says its kind: "Benue State", "Walker County"."""
    return mention.end - mention.start > 1 and kind_of(doc[mention.end - 1]) is not None


def _embedded(doc: Doc, mention: Mention, run: tuple[int, int], label: str, *, surname: bool) -> float:
    """Evidence of a name that is part of a longer one: "Aleppo University" but not "Paris Hilton"."""
    mention.embedded = True
    kinds, own = words(), prior(mention.candidates)
    others = [doc[i].lower_.rstrip(".") for i in range(*run) if not mention.start <= i < mention.end]
    if label == "PERSON" or own < WEAK:
        return -2.0
    if others[-1:] and others[-1] in kinds.outlets:
        return -2.0
    opening = mention.start == run[0] + 1 and doc[run[0]].is_sent_start  # "Incoming Malta Financial Authority chair"
    at_edge = mention.start == run[0] or mention.end == run[1] or opening
    if any(c.quality is Quality.OWN and c.level in AREAS for c in mention.candidates) and _kind_within(doc, mention):
        return max(own, ACCEPT)
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
