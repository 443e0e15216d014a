"""Commitment: what a source does with the content, by the cue and by the sense of the content itself.

"Told CNN that the reports are false" denies; "said it could not confirm" is unable to verify; "said it will rain"
predicts. The word lists are data (`sense` in data/cues.toml).
"""

from __future__ import annotations

import re

from spacy.tokens import Doc, Token

from twosource.model import Commitment, Kind, Span
from twosource.reading.drafts import Draft
from twosource.reading.extensions import text_of
from twosource.reading.lexicon import Lexicon, lexicon
from twosource.reading.mentions import side_of_phrase

OPEN_CLASSES = {
    "according to", "announce", "ask", "claim", "endorse", "evidence", "name", "point", "report", "speech",
    "speech_strict", "statement", "think", "warn", "witness",
}  # fmt: skip
"""Cue classes that leave the commitment to the content; the others decide it by themselves."""


def settle(doc: Doc, draft: Draft) -> Commitment | None:
    """The draft's commitment; `None` when the source did not speak ("did not say", "has not acknowledged")."""
    words = lexicon()
    if draft.kind is Kind.OWN_VOICE:
        return draft.commitment
    if draft.kind is Kind.VERIFICATION or draft.rule in {"unable-to-verify", "no-evidence", "verified"}:
        return draft.commitment
    if draft.negated:
        return None
    head = content_head(doc, draft)
    if draft.cue_class is not None and draft.cue_class.name not in OPEN_CLASSES:
        refused = draft.cue_class.name == "dismiss" and head is not None and head.lemma_ in words.sense["refusable"]
        return Commitment.REFUSES if refused else draft.commitment
    if head is None:
        return draft.commitment
    return _by_sense(doc, draft, head, words) or draft.commitment or Commitment.ASSERTS


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


def _by_sense(doc: Doc, draft: Draft, head: Token, words: Lexicon) -> Commitment | None:
    tokens = [t for s in draft.content if (c := doc.char_span(s.start, s.end, alignment_mode="contract")) for t in c]
    if _calls_false(tokens, words):
        return Commitment.DENIES
    if _cannot_verify(tokens, words):
        return Commitment.UNABLE_TO_VERIFY
    if _no_evidence(tokens, words):
        return Commitment.NO_EVIDENCE_OBSERVED
    if _disowns(head, words) or _none_of_ours(head, draft):
        return Commitment.DENIES
    return _by_modality(head, words)


def _disowns(head: Token, words: Lexicon) -> bool:
    """The source says of itself or its own that they did not do something: a denial, whatever the cue verb."""
    if not any(c.dep_ == "neg" for c in head.children) or head.lemma_ in words.sense["inner_states"]:
        return False
    if any(c.dep_ == "aux" and c.tag_ == "MD" for c in head.children):
        return False
    subject = next((c for c in head.children if c.dep_ == "nsubj"), None)
    if subject is None:
        return False
    own = {"we", "it", "they", "he", "she", "i"}
    return subject.lower_ in own or any(c.dep_ == "poss" and c.lower_ in OWNERS for c in subject.children)


def _none_of_ours(head: Token, draft: Draft) -> bool:
    """Whether the source says that none of its own side's did it: "No Norwegian boat has entered", from Norway."""
    subject = next((c for c in head.children if c.dep_ == "nsubj"), None)
    if subject is None or draft.actor is None or draft.actor.side is None:
        return False
    if not any(c.dep_ in {"det", "neg"} and c.lower_ in {"no", "none"} for c in subject.children):
        return False
    return side_of_phrase(" ".join(t.text for t in subject.subtree)) == draft.actor.side


OWNERS = {"our", "its", "their", "his", "her", "my"}


def _calls_false(tokens: list[Token], words: Lexicon) -> bool:
    """A report or claim is called false, or said not to be true, in the content."""
    about_report = any(
        t.lemma_.lower() in words.sense["report_nouns"] or t.lower_ in {"this", "that", "it"} for t in tokens
    )
    content = " ".join(t.lower_ for t in tokens if not t.is_space)
    if any(phrase.replace("-", " ") in content for phrase in words.sense["denial_phrases"]):
        return True
    if not about_report:
        return False
    for token in tokens:
        if token.lower_ in words.sense["true"] and _predicated(token):
            verb = token.head
            near = token.doc[max(verb.sent.start, token.i - NEGATION_REACH) : token.i]
            if any(t.dep_ == "neg" or t.lower_ in {"neither", "not", "no", "n't", "n’t"} for t in near):
                return True
        if token.lemma_.lower() in words.sense["false"] and _predicated(token):
            verb = token.head
            if not any(t.dep_ == "neg" for t in verb.children):
                return True
    return False


def _predicated(token: Token) -> bool:
    """Whether the word is said of something ("is false") and not a mere attribute ("false information")."""
    inverted = token.dep_ == "amod" and token.i > token.head.i and token.head.dep_ in {"attr", "nsubj"}
    return token.dep_ in {"acomp", "attr", "oprd"} or inverted


NEGATION_REACH = 8
"""Tokens before "true" among which its negation may stand ("in neither of these places is this true")."""


def _cannot_verify(tokens: list[Token], words: Lexicon) -> bool:
    for token in tokens:
        if token.lemma_.lower() not in words.sense["verify_verbs"]:
            continue
        if any(c.dep_ == "neg" for c in token.children):
            return True
        governor = token.head
        if governor.lower_ in words.sense["unable"] or (
            governor.lower_ in {"able", "position"} and any(c.dep_ == "neg" for c in governor.head.children)
        ):
            return True
    return False


def _no_evidence(tokens: list[Token], words: Lexicon) -> bool:
    return any(
        t.lemma_.lower() in words.sense["no_evidence_nouns"]
        and t.dep_ in {"dobj", "attr"}
        and any(c.lower_ == "no" for c in t.children)
        for t in tokens
    )


def _by_modality(head: Token, words: Lexicon) -> Commitment | None:
    """What the content's main verb says of the future, of duty or of possibility."""
    modal = next((c.lower_ for c in head.children if c.dep_ == "aux" and c.tag_ == "MD"), None)
    if modal is None:
        return None
    subtree = {t.lemma_.lower() for t in head.subtree}
    if modal in words.sense["future_modals"]:
        if subtree & words.sense["threat_nouns"] or head.lemma_ in words.sense["threat_verbs"]:
            return Commitment.THREATENS
        subject = next((c for c in head.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
        if subject is not None and subject.lower_ in {"i", "we"}:
            return None if head.lemma_ == "be" else Commitment.PROMISES
        return Commitment.PREDICTS
    if modal in words.sense["demand_modals"]:
        return Commitment.DEMANDS
    if modal in words.sense["speculate_modals"]:
        return Commitment.SPECULATES
    return None


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
        if rest is not None and match.start() > last.start and _calls_false(list(rest), words):
            draft.content[-1] = Span(last.start, match.start())
            return
