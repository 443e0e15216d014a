"""Names of land and water that the gazetteer lacks, longer than the towns in them: "Catawba River", "Lake Lanier".

Both corpora that this was measured on count them as places. Names of buildings ("Aleppo University Hospital") are
counted by one only; there the town in the name is the place.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from twosource.reading.place_names import ACCEPT, Mention
from twosource.reading.place_words import capital, words
from twosource.world.gazetteer import Level, fold

LONGEST = 4
"""Words of a name before the one that says its kind ("Davy Crockett National Forest")."""


def with_features(doc: Doc, mentions: list[Mention]) -> list[Mention]:
    """The mentions, those inside a name of land or water replaced by that name, in order."""
    by_start = {mention.start: mention for mention in mentions}
    for start, end in _features(doc):
        inside = [by_start[i] for i in range(start, end) if i in by_start]
        if any(m.start == start and m.end >= end for m in inside) or _reaches_over(mentions, start, end):
            continue
        of_kind = next((m for m in inside if any(c.level is Level.AREA for c in m.candidates)), None)
        candidates = tuple(c for c in of_kind.candidates if c.level is Level.AREA) if of_kind else ()
        for mention in inside:
            del by_start[mention.start]
        name = fold(doc.text[doc[start].idx : doc[end - 1].idx + len(doc[end - 1])])
        by_start[start] = Mention(start, end, name, candidates, ACCEPT, feature=True)
    return [by_start[start] for start in sorted(by_start)]


def _reaches_over(mentions: list[Mention], start: int, end: int) -> bool:
    return any(m.start < start < m.end or m.start < end < m.end for m in mentions)


def _features(doc: Doc) -> Iterator[tuple[int, int]]:
    kinds = words()
    for token in doc:
        if not capital(token) or token.text.isupper() or (token.i + 1 < len(doc) and _goes_on(doc, token.i + 1)):
            continue
        start = token.i
        while start and token.i - start < LONGEST and not doc[start].is_sent_start and _goes_on(doc, start - 1):
            start -= 1
        if doc[start].is_sent_start and doc[start].is_stop:
            start += 1
        named = token.lower_ in kinds.features or (start < token.i and doc[token.i - 1].lower_ in kinds.features_before)
        if not named or start >= token.i or any(t.ent_type_ == "PERSON" for t in doc[start : token.i + 1]):
            continue
        if token.lower_ not in kinds.features:
            start = token.i - 1
        yield start, token.i + 1


def _goes_on(doc: Doc, i: int) -> bool:
    token = doc[i]
    own = capital(token) and (token.is_alpha or token.text.endswith(".")) and token.pos_ in {"PROPN", "ADJ", "NOUN"}
    return own and token.lower_.rstrip(".") not in words().titles
