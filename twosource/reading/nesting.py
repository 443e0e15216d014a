"""Which statement stands inside which, and which drafts are none of their own."""

from __future__ import annotations

import re

from twosource.model import Kind, Span
from twosource.reading.drafts import Draft, Nearby, within

INNER_CLASSES_IN_SPEECH = {"want", "undertake", "talk", "announce", "point_to", "ask_for", "name", "praise_or_blame"}
"""Cue classes that inside somebody's own words are talk about others' wishes and views, not reported speech."""

GENERIC = {"you", "one", "anyone", "everyone", "somebody", "someone", "people", "nobody"}


def nest(drafts: list[Draft], quotations: tuple[Span, ...]) -> list[Draft]:
    """Set each draft's parent: the smallest other content that holds its cue. Drop what cannot be a statement.

    Dropped are cues inside a quotation whose subject is the speaker himself or nobody in particular, and twins:
    two drafts with one content and one source.
    """
    kept = [d for d in drafts if not _own_words(d, quotations)]
    kept = _without_twins(kept)
    contents = Nearby()
    for draft in kept:
        if draft.kind is not Kind.OWN_VOICE:
            for span in draft.content:
                contents.put(draft, span.start, span.end)
    for draft in sorted(kept, key=_size):
        near = contents.at(draft.cue[0].start, draft.cue[0].end) if draft.cue else []
        around = [d for d in near if _holds(d, draft) and not _stands_in(d, draft)]
        draft.parent = min(around, key=_size, default=None)
    return kept


def _stands_in(inner: Draft, outer: Draft) -> bool:
    """Whether `inner` is `outer` or has it among its parents: of two that hold each other's cue the longer is outer."""
    above: Draft | None = inner
    while above is not None and above is not outer:
        above = above.parent
    return above is outer


def drop_same_speaker(drafts: list[Draft]) -> list[Draft]:
    """Without inner statements of the outer one's own actor: nesting is of somebody else's words (guideline 8)."""
    return [d for d in drafts if not (d.parent is not None and _same_actor(d, d.parent))]


def _same_actor(draft: Draft, parent: Draft) -> bool:
    if draft.actor is None or parent.actor is None:
        return draft.actor is None and bool(draft.source)
    return draft.actor.name == parent.actor.name


def _own_words(draft: Draft, quotations: tuple[Span, ...]) -> bool:
    if not draft.cue or draft.subject is None or not within(quotations, draft.cue[0].start):
        return False
    alone = len(draft.source) == 1 and draft.source[0].end - draft.source[0].start == len(draft.subject)
    if draft.subject.lower_ in {"i", "we"} or (alone and draft.subject.lower_ in GENERIC):
        return True
    return draft.cue_class is not None and draft.cue_class.name in INNER_CLASSES_IN_SPEECH


def _holds(outer: Draft, inner: Draft) -> bool:
    return bool(inner.cue) and all(any(o.contains(span) for o in outer.content) for span in inner.cue)


def _size(draft: Draft) -> int:
    return sum(span.end - span.start for span in draft.content)


def _without_twins(drafts: list[Draft]) -> list[Draft]:
    seen: set[tuple[tuple[Span, ...], tuple[Span, ...], tuple[Span, ...]]] = set()
    kept = []
    for draft in drafts:
        key = (tuple(draft.content), tuple(draft.source), tuple(draft.cue))
        if key not in seen:
            seen.add(key)
            kept.append(draft)
    return kept


RESPONSE = re.compile(
    r"\b(?:in (?:response|reply)|in a (?:response|reply)|responding|reacting|replied|responded)\b", re.IGNORECASE
)
"""Words by which a report marks a statement as an answer to the one before."""


def mark_response(text: str, draft: Draft) -> None:
    """Set `response` when the words between and beside source and cue mark the statement as an answer."""
    if not draft.cue or draft.kind is not Kind.ATTRIBUTED:
        return
    parts = [*draft.source, *draft.cue]
    start, end = min(p.start for p in parts), max(p.end for p in parts)
    draft.response = RESPONSE.search(text[max(0, start - 30) : end + 30]) is not None
