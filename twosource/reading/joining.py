"""Quotations joined to the attributions that introduce them, and what is left over cleaned up.

A quotation belongs to the statement whose content it overlaps; else to a cue beside it; else, when it follows an
attributed quotation with nothing but white space between, it continues that one ("“A,” he said. “B.”").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Doc

from twosource.model import Kind, Manner, Span
from twosource.reading.drafts import Draft, Nearby, inside, merge, touching, trim, within
from twosource.reading.extensions import text_of
from twosource.reading.gloss import before_dash
from twosource.reading.syntax import VERBAL, phrase, subject_of

FULL_QUOTATION = 3
"""A quotation of fewer words is a scare quote or a name unless a cue's content holds it: PARC's guidelines and our
own development texts agree that one- and two-word quotations without a speech verb are no attribution."""

CUE_REACH = 90
"""How far, in characters, a cue may stand from the quotation it introduces, across source and addressee."""


def join_quotations(doc: Doc, drafts: list[Draft], quotations: tuple[Span, ...]) -> list[Draft]:
    """The drafts with every quotation given to one of them where there is reason to; drafts without content dropped."""
    text = text_of(doc)
    outside = [d for d in drafts if not (d.cue and within(quotations, d.cue[0].start))]
    part(doc, outside)
    ended = merge(text, (q for q in quotations if ENDED.search(q.of(text))))
    for draft in outside:
        _detach_ended(text, draft, ended)
    nearby = Nearby()
    for draft in outside:
        _put(nearby, draft)
    for quotation in quotations:
        owner = _owner(doc, quotation, nearby)
        if owner is None and _words(text, quotation) >= FULL_QUOTATION:
            owner = _unlisted_verb(doc, quotation)
            if owner is not None:
                drafts.append(owner)
                _put(nearby, owner)
        if owner is not None:
            owner.content = merge(text, [*_less(owner.content, quotation), trim(text, quotation)])
            nearby.put(owner, quotation.start, quotation.end)
    for draft in drafts:
        draft.content = [before_dash(text, span, quotations) for span in draft.content]
    return [d for d in drafts if d.content]


def _owner(doc: Doc, quotation: Span, nearby: Nearby) -> Draft | None:
    """The draft that a quotation belongs to; of few words only one whose content it overlaps."""
    text = text_of(doc)
    owner = _overlapping(quotation, nearby.at(quotation.start, quotation.end))
    if owner is not None or _words(text, quotation) < FULL_QUOTATION:
        return owner
    beside = nearby.at(quotation.start - CUE_REACH, quotation.end + CUE_REACH)
    before = quotation.start
    while before and not WORD.match(text, before):
        before -= 1
    return _beside(text, quotation, beside) or _continued(text, quotation, nearby.at(before, quotation.start))


WORD = re.compile(r"\w")


def _put(nearby: Nearby, draft: Draft) -> None:
    """Let the draft be found from its first character to the end of its cue's sentence, or what goes beyond that."""
    parts = [*draft.cue, *draft.source, *draft.content]
    if draft.cue_token is not None:
        parts.append(Span(draft.cue_token.idx, draft.cue_token.sent.end_char))
    if parts:
        nearby.put(draft, min(part.start for part in parts), max(part.end for part in parts))


def part(doc: Doc, drafts: list[Draft]) -> None:
    """Take out of each content what its own source goes on to say under a further cue.

    The parse hangs "adding that B" below A in "said that A, adding that B"; two cues make two statements.
    """
    cues = Nearby()
    for draft in drafts:
        if draft.cue:
            cues.put(draft, draft.cue[0].start, draft.cue[0].start)
    for outer in drafts:
        near = cues.at(outer.start, max(s.end for s in outer.content)) if outer.cue and outer.content else []
        for inner in near:
            if inner is outer or not inner.content or not _under(outer, inner):
                continue
            if _participle(inner) and inside(outer.content, inner.cue[0].start):
                inner.subject, inner.source = outer.subject, list(outer.source)
            if inner.subject is not None and inner.subject == outer.subject:
                outer.content = _up_to(text_of(doc), outer.content, inner.cue[0].start)


def _under(outer: Draft, inner: Draft) -> bool:
    """Whether a cue stands in, or between the pieces of, what another introduces, and makes a statement of its own."""
    if inner.cue_token is not None and inner.cue_token.dep_ == "xcomp":
        return False  # "refused to agree to ...": one act, not two statements
    goes_on = outer.cue[0].start < inner.cue[0].start < max((s.start for s in outer.content), default=0)
    return goes_on or inside(outer.content, inner.cue[0].start)


def _participle(draft: Draft) -> bool:
    """A cue such as ", adding that": its subject is that of the cue before it."""
    cue = draft.cue_token
    if cue is None or cue.tag_ != "VBG" or cue.dep_ not in {"advcl", "acl"} or cue.i == 0:
        return False
    before = cue.nbor(-2) if cue.nbor(-1).pos_ == "ADV" and cue.i > 1 else cue.nbor(-1)
    return before.text in {",", "”", '"'}


def _up_to(text: str, spans: list[Span], position: int) -> list[Span]:
    cut = [Span(s.start, min(s.end, position)) for s in spans if s.start < position]
    return [s for s in (trim(text, _less_link(text, s)) for s in cut) if s.start < s.end]


def _less_link(text: str, span: Span) -> Span:
    """The span without a conjunction or adverb left hanging at its end."""
    match = re.search(r"[,;]?\s+(?:and|but|or|even|also|then)?\s*$", span.of(text))
    return Span(span.start, span.start + match.start()) if match else span


def _detach_ended(text: str, draft: Draft, ended: Sequence[Span]) -> None:
    """Give back a quotation before the cue that its own full stop has ended: “... .” Kirby said the ship ..."""
    if not draft.cue:
        return
    near = [q for span in draft.content for q in touching(ended, span) if q.end <= draft.cue[0].start]
    if near:
        draft.content = [piece for span in draft.content for piece in minus(text, span, near)]


ENDED = re.compile(r"\.[”\"’]+$")
"""A quotation that its own cue follows ends with a comma in English typesetting; a full stop ends the statement."""


def minus(text: str, span: Span, cut: Sequence[Span]) -> list[Span]:
    """What is left of `span` when the holes, in order and none overlapping, are taken out, trimmed, in order."""
    pieces, start = [], span.start
    for hole in touching(cut, span):
        pieces.append(trim(text, Span(start, max(start, hole.start))))
        start = min(hole.end, span.end)
    pieces.append(trim(text, Span(start, span.end)))
    return [piece for piece in pieces if piece.start < piece.end]


def manner_of(text: str, draft: Draft, quotations: tuple[Span, ...]) -> Manner:
    """Direct when the content is quoted whole, indirect when nothing of it is, mixed otherwise."""
    total = quoted = 0
    for span in draft.content:
        for match in re.finditer(r"\w+", span.of(text)):
            total += 1
            quoted += within(quotations, span.start + match.start())
    if quoted == 0:
        return Manner.INDIRECT
    return Manner.DIRECT if quoted == total else Manner.MIXED


def _words(text: str, span: Span) -> int:
    return len(re.findall(r"\w+", span.of(text)))


def _less(spans: list[Span], quotation: Span) -> list[Span]:
    return [span for span in spans if not quotation.contains(span)]


def _overlapping(quotation: Span, drafts: list[Draft]) -> Draft | None:
    """The draft whose content shares most with the quotation."""
    best, most = None, 0
    for draft in drafts:
        shared = sum(max(0, min(span.end, quotation.end) - max(span.start, quotation.start)) for span in draft.content)
        if shared > most:
            best, most = draft, shared
    return best


def _beside(text: str, quotation: Span, drafts: list[Draft]) -> Draft | None:
    """A cue in the text right before or after the quotation, with no sentence's end between."""
    best, nearest = None, CUE_REACH
    for draft in drafts:
        if draft.cue_class is None or "quote" not in draft.cue_class.complements or not draft.cue:
            continue
        parts = [*draft.cue, *draft.source]
        first, last = min(p.start for p in parts), max(p.end for p in parts)
        if quotation.end <= first and ENDED.search(quotation.of(text)):
            continue
        between = text[last : quotation.start] if last <= quotation.start else text[quotation.end : first]
        if first < quotation.end and last > quotation.start:
            continue
        if re.search(r"[.!?]\s|\n", between) or len(between) >= nearest:
            continue
        if any(span.overlaps(Span(min(last, quotation.end), max(first, quotation.start))) for span in draft.content):
            continue
        best, nearest = draft, len(between)
    return best


def _continued(text: str, quotation: Span, drafts: list[Draft]) -> Draft | None:
    """The statement that this quotation goes on with: its sentence ends where the quotation begins."""
    best, latest = None, -1
    for draft in drafts:
        if draft.cue_token is None or not _can_go_on(draft):
            continue
        end = max(draft.cue_token.sent.end_char, *(span.end for span in draft.content))
        if end > quotation.start or re.search(r"\w", text[end : quotation.start]):
            continue
        if draft.cue_token.i > latest:
            best, latest = draft, draft.cue_token.i
    return best


def _can_go_on(draft: Draft) -> bool:
    """Speech goes on in a further quotation; a demand, a wish or what a document shows does not."""
    return bool(
        draft.content and draft.subject is not None and draft.cue_class and "quote" in draft.cue_class.complements
    )


def _unlisted_verb(doc: Doc, quotation: Span) -> Draft | None:
    """A verb that is no cue by itself but stands beside a quotation with a subject of its own: “...,” she laughed."""
    if text_of(doc)[quotation.end - 2 : quotation.end - 1] not in {",", "!", "?"}:
        return None
    after = doc.char_span(quotation.end, min(len(text_of(doc)), quotation.end + CUE_REACH), alignment_mode="contract")
    if after is None:
        return None
    for token in after:
        if token.is_space or token.text in {".", ";", ":"}:
            return None
        subject = subject_of(token) if token.pos_ in VERBAL else None
        if subject is not None and abs(subject.i - token.i) <= 2 and subject.pos_ in {"PROPN", "PRON"}:
            source = Span(doc[min(phrase(subject))].idx, doc[max(phrase(subject))].idx + len(doc[max(phrase(subject))]))
            return Draft(
                rule="quotation",
                kind=Kind.ATTRIBUTED,
                cue_class=None,
                cue_token=token,
                subject=subject,
                source=[trim(text_of(doc), source)],
                cue=[Span(token.idx, token.idx + len(token))],
                content=[],
            )
    return None
