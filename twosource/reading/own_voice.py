"""The outlet's own voice: what the report asserts without giving a source.

Each clause of its own (main, coordinate, adverbial, relative) that no attribution's content covers, and that names a
place, time, number or actor, is one statement. Colour without any of these is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token
from spacy.tokens import Span as SpacySpan

from twosource.model import Commitment, Kind, Span, Stance
from twosource.reading.drafts import Draft, spans_of, union, within
from twosource.reading.lexicon import lexicon
from twosource.reading.sense import calls_false
from twosource.reading.syntax import SUBJECTS, VERBAL
from twosource.reading.verification import is_question, not_known

COVERED = 0.5
"""A clause of which attributions cover at least this share of the words is theirs: the scorers' own measure of a
match (token Jaccard 0.5), so that no clause is both."""
MIN_WORDS = 4
"""Shorter clauses hold no subject, verb and matter; a guard, not a measurement."""
NAMED = {"GPE", "LOC", "ORG", "NORP", "PERSON", "FAC", "DATE", "TIME", "QUANTITY", "CARDINAL", "PERCENT", "MONEY"}
FINITE = {"VBD", "VBZ", "VBP", "MD"}
SEPARATE = {"advcl", "relcl", "conj", "parataxis", "ccomp", "acl", "pcomp"}


def find_own_voice(
    doc: Doc, drafts: list[Draft], *, quotations: tuple[Span, ...], furniture: tuple[Span, ...], facts: tuple[Span, ...]
) -> list[Draft]:
    """Drafts of the outlet's own statements.

    Args:
        doc: parsed.
        drafts: attributions and verification notes, whose words are theirs.
        quotations: quoted words are never the outlet's.
        furniture: parts of the text that are not reporting.
        facts: spans of places, times and quantities.
    """
    taken = _taken(doc, drafts)
    known, apart = union(facts), union(furniture)
    found: list[Draft] = []
    told: set[Span] = set()
    for sentence in doc.sents:
        if within(apart, sentence.start_char) or not _complete(sentence):
            continue
        for head, tokens in _clauses(sentence):
            words = [i for i in tokens if doc[i].is_alpha or doc[i].like_num]
            own = [i for i in words if i not in taken and not within(quotations, doc[i].idx)]
            if len(own) < MIN_WORDS or len(own) < (1 - COVERED) * len(words):
                continue
            if not any(doc[i].pos_ in VERBAL for i in own):
                continue  # "At a briefing in Oslo", which the words of an attribution parted from its clause
            if not _tells(doc, own, known) and not not_known(head):
                continue
            content = spans_of(doc, _less_trailing_link(doc, [i for i in tokens if i not in taken]))
            whole = Span(content[0].start, content[-1].end) if content else None
            if whole is not None and whole not in told:
                told.add(whole)
                found.append(_draft(head, [whole]))
    return found


def _taken(doc: Doc, drafts: list[Draft]) -> set[int]:
    spans = union(span for d in drafts for span in (*d.content, *d.cue, *d.source))
    return {t.i for t in doc if within(spans, t.idx)}


def _complete(sentence: SpacySpan) -> bool:
    """A sentence with a finite verb; headings and captions without one assert nothing."""
    return any(t.pos_ in VERBAL and (t.tag_ in FINITE or any(c.dep_ in SUBJECTS for c in t.children)) for t in sentence)


def _clauses(sentence: SpacySpan) -> Iterator[tuple[Token, list[int]]]:
    """(head, token positions) of each clause, outermost first; a clause's tokens leave out the clauses split off it."""
    heads = [t for t in sentence if t.dep_ == "ROOT" or _own_clause(t)]
    open_questions = {t.i for h in heads if not_known(h) for t in h.subtree if _asked(t, h)}
    called_false = {t.i for h in heads if _denies(h) for t in h.subtree if t != h}
    heads = [h for h in heads if h.i not in open_questions | called_false]
    clause = _clause_heads(heads)
    for head in heads:
        tokens = [i for i in _positions(head) if clause[i] == clause[head.i]]
        if head.dep_ in {"advcl", "relcl", "conj", "ccomp"}:
            tokens = _without_link(head, tokens)
        if tokens:
            yield head, tokens


def _denies(head: Token) -> bool:
    """Whether a clause calls a report false: "the claim that boats landed is untrue" is one statement, and a denial."""
    return calls_false(list(head.subtree), lexicon())


def _asked(token: Token, verb: Token) -> bool:
    """Whether the token stands in the question of "it is unclear who ...", which is one statement with it."""
    while token.head not in (token, verb):
        if is_question(token):
            return True
        token = token.head
    return is_question(token)


def _clause_heads(heads: list[Token]) -> dict[int, int]:
    """By token, the nearest head above it, or it itself, at which a clause is cut off."""
    clause: dict[int, int] = {}
    above = {h.i: sum(1 for _ in h.ancestors) for h in heads}
    for head in sorted(heads, key=lambda h: above[h.i]):
        if _cut(head):
            clause.update(dict.fromkeys(_positions(head), head.i))
    return clause


def _positions(head: Token) -> list[int]:
    return [t.i for t in head.subtree]


def _own_clause(token: Token) -> bool:
    if token.dep_ not in SEPARATE or token.pos_ not in VERBAL:
        return False
    has_subject = any(c.dep_ in SUBJECTS for c in token.children)
    if token.dep_ == "conj":
        finite = token.head.pos_ in VERBAL and token.tag_ in {"VBD", "VBZ", "VBP", "VBN", "VB"}
        return finite and (has_subject or sum(t.is_alpha for t in token.subtree) > MIN_WORDS)
    if token.dep_ in {"pcomp", "acl"}:
        return has_subject
    return has_subject and token.tag_ != "VB"


def _cut(head: Token) -> bool:
    """Whether the clause is taken out of the one above it; restrictive relative clauses stay in it too."""
    return head.dep_ not in {"relcl", "acl"}


def _without_link(head: Token, tokens: list[int]) -> list[int]:
    """The clause without the word that links it: "as", "while", "and", "which"."""
    links = {c.i for c in head.children if c.dep_ in {"mark", "cc"} or (c.dep_ == "advmod" and c.tag_ == "WRB")}
    return [i for i in tokens if not (i in links and i <= min(tokens) + 1)]


def _less_trailing_link(doc: Doc, tokens: list[int]) -> list[int]:
    """The tokens without the conjunction that joined a clause which is now on its own."""
    while tokens and (doc[tokens[-1]].dep_ == "cc" or doc[tokens[-1]].is_punct or doc[tokens[-1]].is_space):
        tokens = tokens[:-1]
    return tokens


def _tells(doc: Doc, tokens: list[int], facts: list[Span]) -> bool:
    return any(doc[i].ent_type_ in NAMED or within(facts, doc[i].idx) for i in tokens)


def _draft(head: Token, content: list[Span]) -> Draft:
    return Draft(
        rule="own-voice",
        kind=Kind.OWN_VOICE,
        cue_class=None,
        cue_token=None,
        subject=None,
        source=[],
        cue=[],
        content=content,
        commitment=_commitment(head),
        stance=Stance.NEUTRAL,
    )


def _commitment(head: Token) -> Commitment:
    words = lexicon().sense
    if not_known(head):
        return Commitment.UNABLE_TO_VERIFY
    if _denies(head):
        return Commitment.DENIES
    for child in head.children:
        if child.dep_ in {"mark", "advmod"} and child.lower_ == "if":
            return Commitment.CONDITIONAL
        if child.dep_ == "aux":
            if child.lower_ in {"would", "’d", "'d"}:
                return Commitment.CONDITIONAL
            if child.lower_ in words["speculate_modals"]:
                return Commitment.SPECULATES
            if child.lower_ in words["future_modals"]:
                return Commitment.PREDICTS
    return Commitment.ASSERTS
