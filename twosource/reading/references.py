"""What a content refers to: another claim, a known event, whom somebody blames for it."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from twosource.model import Commitment, Statement
from twosource.reading.events import PASSIVE_SUBJECTS, SUBJECTS, depth, is_verb
from twosource.reading.scene import Scene, side_in
from twosource.reading.taxonomy import grammar, taxonomy

OBJECT_IS_ACT = ("to", "on")
"""Prepositions of accusing before whom is blamed; the act is the verb's object ("blamed the raid on them")."""
OBJECT_IS_ACCUSED = ("of", "for")
"""Prepositions of accusing before the act; whom is blamed is the verb's object ("accused them of the raid")."""
SAYING = "statement"
"""Event type of statements about statements."""


def refers(content: Sequence[Token], *, denied: bool) -> bool:
    """Whether the content only names another claim, or passes a verdict on one ("the report is false")."""
    data = taxonomy()
    words = [t for t in content if not t.is_punct]
    if len(words) == 1 and words[0].lower_ in data.reference_pronouns:
        return True
    inside = frozenset(t.i for t in content)
    verbs = [t for t in content if is_verb(t)]
    verdict = any(t.lemma_.lower() in data.verdicts for t in words)
    if not verbs:
        head = min(words, key=lambda t: (depth(t, inside=inside), t.i))
        return names_claim(head) and ((denied and verdict) or not _second_phrase(head, words))
    root = min(verbs, key=lambda t: (depth(t, inside=inside), t.i))
    subject = next((t for t in root.children if t.dep_ in (*SUBJECTS, *PASSIVE_SUBJECTS)), None)
    if denied and subject is not None and subject.lemma_.lower() in data.reference_links:
        return True
    checked = [t for t in root.children if t.dep_ == "dobj" and t.lemma_.lower() in data.reference_nouns]
    if checked and names_claim(checked[0]) and any(w.event == SAYING for w in data.verbs.get(root.lemma_.lower(), ())):
        return True
    return denied and verdict and root.lemma_ in {"be", "call"} and subject is not None and names_claim(subject)


def judged_in(content: Sequence[Token]) -> frozenset[int]:
    """The subject of a content that passes a verdict: "all reports of a raid", in "all reports of a raid are lies"."""
    inside = frozenset(t.i for t in content)
    verbs = [t for t in content if is_verb(t)]
    root = min(verbs, key=lambda t: (depth(t, inside=inside), t.i), default=None)
    subject = next((t for t in root.children if t.dep_ in (*SUBJECTS, *PASSIVE_SUBJECTS)), None) if root else None
    return frozenset(t.i for t in subject.subtree) if subject is not None else frozenset()


def names_claim(noun: Token) -> bool:
    """Whether a noun names a claim or a known event: "the claim", "the raid", "any involvement"."""
    data = taxonomy()
    lemma = noun.lemma_.lower()
    if lemma in data.reference_pronouns:
        return True
    if lemma in data.reference_links:
        return True
    known = any(t.lower_ in grammar("definite") or t.dep_ == "poss" or t.lower_ == "all" for t in noun.children)
    return known and (lemma in data.reference_nouns or lemma in data.nouns)


def named_only(content: Sequence[Token], statement: Statement) -> Token | None:
    """The event that a content without a verb says something of: the raid, in "the raid a 'massacre'"."""
    words = [t for t in content if not t.is_punct]
    if any(is_verb(t) for t in words):
        return None
    inside = frozenset(t.i for t in content)
    head = min(words, key=lambda t: (depth(t, inside=inside), t.i))
    presupposed = statement.commitment is Commitment.ASSERTS
    return head if names_claim(head) and (presupposed or _second_phrase(head, words)) else None


def _second_phrase(head: Token, words: Sequence[Token]) -> bool:
    """Whether the content says something more of what its head names ("the raid a 'massacre'")."""
    own = {t.i for t in head.subtree}
    return any(t.i not in own and t.pos_ in {"NOUN", "PROPN", "ADJ"} for t in words)


def blamed_in(content: Sequence[Token], scene: Scene) -> str | None:
    """Whom the content blames, when a verb of accusing outside it governs it ("accused X of", "attributed it to X")."""
    inside = {t.i for t in content}
    blame = taxonomy().blame
    governors = {t.head.lemma_.lower() for t in content if t.head.i not in inside}
    for token in content:
        if token.lower_ in OBJECT_IS_ACT and governors & blame[token.lower_]:
            whom = next((side for thing in token.children if (side := side_in(thing, scene))), None)
            if whom:
                return whom
    for token in content:
        if token.head.i in inside or token.dep_ not in {"dobj", *PASSIVE_SUBJECTS}:
            continue
        if token.lemma_.lower() in taxonomy().nouns:
            continue
        if any(token.head.lemma_.lower() in blame[p] for p in OBJECT_IS_ACCUSED):
            return side_in(token, scene)
    return None


def accused_in(content: Sequence[Token], scene: Scene, statement: Statement) -> tuple[str, ...]:
    """The sides that a content accuses, where several accuse "each other" of something."""
    inside = {t.i for t in content}
    blame = taxonomy().blame
    pairs = [t for t in content if t.lower_ == "other" and t.i > 0 and t.nbor(-1).lower_ in {"each", "one"}]
    pairs += [t for t in content if t.lower_ == "another" and t.i > 0 and t.nbor(-1).lower_ == "one"]
    if not any(
        t.head.i not in inside and any(t.head.lemma_.lower() in blame[p] for p in OBJECT_IS_ACCUSED) for t in pairs
    ):
        return ()
    spans = statement.source
    sides = [
        side
        for i, side in {**scene.speakers, **scene.sides}.items()
        if any(s.start <= content[0].doc[i].idx < s.end for s in spans)
    ]
    return tuple(dict.fromkeys(sides)) if len(set(sides)) > 1 else ()


def partaking(content: Sequence[Token], scene: Scene) -> str | None:
    """Whose "involvement", "responsibility" or "part" a content speaks of."""
    links = (t for t in content if t.lemma_.lower() in taxonomy().reference_links)
    return next((side for t in links if (side := side_in(t, scene))), None)
