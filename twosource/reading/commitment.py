"""Commitment: what a source does with the content, by the cue and by the sense of the content itself.

The cue's class says it first: "denied" denies, "vowed" promises. Cues that leave it open ("said", "told") leave it to
the content, which `sense.py` reads. The word lists are data (`sense` in data/cues.toml).
"""

from __future__ import annotations

import re

from spacy.tokens import Doc, Token

from twosource.model import Commitment, Kind, Span
from twosource.model.actor import OUTLET_SIDE
from twosource.reading.drafts import Draft
from twosource.reading.extensions import text_of
from twosource.reading.frames import content_of
from twosource.reading.joint import TAGGED
from twosource.reading.lexicon import CueClass, Lexicon, lexicon
from twosource.reading.sense import (
    FIRST_PERSON,
    OWN,
    asks,
    attacks,
    by_modality,
    by_sense,
    calls_false,
    unable_to,
)
from twosource.reading.syntax import VERBAL, denied

OPEN_CLASSES = {
    "according to", "agree", "announce", "ask", "claim", "endorse", "evidence", "name", "point", "report",
    "speech", "speech_strict", "statement", "think", "warn", "witness",
}  # fmt: skip
"""Cue classes that leave the commitment to the content; the others decide it by themselves. So do adjectives that
assert ("is convinced that"): a class of their own each."""


def settle(doc: Doc, draft: Draft) -> Commitment | None:
    """The draft's commitment; `None` when the source did not speak ("did not say", "has not acknowledged")."""
    if draft.kind is Kind.OWN_VOICE:
        return _own_voice(doc, draft)
    if draft.kind is Kind.VERIFICATION or draft.rule in {"unable-to-verify", "no-evidence", "verified"}:
        return None if _withheld(draft) else draft.commitment
    words = lexicon()
    if _unsure(draft, words) or _could_not(draft, words):
        return Commitment.UNABLE_TO_VERIFY
    cue_class = _class_of(draft, words)
    if draft.negated:
        return Commitment.REFUSES if _refused(draft, cue_class, words) else None
    head = content_head(doc, draft)
    if cue_class is None and draft.odds:
        return _by_odds(draft)
    if cue_class is not None and not _open(cue_class, words):
        return _decided(draft, cue_class, head, words)
    if head is None:
        return draft.commitment
    sense = by_sense(doc, draft, head, words) or _undertakes(draft, head, words) or _joins(draft, words)
    return sense or (cue_class.commitment if cue_class is not None else draft.commitment) or Commitment.ASSERTS


def _refused(draft: Draft, cue_class: CueClass | None, words: Lexicon) -> bool:
    """Whether it is an undertaking that the source declines ("refused to agree to"), and not mere speech."""
    governor = draft.cue_token.head.lemma_.lower() if draft.cue_token is not None else ""
    declined = any(c.commitment is Commitment.REFUSES for c in words.verbs.get(governor, ()))
    return declined and cue_class is not None and cue_class.name not in OPEN_CLASSES - {"agree"}


SURE = 0.5
"""Probability from which the tagger's commitment is taken for a cue that no class of the lexicon holds."""


def _by_odds(draft: Draft) -> Commitment | None:
    """What the tagger thinks, where the lexicon does not know the cue."""
    label = max(draft.odds, key=draft.odds.__getitem__)
    if draft.odds[label] < SURE:
        return Commitment.ASSERTS
    return None if label == "none" else Commitment(label)


def _class_of(draft: Draft, words: Lexicon) -> CueClass | None:
    """The cue's class; for the tagger's verbs, which it does not sort, the first whose complement the parse shows."""
    cue = draft.cue_token
    if draft.rule != TAGGED or cue is None or cue.pos_ not in VERBAL:
        return draft.cue_class
    for cue_class in words.verbs.get(cue.lemma_.lower(), ()):
        particle = cue_class.particle
        if particle and not any(c.dep_ == "prt" and c.lower_ == particle for c in cue.children):
            continue
        if content_of(cue, cue_class, draft.subject, words) is not None:
            return cue_class
    return draft.cue_class


def _own_voice(doc: Doc, draft: Draft) -> Commitment | None:
    """The outlet's, or an official publisher's, who demands and promises in his own text as in any speech."""
    official = draft.actor is not None and draft.actor.side not in {None, OUTLET_SIDE}
    head = content_head(doc, draft) if official and draft.commitment is not Commitment.UNABLE_TO_VERIFY else None
    return (by_modality(doc, head, draft, lexicon()) if head is not None else None) or draft.commitment


def _withheld(draft: Draft) -> bool:
    """Whether somebody other than the outlet "has not confirmed" something: he says nothing, and not that he cannot."""
    other = draft.actor is not None and draft.actor.side != OUTLET_SIDE
    return draft.negated and other and bool(draft.source)


def _open(cue_class: CueClass, words: Lexicon) -> bool:
    if cue_class.name in words.adjectives or cue_class.name in words.adverbs:
        return cue_class.commitment is Commitment.ASSERTS
    return cue_class.name in OPEN_CLASSES


def _unsure(draft: Draft, words: Lexicon) -> bool:
    """Whether the source cannot tell: "is not sure that", "is unaware who"."""
    cue = draft.cue_token
    if cue is None or (cue.pos_ != "ADJ" and cue.lemma_ not in words.sense["being"]):
        return False
    word = next((c for c in cue.children if c.dep_ == "acomp"), cue)
    if draft.negated or denied(word.head):
        return word.lower_ in words.sense["certain"]
    return word.lower_ in words.sense["uncertain"] and asks(word, words)


def _could_not(draft: Draft, words: Lexicon) -> bool:
    """Whether the cue itself says that the source could not check, for cues that verification.py did not find."""
    cue = draft.cue_token
    return cue is not None and cue.lemma_.lower() in words.sense["verify_verbs"] and unable_to(cue, words)


def _decided(draft: Draft, cue_class: CueClass, head: Token | None, words: Lexicon) -> Commitment | None:
    """The class's own commitment, but for what its object makes of it."""
    cue = draft.cue_token
    if head is None or cue is None:
        return cue_class.commitment
    lemma = head.lemma_.lower()
    if cue_class.commitment is Commitment.DENIES and cue_class.name in REFUSING and lemma in words.sense["refusable"]:
        return Commitment.REFUSES
    if cue_class.commitment is Commitment.PROMISES and attacks(head, words):
        return Commitment.THREATENS
    if cue_class.name == "disagree" and head.pos_ not in VERBAL:
        return Commitment.ASSERTS  # "disagreed on the cause": of no claim a denial
    mine = draft.subject is not None and draft.subject.lower_ in FIRST_PERSON
    if cue_class.name == "predict" and mine and lemma in words.sense["expected_deeds"]:
        return Commitment.DEMANDS
    return cue_class.commitment


REFUSING = {"dismiss", "rule_out"}
"""Classes whose cues deny a report and refuse an offer ("rejected", "ruled out")."""


def _undertakes(draft: Draft, head: Token, words: Lexicon) -> Commitment | None:
    """A promise, when what is announced is the source's own act to come: "announced more aid"."""
    announced = draft.cue_token is not None and draft.cue_token.lemma_ in words.sense["announcing"]
    act = head.pos_ not in VERBAL and head.lemma_.lower() in words.sense["undertakings"]
    return Commitment.PROMISES if announced and act else None


def _joins(draft: Draft, words: Lexicon) -> Commitment | None:
    """Confirmation by the cue itself: "the navy now also believes that"; not of "he also thinks", who goes on."""
    cue = draft.cue_token
    if cue is None or not draft.source or cue.lemma_ not in words.sense["holding_verbs"]:
        return None
    adverbs = {c.lower_ for c in cue.children if c.dep_ == "advmod"}
    goes_on = draft.subject is not None and draft.subject.lower_ in OWN - {"it"}
    return Commitment.CONFIRMS if adverbs & words.sense["joining"] and not goes_on else None


def content_head(doc: Doc, draft: Draft) -> Token | None:
    """Head token of the content's first clause."""
    if not draft.content:
        return None
    first = draft.content[0]
    span = doc.char_span(first.start, first.end, alignment_mode="contract")
    if span is None or not len(span):
        return None
    # The root of the first sentence that the content touches: the head that no token of the span governs.
    words = (t for t in span if not t.is_punct and not t.is_space)
    return next((t for t in words if t.head == t or not span.start <= t.head.i < span.end), span.root)


REJECTION = re.compile(
    r",?\s+(?:and|but)\s+\(?(?=(?:in|it|this|that|they|these|none|neither|nothing)\b)", re.IGNORECASE
)
"""Where an outer speaker goes on to reject what he has just reported of another ("..., and it is not true")."""


def without_rejection(doc: Doc, draft: Draft) -> None:
    """Cut from an inner statement what the outer speaker adds to reject it; the parse hangs it on the inner cue."""
    if draft.parent is None or not draft.content:
        return
    last = draft.content[-1]
    words = lexicon()
    for match in REJECTION.finditer(text_of(doc), last.start, last.end):
        rest = doc.char_span(match.start(), last.end, alignment_mode="contract")
        if rest is not None and match.start() > last.start and calls_false(list(rest), words):
            draft.content[-1] = Span(last.start, match.start())
            return
