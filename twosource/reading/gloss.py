"""Glosses: what an outlet adds of its own at the end of reported speech.

"Said its ships had left the port, a step that nobody had expected": the apposition is the outlet's. The annotation
guidelines of attribution corpora leave a doubtful clause out of the content, and so do we.
"""

from __future__ import annotations

import re
from itertools import islice

from spacy.tokens import Doc, Token

from twosource.model import Span
from twosource.reading.drafts import trim, within

CONCESSIVE = {"although", "though", "while", "whereas", "as"}
"""Subordinators of clauses that usually hold the outlet's own remark; "because" and "if" belong to the speaker."""

KEPT_WORDS = 3
"""Words that must stay before a gloss: less is no proposition."""


def without_gloss(doc: Doc, content: list[int]) -> list[int]:
    """The token positions without an apposition, relative or concessive clause that follows a comma at their end."""
    while len(content) > KEPT_WORDS:
        comma = _last_gloss(doc, content)
        if comma is None:
            return content
        content = [i for i in content if i < comma]
    return content


def _last_gloss(doc: Doc, content: list[int]) -> int | None:
    end = max((i for i in content if not doc[i].is_punct), default=content[-1])
    for position, i in enumerate(content):
        if doc[i].text != "," or position < KEPT_WORDS:
            continue
        rest = [doc[k] for k in content if i < k <= end]
        if not rest or any(t.text in QUOTES for t in rest):
            continue
        head = _head(rest)
        if head is not None and head.head.i < i and _is_gloss(head) and not _listed(doc, head, i):
            return i
    return None


def _head(tokens: list[Token]) -> Token | None:
    """The one token that governs all the others, or nothing."""
    members = {t.i for t in tokens}
    heads = [t for t in tokens if t.head.i not in members and not t.is_punct]
    return heads[0] if len(heads) == 1 else None


def _is_gloss(head: Token) -> bool:
    if head.dep_ in {"appos", "relcl"}:
        return True
    if head.dep_ in LOOSE and any(c.dep_ == "det" and c.lower_ in {"a", "an"} for c in head.children):
        return True
    if head.dep_ == "conj" and head.pos_ in {"VERB", "AUX"}:
        # A clause joined by a comma alone is a comma splice, or an apposition that the parser took for a clause.
        return not any(c.dep_ == "cc" for c in head.head.children)
    if head.dep_ == "prep" and head.lower_ == "in":
        return any(c.lower_ in MOVES for c in head.children)
    return head.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ in CONCESSIVE for c in head.children)


QUOTES = {"“", "”", '"', "«", "»"}
"""Quoted words are the speaker's, so what holds them is no gloss."""

LOOSE = {"npadvmod", "attr", "dep", "oprd"}
"""What the parser calls an apposition to a whole clause ("..., a first for the navy")."""

MOVES = {"move", "step", "sign", "blow", "setback", "what"}
"""Heads of "in a move that ...", newswire's own comment on what was said."""


def _listed(doc: Doc, head: Token, comma: int) -> bool:
    """Whether the comma parts a list ("a bridge, a school and a port"), whose last item is no gloss."""
    more = any(t.dep_ == "conj" for t in head.children)
    return head.dep_ == "appos" and more and doc[comma - 1].pos_ in {"NOUN", "PROPN"} and head.tag_ == "NN"


GLOSS = re.compile(r"\s[-–—]+\s(?=(?:a|an|the|which|who)\b)|,\s(?=(?:\w+\s){1,3}of (?:which|whom)\b)")
GLOSS_END = re.compile(r"\s[-–—]+\s")
"""A gloss between two dashes stands inside the content and stays."""
WORD = re.compile(r"\S+")


def before_dash(text: str, span: Span, quotations: tuple[Span, ...]) -> Span:
    """The span without a remark after a dash at its end, outside quotations."""
    piece = span.of(text)
    glosses = list(GLOSS.finditer(piece))
    if not glosses:
        return span
    ends = [match.start() for match in GLOSS_END.finditer(piece)]
    kept = [match.start() for match in islice(WORD.finditer(piece), KEPT_WORDS)]
    for match in glosses:
        at = span.start + match.start()
        long_enough = len(kept) == KEPT_WORDS and kept[-1] < match.start()
        if long_enough and not within(quotations, at) and not (ends and ends[-1] >= match.end()):
            return trim(text, Span(span.start, at))
    return span
