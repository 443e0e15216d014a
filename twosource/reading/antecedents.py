"""Whom a pronoun stands for: by person, number and gender, what spoke before, and what was a subject."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from spacy.tokens import Doc, Token

from twosource.model import Actor, ActorKind
from twosource.reading.drafts import within
from twosource.reading.mentions import Mention, Mentions, gender_of, is_plural

MALE = frozenset({"he", "his", "him"})
FEMALE = frozenset({"she", "her", "hers"})
PERSON_PRONOUNS = MALE | FEMALE
PLURAL_PRONOUNS = frozenset({"they", "their", "them"})
GROUP_PRONOUNS = PLURAL_PRONOUNS | {"it", "its"}
SPEAKER_PRONOUNS = frozenset({"i", "we", "my", "our", "us", "me"})
RELATIVE_PRONOUNS = frozenset({"who", "which", "that", "whose"})
PEOPLE = frozenset({ActorKind.PERSON, ActorKind.UNNAMED})
COLLECTIVE = frozenset({ActorKind.MINISTRY, ActorKind.ARMED_FORCE, ActorKind.ORGANISATION, ActorKind.OUTLET})
"""Kinds of body that "they" can stand for although their name is a singular."""


def of_source(head: Token, actor: Actor) -> Mention:
    """A source as something that a later pronoun can stand for."""
    several = " and " in actor.name and any(c.dep_ == "conj" for c in head.children)
    return Mention(
        at=head.i,
        actor=actor,
        subject=True,
        person=actor.kind in PEOPLE,
        plural=several or is_plural(head),
        gender=gender_of(head, actor),
    )


def antecedent(doc: Doc, head: Token, mentions: Mentions, sources: Iterable[Mention]) -> Actor | None:
    """The actor that a third-person pronoun stands for.

    What fits in number goes first; then the nearest sentence, where a source or subject counts as one sentence nearer;
    then sources and subjects, the nearest first. What is quoted is left out for a pronoun outside quotations.

    Args:
        doc: of the report.
        head: the pronoun.
        mentions: of the report.
        sources: resolved sources of the report, in any order.
    """
    ahead = _cataphor(head, mentions)
    if ahead is not None:
        return ahead
    floor = mentions.ground.floor(head.sent.start)
    quotations = doc._.quotations or ()
    quoted = within(quotations, head.idx)
    near = [m for m in mentions.between(floor, head.i) if quoted or not within(quotations, doc[m.at].idx)]
    spoke = [m for m in sources if floor <= m.at < head.i and doc[m.at].lower_ not in SPEAKER_PRONOUNS]
    # A source that is mentioned is resolved further than its mention: it comes first of two in one place.
    fitting = [m for m in (*spoke, *near) if agrees(head, m, strict=False)]
    starts = mentions.ground.sentences

    def nearness(mention: Mention) -> tuple[bool, int, bool, int]:
        back = bisect_right(starts, head.i) - bisect_right(starts, mention.at)
        return agrees(head, mention, strict=True), mention.subject - back, mention.subject, mention.at

    best = max(fitting, key=nearness, default=None)
    return best.actor if best is not None else None


def agrees(head: Token, mention: Mention, *, strict: bool) -> bool:
    """Whether a pronoun can stand for what is mentioned.

    Args:
        head: the pronoun.
        mention: what may be meant.
        strict: "they" is a plural or somebody unnamed; else any body as well.
    """
    word = head.lower_
    if word in PERSON_PRONOUNS:
        gender = "male" if word in MALE else "female"
        return mention.person and not mention.plural and mention.gender in {None, gender}
    if word in PLURAL_PRONOUNS:
        unnamed = mention.actor.kind is ActorKind.UNNAMED
        return mention.plural or unnamed or (not strict and mention.actor.kind in COLLECTIVE)
    return not mention.person and not mention.plural


def _cataphor(head: Token, mentions: Mentions) -> Actor | None:
    """The subject after a fronted phrase, for a pronoun in it: "Despite her promise, Olsen left"."""
    if head.lower_ not in PERSON_PRONOUNS:
        return None
    root = head.sent.root
    fronted = head
    while fronted.head not in (root, fronted):
        fronted = fronted.head
    if fronted.dep_ not in {"prep", "advcl"} or fronted.i > root.i or fronted.i > head.sent.start + 1:
        return None
    subject = next((c for c in root.children if c.dep_ == "nsubj" and c.i > head.i), None)
    found = mentions.between(subject.i, subject.i + 1) if subject is not None else []
    return next((m.actor for m in reversed(found) if m.person), None)
