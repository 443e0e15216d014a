"""What the words around a place name say it is: a region, a town, a direction, a part of another place.

"Donetsk, Luhansk and Kherson provinces", "the village of X", "near Lyman in Donetsk", "the Pokrovsk direction",
"the largest region after Donetsk", "the border of Donetsk": all general to English, none to one country.
"""

from __future__ import annotations

from itertools import pairwise

from spacy.tokens import Doc, Token

from twosource.reading.place_names import Mention
from twosource.reading.place_words import kind_of, starts_name, words
from twosource.world.gazetteer import Level

LINKS = frozenset({",", "and", "or", "&", "/", "the", "both"})
"""Between the names of a list."""
ARTICLES = frozenset({"a", "an", "another"})
REACH = 4
"""Tokens between a country ("Ukraine's southern Kherson region", "the Syrian city of Homs") and the name it holds."""
LIST_AHEAD = 14
"""Tokens between "three regions" and the dash or colon that opens their list: one subordinate clause."""
OPENERS = frozenset({"–", "—", "-", ":", "(", "--"})


def read_cues(doc: Doc, mentions: list[Mention]) -> None:
    """Set `level`, `direction`, `bordering`, `container` and `peers` of every mention that the words tell of."""
    at = {i: mention for mention in mentions for i in range(mention.start, mention.end)}
    for mention in mentions:
        _kind_after(doc, mention)
        _kind_before(doc, mention)
        _borders(doc, mention)
    for one, other in pairwise(mentions):
        _beside(doc, one, other)
    for mention in mentions:
        _holder_before(doc, mention, at)
    _lists(doc, mentions)
    _announced(doc, mentions)


def _lemma(token: Token) -> str:
    return token.lemma_.lower()


def _kind_after(doc: Doc, mention: Mention) -> None:
    """As in "Sumy region", "the Pokrovsk direction", "Donetsk and Luhansk provinces" (the list takes it over)."""
    if mention.end >= len(doc) or doc[mention.end].is_sent_start:
        return
    if _lemma(doc[mention.end]) in words().direction:
        mention.direction = True
    elif not starts_name(doc, mention.end):
        kind = kind_of(doc[mention.end])
        if kind and doc[mention.end].text.istitle() and not any(c.level is kind for c in mention.candidates):
            kind = None  # "Deep State"
        mention.level = kind or _apposed(doc, mention)


def _apposed(doc: Doc, mention: Mention) -> Level | None:
    """As in "Bryansk, a western border region": the kind comes after a comma and an article."""
    i = mention.end
    if doc[i].text != "," or i + 1 >= len(doc) or doc[i + 1].lower_ not in ARTICLES:
        return None
    for token in doc[i + 2 : i + 2 + REACH]:
        kind = kind_of(token)
        if kind is not None or token.pos_ not in {"ADJ", "NOUN", "PUNCT", "NUM"}:
            return kind
    return None


def _kind_before(doc: Doc, mention: Mention) -> None:
    """As in "the village of X", "the town X", "a city named X", "the largest region after X"."""
    i = mention.start - 1
    if i >= 0 and doc[i].lower_ == "the":
        i -= 1
    if i < 1:
        return
    kinds, word = words(), doc[i]
    if kind_of(word) is not None and not word.text.istitle():
        mention.level = mention.level or kind_of(word)
        return
    if word.text == "," and _in_apposition(doc, mention, i):
        mention.level = mention.level or kinds.levels[_lemma(doc[i - 1])]
        return
    if word.lower_ == "of" and _lemma(doc[i - 1]) in kinds.levels:
        mention.level = mention.level or kinds.levels[_lemma(doc[i - 1])]
    elif _lemma(word) in kinds.named:
        near = [doc[j] for j in range(max(0, i - 3), i)]
        level = next((kinds.levels[_lemma(t)] for t in reversed(near) if _lemma(t) in kinds.levels), None)
        mention.level = mention.level or level
    elif word.lower_ in kinds.comparison:
        _compared(doc, mention, i)


def _in_apposition(doc: Doc, mention: Mention, comma: int) -> bool:
    """As in "a fourth region, X." but not "the Sumy region, X and Y": the kind is unnamed, and the list ends."""
    kind, before = doc[comma - 1], doc[max(0, comma - 2)]
    closed = mention.end >= len(doc) or doc[mention.end].is_punct or doc[mention.end].is_space
    return closed and _lemma(kind) in words().levels and not before.text[:1].isupper()


def _compared(doc: Doc, mention: Mention, i: int) -> None:
    before = doc[i - 1] if doc[i].lower_ != "as" or i < 2 else doc[i - 2]
    level = words().levels.get(_lemma(before))
    wide = level in (Level.ADMIN1, Level.ADMIN2)
    if wide and doc[i].lower_ not in {"in", "of"}:
        mention.level = mention.level or level


def _borders(doc: Doc, mention: Mention) -> None:
    before = [_lemma(doc[j]) for j in range(max(0, mention.start - 3), mention.start)]
    after = [_lemma(doc[j]) for j in range(mention.end, min(len(doc), mention.end + 3))]
    border = words().border
    if (before[-1:] and before[-1] in {"of", "with", "between", "by", "into"}) or after[:1] == ["be"]:
        mention.bordering = any(w in border for w in before) or any(w in border for w in after)
    mention.bordering = mention.bordering or bool(set(after[:2]) & border) or before[-1:] == ["border"]


def _beside(doc: Doc, one: Mention, other: Mention) -> None:
    """As in "Lyman, Donetsk Oblast" and "Lyman in Donetsk": the second may hold the first."""
    between = [doc[i].lower_ for i in range(one.end, other.start)]
    if any(doc[i].is_sent_start for i in range(one.end, other.start + 1)) or len(between) > REACH:
        return
    if (between == [","] and other.folded.endswith(".")) or between in (
        ["in"],
        ["in", "the"],
        [","],
        ["("],
        [",", "in"],
        ["of"],
    ):
        one.container = other
    elif between and between[0] in {"in", ","} and all(_describes(doc[i]) for i in range(one.end + 1, other.start)):
        one.container = other if between[0] == "in" else None
    if between and all(word in LINKS for word in between):
        one.peers.append(other)
        other.peers.append(one)


def _describes(token: Token) -> bool:
    return token.pos_ in {"DET", "ADJ", "NOUN"} or token.lower_ in {"of", "'s", "’s"} or token.lower_ in words().levels


def _holder_before(doc: Doc, mention: Mention, at: dict[int, Mention]) -> None:
    """As in "Ukraine's southern Kherson region", "the Syrian city of Homs": the country stands before."""
    for i in range(mention.start - 1, max(-1, mention.start - 1 - REACH), -1):
        token = doc[i]
        before = at.get(i)
        if before is not None and before is not mention:
            owner = doc[before.end].text in {"'s", "’s"} if before.end < len(doc) else False
            if (owner or before.demonym) and mention.container is None:
                mention.container = before
            return
        if token.is_punct or (token.pos_ in {"VERB", "AUX", "ADP"} and token.lower_ != "of"):
            return


def _lists(doc: Doc, mentions: list[Mention]) -> None:
    """Carry a plural kind over its list: back over "A, B and C provinces", forward over "the regions of A and B"."""
    for index, mention in enumerate(mentions):
        plural = mention.end < len(doc) and _plural_kind(doc[mention.end])
        if plural:
            _carry(doc, mentions, index, -1)
        before = doc[mention.start - 2] if mention.start > 1 and doc[mention.start - 1].lower_ == "of" else None
        if (before is not None and _plural_kind(before)) or _after_such_as(doc, mention):
            _carry(doc, mentions, index, 1)


def _after_such_as(doc: Doc, mention: Mention) -> bool:
    return mention.level is not None and mention.start > 0 and doc[mention.start - 1].lower_ in words().comparison


def _plural_kind(token: Token) -> bool:
    known = kind_of(token) is not None or _lemma(token) in words().direction
    return known and token.lower_.endswith("s") and token.lower_ not in words().levels


def _carry(doc: Doc, mentions: list[Mention], index: int, step: int) -> None:
    """Give the neighbours in a list the kind of the mention at `index`."""
    first = mentions[index]
    here = index
    while 0 <= here + step < len(mentions):
        left, right = sorted((mentions[here], mentions[here + step]), key=lambda m: m.start)
        between = range(left.end, right.start)
        if not between or any(doc[i].lower_ not in LINKS or doc[i].is_sent_start for i in between):
            return
        here += step
        other = mentions[here]
        if other.level is None and not other.direction:
            other.level, other.direction = first.level, first.direction


def _announced(doc: Doc, mentions: list[Mention]) -> None:
    """As in "three regions that it holds in part – A, B and C": the list after the dash is of that kind."""
    for index, mention in enumerate(mentions):
        i = mention.start - 1
        if i < 1 or doc[i].text not in OPENERS or mention.level is not None or doc[i].whitespace_ == "" != doc[i].text:
            continue
        if doc[i].text == "-" and not doc[i - 1].whitespace_:
            continue
        for j in range(i - 1, max(-1, i - LIST_AHEAD), -1):
            if _plural_kind(doc[j]) and kind_of(doc[j]) is not None:
                mention.level = kind_of(doc[j])
                _carry(doc, mentions, index, 1)
                break
            if doc[j + 1].is_sent_start:
                break
