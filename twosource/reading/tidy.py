"""The tagger's spans made to fit the words: it sees no case and no parse, so that now and then it drops a word.

What it leaves out in the middle of a content is filled in, a name is not cut in two, and the outlet's gloss is left out
as it is of the rules' contents. What a step is worth on our own development part stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Doc, Token
from spacy.tokens import Span as SpacySpan

from twosource.model import Span
from twosource.reading.drafts import Draft, trim
from twosource.reading.extensions import text_of
from twosource.reading.gloss import QUOTES, without_gloss

BRIDGE = 3
"""Words that the tagger may have missed between two pieces of one content. Filling such holes: F1 +0.2 to +0.6."""
WORD = re.compile(r"\w+")
STOP = re.compile(r"[.!?][\"”’')]*\s|\n")


def bridged(text: str, pieces: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Pieces of a content with small holes between them filled, where no source, cue or sentence's end is in them."""
    joined: list[Span] = []
    for piece in sorted(pieces):
        last = joined[-1] if joined else None
        if last is not None and _bridges(text, Span(last.end, piece.start), others):
            joined[-1] = Span(last.start, piece.end)
        else:
            joined.append(piece)
    return joined


def _bridges(text: str, hole: Span, others: Sequence[Span]) -> bool:
    between = hole.of(text)
    if any(hole.overlaps(other) for other in others) or STOP.search(between):
        return False
    return len(WORD.findall(between)) <= BRIDGE


def given_once(drafts: Sequence[Draft]) -> None:
    """Take from a content the pieces in another sentence that a cue of that sentence introduces.

    The tagger joins by nearness alone: "A reported raids. “They will pay,” B said" has B's words nearer to "reported".
    """
    for draft in drafts:
        if draft.cue_token is None or len(draft.content) == 1:
            continue
        own = draft.cue_token.sent
        others = [d for d in drafts if d.cue_token is not None and d.cue_token.sent.start != own.start]
        kept = [s for s in draft.content if _in(own, s) or not any(_introduces(d, s) for d in others)]
        draft.content = kept or draft.content


def _in(sentence: SpacySpan, span: Span) -> bool:
    return sentence.start_char <= span.start < sentence.end_char


def _introduces(draft: Draft, span: Span) -> bool:
    """Whether the span is in the draft's content, and in the sentence of its cue."""
    held = any(piece.contains(span) for piece in draft.content)
    return held and draft.cue_token is not None and _in(draft.cue_token.sent, span)


def whole_names(doc: Doc, source: Sequence[Span]) -> list[Span]:
    """Source spans drawn out over the rest of a name of which they hold a part."""
    return [_whole(doc, span) for span in source]


def _whole(doc: Doc, span: Span) -> Span:
    tokens = doc.char_span(span.start, span.end, alignment_mode="expand")
    if tokens is None or not len(tokens):
        return span
    first, last = tokens[0], tokens[-1]
    while last.i + 1 < len(doc) and _one_name(last, doc[last.i + 1]):
        last = doc[last.i + 1]
    while first.i > 0 and _one_name(doc[first.i - 1], first):
        first = doc[first.i - 1]
    return Span(min(span.start, first.idx), max(span.end, last.idx + len(last)))


def _one_name(left: Token, right: Token) -> bool:
    """Whether two neighbouring words are parts of one name."""
    named = left.pos_ == right.pos_ == "PROPN" and left.is_title and right.is_title
    joined = left.head.i == right.i or right.head.i in {left.i, left.head.i}
    return named and joined and left.dep_ in {"compound", "flat", "nmod"}


NOMINAL = {"NOUN", "PROPN", "PRON", "DET", "NUM", "ADJ", "X"}
"""Parts of speech that a source can be headed by; the rest are slips of the tagger ("through")."""


def can_be_source(head: Token | None) -> bool:
    """Whether a phrase with this head can be a source at all."""
    return head is not None and head.pos_ in NOMINAL


def less_gloss(doc: Doc, content: Sequence[Span], cue: Token) -> list[Span]:
    """The content without the outlet's remark at its end, and without what the parse hangs on the cue itself.

    A convention of the house (docs/attribution.md), kept although it costs 1 to 2 points of F1 on our own development
    part, whose annotators left such remarks in: what an outlet adds must not be laid in its source's mouth.
    """
    parts = (doc.char_span(s.start, s.end, alignment_mode="contract") for s in content)
    content, tokens = _less_hearer(content, [t for part in parts if part is not None for t in part])
    kept = without_gloss(doc, _less_adjunct(tokens, cue))
    if not kept or len(kept) == len(tokens):
        return list(content)
    end = doc[kept[-1]].idx + len(doc[kept[-1]])
    cut = (trim(text_of(doc), Span(s.start, min(s.end, end))) for s in content if s.start < end)
    return [span for span in cut if span.start < span.end]


def _less_hearer(content: Sequence[Span], tokens: Sequence[Token]) -> tuple[Sequence[Span], Sequence[Token]]:
    """Without the second of two hearers at its beginning: "told Iceland | and Norway there would be talks"."""
    first = tokens[0] if tokens else None
    if first is None or first.dep_ != "cc" or first.head.i >= first.i or first.head.dep_ not in {"dobj", "dative"}:
        return content, tokens
    second = next((c for c in first.head.children if c.dep_ == "conj" and c.i > first.i), None)
    rest = [t for t in tokens if second is not None and t.i > second.right_edge.i]
    if not rest:
        return content, tokens
    start = rest[0].idx
    return [Span(max(s.start, start), s.end) for s in content if s.end > start], rest


def _less_adjunct(tokens: Sequence[Token], cue: Token) -> list[int]:
    """Positions without a part after a comma that says more of the cue: "said A, a first for the navy"."""
    for at, comma in enumerate(tokens):
        if comma.text == "," and at >= KEPT and _hangs_on(tokens[at + 1 :], cue):
            return [t.i for t in tokens[:at]]
    return [t.i for t in tokens]


def _hangs_on(rest: Sequence[Token], cue: Token) -> bool:
    """Whether words hang on the cue as an adjunct, all of them, and none is quoted."""
    if any(t.text in QUOTES or t.i < cue.i for t in rest):
        return False
    members = {t.i for t in rest}
    heads = [t for t in rest if t.head.i not in members and not t.is_punct and not t.is_space]
    return bool(heads) and all(t.head.i == cue.i and t.dep_ in ADJUNCTS for t in heads)


KEPT = 3
"""Words that must stay before what is cut: less is no proposition."""
ADJUNCTS = {"advcl", "appos", "attr", "ccomp", "conj", "dep", "npadvmod", "oprd"}
"""Relations by which a phrase after a comma says something of the cue, not of what is said; a second clause that a
comma alone splices on is an apposition that the parser took for one."""
